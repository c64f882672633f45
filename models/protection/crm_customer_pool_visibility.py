from odoo import api, models
from odoo.tools import SQL

from .crm_customer_pool import MASKED_FIELDS


class CrmCustomerPool(models.Model):
    _name = "crm.customer.pool"
    _inherit = ["crm.viewer.source.mixin", "crm.customer.pool"]

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {*MASKED_FIELDS, "views_per_day", "company_id"}:
            self.env["res.partner"].sudo()._refresh_visible_user(
                SQL("customer.pool_id = ANY(%s)", self.ids)
            )
        return result

    def _is_masking(self):
        """A pool that counts views hides its customers too: what all can read cannot be counted."""
        return super()._is_masking() or bool(self.views_per_day)

    @api.model
    def _get_masking_sql(self, alias):
        """`_is_masking` as a condition on the table.

        :param str alias: of `crm_customer_pool`
        """
        alias = SQL.identifier(alias)
        switches = [SQL("%s.%s", alias, SQL.identifier(name)) for name in MASKED_FIELDS]
        return SQL("(%s OR %s.views_per_day > 0)", SQL(" OR ").join(switches), alias)

    @api.model
    def _get_managed_pool_ids(self, user):
        """Ids of the pools of which somebody is a manager.

        :return: frozenset of int
        """
        self.flush_model(["manager_ids"])
        rows = self.env.execute_query(
            SQL(
                "SELECT crm_customer_pool_id FROM crm_customer_pool_manager_rel"
                " WHERE res_users_id = %s",
                user.id,
            )
        )
        return frozenset(pool_id for (pool_id,) in rows)

    @api.model
    def _get_my_pool_ids(self):
        """Ids of the pools into which the caller may look.

        Members and managers do; clerks and the back office look into all of their companies.

        :return: list of int
        """
        user = self.env.user
        # Of a company there are a handful.
        pools = self.sudo().search([("active", "in", [True, False])])
        # A rule is evaluated as superuser.
        partners = self.sudo(False).env["res.partner"]
        if partners._is_customer_admin() or user.has_group("crm_customer_protection.group_clerk"):
            return pools.ids
        return pools.filtered(lambda pool: pool._lets_in(user)).ids
