"""Restricted visibility: what a salesperson and a leader of 200 people wait for, against plain Odoo.

The database with the addon is filled by `protect.py` besides.
"""

from case import Case
from environment import LEADER_LOGIN, SALES_LOGIN
from suite_customer import (
    CUSTOMER,
    CUSTOMER_LIST,
    SEARCHES,
    count_all,
    name_search,
    open_list,
    read_page,
)


def name_ilike(text):
    def prepare(env, has_addon):
        domain = [("is_managed_customer", "=", True)] if has_addon else [("ref", "!=", False)]
        return lambda: env["res.partner"].search([*domain, ("name", "ilike", text)], limit=80)

    return prepare


def list_mine(env, has_addon):
    """My customers; in plain Odoo the partners of which one is the salesperson."""
    domain = [("is_managed_customer", "=", True)] if has_addon else [("ref", "!=", False)]
    domain += [("user_id", "=", env.uid)]
    return lambda: env["res.partner"].web_search_read(
        domain, {"name": {}, "ref": {}}, limit=80, count_limit=10_001
    )


def list_pool(env, has_addon):
    specification = {"name": {}, "city": {}, "pool_date": {}, "last_owner_id": {}}
    return lambda: env["crm.pool.customer"].web_search_read(
        [], specification, limit=80, count_limit=10_001
    )


def cases(login, who):
    prefix = login.removeprefix("bench_")
    yield from (
        Case(f"{prefix}_{key}", f"{who}: {name}", prepare, user=login)
        for key, name, prepare in (
            ("contacts", "list of contacts, 80 and count", open_list("base.view_partner_tree", [])),
            (
                "customers",
                "list of customers, 80 and count (plain: contacts)",
                open_list(CUSTOMER_LIST, CUSTOMER),
            ),
            ("count", "count all customers", count_all),
            ("mine", "my customers, 80 and count", list_mine),
            ("ilike", "search by name: few hits", name_ilike(SEARCHES["few hits"])),
            ("read", "read 80", read_page),
            ("name_search", "name_search: few hits", name_search(SEARCHES["few hits"])),
            ("name_search_miss", "name_search: miss", name_search(SEARCHES["miss"])),
        )
    )
    yield Case(f"{prefix}_pool", f"{who}: list of the pool", list_pool, user=login, addon_only=True)


CASES = [*cases(SALES_LOGIN, "salesperson"), *cases(LEADER_LOGIN, "leader of 200")]
