"""Merging two customers that are one changes no quotation: what was approved for it stays approved."""

from contextlib import contextmanager

from odoo import api, models

from ...tools.quote_content import compare
from ..protection.guard import unlocked

_PARTNERS = ("partner_id", "partner_invoice_id", "partner_shipping_id")


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.model
    @contextmanager
    def _keep_approvals(self, partners):
        """Keep the approvals of these partners' quotations through a merge, or its undo.

        :param partners: `res.partner` recordset, those that go and those that stay
        """
        found = self.sudo().search(
            [
                ("approval_state", "in", ("submitted", "approved")),
                "|",
                "|",
                *((name, "in", partners.ids) for name in _PARTNERS),
            ]
        )
        valid = found.filtered(lambda order: order._is_content_approved())
        yield
        valid.invalidate_recordset()
        for order in valid.exists():
            order._follow_merged_partners()

    def _follow_merged_partners(self):
        """Approved is now the same content with the customer that stayed."""
        content = self._get_quotation_content()
        changes = compare(self.approval_content, content)
        if changes and all(change.field in _PARTNERS for change in changes):
            unlocked(self).write(
                {
                    "approval_content": content,
                    "approval_fingerprint": self._get_quotation_fingerprint(),
                }
            )


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _merge_customers(self, sources, *args, **kwargs):
        with self.env["sale.order"]._keep_approvals(self | sources):
            return super()._merge_customers(sources, *args, **kwargs)


class CrmCustomerMergeLog(models.Model):
    _inherit = "crm.customer.merge.log"

    def _undo(self):
        with self.env["sale.order"]._keep_approvals(self.survivor_id | self.source_ids.partner_id):
            return super()._undo()


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        partners = self.env["res.partner"].browse(partner_ids)
        with self.env["sale.order"]._keep_approvals(partners):
            return super()._merge(partner_ids, dst_partner, extra_checks)
