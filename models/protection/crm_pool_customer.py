"""The public pool as those see it who claim from it (invariant 6).

A customer whose pool hides something is invisible as a partner until it is claimed. Here it stands
without what is hidden: in the columns by SQL, so that no search, group or export finds it, and in
the contact data, which are computed for who opens a customer, and counted.
"""

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .crm_customer_pool import MASKED_FIELDS

# What only who opens a customer gets; the columns show no more than the rest.
_CONTACT_FIELDS = ("phone", "fax", "email", "website", "vat", "street", "street2", "zip")


class CrmPoolCustomer(models.Model):
    _name = "crm.pool.customer"
    _description = "Customer in the Pool"
    _auto = False
    _order = "pool_date desc, id desc"
    _depends = {
        "res.partner": [
            "ref",
            "name",
            "registered_name",
            "customer_category_id",
            "customer_grade_id",
            "customer_importance",
            "customer_region_id",
            "industry_id",
            "country_id",
            "city",
            "customer_stage",
            "last_contact_date",
            "last_deal_date",
            "customer_value",
            "pool_id",
            "pool_date",
            "company_id",
            "visible_user_id",
            "protection_state",
            "is_managed_customer",
            "active",
        ],
        "crm.customer.pool": ["company_id", "mask_address"],
        "crm.protection.event": ["partner_id", "old_owner_id", "new_owner_id"],
    }

    # Columns
    name = fields.Char("Customer", readonly=True)
    ref = fields.Char("Code", readonly=True)
    registered_name = fields.Char(readonly=True)
    customer_category_id = fields.Many2one("crm.customer.category", "Category", readonly=True)
    customer_category_icon = fields.Selection(related="customer_category_id.icon")
    customer_category_color = fields.Integer(related="customer_category_id.color")
    customer_grade_id = fields.Many2one("crm.customer.grade", "Grade", readonly=True)
    customer_importance = fields.Selection(
        [("0", "Normal"), ("1", "Important"), ("2", "Very important"), ("3", "Key customer")],
        "Importance",
        readonly=True,
    )
    customer_region_id = fields.Many2one("crm.customer.region", "Region", readonly=True)
    industry_id = fields.Many2one("res.partner.industry", readonly=True)
    country_id = fields.Many2one("res.country", readonly=True)
    city = fields.Char(readonly=True)
    customer_stage = fields.Selection(
        [("potential", "Potential"), ("trading", "Trading")], "Stage", readonly=True
    )
    last_contact_date = fields.Datetime("Last Contact", readonly=True)
    last_deal_date = fields.Datetime("Last Deal", readonly=True)
    customer_value = fields.Monetary(readonly=True, currency_field="currency_id")
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    pool_id = fields.Many2one("crm.customer.pool", readonly=True)
    pool_date = fields.Datetime("In the Pool Since", readonly=True)
    last_owner_id = fields.Many2one("res.users", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)

    # Shown to who opens the customer
    phone = fields.Char(compute="_compute_contact")
    fax = fields.Char(compute="_compute_contact")
    email = fields.Char(compute="_compute_contact")
    website = fields.Char(compute="_compute_contact")
    vat = fields.Char("Tax ID", compute="_compute_contact")
    street = fields.Char(compute="_compute_contact")
    street2 = fields.Char(compute="_compute_contact")
    zip = fields.Char(compute="_compute_contact")
    hidden_note = fields.Char(compute="_compute_hidden_note")
    claim_refusal = fields.Char(compute="_compute_claim_refusal")

    is_in_my_pool = fields.Boolean(compute="_compute_is_in_my_pool", search="_search_is_in_my_pool")

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT partner.id, partner.ref, partner.name, partner.registered_name,
                   partner.customer_category_id, partner.customer_grade_id,
                   partner.customer_importance, partner.customer_region_id, partner.industry_id,
                   partner.country_id, partner.customer_stage, partner.last_contact_date,
                   partner.last_deal_date, partner.customer_value, partner.pool_id,
                   partner.pool_date,
                   CASE WHEN partner.visible_user_id <> %s OR pool.mask_address IS NOT TRUE
                        THEN partner.city END AS city,
                   COALESCE(partner.company_id, pool.company_id) AS company_id,
                   (SELECT event.old_owner_id FROM crm_protection_event event
                     WHERE event.partner_id = partner.id AND event.old_owner_id IS NOT NULL
                       AND event.new_owner_id IS NULL
                  ORDER BY event.day DESC, event.id DESC LIMIT 1) AS last_owner_id
              FROM res_partner partner
         LEFT JOIN crm_customer_pool pool ON pool.id = partner.pool_id
             WHERE partner.is_managed_customer IS TRUE AND partner.active IS TRUE
               AND partner.protection_state = 'public'
            """,
            SUPERUSER_ID,
        )

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for customer in self:
            customer.currency_id = (customer.company_id or self.env.company).sudo().currency_id

    @api.depends_context("uid")
    def _compute_contact(self):
        """What the pools do not hide. Counts as opening the customers."""
        partners = self.env["res.partner"].sudo().browse(self.ids)
        for pool, group in partners.grouped("pool_id").items():
            if not self.env.su:
                self.env["crm.pool.view"]._count_views(pool, group.ids)
        for customer, partner in zip(self, partners, strict=True):
            hidden = partner._get_masked_fields()
            for name in _CONTACT_FIELDS:
                customer[name] = False if name in hidden else partner[name]

    @api.depends("pool_id")
    def _compute_hidden_note(self):
        labels = self.env["crm.customer.pool"].fields_get([*MASKED_FIELDS], ["string"])
        for customer in self:
            partner = self.env["res.partner"].sudo().browse(customer.id)
            hidden = partner._get_masked_fields()
            switches = [name for name, fields in MASKED_FIELDS.items() if hidden & {*fields}]
            customer.hidden_note = switches and self.env._(
                "Hidden until you claim: %(what)s",
                what=" · ".join(labels[name]["string"] for name in switches),
            )

    @api.depends_context("uid")
    def _compute_claim_refusal(self):
        for customer in self:
            partner = self.env["res.partner"].browse(customer.id)
            customer.claim_refusal = partner._why_not_claim()

    @api.depends("pool_id")
    @api.depends_context("uid")
    def _compute_is_in_my_pool(self):
        mine = {*self.env["crm.customer.pool"]._get_my_pool_ids(), False}
        for customer in self:
            customer.is_in_my_pool = customer.pool_id.id in mine

    def _search_is_in_my_pool(self, operator, value):
        if operator != "in" or list(value) != [True]:
            return NotImplemented
        return Domain("pool_id", "in", [*self.env["crm.customer.pool"]._get_my_pool_ids(), False])

    def action_claim(self):
        """Take the customers out of the pool, and open the one where it is one.

        :raise UserError: with every reason, where none of them can be claimed
        :return: an action
        """
        # Whoever comes too late finds the row gone, and is told below who was first.
        self.exists().check_access("read")
        customers = self.env["res.partner"].browse(self.ids)
        if self.env.context.get("pressed") and self._is_mine_by_now(customers):
            # The second press of an impatient winner.
            return customers.get_formview_action()
        result = customers.action_claim()
        if result is not True:
            return result
        return customers.get_formview_action()

    @api.model
    def _is_mine_by_now(self, customers):
        return len(customers) == 1 and customers.sudo().exists().user_id == self.env.user

    def action_open(self):
        """Open the customer in the pool, or as it is where the caller sees it already.

        :return: an `ir.actions.act_window` dict
        """
        self.ensure_one()
        customer = self.env["res.partner"].browse(self.id)
        if customer.has_access("read"):
            return customer.get_formview_action()
        return self.get_formview_action()
