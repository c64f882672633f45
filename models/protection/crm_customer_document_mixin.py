from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# The array is made once for a query, so that the index on the partner can be used. That of a leader
# would hold tens of thousands: there PostgreSQL chooses between a look at each and a hash of all.
_FEW_OWNERS = 20
_OF_FEW_OWNERS = """
    %s = ANY(ARRAY(SELECT mine.id FROM res_partner mine WHERE mine.visible_user_id = ANY(%s)))"""
_OF_MANY_OWNERS = """
    EXISTS (SELECT FROM res_partner mine WHERE mine.id = %s AND mine.visible_user_id = ANY(%s))"""


class CrmCustomerDocumentMixin(models.AbstractModel):
    """For opportunities and orders: who sees them because of their customer.

    Odoo shows a salesperson his or her own, and those of nobody. To these come what others made
    for one's customers, and what one's team made. Those of nobody go where the customer is hidden.
    """

    _name = "crm.customer.document.mixin"
    _description = "Visible by Its Customer"
    _document_partner_field = "partner_id"
    _document_user_field = "user_id"

    # Whether whom it is given to is given the customer with it.
    _document_gives_customer = True

    is_of_my_customer = fields.Boolean(
        compute="_compute_is_of_my_customer", search="_search_is_of_my_customer", compute_sudo=True
    )
    is_open_by_customer = fields.Boolean(
        compute="_compute_is_open_by_customer",
        search="_search_is_open_by_customer",
        compute_sudo=True,
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_is_of_my_customer(self):
        viewer = self.env["res.partner"]._get_viewer()
        for document in self:
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
        condition = _OF_FEW_OWNERS if len(owner_ids) <= _FEW_OWNERS else _OF_MANY_OWNERS
        return Domain(self._document_user_field, "in", owner_ids) | Domain.custom(
            to_sql=lambda _model, alias, _query: SQL(
                condition, SQL.identifier(alias, self._document_partner_field), owner_ids
            )
        )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_is_open_by_customer(self):
        for document in self:
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
            to_sql=lambda _model, alias, _query: partners._get_link_sql(
                SQL.identifier(alias, self._document_partner_field), viewer
            )
        )

    @api.model_create_multi
    def create(self, vals_list):
        documents = super().create(vals_list)
        documents._give_customer()
        return documents

    def write(self, vals):
        result = super().write(vals)
        if {self._document_user_field, self._document_partner_field} & vals.keys():
            self._give_customer()
        return result

    def _give_customer(self):
        """Share customers with whom the documents were given to, where the giver may share them.

        Somebody who has an opportunity and cannot see its customer cannot work. It stands in the
        ledger, and the owner can end it.
        """
        if not self._document_gives_customer or self.env["res.partner"]._is_unrestricted():
            return
        for document in self.sudo():
            user = document[self._document_user_field]
            customer = document[self._document_partner_field].managed_customer_id
            if not user or not customer.protection_owner_id or user == self.env.user:
                continue
            giver = customer.sudo(self.env.su)
            if customer._as_seen_by(user)._filter_hidden() and not giver._why_not_share():
                note = self.env._("With %(document)s.", document=document.display_name)
                giver._share(user, "read", False, note)
