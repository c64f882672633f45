"""Which quotations wait for me, as myself or as somebody's deputy; and which I decided about.

Whoever has to decide reads the quotation, wherever it is from.
"""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# An array that is made once for a query, so that the primary key is used. Who switched approval on
# decided about nothing that was sent before.
_OF_APPROVER = """%s = ANY(ARRAY(
    SELECT rel.order_id FROM sale_order_approver_rel rel WHERE rel.user_id = ANY(%s)
     UNION
    SELECT step.order_id FROM sale_approval_step step
     WHERE step.user_id = %s AND step.kind <> 'before'))"""


class SaleOrder(models.Model):
    _inherit = "sale.order"

    is_waiting_for_me = fields.Boolean(
        compute="_compute_is_waiting_for_me", search="_search_is_waiting_for_me", compute_sudo=True
    )
    is_mine_to_approve = fields.Boolean(
        compute="_compute_is_mine_to_approve",
        search="_search_is_mine_to_approve",
        compute_sudo=True,
    )

    @api.depends("approval_state", "approval_user_ids")
    @api.depends_context("uid")
    def _compute_is_waiting_for_me(self):
        people = self._get_approval_people()
        for order in self:
            order.is_waiting_for_me = order.approval_state == "submitted" and bool(
                order.approval_user_ids & people
            )

    def _search_is_waiting_for_me(self, operator, value):
        if operator != "in" or list(value) != [True]:
            return NotImplemented
        people = self._get_approval_people()
        return Domain("approval_state", "=", "submitted") & Domain(
            "approval_user_ids", "in", people.ids
        )

    @api.depends("approval_submitter_id", "approval_user_ids", "approval_step_ids.user_id")
    @api.depends_context("uid")
    def _compute_is_mine_to_approve(self):
        # A record rule asks this of every order, most of which were never submitted.
        submitted = self.filtered("approval_submitter_id")
        (self - submitted).is_mine_to_approve = False
        if submitted:
            domain = Domain("id", "in", submitted._origin.ids) & self._get_approver_domain("id")
            mine = set(self.sudo().search(domain, order="id")._ids)
            for order in submitted:
                order.is_mine_to_approve = order._origin.id in mine

    def _search_is_mine_to_approve(self, operator, value):
        if operator != "in" or list(value) != [True]:
            return NotImplemented
        return self._get_approver_domain("id")

    @api.model
    def _get_approver_domain(self, column):
        """Domain of what belongs to quotations that wait for the caller, or that he or she decided.

        :param str column: that holds the id of the order
        """
        people = self._get_approval_people()
        self.env["sale.order"].flush_model(["approval_user_ids"])
        return Domain.custom(
            to_sql=lambda _model, alias, _query: SQL(
                _OF_APPROVER, SQL.identifier(alias, column), people.ids, self.env.uid
            )
        )

    @api.model
    def _get_approval_people(self):
        """The caller, and for whom he or she stands in today."""
        return self.env.user | self._get_my_principals()
