"""Public pools (公海): who may claim from them, how much, and what they see before."""

from odoo import api, fields, models

# What a pool can hide until a customer is claimed, by the switch that hides it.
MASKED_FIELDS = {
    "mask_phone": ("phone", "fax"),
    "mask_email": ("email",),
    "mask_address": ("street", "street2", "zip", "city"),
    "mask_website": ("website",),
    "mask_vat": ("vat",),
}


class CrmCustomerPool(models.Model):
    _name = "crm.customer.pool"
    _description = "Public Pool"
    _order = "sequence, id"
    _check_company_auto = True

    # Identity
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    description = fields.Text(translate=True)

    # Members
    team_ids = fields.Many2many(
        "crm.team",
        string="Member Teams",
        check_company=True,
        help="Their members, and those of the teams below them, claim from this pool. "
        "With neither teams nor persons every salesperson does.",
    )
    user_ids = fields.Many2many(
        "res.users",
        "crm_customer_pool_user_rel",
        string="Member Persons",
        domain="[('share', '=', False)]",
    )
    manager_ids = fields.Many2many(
        "res.users",
        "crm_customer_pool_manager_rel",
        string="Managers",
        domain="[('share', '=', False)]",
        help="They see everything in this pool, assign from it and move customers between pools.",
    )

    # Limits
    claims_per_day = fields.Integer(help="Claims of one person a day. 0: no limit.")
    claims_per_week = fields.Integer(
        help="Claims of one person in a week, from Monday on. 0: no limit."
    )
    capacity = fields.Integer(
        "Holding Capacity", help="Customers that one person may hold. 0: no limit."
    )
    capacity_skip_trading = fields.Boolean(
        "Trading Customers Do Not Count",
        default=True,
        help="They are left out of the holding capacity.",
    )
    capacity_skip_category_ids = fields.Many2many(
        "crm.customer.category", string="Categories That Do Not Count"
    )
    cooldown_days = fields.Integer(
        "Cool-down of Earlier Owners",
        default=7,
        help="Whoever owned the customer in so many days before cannot claim it. 0: no cool-down.",
    )
    cooldown_team = fields.Boolean(
        "Cool-down for the Whole Team", help="The team of an earlier owner has to wait too."
    )
    fresh_hours = fields.Integer(
        "Cool-down of Arrivals",
        help="A customer that came into the pool can be claimed after so many hours.",
    )
    views_per_day = fields.Integer(
        help="Customers of the pool that one person may open a day. 0: no limit."
    )

    # What is hidden until claimed
    mask_phone = fields.Boolean("Phone and Fax", default=True)
    mask_email = fields.Boolean("E-mail", default=True)
    mask_address = fields.Boolean("Street and City")
    mask_website = fields.Boolean("Website")
    mask_vat = fields.Boolean("Tax Number")

    customer_count = fields.Integer(compute="_compute_customer_count")
    member_note = fields.Char(compute="_compute_member_note")

    _limits_not_negative = models.Constraint(
        "CHECK (LEAST(claims_per_day, claims_per_week, capacity, cooldown_days, fresh_hours, "
        "views_per_day) >= 0)",
        "Limits of a pool cannot be negative. 0 means no limit.",
    )

    def _compute_customer_count(self):
        counts = dict(
            self.env["res.partner"]
            .sudo()
            ._read_group(
                [("pool_id", "in", self.ids), ("is_managed_customer", "=", True)],
                ["pool_id"],
                ["__count"],
            )
        )
        for pool in self:
            pool.customer_count = counts.get(pool, 0)

    @api.depends("team_ids", "user_ids")
    def _compute_member_note(self):
        for pool in self:
            members = pool._get_members() if pool.team_ids or pool.user_ids else None
            pool.member_note = (
                members is not None
                and not members
                and self.env._("Nobody can claim from this pool: the chosen teams have no members.")
            )

    def _is_masking(self):
        """Whether this pool hides anything until a customer is claimed."""
        self.ensure_one()
        return any(self[switch] for switch in MASKED_FIELDS)

    def _get_members(self):
        """The persons that claim from this pool, where it names any.

        :return: `res.users` recordset
        """
        self.ensure_one()
        teams = self.env["crm.team"].sudo().search([("id", "child_of", self.team_ids.ids)])
        return self.user_ids | teams.member_ids

    def _has_member(self, user):
        """Whether this person may claim from the pool."""
        self.ensure_one()
        return self.sudo().company_id in user.sudo().company_ids and self._lets_in(user)

    def _lets_in(self, user):
        """Whether this person is a manager or a member, by name, by team or as everybody is."""
        pool = self.sudo()
        if user in pool.manager_ids | pool.user_ids:
            return True
        if pool.team_ids:
            # A pool names teams, and means those below them too.
            return not user.sudo().crm_team_ids._get_path_ids().isdisjoint(pool.team_ids.ids)
        return not pool.user_ids and user.has_group("sales_team.group_sale_salesman")

    @api.model
    def _get_default_pool(self, company):
        """The pool into which customers of a company fall where nothing else says so.

        :param company: `res.company` record
        :return: `crm.customer.pool` record in sudo, made where there is none
        """
        pool = self.sudo().search([("company_id", "=", company.id)], limit=1)
        return pool or self.sudo().create(
            {"name": self.env._("Public Pool"), "company_id": company.id}
        )
