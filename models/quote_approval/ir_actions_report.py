"""Printed quotations: marked on each page while they are not approved, and for the house alone.

PDF, HTML and text of every report come through the same two methods.
"""

from odoo import models
from odoo.exceptions import AccessError

from ...tools.watermark import mark_html, mark_text

# In what a report is rendered with: {id of the order: what is written across it}.
_MARKS = "crm_quote_marks"


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _get_rendering_context(self, report, docids, data):
        values = super()._get_rendering_context(report, docids, data)
        values.pop(_MARKS, None)
        if report.model == "sale.order":
            orders = values.get("docs")
            if not isinstance(orders, self.pool["sale.order"]):
                orders = self.env["sale.order"].browse(docids or ())
            if marks := self._get_quotation_marks(orders):
                values[_MARKS] = marks
        return values

    def _render_template(self, template, values=None):
        marks = (values or {}).pop(_MARKS, None)
        content = super()._render_template(template, values)
        if not marks:
            return content
        mark = mark_text if values.get("report_type") == "text" else mark_html
        return mark(content, "sale.order", marks)

    def _get_quotation_marks(self, orders):
        """What is written across quotations.

        :param orders: `sale.order` recordset
        :return: dict of str by id, of those that are not approved
        :raise AccessError: where one of them is for somebody outside
        """
        marks = {}
        user = self.env.user
        env = self.with_context(lang=user.lang).env
        for order in orders.exists():
            if not (why := order._why_not_leave()):
                continue
            if order._is_held_from(user):
                raise AccessError(why)
            marks[order.id] = env._("DRAFT – NOT APPROVED")
        return marks

    # === KEPT FILES === #

    def retrieve_attachment(self, record):
        # What was kept is of another content, or of the time before the approval.
        if record._name == "sale.order" and not record._may_leave():
            return None
        return super().retrieve_attachment(record)

    def _prepare_pdf_report_attachment_vals_list(self, report, streams):
        if report.model == "sale.order":
            orders = self.env["sale.order"].browse([res_id for res_id in streams if res_id])
            ready = orders._filter_may_leave()._ids
            streams = {res_id: data for res_id, data in streams.items() if res_id in ready}
        return super()._prepare_pdf_report_attachment_vals_list(report, streams)
