"""The customer's page of a quotation that is not approved: a polite word, and nothing else.

All routes that open an order for its customer ask the same method: the page, its PDF, signature,
refusal, payment, optional lines, documents, electronic orders.
"""

from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import request

from odoo.addons.sale.controllers.portal import CustomerPortal


class HeldError(AccessError):
    """A quotation for which its customer has to wait."""


class QuotationPortal(CustomerPortal):
    def _document_check_access(self, model_name, document_id, access_token=None):
        """:raise HeldError: where a quotation is not approved, and this is nobody of the house"""
        document = super()._document_check_access(
            model_name, document_id, access_token=access_token
        )
        if model_name == "sale.order" and document._is_held_from(request.env.user):
            raise HeldError(document.with_env(request.env)._why_not_leave())
        return document

    @http.route()
    def portal_order_page(self, order_id, report_type=None, access_token=None, **kwargs):
        if not report_type and self._has_to_wait(order_id, access_token):
            return self._render_held_order(request.env["sale.order"].sudo().browse(order_id))
        return super().portal_order_page(
            order_id, report_type=report_type, access_token=access_token, **kwargs
        )

    def _has_to_wait(self, order_id, access_token):
        """Whether this is a customer, and the quotation that he or she may open is not approved."""
        try:
            self._document_check_access("sale.order", order_id, access_token=access_token)
        except HeldError:
            return True
        except MissingError:
            return False
        except AccessError:
            # The rule of the portal hides it from its own customer too, who needs no token.
            user = request.env.user
            order = request.env["sale.order"].sudo().browse(order_id)
            mine = user.partner_id.commercial_partner_id == order.partner_id.commercial_partner_id
            return mine and not user._is_public() and order._is_held_from(user)
        return False

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
