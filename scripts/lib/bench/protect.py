"""Gives the customers of a filled database 2,000 owners; with the addon in a tree of teams, protected.

    protect.py DATABASE

Sixty percent of the customers have an owner, forty lie in pools, of which one hides contact data.
One leader leads 200 people; 5,000 customers are shared. By SQL, as `fill.py`. The search indexes that the
settings offer are built, as the README advises for so many partners.
"""

import sys

import psycopg2
from environment import LEADER_LOGIN, SALES_LOGIN, open_registry, transaction

PEOPLE = 2_000
TEAM = 10
REGION = 20
SHARES = 5_000

# By a hash: the names of the filling follow the number, so that a list would show one kind first.
STATES = """
    UPDATE res_partner p
       SET protection_state = CASE WHEN free THEN 'public' ELSE 'protected' END,
           protection_owner_id = CASE WHEN NOT free THEN owner END,
           user_id = CASE WHEN NOT free THEN owner END,
           visible_user_id = CASE WHEN NOT free THEN owner WHEN masked THEN %(root)s ELSE %(everybody)s END,
           protected_until = CASE WHEN NOT free THEN current_date + 1 + p.id %% 180 END,
           claim_day = CASE WHEN NOT free THEN current_date - 30 END,
           pool_id = CASE WHEN free AND masked THEN %(masked)s WHEN free THEN %(open)s END,
           pool_date = CASE WHEN free THEN now() - (p.id %% 1000) * interval '1 hour' END
      FROM (SELECT id, h %% 10 < 4 AS free, h / 10 %% 2 = 0 AS masked,
                   CASE WHEN h / 20 %% 600 = 0 THEN %(sales)s
                        ELSE (%(owners)s::int[])[1 + h / 20 %% %(people)s] END AS owner
              FROM (SELECT id, abs(hashint4(id)::bigint) AS h
                      FROM res_partner WHERE ref IS NOT NULL AND parent_id IS NULL) hashed) c
     WHERE p.id = c.id
"""
# In plain Odoo the customers are those with a reference, and have a salesperson or none.
PLAIN_STATES = STATES[STATES.index("      FROM") :]
PLAIN_STATES = "UPDATE res_partner p SET user_id = CASE WHEN NOT free THEN owner END" + PLAIN_STATES
PLAIN_CONTACTS = """
    UPDATE res_partner p SET user_id = c.user_id
      FROM res_partner c
     WHERE c.id = p.parent_id AND c.ref IS NOT NULL AND p.user_id IS DISTINCT FROM c.user_id
"""
CONTACTS = """
    UPDATE res_partner p
       SET protection_state = c.protection_state, protection_owner_id = c.protection_owner_id,
           user_id = c.user_id, visible_user_id = c.visible_user_id,
           protected_until = c.protected_until, pool_id = c.pool_id
      FROM res_partner c
     WHERE c.id = p.managed_customer_id AND c.id <> p.id
"""
SHARED = """
    INSERT INTO crm_customer_share (partner_id, user_id, mode, create_date, create_uid)
    SELECT id, CASE WHEN row_number() OVER () %% 100 = 0 THEN %(sales)s
                    ELSE (%(owners)s::int[])[1 + abs(hashint4(id + 1)::bigint) %% %(people)s] END, 'read', now(), 1
      FROM res_partner WHERE is_managed_customer AND protection_state = 'protected'
     ORDER BY hashint4(id) LIMIT %(shares)s
"""


def people(env):
    """The owners and their teams, by the ORM.

    :return: `res.users` records of the owners
    """
    company = env.ref("base.main_company")
    sales = env["res.users"].search([("login", "=", SALES_LOGIN)])
    users = env["res.users"].with_context(no_reset_password=True, mail_create_nolog=True).create(
        [
            {
                "name": f"Owner {number}",
                "login": f"owner_{number}",
                "company_id": company.id,
                "company_ids": [(6, 0, company.ids)],
                "group_ids": [(6, 0, sales.group_ids.ids)],
            }
            for number in range(PEOPLE)
        ]
    )  # fmt: skip
    return users


def teams_of(env, users):
    """A tree: ten people in a team, twenty teams in a region, the first of which has the leader."""
    company = env.ref("base.main_company")
    leader = env["res.users"].search([("login", "=", LEADER_LOGIN)])
    teams = env["crm.team"]
    regions = teams.create(
        [
            {"name": f"Region {number}", "company_id": company.id, "user_id": False}
            for number in range(PEOPLE // TEAM // REGION)
        ]
    )
    regions[0].user_id = leader
    teams.create(
        [
            {
                "name": f"Team {number}",
                "company_id": company.id,
                "user_id": users[number * TEAM].id,
                "parent_id": regions[number // REGION].id,
                "member_ids": [(6, 0, users[number * TEAM : (number + 1) * TEAM].ids)],
            }
            for number in range(PEOPLE // TEAM)
        ]
    )


def protect(env):
    """Pools, teams and switches of the addon, and what the statements need.

    :return: dict of their parameters
    """
    company = env.ref("base.main_company")
    company.write({"use_protection": True})
    pools = env["crm.customer.pool"].create(
        [
            {"name": "Hides", "company_id": company.id},
            {"name": "Open", "company_id": company.id, "mask_phone": False, "mask_email": False},
        ]
    )
    env["ir.config_parameter"].set_param("crm_customer_protection.search_indexes", "True")
    return {
        "root": env.ref("base.user_root").id,
        "everybody": env["res.partner"]._get_everybody_id(),
        "masked": pools[0].id,
        "open": pools[1].id,
        "shares": SHARES,
    }


def main(database):
    with transaction(open_registry(database), commit=True) as env:
        has_addon = "crm.customer.pool" in env
        owners = people(env)
        values = {
            "owners": owners.ids,
            "people": len(owners),
            "sales": env["res.users"].search([("login", "=", SALES_LOGIN)]).id,
        }
        if has_addon:
            teams_of(env, owners)
            values |= protect(env)
    connection = psycopg2.connect(dbname=database)
    with connection, connection.cursor() as cursor:
        statements = (STATES, CONTACTS, SHARED) if has_addon else (PLAIN_STATES, PLAIN_CONTACTS)
        for statement in statements:
            cursor.execute(statement, values)
        if has_addon:
            cursor.execute("UPDATE res_company SET use_visibility = TRUE")
    if has_addon:
        with transaction(open_registry(database), commit=True) as env:
            env["res.partner"]._cron_sync_search_indexes()
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (FULL, ANALYZE) res_partner")
        cursor.execute("ANALYZE")
    connection.close()


if __name__ == "__main__":
    main(sys.argv[1])
