"""The customer's page of a quotation that is not approved: a polite word, and nothing else.

All routes that open an order for its customer ask the same method: the page, its PDF, signature,
refusal, payment, optional lines, documents, electronic orders.
"""

from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import request

from odoo.addons.sale.controllers.portal import CustomerPortal


class QuotationPortal(CustomerPortal):
    def _document_check_access(self, model_name, document_id, access_token=None):
        """:raise AccessError: where a quotation is not approved, and this is nobody of the house"""
        document = super()._document_check_access(
            model_name, document_id, access_token=access_token
        )
        if model_name == "sale.order" and document._is_held_from(request.env.user):
            raise AccessError(document.with_env(request.env)._why_not_leave())
        return document

    @http.route()
    def portal_order_page(self, order_id, report_type=None, access_token=None, **kwargs):
        if not report_type and (order := self._get_held_order(order_id, access_token)):
            return self._render_held_order(order)
        return super().portal_order_page(
            order_id, report_type=report_type, access_token=access_token, **kwargs
        )

    def _get_held_order(self, order_id, access_token):
        """The quotation for which this customer has to wait.

        :return: `sale.order` record in sudo, empty where it is open or not the customer's
        """
        nothing = request.env["sale.order"]
        order = nothing.sudo().browse(order_id).exists()
        if not order or not order._is_held_from(request.env.user):
            return nothing
        try:
            return super()._document_check_access("sale.order", order_id, access_token=access_token)
        except (AccessError, MissingError):
            # The rule of the portal hides it from its own customer too, who needs no token.
            customer = order.partner_id.commercial_partner_id
            mine = request.env.user.partner_id.commercial_partner_id == customer
            return order if mine and not request.env.user._is_public() else nothing

    def _render_held_order(self, order):
        response = request.render(
            "crm_customer_protection.portal_quotation_in_preparation",
            {
                "page_name": "quote",
                "no_breadcrumbs": True,
                "quotation_name": order.name,
                "seller": order.user_id.partner_id,
                "res_company": order.company_id,
            },
        )
        response.headers["Cache-Control"] = "no-store"
        return response
