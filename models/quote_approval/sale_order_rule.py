"""Which rule asks for the approval of a quotation, and whose team decides."""

from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_approval_rule(self):
        """The rule by which this quotation needs an approval.

        :return: `sale.approval.rule` record in sudo, empty where none is needed
        """
        self.ensure_one()
        order = self.sudo()
        rules = order.env["sale.approval.rule"]
        if not order._is_under_approval():
            return rules
        rule = rules._match(order.with_company(order.company_id))
        return rules if rule.is_exempt else rule

    def _is_under_approval(self):
        """Whether the company has its quotations approved, and this is one of them.

        :return: bool
        """
        self.ensure_one()
        company = self.company_id.sudo()
        if not company.use_quote_approval:
            return False
        return not self._is_free_cart()

    def _is_free_cart(self):
        """Whether the shop made this order, and what the shop sells is nobody's business here."""
        is_cart = "approval_is_cart" in self._fields and self.sudo().approval_is_cart
        return is_cart and not self.company_id.sudo().approve_website_orders

    def _get_approval_team(self):
        """The team whose leader decides: that of the quotation, where its salesperson is in it.

        Otherwise the salesperson's own: nobody chooses an approver by choosing a team.

        :return: `crm.team` record in sudo, empty in a company without teams
        """
        self.ensure_one()
        order = self.sudo()
        person, team = order.user_id, order.team_id
        own = team and (
            not person
            or person in team.member_ids | team.user_id | team.manager_ids
            or team in person.crm_team_ids
        )
        return team if own else order._get_team_of(person) or team

    def _get_approval_path_ids(self):
        """Ids of that team and of all above it.

        :return: set of int
        """
        return self._get_approval_team()._get_path_ids()

    def _get_team_of(self, user):
        """The team of a person in the company of this quotation.

        :param user: `res.users` record
        :return: `crm.team` record in sudo
        """
        teams = (user.sale_team_id | user.crm_team_ids).sudo()
        return teams.filtered(
            lambda team: not team.company_id or team.company_id == self.company_id
        )[:1]
