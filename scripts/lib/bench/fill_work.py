"""Gives a filled database with the addon a year of work: 200 people with 20 records a day, a million.

    fill_work.py DATABASE

The people stand in ten teams below the one that the leader leads. The records are made day by day, as
people enter them, by SQL, as in `fill.py`.
"""

import sys

import psycopg2
from environment import LEADER_LOGIN, SALES_LOGIN, open_registry, transaction

PEOPLE = 200
TEAM = 20
DAYS = 250
RECORDS = 20

# The last of the days is today; a tenth of a day's records still lies ahead or was never done.
WORK = """
    INSERT INTO crm_work_record (user_id, team_id, company_id, kind_id, partner_id, name, result, state,
           importance, active, planned_start, planned_stop, date_start, date_stop, start, stop,
           duration, day, create_uid, write_uid, create_date, write_date)
    SELECT (%(people)s::int[])[person], (%(teams)s::int[])[1 + (person - 1) / %(team)s], %(company)s,
           (%(kinds)s::int[])[1 + h %% %(kind_count)s], (%(customers)s::int[])[h %% %(each)s * %(count)s + person],
           'Talk ' || number, repeat('They think about it. ', (h %% 12)::int), state, 'normal', TRUE,
           CASE WHEN is_plan THEN at END, CASE WHEN is_plan THEN at + interval '20 minutes' END,
           CASE WHEN state = 'done' THEN at END,
           CASE WHEN state = 'done' THEN at + interval '20 minutes' END,
           at, at + interval '20 minutes', 1.0 / 3, at::date, 1, 1, at, at
      FROM (SELECT *, state != 'done' OR h %% 3 = 0 AS is_plan
              FROM (SELECT person, number, h,
                           current_date - %(days)s + day + number * interval '24 minutes'
                           + interval '8 hours' AS at,
                           CASE WHEN h %% 100 < 86 THEN 'done' WHEN h %% 100 < 94 THEN 'cancelled'
                                ELSE 'planned' END AS state
                      FROM generate_series(1, %(days)s) AS day,
                           generate_series(1, %(records)s) AS number,
                           generate_series(1, %(count)s) AS person,
                   LATERAL (SELECT abs(hashint8(day * 1000000 + number * 1000 + person)::bigint) AS h) x
                   ) drawn) known
"""

# Everybody works with customers of his or her own.
OWNERS = """
    UPDATE res_partner p SET user_id = (%(people)s::int[])[1 + (owned.number - 1) %% %(count)s]
      FROM unnest(%(customers)s::int[]) WITH ORDINALITY AS owned(id, number)
     WHERE owned.id = p.id
"""


def people(env):
    """The people and their teams, by the ORM.

    :return: (list of ids of the people, list of ids of their teams, id of the company)
    """
    company = env.ref("base.main_company")
    sales = env["res.users"].search([("login", "=", SALES_LOGIN)])
    leader = env["res.users"].search([("login", "=", LEADER_LOGIN)])
    users = env["res.users"].with_context(no_reset_password=True, mail_create_nolog=True).create(
        [
            {
                "name": f"Worker {number}",
                "login": f"worker_{number}",
                "company_id": company.id,
                "company_ids": [(6, 0, company.ids)],
                "group_ids": [(6, 0, sales.group_ids.ids)],
            }
            for number in range(PEOPLE)
        ]
    )  # fmt: skip
    top = env["crm.team"].create(
        {"name": "Work", "company_id": company.id, "user_id": leader.id}
    )  # fmt: skip
    teams = env["crm.team"].create(
        [
            {
                "name": f"Work {start}",
                "company_id": company.id,
                "parent_id": top.id,
                "user_id": False,
                "member_ids": [(6, 0, users[start : start + TEAM].ids)],
            }
            for start in range(0, PEOPLE, TEAM)
        ]
    )
    office = env.ref("crm_customer_protection.group_customer_admin")
    env["res.users"].with_context(no_reset_password=True).create(
        {
            "name": "Office",
            "login": "bench_office",
            "company_id": company.id,
            "company_ids": [(6, 0, company.ids)],
            "group_ids": [(6, 0, [office.id])],
        }
    )
    return users.ids, teams.ids, company.id


def main(database):
    with transaction(open_registry(database), commit=True) as env:
        user_ids, team_ids, company_id = people(env)
    connection = psycopg2.connect(dbname=database)
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT id FROM crm_work_kind")
        kinds = [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT id FROM res_partner WHERE is_managed_customer")
        customers = [row[0] for row in cursor.fetchall()]
        cursor.execute(OWNERS, {"people": user_ids, "customers": customers, "count": PEOPLE})
        values = {
            "people": user_ids,
            "teams": team_ids,
            "team": TEAM,
            "company": company_id,
            "kinds": kinds,
            "kind_count": len(kinds),
            "customers": customers,
            "each": len(customers) // PEOPLE,
            "days": DAYS,
            "records": RECORDS,
            "count": PEOPLE,
        }
        cursor.execute(WORK, values)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) crm_work_record")
        cursor.execute("VACUUM (ANALYZE) res_partner")
    connection.close()


if __name__ == "__main__":
    main(sys.argv[1])
