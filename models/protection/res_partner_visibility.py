"""Who sees which customer (invariant 6): two searchable fields, of which the record rules consist.

A rule that named users and teams itself would be frozen in a cache of the registry, or read the
table from its beginning. Here the search is SQL over one indexed column, `visible_user_id`, which
stands on every row of a customer and its contacts: the owner, the public user for what everybody
sees, or the system user for what a pool hides. It is empty for all other partners, which are most
of them and all visible.

Roles, from the top: the back office, sales administrators, whoever sees all documents of sales, and
the readers of customers (accounting, and whomever the administrator gives that group) see what Odoo
shows them. Leaders see what belongs to their tree, clerks what they registered, everybody what is
shared with them and what lies in a pool that hides nothing. Portal users stay under Odoo's rules.
"""

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .crm_customer_pool import MASKED_FIELDS
from .viewer import EVERYTHING, Viewer, remembered

# Only narrows what a search finds, so that a client may send it too.
_CUSTOMERS_ONLY = "crm_protection_customers_only"
_SEES_ALL_GROUPS = (
    "crm_customer_protection.group_customer_admin",
    "sales_team.group_sale_manager",
    "sales_team.group_sale_salesman_all_leads",
)


def _asks_for_customers(domain):
    """Whether nobody but managed customers can be in this domain."""
    conditions = domain.children if getattr(domain, "OPERATOR", None) == "&" else [domain]
    return any(
        getattr(condition, "field_expr", None) == "is_managed_customer"
        and (
            (condition.operator == "=" and condition.value is True)
            or (condition.operator == "in" and list(condition.value) == [True])
        )
        for condition in conditions
    )


class ResPartner(models.Model):
    _inherit = "res.partner"

    is_visible_to_me = fields.Boolean(
        compute="_compute_is_visible_to_me", search="_search_is_visible_to_me", compute_sudo=True
    )
    is_editable_by_me = fields.Boolean(
        compute="_compute_is_editable_by_me", search="_search_is_editable_by_me", compute_sudo=True
    )

    # The customers that somebody sees among all customers, and those that one owns: few, so that
    # PostgreSQL takes them from here and sorts, instead of walking through everybody's.
    _customer_visible_idx = models.Index(
        "(visible_user_id) WHERE is_managed_customer IS TRUE AND active IS TRUE"
    )
    _customer_user_idx = models.Index(
        "(user_id, complete_name, id DESC) WHERE is_managed_customer IS TRUE AND active IS TRUE"
    )
    # The order of the pool's list.
    _pool_list_idx = models.Index(
        "(pool_date DESC, id DESC) WHERE protection_state = 'public' "
        "AND is_managed_customer IS TRUE AND active IS TRUE"
    )

    @api.depends(
        "visible_user_id",
        "registrar_id",
        "pool_id",
        "company_id",
        "managed_customer_id.share_ids.until",
        "managed_customer_id.share_ids.mode",
    )
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_is_visible_to_me(self):
        viewer = self._get_viewer()
        unseen = self.browse()
        for partner in self:
            partner.is_visible_to_me = partner._is_open_to(viewer)
            if not partner.is_visible_to_me:
                unseen |= partner
        if unseen:
            unseen._filter_given_to_me(viewer).is_visible_to_me = True

    @api.depends("is_visible_to_me", "protection_state")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_is_editable_by_me(self):
        viewer = self._get_viewer()
        closed = self.browse()
        for partner in self:
            # What is public is claimed before it is changed.
            partner.is_editable_by_me = partner._is_open_to(viewer) and (
                viewer.sees_all
                or partner.protection_state != "public"
                or not partner._is_restricted_to(viewer)
            )
            if not partner.is_editable_by_me:
                closed |= partner
        if closed:
            closed._filter_given_to_me(viewer, "write").is_editable_by_me = True

    def _is_open_to(self, viewer):
        """Whether the columns of this row alone let somebody see it."""
        owner = self.visible_user_id.id
        return (
            viewer.sees_all
            or not owner
            or owner in viewer.seen_ids
            or not self._is_restricted_to(viewer)
        )

    def _is_restricted_to(self, viewer):
        """Whether the company of this row restricts who sees it."""
        company_id = self.company_id.id
        return company_id in viewer.company_ids if company_id else viewer.restricts_shared

    def _filter_given_to_me(self, viewer, mode="read"):
        """Those of the records that a share, a registration or a managed pool opens.

        :param viewer: `Viewer`
        :param str mode: `read` or `write`
        """
        self.env["res.partner"].flush_model(["managed_customer_id", "registrar_id", "pool_id"])
        clauses = self._get_given_clauses(SQL("res_partner"), viewer, mode)
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM res_partner WHERE id = ANY(%s) AND (%s)",
                [*self._origin.ids],
                SQL(" OR ").join(clauses),
            )
        )
        given = {partner_id for (partner_id,) in rows}
        return self.filtered(lambda partner: partner._origin.id in given)

    # === SEARCH === #

    def _search(self, domain, *args, bypass_access=False, **kwargs):
        """Tell the rules where only customers are asked for: none of them is visible by default.

        PostgreSQL takes the two conditions for independent, expects most customers to be visible
        and reads the whole table for the few that are. The rules alone are told, not the domain,
        which may ask for other partners further down.
        """
        domain = Domain(domain)
        if self.env.su or bypass_access or not _asks_for_customers(domain):
            return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)
        self.browse().check_access("read")
        query = super()._search(domain, *args, bypass_access=True, **kwargs)
        customers = self.sudo().with_context(active_test=False, **{_CUSTOMERS_ONLY: True})
        rules = self.env["ir.rule"]._compute_domain(self._name, "read").optimize_full(customers)
        if not rules.is_true():
            query.add_where(rules._to_sql(customers, self._table, query))
        return query

    def _search_is_visible_to_me(self, operator, value):
        return self._search_for_viewer(operator, value, "read")

    def _search_is_editable_by_me(self, operator, value):
        return self._search_for_viewer(operator, value, "write")

    def _search_for_viewer(self, operator, value, mode):
        if operator != "in" or list(value) != [True]:
            return NotImplemented
        viewer = self._get_viewer()
        if viewer.sees_all:
            return Domain.TRUE
        self.env["crm.customer.share"].flush_model()
        return Domain.custom(
            to_sql=lambda _model, alias, _query: self._get_viewer_sql(alias, viewer, mode)
        )

    @api.model
    def _get_viewer_sql(self, alias, viewer, mode="read"):
        """The condition under which somebody sees, or edits, a row.

        :param str alias: of `res_partner`
        :param viewer: `Viewer` that does not see all
        :param str mode: `read` or `write`
        """
        alias = SQL.identifier(alias)
        seen = SQL("%s.visible_user_id IN %s", alias, tuple(sorted(viewer.seen_ids)))
        if mode == "write":
            seen = SQL(
                "(%(seen)s AND (%(alias)s.protection_state IS DISTINCT FROM 'public' OR %(free)s))",
                seen=seen,
                alias=alias,
                free=self._get_unrestricted_sql(alias, viewer),
            )
        clauses = [seen, *self._get_given_clauses(alias, viewer, mode)]
        if not self.env.context.get(_CUSTOMERS_ONLY):
            clauses.insert(0, SQL("%s.visible_user_id IS NULL", alias))
        if not viewer.restricts_shared:
            clauses.append(SQL("%s.company_id IS NULL", alias))
        return SQL("(%s)", SQL(" OR ").join(clauses))

    @api.model
    def _get_link_sql(self, reference, viewer):
        """The condition under which somebody sees the partner of another table, or there is none.

        :param SQL reference: the column that holds its id
        :param viewer: `Viewer` that does not see all
        """
        return SQL(
            "NOT EXISTS (SELECT FROM res_partner seen WHERE seen.id = %s"
            " AND NOT COALESCE(%s, FALSE))",
            reference,
            self._get_viewer_sql("seen", viewer),
        )

    @api.model
    def _get_unrestricted_sql(self, alias, viewer):
        """The condition under which the company of a row restricts nothing."""
        companies = SQL("%s.company_id <> ALL(%s)", alias, sorted(viewer.company_ids))
        if viewer.restricts_shared:
            return companies
        return SQL("(%s OR %s.company_id IS NULL)", companies, alias)

    @api.model
    def _get_given_clauses(self, alias, viewer, mode):
        """Conditions that open a row to somebody besides its owner.

        The arrays are made once for a query. A sub-select that is joined instead would make
        PostgreSQL read the whole table.

        :param SQL alias: of `res_partner`
        :return: list of SQL
        """
        writing = SQL("AND share.mode = 'write'") if mode == "write" else SQL()
        clauses = [
            SQL(
                """%(alias)s.managed_customer_id = ANY(ARRAY(
                       SELECT share.partner_id FROM crm_customer_share share
                        WHERE share.user_id = %(uid)s
                          AND COALESCE(share.until, %(today)s) >= %(today)s %(writing)s))""",
                alias=alias,
                uid=self.env.uid,
                today=fields.Date.context_today(self),
                writing=writing,
            )
        ]
        if viewer.is_clerk:
            clauses.append(
                SQL(
                    """%(alias)s.managed_customer_id IN (
                           SELECT registered.id FROM res_partner registered
                            WHERE registered.registrar_id = %(uid)s)""",
                    alias=alias,
                    uid=self.env.uid,
                )
            )
        if viewer.pool_ids:
            clauses.append(SQL("%s.pool_id = ANY(%s)", alias, sorted(viewer.pool_ids)))
        return clauses

    # === WHO IS ASKING === #

    @api.model
    def _get_viewer(self):
        """What the caller may see of the customers in the companies in which he or she works.

        :return: `Viewer`
        """
        restricting = self.env["res.company"]._get_restricting_company_ids()
        if not restricting:
            return EVERYTHING
        # The companies of a superuser's context are unchecked, and a client can send any.
        env = self.sudo(False).env
        # A visitor of the website works in no company, and the page shows what another one offers.
        if not env.user._is_internal():
            return EVERYTHING
        key = (env.uid, env.user._get_group_ids(), tuple(env.companies.ids))
        return remembered(env, key, lambda: self.with_env(env)._prepare_viewer(restricting))

    @api.model
    def _is_unrestricted(self):
        """Whether no company restricts who sees its customers."""
        return not self.env["res.company"]._get_restricting_company_ids()

    @api.model
    def _prepare_viewer(self, restricting):
        """See `_get_viewer`.

        :param restricting: ids of the companies that restrict
        """
        user, companies = self.env.user, self.env.companies
        if user.id == SUPERUSER_ID or not user._is_internal():
            return EVERYTHING
        if self.env["res.company"]._get_restricted_company_ids().isdisjoint(companies._ids):
            return EVERYTHING
        if any(map(user.has_group, _SEES_ALL_GROUPS)) or self._is_customer_reader():
            return EVERYTHING
        owner_ids = frozenset({user.id, *self.env["crm.team"]._get_led_user_ids(user)})
        return Viewer(
            sees_all=False,
            owner_ids=owner_ids,
            seen_ids=owner_ids | {self._get_everybody_id()},
            pool_ids=self.env["crm.customer.pool"]._get_managed_pool_ids(user),
            is_clerk=user.has_group("crm_customer_protection.group_clerk"),
            restricts_shared=self.env.company.id in restricting,
            company_ids=frozenset(restricting),
        )

    @api.model
    def _is_customer_reader(self):
        """Whether the caller works with all customers without selling to them.

        Accounting, purchase or logistics: whom the group of readers, or one that implies it, was
        given. For a salesperson the rules of sales hold, also where he or she writes invoices.
        """
        user = self.env.user
        return user.has_group(
            "crm_customer_protection.group_customer_reader"
        ) and not user.has_group("sales_team.group_sale_salesman")

    # === THE COLUMN === #

    @api.model
    def _get_everybody_id(self):
        """The user who stands for everybody in `visible_user_id`."""
        return self.env["ir.model.data"]._xmlid_to_res_id("base.public_user")

    def _get_visible_user_id(self, owner, pool):
        """The value of `visible_user_id` for a customer with this owner, or in this pool.

        A customer without company keeps its owner, since the company in which the reader works
        decides.

        :param owner: `res.users` record, possibly empty
        :param pool: `crm.customer.pool` record, possibly empty
        :return: int id
        """
        company, everybody = self.company_id, self._get_everybody_id()
        if company and not company.use_visibility:
            return everybody
        if owner:
            return owner.id
        masked = pool and pool.company_id.use_visibility and pool._is_masking()
        return SUPERUSER_ID if masked else everybody

    @api.model
    def _refresh_visible_user(self, where):
        """Compute `visible_user_id` anew for many customers and their contacts at once.

        :param where: SQL condition on the customer, as `customer`
        """
        self.env.flush_all()
        pool_is_masking = self.env["crm.customer.pool"]._get_masking_sql("pool")
        self.env.execute_query(
            SQL(
                """
                UPDATE res_partner partner
                   SET visible_user_id = fresh.user_id
                  FROM (SELECT customer.id,
                               CASE WHEN NOT COALESCE(company.use_visibility, company.id IS NULL)
                                         THEN %(everybody)s
                                    WHEN customer.protection_owner_id IS NOT NULL
                                         THEN customer.protection_owner_id
                                    WHEN pool_company.use_visibility AND %(masking)s THEN %(root)s
                                    ELSE %(everybody)s
                               END AS user_id
                          FROM res_partner customer
                     LEFT JOIN res_company company ON company.id = customer.company_id
                     LEFT JOIN crm_customer_pool pool ON pool.id = customer.pool_id
                     LEFT JOIN res_company pool_company ON pool_company.id = pool.company_id
                         WHERE customer.is_managed_customer
                           AND customer.protection_state IS NOT NULL AND (%(where)s)) fresh
                 WHERE partner.managed_customer_id = fresh.id
                   AND partner.visible_user_id IS DISTINCT FROM fresh.user_id
             RETURNING partner.id
                """,
                masking=pool_is_masking,
                root=SUPERUSER_ID,
                everybody=self._get_everybody_id(),
                where=where,
            )
        )
        self.env["res.partner"].invalidate_model()

    def write(self, vals):
        result = super().write(vals)
        if "company_id" in vals:
            customers = self.sudo().filtered(
                lambda partner: partner.is_managed_customer and partner.protection_state
            )
            if customers:
                self._refresh_visible_user(SQL("customer.id = ANY(%s)", customers.ids))
        return result

    def _get_masked_fields(self):
        """Names of the fields that the pool of this customer hides until it is claimed.

        :return: set of str
        """
        self.ensure_one()
        customer = self.sudo()
        if customer.visible_user_id.id != SUPERUSER_ID:
            return set()
        pool = customer.pool_id
        return {name for switch, names in MASKED_FIELDS.items() if pool[switch] for name in names}
