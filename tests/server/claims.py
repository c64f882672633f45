"""A server with people, pools and customers for the race tests of claims.

Everything goes over JSON-2 to a server with eight workers. What is counted at the end is counted
past Odoo, from the ledger and the customers, against what the server said to each caller.
"""

import os
import random
import time
from typing import NamedTuple

from race import Race

CLAIMS = int(os.environ.get("CCP_RACE_CLAIMS", "200"))
CUSTOMERS = int(os.environ.get("CCP_RACE_CUSTOMERS", "500"))
PEOPLE = 20
CAPACITY = 10
# Odoo's answers over JSON-2 to a UserError and to an AccessError.
REFUSED, FORBIDDEN = 422, 403
COOLDOWN_DAYS = 7
# Customers in each pool.
POOLS = {"Open": 120, "Masked": 40, "Free": CUSTOMERS, "Rest": CUSTOMERS, "Five": 12, "Ten": 60}

SETUP = f"""
company = env.ref("base.main_company")
env["res.company"].search([]).write({{"use_protection": False, "use_visibility": False}})
company.write({{
    "use_customer_management": True, "customer_auto_manage": True, "use_protection": True}})
base = env.ref("base.group_user") + env.ref("base.group_partner_manager")
sales = base + env.ref("sales_team.group_sale_salesman")
Users = env["res.users"].with_context(no_reset_password=True)
def make(login):
    return Users.create({{
        "name": login.replace("_", " ").title() + " Li", "login": login,
        "email": login + "@example.com", "company_id": company.id,
        "company_ids": [(6, 0, company.ids)], "group_ids": [(6, 0, sales.ids)],
    }})
people = Users.browse()
for number in range({PEOPLE}):
    people += make("claim_%d" % number)
leader, second, keeper = make("claim_leader"), make("claim_second"), make("claim_keeper")
env["crm.team"].create({{
    "name": "Claim", "company_id": company.id, "user_id": leader.id,
    "manager_ids": [(6, 0, second.ids)], "member_ids": [(6, 0, people.ids)]}})
env["crm.protection.policy"].search([]).active = False
env["crm.protection.policy"].create({{
    "name": "Claim", "company_id": company.id, "initial_days": 10, "renew_days": 3,
    "maximum_days": 90, "extension_max_count": 1, "extension_max_days": 15}})
plain = {{
    "company_id": company.id, "cooldown_days": 0, "mask_phone": False, "mask_email": False,
    "manager_ids": [(6, 0, (leader + second + keeper).ids)]}}
masked = {{"mask_phone": True, "mask_email": True, "mask_address": True}}
limits = {{
    "Open": {{}},
    "Masked": masked,
    "Free": {{"capacity": {CAPACITY}}},
    "Rest": {{"capacity": {CAPACITY}, "cooldown_days": {COOLDOWN_DAYS}, **masked}},
    "Five": {{"claims_per_day": 5}},
    "Ten": {{"capacity": {CAPACITY}}},
}}
for name, count in {POOLS!r}.items():
    pool = env["crm.customer.pool"].create(dict(plain, name=name, **limits[name]))
    env.cr.execute('''
        INSERT INTO res_partner (
            name, complete_name, ref, active, is_company, type, partner_share, lang, phone,
            autopost_bills, is_managed_customer, registered_name, registered_name_key,
            customer_stage, company_id, protection_state, pool_id, pool_date)
        SELECT concat_ws(' ', 'Race', %(pool)s, i), concat_ws(' ', 'Race', %(pool)s, i),
               %(pool)s || i, TRUE, TRUE, 'contact', TRUE, 'en_US', '+86 21 5550 4711', 'ask', TRUE,
               concat_ws(' ', 'Race', %(pool)s, i), lower(%(pool)s) || i, 'potential',
               %(company)s, 'public', %(pool_id)s, now() - interval '1 day'
          FROM generate_series(1, %(count)s) AS i
    ''', {{"pool": name, "pool_id": pool.id, "count": count, "company": company.id}})
env.cr.execute('''
    UPDATE res_partner SET commercial_partner_id = id, managed_customer_id = id
     WHERE name LIKE 'Race %';
    INSERT INTO res_partner (
        name, complete_name, active, is_company, type, partner_share, lang, autopost_bills,
        is_managed_customer, parent_id, commercial_partner_id, managed_customer_id, company_id,
        protection_state, pool_id)
    SELECT 'Ann', c.name || ', Ann', TRUE, FALSE, 'contact', TRUE, 'en_US', 'ask', FALSE, c.id,
           c.id, c.id, c.company_id, 'public', c.pool_id
      FROM res_partner c WHERE c.name LIKE 'Race %' AND c.id % 2 = 0;
    ANALYZE res_partner;
''')
env.cr.commit()
"""

FREE_ALL = """
    UPDATE res_partner p
       SET user_id = NULL, protection_owner_id = NULL, protection_state = 'public',
           protected_until = NULL, claim_day = NULL, protection_policy_id = NULL,
           protection_extra_days = 0, extension_count = 0, paused_on = NULL,
           pool_id = pool.id, pool_date = now() - interval '1 day'
      FROM res_partner customer, crm_customer_pool pool
     WHERE customer.id = p.managed_customer_id AND customer.name LIKE 'Race %'
       AND pool.name->>'en_US' = split_part(customer.name, ' ', 2)
"""


class Deed(NamedTuple):
    """What the server acknowledged, and between which moments it did it."""

    cause: str
    customer: int
    user: int
    begin: float
    end: float


class Claims(Race):
    """A server with twenty salespeople, two leaders, a keeper of the pools, and full pools."""

    # Connections that the server did not take.
    resets = 0

    def prepare(self):
        self.shell(SETUP)
        self.logins = [f"claim_{number}" for number in range(PEOPLE)]
        self.keys = self.api_keys(
            [*self.logins, "claim_leader", "claim_second", "claim_keeper", "admin"]
        )
        rows = self.psql(
            "SELECT u.login, u.id, p.name FROM res_users u JOIN res_partner p ON p.id = u.partner_id"
            " WHERE u.login LIKE 'claim%%'"
        )
        self.users = {login: user_id for login, user_id, _name in rows}
        self.names = {user_id: name for _login, user_id, name in rows}
        return self

    def reset(self, pool, visible):
        """Everybody's hands are empty, what is released falls into this pool, and who sees what is
        restricted or not.
        """
        self.psql(FREE_ALL)
        self.psql(
            "UPDATE crm_protection_policy policy SET pool_id = pool.id FROM crm_customer_pool pool"
            " WHERE policy.name->>'en_US' = 'Claim' AND pool.name->>'en_US' = %s",
            [pool],
        )
        self.json2(
            "res.company", "write", self.keys["admin"], ids=[1], vals={"use_visibility": visible}
        )
        (self.first_event,) = self.psql("SELECT COALESCE(max(id), 0) FROM crm_protection_event")[0]

    def post(self, *args, **kwargs):
        """As a proxy does: call again where the server's queue of connections is full."""
        deadline = time.monotonic() + 60
        while True:
            try:
                return super().post(*args, **kwargs)
            except OSError as error:
                if isinstance(error, TimeoutError) or time.monotonic() > deadline:
                    raise
                self.resets += 1
                time.sleep(random.uniform(0.05, 0.3))

    def customers(self, pool):
        rows = self.psql(
            "SELECT id FROM res_partner WHERE name LIKE %s ORDER BY id", [f"Race {pool} %"]
        )
        return [customer for (customer,) in rows]

    def claim(self, login, customer, model="res.partner"):
        """The claimed customer. Raises RPCError."""
        self.json2(model, "action_claim", self.keys[login], ids=[customer])
        return customer

    def dialog(self, login, kind, customer, note="Race", **values):
        """A dialog that is filled in, and waits for its button. Returns the button."""
        key = self.keys[login]
        values = {"kind": kind, "partner_ids": [[6, 0, [customer]]], "note": note, **values}
        (dialog,) = self.json2("crm.protection.dialog", "create", key, vals_list=[values])
        return lambda: self.json2("crm.protection.dialog", "action_apply", key, ids=[dialog])

    def release(self, login, customer, by_write):
        if by_write:
            self.json2(
                "res.partner", "write", self.keys[login], ids=[customer], vals={"user_id": False}
            )
        else:
            self.dialog(login, "release", customer)()

    def ledger(self, customer=None):
        """(customer, cause, by, old owner, new owner, new state, new date, id), as it happened."""
        return self.psql(
            "SELECT partner_id, cause, user_id, old_owner_id, new_owner_id, new_state, new_until, id"
            " FROM crm_protection_event WHERE id > %s AND (%s IS NULL OR partner_id = %s)"
            " ORDER BY id",
            [self.first_event, customer, customer],
        )

    def assert_consistent(self):
        """Customers, contacts and ledger say the same: each owner follows on the one before."""
        rows = self.psql(
            "SELECT id, user_id, protection_owner_id, protection_state, protected_until"
            " FROM res_partner WHERE name LIKE 'Race %%'"
        )
        end = {row[0]: (None, "public", None) for row in rows}
        for customer, cause, _by, old, new, state, until, event in self.ledger():
            assert end[customer][0] == old, f"event {event} ({cause}) follows on another owner"
            end[customer] = (new, state, until)
        for customer, user, owner, state, until in rows:
            assert user == owner
            assert (user, state, until) == end[customer], customer
        strays = self.psql(
            "SELECT contact.id FROM res_partner contact"
            "  JOIN res_partner c ON c.id = contact.managed_customer_id AND c.name LIKE 'Race %%'"
            " WHERE (contact.user_id, contact.protection_owner_id, contact.protection_state,"
            "        contact.protected_until, contact.pool_id)"
            " IS DISTINCT FROM (c.user_id, c.protection_owner_id, c.protection_state,"
            "        c.protected_until, c.pool_id)"
        )
        assert strays == []
