"""Feature switches: nothing changes in a running Odoo until they are set (invariant 12)."""

from odoo import Command, api, fields, models

# In the context while a company is created: no client can send an object of Python.
OWN_COMPANY = object()


class ResCompany(models.Model):
    _inherit = "res.company"

    use_customer_management = fields.Boolean(
        "Customer Management",
        help="Shows the customer menus to the sales people: customers with code, category, grade "
        "and registered name, and the two-step entry that refuses a customer who already exists.",
    )
    customer_auto_manage = fields.Boolean(
        "Manage Every New Company",
        help="Every new company that a salesperson enters, wherever in Odoo, becomes a managed "
        "customer. Otherwise only those do that are entered from the customer menus.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        # The partner that Odoo makes of an own company is nobody's customer.
        marked = self.with_context(customer_own_company=OWN_COMPANY)
        companies = super(ResCompany, marked).create(vals_list).with_env(self.env)
        using = companies.filtered("use_customer_management")
        if using:
            using._sync_customer_management_group()
            using._ensure_customer_code_sequence()
        return companies

    def write(self, vals):
        result = super().write(vals)
        if "use_customer_management" in vals:
            self._sync_customer_management_group()
            self.filtered("use_customer_management")._ensure_customer_code_sequence()
        return result

    def _ensure_customer_code_sequence(self):
        """Make the sequences now: the first customers, entered at once, would make two of each."""
        for company in self:
            self.env["ir.sequence"]._get_customer_code_sequence(company)

    def _sync_customer_management_group(self):
        """Show the customer menus to sales people as soon as one company uses them."""
        group = self.env.ref("crm_customer_protection.group_customer_management").sudo()
        salesman = self.env.ref("sales_team.group_sale_salesman").sudo()
        in_use = self.sudo().search_count([("use_customer_management", "=", True)], limit=1)
        if bool(in_use) != (group in salesman.implied_ids):
            command = Command.link if in_use else Command.unlink
            salesman.write({"implied_ids": [command(group.id)]})
