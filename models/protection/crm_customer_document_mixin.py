from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class CrmCustomerDocumentMixin(models.AbstractModel):
    """For opportunities and orders: who sees them because of their customer.

    Odoo shows a salesperson his or her own, and those of nobody. To these come what others made for
    one's customers and what one's team made; from these go those of nobody whose customer is hidden.
    """

    _name = "crm.customer.document.mixin"
    _description = "Visible by Its Customer"
    _document_partner_field = "partner_id"
    _document_user_field = "user_id"

    is_of_my_customer = fields.Boolean(
        compute="_compute_is_of_my_customer", search="_search_is_of_my_customer"
    )
    is_open_by_customer = fields.Boolean(
        compute="_compute_is_open_by_customer", search="_search_is_open_by_customer"
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_is_of_my_customer(self):
        viewer = self.env["res.partner"]._get_viewer()
        for document in self.sudo():
            user = document[self._document_user_field]
            owner = document[self._document_partner_field].visible_user_id
            document.is_of_my_customer = not viewer.sees_all and (
                user.id in viewer.owner_ids or owner.id in viewer.owner_ids
            )

    def _search_is_of_my_customer(self, operator, value):
        if operator != "in" or list(value) != [True]:
            return NotImplemented
        viewer = self.env["res.partner"]._get_viewer()
        if viewer.sees_all:
            return Domain.FALSE
        owner_ids = sorted(viewer.owner_ids)
        self.env["res.partner"].flush_model(["visible_user_id"])
        # The array is made once for a query, so that the index on the partner can be used.
        return Domain(self._document_user_field, "in", owner_ids) | Domain.custom(
            to_sql=lambda _model, alias, _query: SQL(
                "%s = ANY(ARRAY(SELECT mine.id FROM res_partner mine"
                " WHERE mine.visible_user_id = ANY(%s)))",
                SQL.identifier(alias, self._document_partner_field),
                owner_ids,
            )
        )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_is_open_by_customer(self):
        for document in self.sudo():
            partner = document[self._document_partner_field]
            document.is_open_by_customer = (
                document[self._document_user_field] or not partner or partner.is_visible_to_me
            )

    def _search_is_open_by_customer(self, operator, value):
        if operator != "in" or list(value) != [True]:
            return NotImplemented
        partners = self.env["res.partner"]
        viewer = partners._get_viewer()
        if viewer.sees_all:
            return Domain.TRUE
        return Domain(self._document_user_field, "!=", False) | Domain.custom(
            to_sql=lambda _model, alias, _query: SQL(
                "NOT EXISTS (SELECT FROM res_partner seen WHERE seen.id = %s"
                " AND NOT COALESCE(%s, FALSE))",
                SQL.identifier(alias, self._document_partner_field),
                partners._get_viewer_sql("seen", viewer),
            )
        )
