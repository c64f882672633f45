from odoo import fields, models

# Font Awesome 4.7 glyphs that Odoo's web client ships; the label is what a person picks from.
ICONS = [
    ("fa-star", "Star"),
    ("fa-heart", "Heart"),
    ("fa-diamond", "Diamond"),
    ("fa-trophy", "Trophy"),
    ("fa-handshake-o", "Handshake"),
    ("fa-thumbs-up", "Thumb up"),
    ("fa-lightbulb-o", "Light bulb"),
    ("fa-leaf", "Leaf"),
    ("fa-search", "Magnifier"),
    ("fa-clock-o", "Clock"),
    ("fa-users", "Persons"),
    ("fa-building", "Building"),
    ("fa-industry", "Factory"),
    ("fa-truck", "Truck"),
    ("fa-money", "Money"),
    ("fa-flag", "Flag"),
    ("fa-eye", "Eye"),
    ("fa-pause-circle", "Pause"),
    ("fa-thumbs-down", "Thumb down"),
    ("fa-ban", "Ban"),
]


class CrmCustomerCategory(models.Model):
    _name = "crm.customer.category"
    _description = "Customer Category"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    icon = fields.Selection(ICONS, required=True, default="fa-star")
    color = fields.Integer(help="Colour of the icon in lists, cards and forms.")
    is_deal = fields.Boolean(
        "Deal",
        default=True,
        help="Tick it where a deal is possible. Customers of a category without a deal, such as a "
        "blacklist, are left out of sales work.",
    )
    company_id = fields.Many2one("res.company", help="Empty: for every company.", index=True)
    description = fields.Text(translate=True, help="Tells salespeople when to choose it.")
    customer_count = fields.Integer("Customers", compute="_compute_customer_count")

    _name_company_uniq = models.UniqueIndex(
        "(name, COALESCE(company_id, 0)) WHERE active IS TRUE",
        "There is an active customer category of this name already. Rename one of the two.",
    )

    def _compute_customer_count(self):
        counts = dict(
            self.env["res.partner"]._read_group(
                [("customer_category_id", "in", self.ids), ("is_managed_customer", "=", True)],
                ["customer_category_id"],
                ["__count"],
            )
        )
        for category in self:
            category.customer_count = counts.get(category, 0)

    def action_view_customers(self):
        """Open the customers of this category.

        :return: an `ir.actions.act_window` dict
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_customer_protection.res_partner_customer_action"
        )
        return dict(
            action,
            display_name=self.display_name,
            domain=[("is_managed_customer", "=", True), ("customer_category_id", "=", self.id)],
        )
