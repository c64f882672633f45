"""Who reads and writes work records, on every path (invariant 6).

The author and those who lead him or her write; so does the back office. Whoever sees the customer, or
has the task, reads. Nobody enters records for somebody whom he or she does not lead, nobody sets what
the system stamps, nobody deletes what was done.
"""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_list

from ..protection.guard import is_unlocked
from ..protection.viewer import remembered

# Customers stand in `partner_id`, never their contacts. Those that are hidden are found once for a
# query and hashed: a question for each of a million records takes seconds.
_NOT_HIDDEN = """
    %s NOT IN (SELECT hidden.id FROM res_partner hidden
                WHERE hidden.is_managed_customer AND NOT COALESCE(%s, FALSE))"""
_SYSTEM_FIELDS = frozenset({"state_user_id", "state_date", "stage_id", "team_id", "day"})


class CrmWorkRecord(models.Model):
    _inherit = "crm.work.record"

    is_visible_to_me = fields.Boolean(
        compute="_compute_is_visible_to_me", search="_search_is_visible_to_me", compute_sudo=True
    )
    is_editable_by_me = fields.Boolean(
        compute="_compute_is_editable_by_me", search="_search_is_editable_by_me", compute_sudo=True
    )

    @api.depends("user_id", "lead_id.user_id", "partner_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_is_visible_to_me(self):
        sees_all = self.env["res.partner"]._get_viewer().sees_all
        tree = self._get_my_user_ids()
        for record in self:
            record.is_visible_to_me = (
                sees_all
                or not tree.isdisjoint((record.user_id.id, record.lead_id.user_id.id))
                or (record.partner_id and record.partner_id.is_visible_to_me)
            )

    def _search_is_visible_to_me(self, operator, value):
        if operator != "in" or list(value) != [True]:
            return NotImplemented
        partners = self.env["res.partner"]
        viewer = partners._get_viewer()
        if viewer.sees_all:
            return Domain.TRUE
        tree = sorted(self._get_my_user_ids())
        partners.flush_model(["is_managed_customer", "visible_user_id"])
        self.env["crm.customer.share"].flush_model()
        return (
            Domain("user_id", "in", tree)
            # Also for clerks, who have no right to tasks at all.
            | Domain("lead_id", "any!", [("user_id", "in", tree)])
            | Domain("partner_id", "!=", False)
            & Domain.custom(
                to_sql=lambda _model, alias, _query: SQL(
                    _NOT_HIDDEN,
                    SQL.identifier(alias, "partner_id"),
                    partners._get_viewer_sql("hidden", viewer),
                )
            )
        )

    @api.depends("user_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_is_editable_by_me(self):
        everybody, mine = self._is_writer_for_all(), self._get_my_user_ids()
        for record in self:
            record.is_editable_by_me = everybody or record.user_id.id in mine

    def _search_is_editable_by_me(self, operator, value):
        if operator != "in" or list(value) != [True]:
            return NotImplemented
        if self._is_writer_for_all():
            return Domain.TRUE
        return Domain("user_id", "in", sorted(self._get_my_user_ids()))

    @api.model
    def _get_my_user_ids(self):
        """Ids of the caller and of those whom the caller leads.

        :return: frozenset of int
        """
        user = self.env.user
        return remembered(
            self.env,
            ("work_record", user.id),
            lambda: frozenset({user.id, *self.env["crm.team"]._get_led_user_ids(user)}),
        )

    @api.model
    def _is_writer_for_all(self):
        """Whether the caller enters and corrects records of everybody in the company."""
        user = self.env.user
        return user.has_group("crm_customer_protection.group_customer_admin") or user.has_group(
            "sales_team.group_sale_manager"
        )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_values(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_values(vals)
        return super().write(vals)

    def unlink(self):
        # Not `api.ondelete`: a context that any client may send switches it off.
        self._check_deletion()
        return super().unlink()

    def onchange(self, values, field_names, fields_spec):
        self._check_lead(values.get("lead_id"))
        return super().onchange(values, field_names, fields_spec)

    def _check_values(self, vals):
        """Refuse values that are not the caller's to set.

        :param dict vals: values of `create` or `write`
        :raise AccessError: that says which
        """
        if self.env.su:
            return
        forged = sorted(name for name in _SYSTEM_FIELDS & vals.keys() if self or vals[name])
        if forged and not is_unlocked(self.env):
            labels = self.fields_get(forged, ["string"])
            raise AccessError(
                self.env._(
                    "%(fields)s of a work record is set by the system.",
                    fields=format_list(self.env, [labels[name]["string"] for name in forged]),
                )
            )
        if "user_id" in vals:
            self._check_author(self.env["res.users"].browse(vals["user_id"] or []))
        self._check_lead(vals.get("lead_id"))

    def _check_author(self, user):
        """Refuse work that is entered in the name of somebody whom the caller does not lead.

        :param user: `res.users` record
        """
        if self._is_writer_for_all() or user.id in self._get_my_user_ids():
            return
        if self.sudo().user_id != user:
            raise AccessError(
                self.env._(
                    "Only those who lead %(user)s, and the back office, enter work records for "
                    "him or her.",
                    user=user.sudo().name or self.env._("nobody"),
                )
            )

    def _check_lead(self, value):
        """Refuse a task that the caller does not see: its customer would show.

        :param value: id or dict with the id, as `create`, `write` and `onchange` take it
        """
        lead_ids = self._get_linked_ids(value)
        if lead_ids and not self.env.su and set(lead_ids) - set(self.sudo().lead_id.ids):
            self.env["crm.lead"].browse(lead_ids).check_access("read")

    def _check_deletion(self):
        """:raise UserError: for what was done or begun, and for other people's plans"""
        kept = self.filtered(lambda record: record.state in ("in_progress", "done"))
        if kept and not self.env.su:
            raise UserError(
                self.env._(
                    "%(records)s: what was done is not deleted. Cancel it with a reason, or "
                    "archive it.",
                    records=format_list(self.env, kept[:5].mapped("name")),
                )
            )
