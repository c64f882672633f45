"""Nothing is lost (invariant 11): a customer with history is deactivated, never deleted."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_list

# Where a row means that something happened with the partner: table, its partner column, the words.
# The words are translated where they are shown.
_HISTORY_TABLES = [
    ("crm_lead", "partner_id"),
    ("sale_order", "partner_id"),
    ("calendar_event_res_partner_rel", "res_partner_id"),
    ("account_move", "partner_id"),
]


class ResPartner(models.Model):
    _inherit = "res.partner"

    deactivation_reason = fields.Text(copy=False, readonly=True)
    deactivated_by_id = fields.Many2one(
        "res.users",
        "Deactivated by",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    deactivation_date = fields.Datetime("Deactivated on", copy=False, readonly=True)

    def write(self, vals):
        if "active" in vals:
            customers = self.filtered("is_managed_customer")
            if not vals["active"] and not self.env.su:
                customers.filtered("active")._check_deactivation_reason(vals)
            if vals["active"] and customers.filtered(lambda customer: not customer.active):
                super(ResPartner, customers.sudo()).write(
                    {
                        "deactivation_reason": False,
                        "deactivated_by_id": False,
                        "deactivation_date": False,
                    }
                )
        return super().write(vals)

    def action_archive(self):
        """Archive as Odoo does; for customers ask for the reason first.

        :return: an `ir.actions.act_window` dict where a reason is needed
        """
        if not self.env.su and self.filtered(lambda p: p.is_managed_customer and p.active):
            return self.action_customer_deactivate()
        return super().action_archive()

    def action_customer_deactivate(self):
        """Open the dialog that deactivates these customers with a reason.

        :return: an `ir.actions.act_window` dict
        """
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_customer_protection.crm_customer_deactivate_action"
        )
        return dict(action, context={"default_partner_ids": self.ids})

    def action_customer_reactivate(self):
        """Bring deactivated customers back to work; the reason stays in their chatter."""
        self.check_access("write")
        inactive = self.filtered(lambda customer: not customer.active)
        inactive.action_unarchive()
        for customer in inactive.filtered("is_managed_customer"):
            customer.message_post(body=self.env._("Reactivated."))

    def _deactivate_customers(self, reason):
        """Deactivate customers and say why in the chatter. Their contacts stay as they are.

        :param str reason: what the person wrote
        :raise UserError: where the reason is empty
        """
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why the customer is deactivated."))
        self.check_access("write")
        for customer in self:
            customer.message_post(body=self.env._("Deactivated: %(reason)s", reason=reason))
        customers = self.sudo()
        customers.write(
            {
                "active": False,
                "deactivation_reason": reason,
                "deactivated_by_id": self.env.uid,
                "deactivation_date": fields.Datetime.now(),
            }
        )

    def _check_deactivation_reason(self, vals):
        if self:
            raise UserError(
                self.env._(
                    "%(names)s: a customer is deactivated with a reason. Use Deactivate in the "
                    "Actions menu of the customer.",
                    names=format_list(self.env, self[:5].mapped("display_name")),
                )
            )

    def unlink(self):
        # Not `api.ondelete`: by then the chatter has deleted the messages that count as history,
        # and a context that any client may send switches it off.
        self._check_customer_history()
        return super().unlink()

    def _check_customer_history(self):
        """Refuse to delete customers, and contacts of customers, with which something happened.

        :raise UserError: that names them
        """
        watched = self.filtered("managed_customer_id")
        kept = watched._filter_with_history()
        if kept:
            raise UserError(
                self.env._(
                    "%(names)s: something happened with this customer already (an opportunity, an "
                    "order, a meeting, a message or a change of owner), so it cannot be deleted. "
                    "Deactivate it instead: it stays searchable and can be reactivated.",
                    names=format_list(self.env, kept[:5].mapped("display_name")),
                )
            )

    def _filter_with_history(self):
        """Those of the records with which, or with whose contacts, something happened.

        :return: `res.partner` recordset, a subset of `self`
        """
        if not self:
            return self
        self.env.flush_all()
        family = self.sudo().with_context(active_test=False).search([("id", "child_of", self.ids)])
        used = family._get_ids_with_history()
        used = {above for partner in family.browse(used) for above in partner._get_ancestor_ids()}
        return self.filtered(lambda partner: partner.id in used)

    def _get_ids_with_history(self):
        """Ids of those of the records with which something happened themselves. For heirs to extend.

        :return: set of int
        """
        used = set(self._get_ids_with_human_message())
        for table, column in self._get_history_tables():
            rows = self.env.execute_query(
                SQL(
                    "SELECT DISTINCT %(column)s FROM %(table)s WHERE %(column)s = ANY(%(ids)s)",
                    column=SQL.identifier(column),
                    table=SQL.identifier(table),
                    ids=self.ids,
                )
            )
            used.update(partner_id for (partner_id,) in rows)
        return used

    @api.model
    def _get_history_tables(self):
        """Pairs of table and partner column whose rows count as history. For heirs to extend."""
        return list(_HISTORY_TABLES)

    def _get_ids_with_human_message(self):
        """Ids of those partners whose chatter holds something that a person wrote."""
        odoobot = self.env.ref("base.partner_root").id
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT res_id FROM mail_message
                 WHERE model = 'res.partner' AND res_id = ANY(%s)
                   AND message_type IN ('comment', 'email', 'email_outgoing')
                   AND author_id IS DISTINCT FROM %s
                """,
                self.ids,
                odoobot,
            )
        )
        return [res_id for (res_id,) in rows]

    def _get_ancestor_ids(self):
        """The partner's own id and those of the partners above it."""
        ids, partner = [], self
        while partner and partner.id not in ids:
            ids.append(partner.id)
            partner = partner.parent_id
        return ids
