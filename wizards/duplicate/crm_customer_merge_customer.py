from odoo import api, fields, models


class CrmCustomerMergeCustomer(models.TransientModel):
    _name = "crm.customer.merge.customer"
    _description = "Customer to Merge"

    merge_id = fields.Many2one("crm.customer.merge", ondelete="cascade")
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True, ondelete="cascade")
    is_survivor = fields.Boolean("Survives", readonly=True)
    ref = fields.Char(related="partner_id.ref", string="Code")
    owner_id = fields.Many2one(related="partner_id.user_id", string="Owner")
    protected_until = fields.Date(related="partner_id.protected_until")
    created_on = fields.Datetime(related="partner_id.create_date", string="Entered on")
    lead_count = fields.Integer("Opportunities", compute="_compute_counts")
    order_count = fields.Integer("Orders", compute="_compute_counts")

    @api.depends("partner_id")
    def _compute_counts(self):
        for name, model in (("lead_count", "crm.lead"), ("order_count", "sale.order")):
            documents = self.env[model].with_context(active_test=False)
            domain = [("partner_id", "in", self.partner_id.ids)]
            counts = dict(documents._read_group(domain, ["partner_id"], ["__count"]))
            for line in self:
                line[name] = counts.get(line.partner_id._origin, 0)
