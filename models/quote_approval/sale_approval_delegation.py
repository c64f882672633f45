"""Who approves quotations for somebody who is absent (代理审核)."""

from datetime import timedelta

from odoo import api, fields, models, tools
from odoo.exceptions import MissingError, ValidationError
from odoo.fields import Domain


class SaleApprovalDelegation(models.Model):
    _name = "sale.approval.delegation"
    _description = "Deputy for Approvals"
    _inherit = ["crm.cached.record.mixin"]
    _order = "date_from desc, id desc"

    user_id = fields.Many2one(
        "res.users",
        "Absent",
        required=True,
        default=lambda self: self.env.user,
        index=True,
        ondelete="cascade",
        domain="[('share', '=', False)]",
    )
    delegate_id = fields.Many2one(
        "res.users",
        "Deputy",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('share', '=', False), ('id', '!=', user_id)]",
        help="Decides about the quotations that wait for the absent person, and is recorded as "
        "having decided for him or her. Nobody decides about an own quotation that way.",
    )
    date_from = fields.Date("Absent From", required=True, default=fields.Date.context_today)
    date_to = fields.Date("Absent Until", help="The last day. Empty: until you end it.")
    active = fields.Boolean(default=True)
    note = fields.Char(help="For instance: holidays.")
    is_current = fields.Boolean("Today", compute="_compute_is_current")

    _check_days = models.Constraint(
        "CHECK (date_to >= date_from)", "The last day cannot lie before the first one."
    )
    _check_delegate = models.Constraint(
        "CHECK (user_id <> delegate_id)", "Nobody is his or her own deputy. Choose a colleague."
    )
    # Empty: until the end of time.
    _one_deputy_excl = models.Constraint(
        "EXCLUDE USING gist (int4range(user_id, user_id, '[]') WITH =, "
        "daterange(date_from, date_to, '[]') WITH &&) WHERE (active IS TRUE)",
        "There is a deputy for these days already. Change or archive that line first.",
    )

    @api.constrains("user_id", "delegate_id", "active")
    def _check_may_stand_in(self):
        """:raise ValidationError: where the deputy cannot work for the absent person"""
        for delegation in self.filtered("active").sudo():
            person, deputy = delegation.user_id, delegation.delegate_id
            if not deputy._filter_approvers() or not deputy.company_ids & person.company_ids:
                raise ValidationError(
                    self.env._(
                        "%(deputy)s cannot stand in for %(person)s. Choose an active colleague of "
                        "the same company who has a right to sales.",
                        deputy=deputy.name,
                        person=person.name,
                    )
                )

    @api.depends("user_id", "delegate_id")
    def _compute_display_name(self):
        for delegation in self.sudo():
            delegation.display_name = self.env._(
                "%(deputy)s for %(person)s",
                deputy=delegation.delegate_id.name or "…",
                person=delegation.user_id.name or "…",
            )

    @api.depends("user_id", "date_from", "date_to", "active")
    def _compute_is_current(self):
        for delegation in self:
            delegation.is_current = delegation._holds_today()

    def _holds_today(self):
        """Whether the deputy stands in today, by the calendar of the absent person's company.

        :return: bool
        """
        self.ensure_one()
        if not self.active or not self.date_from:
            return False
        today = self.user_id.sudo().company_id._get_today()
        return self.date_from <= today and (not self.date_to or today <= self.date_to)

    # === WHO STANDS IN === #

    @api.model
    def _get_deputies(self, users):
        """Who stands in for some persons today. A deputy of a deputy does not count.

        :param users: `res.users` recordset
        :return: dict of user id to `res.users` record in sudo, without those who have none
        """
        current = self._get_current(Domain("user_id", "in", users.ids))
        able = current.filtered(lambda one: one.delegate_id._filter_approvers())
        return {one.user_id.id: one.delegate_id for one in able}

    @api.model
    def _get_principals(self, user):
        """For whom a person stands in today.

        :param user: `res.users` record
        :return: `res.users` recordset in sudo, without the person
        """
        ids = self._get_ids_of_delegate(user.id)
        if not ids or not user.active or user.share:
            return self.env["res.users"].sudo()
        known = self.sudo().browse(ids)
        try:
            current = known.filtered(lambda one: one._holds_today())
        except MissingError:
            # One is gone with its person, without a word to the cache.
            current = known.exists().filtered(lambda one: one._holds_today())
        return current.user_id.filtered("active")

    @api.model
    @tools.ormcache("user_id")
    def _get_ids_of_delegate(self, user_id):
        """The delegations to a person, whatever their days: a record rule asks for them all the time.

        :param int user_id: of the deputy
        :return: tuple of int
        """
        return self.sudo().search([("delegate_id", "=", user_id)])._ids

    @api.model
    def _get_current(self, domain):
        """The delegations of today.

        :param Domain domain: which
        :return: recordset in sudo
        """
        # Companies count their days apart, never more than one from each other.
        day = timedelta(days=1)
        today = fields.Date.today()
        domain &= Domain("active", "=", True) & Domain("date_from", "<=", today + day)
        domain &= Domain("date_to", "=", False) | Domain("date_to", ">=", today - day)
        return self.sudo().search(domain).filtered(lambda one: one._holds_today())
