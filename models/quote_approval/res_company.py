"""The switches of quotation approval: off in a running Odoo (invariant 12)."""

from odoo import api, fields, models

# Whether a quotation may leave depends on these.
_SWITCHES = {"use_quote_approval", "approve_website_orders"}


class ResCompany(models.Model):
    _inherit = "res.company"

    use_quote_approval = fields.Boolean(
        "Quotation Approval",
        help="No quotation leaves the house by any way before those approved it whom the rules "
        "name. An approval is worth exactly the content that was approved.",
    )
    approve_website_orders = fields.Boolean(
        help="Orders that customers place in the website shop need an approval too. Otherwise the "
        "shop sells at its own prices without one.",
    )
    quote_attachment_required = fields.Boolean(
        "Attachment Required",
        help="A quotation is submitted with a file, for instance the calculation sheet.",
    )
    quote_document_kind_id = fields.Many2one(
        "crm.document.kind",
        "Kind of Attachment",
        ondelete="restrict",
        help="Empty: a file of any kind.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        self.env["sale.approval.rule"]._ensure_preset(companies.filtered("use_quote_approval"))
        return companies

    def write(self, vals):
        if not _SWITCHES & vals.keys():
            return super().write(vals)
        before = self.filtered("use_quote_approval")
        result = super().write(vals)
        self._follow_quote_approval(self.filtered("use_quote_approval") - before)
        return result

    def _follow_quote_approval(self, started):
        """Bring rules and quotations in line with the switches.

        :param started: `res.company` recordset, those that approve quotations from now on
        """
        rules, orders = self.env["sale.approval.rule"], self.env["sale.order"]
        rules._ensure_preset(started)
        if started:
            orders._keep_sent_quotations(started)
        rules._rules_changed()
