"""A sales team of twenty and a leader, in the database that both sides are cloned from."""

import sys

from environment import LEADER_LOGIN, SALES_LOGIN, open_registry, transaction

SALESPEOPLE = 20


def main(database):
    with transaction(open_registry(database), commit=True) as env:
        company = env.ref("base.main_company")
        groups = env.ref("sales_team.group_sale_salesman") + env.ref("base.group_partner_manager")
        logins = [SALES_LOGIN] + [f"bench_{number}" for number in range(1, SALESPEOPLE)]
        logins.append(LEADER_LOGIN)
        users = env["res.users"].with_context(no_reset_password=True).create(
            [
                {
                    "name": f"Salesperson {login}",
                    "login": login,
                    "email": f"{login}@example.com",
                    "company_id": company.id,
                    "company_ids": [(6, 0, company.ids)],
                    "group_ids": [(6, 0, groups.ids)],
                }
                for login in logins
            ]
        )  # fmt: skip
        env["crm.team"].create(
            {"name": "Bench", "company_id": company.id, "member_ids": [(6, 0, users[:-1].ids)]}
        )


if __name__ == "__main__":
    main(sys.argv[1])
