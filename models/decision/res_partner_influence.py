"""Whom a contact influences, and by whom it is influenced."""

from odoo import api, fields, models
from odoo.exceptions import UserError

_GROUPS = "sales_team.group_sale_salesman,crm_customer_protection.group_clerk"


class ResPartner(models.Model):
    _inherit = "res.partner"

    influence_out_ids = fields.One2many(
        "crm.contact.influence", "source_id", "Influences", groups=_GROUPS
    )
    influence_in_ids = fields.One2many(
        "crm.contact.influence", "target_id", "Influenced by", groups=_GROUPS
    )
    influence_summary = fields.Text(
        compute="_compute_influence_summary",
        groups=_GROUPS,
        help="The influences of the person in words, as the decision tree shows them on a phone.",
    )

    @api.depends(
        "influence_out_ids.target_id", "influence_out_ids.strength", "influence_out_ids.detail"
    )
    def _compute_influence_summary(self):
        labels = dict(
            self.env["crm.contact.influence"]._fields["strength"]._description_selection(self.env)
        )
        for person in self:
            lines = []
            for arrow in person.influence_out_ids.filtered("target_id.active"):
                line = f"→ {arrow.target_id.name} ({labels[arrow.strength]})"
                lines.append(f"{line}: {arrow.detail}" if arrow.detail else line)
            person.influence_summary = "\n".join(lines)

    def action_edit_influences(self):
        """Open the small dialog with the influences of one contact.

        :return: an `ir.actions.act_window` dict
        """
        self.ensure_one()
        self.check_access("read")
        view = self.env.ref("crm_customer_protection.res_partner_view_form_influence")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Influences of %(person)s", person=self.name),
            "res_model": "res.partner",
            "res_id": self.id,
            "views": [(view.id, "form")],
            "target": "new",
        }

    def action_view_decision_tree(self):
        """Open the decision tree of the customer, or of the customer that the contact belongs to.

        :return: an `ir.actions.act_window` dict
        :raise UserError: for a partner of no customer
        """
        self.ensure_one()
        self.check_access("read")
        customer = self.managed_customer_id
        if not customer:
            raise UserError(
                self.env._(
                    "%(name)s belongs to no customer, and has no decision tree.", name=self.name
                )
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_customer_protection.res_partner_decision_tree_action"
        )
        name = self.env._("Decision Tree of %(customer)s", customer=customer.name)
        context = {
            "active_id": customer.id,
            "active_model": self._name,
            "default_parent_id": customer.id,
            "default_type": "contact",
        }
        return {**action, "display_name": name, "context": context}

    def get_decision_tree(self):
        """What the decision tree draws over the contacts of this customer.

        :return: dict with `gaps` (list of sentences), `influences` (list of dict) and `is_editable`
        :raise AccessError: for whoever may not read the customer
        """
        self.ensure_one()
        self.check_access("read")
        arrows = self.env["crm.contact.influence"].search([("partner_id", "=", self.id)])
        names = ["source_id", "target_id", "strength", "detail"]
        return {
            "gaps": (self.decision_gaps or "").splitlines(),
            "influences": arrows.read(names),
            "is_editable": self.has_access("write"),
        }
