"""A company of salespeople who do the same thing at the same moment."""

import os
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from odoo_server import RPCError, Server, clone_database, drop_database

# What nobody may learn of a customer whose name he typed: none of it stands in a refusal.
SECRETS = {
    "phone": "+86 21 5550 4711",
    "email": "secret.mailbox@winner.example.com",
    "street": "77 Hidden Lane",
    "vat": "91310000MA1FL0XX42",
}
# Every refused loser of a race for a unique index leaves "bad query" in Odoo's own log.
EXPECTED_ERROR = re.compile(
    r"odoo\.sql_db: bad query: .*ERROR: +("
    r"could not serialize access|deadlock detected"
    r"|duplicate key value violates unique constraint \"res_partner_registered_name_uniq\""
    r"|conflicting key value violates exclusion constraint"
    r" \"res_partner_registered_name_shared_excl\")",
    re.S,
)
# A refusal is a warning in Odoo: the user's mistake, not the server's.
EXPECTED_WARNING = re.compile(
    r"^odoo\.http: |^py\.warnings: |^odoo\.addons\.rpc\.controllers\.\S+: ", re.S
)
ENTRY = re.compile(r"^\d{4}-\d\d-\d\d [\d:,]+ \d+ (?P<level>[A-Z]+) \S+ (?P<text>.*)$")
SALESPEOPLE = 10
SETUP = """
company = env.ref("base.main_company")
other = env["res.company"].create({"name": "Race Branch"})
companies = company + other
companies.write({"use_customer_management": True, "customer_auto_manage": True})
# Most customers here look alike, and who is refused is to be refused for the name alone.
env["crm.duplicate.rule"].search([]).active = False
base = env.ref("base.group_user") + env.ref("base.group_partner_manager")
sales = base + env.ref("sales_team.group_sale_salesman")
Users = env["res.users"].with_context(no_reset_password=True)
def make(login, groups):
    return Users.create({
        "name": login.replace("_", " ").title(), "login": login, "email": login + "@example.com",
        "company_id": company.id, "company_ids": [(6, 0, companies.ids)],
        "group_ids": [(6, 0, groups.ids)],
    })
users = Users.browse()
for number in range(%d):
    users += make("race_%%d" %% number, sales)
make("race_nobody", base)
env["crm.team"].create({"name": "Race", "company_id": False, "member_ids": [(6, 0, users.ids)]})
env.cr.commit()
"""


# Whoever is not of the team: leaders, the back office.
PERSON = """
company = env.ref("base.main_company")
groups = env.ref("base.group_user")
for name in %r:
    groups += env.ref(name)
user = env["res.users"].with_context(no_reset_password=True).create({
    "name": %r, "login": %r, "company_id": company.id, "company_ids": [(6, 0, company.ids)],
    "group_ids": [(6, 0, groups.ids)]})
env.cr.commit()
print("PERSON", user.id)
"""


class Race(Server):
    """A server with a team of salespeople, and a way to let many call it at once."""

    @classmethod
    @contextmanager
    def serving(cls, workers):
        """A running server with its people, on a database of its own."""
        database = clone_database(os.environ["CCP_TEST_DB"])
        server = cls(database, workers=workers)
        try:
            yield server.start().prepare()
        finally:
            server.kill()
            drop_database(database)

    def prepare(self):
        self.shell(SETUP % SALESPEOPLE)
        self.logins = [f"race_{number}" for number in range(SALESPEOPLE)]
        self.keys = self.api_keys([*self.logins, "race_nobody"])
        rows = self.psql("SELECT login, id FROM res_users WHERE login LIKE 'race%%'")
        self.users = dict(rows)
        (self.company,), (self.other_company,) = self.psql(
            "SELECT id FROM res_company WHERE id = 1 OR name = 'Race Branch' ORDER BY id"
        )
        return self

    def add_user(self, login, *groups):
        """Another person of the company, with an API key.

        :param groups: external ids
        """
        output = self.shell(PERSON % (groups, login.replace("_", " ").title(), login))
        self.users[login] = int(re.search(r"^PERSON (\d+)$", output, re.M).group(1))
        self.keys.update(self.api_keys([login]))

    def login(self, number):
        return self.logins[number % len(self.logins)]

    def create(self, number, context=None, **values):
        """Enter a customer as one of the salespeople. Returns its id, raises RPCError."""
        values = {"is_company": True, "website": "https://race.example.com", **values}
        key = self.keys[self.login(number)]
        (partner_id,) = self.json2(
            "res.partner", "create", key, context=context, vals_list=[values]
        )
        return partner_id

    def read(self, partner_id, *names):
        columns = ", ".join(names)
        (row,) = self.psql(f"SELECT {columns} FROM res_partner WHERE id = %s", [partner_id])
        return row[0] if len(row) == 1 else row

    def complaints(self, start=0):
        """What Odoo logged from this place of its log on, and nobody expects."""
        entries = []
        for line in self.log()[start:].splitlines():
            if match := ENTRY.match(line):
                entries.append([match["level"], match["text"]])
            elif entries:
                entries[-1][1] += "\n" + line
        expected = {"ERROR": EXPECTED_ERROR, "WARNING": EXPECTED_WARNING}
        return [
            f"{level} {text}"
            for level, text in entries
            if level in ("WARNING", "ERROR", "CRITICAL")
            and not (level in expected and expected[level].search(text))
        ]


class Outcome:
    """What came of many calls at once."""

    def __init__(self, results, seconds):
        self.results = [result for result in results if not isinstance(result, Exception)]
        self.errors = [error for error in results if isinstance(error, Exception)]
        self.seconds = seconds
        # An error that is no answer of the server is a fault of the test or a dead worker.
        for error in self.errors:
            assert isinstance(error, RPCError), repr(error)

    @property
    def statuses(self):
        return sorted({error.status for error in self.errors})

    def __repr__(self):
        return (
            f"{len(self.results)} in, {len(self.errors)} refused {self.statuses},"
            f" {self.seconds:.1f}s: {sorted({str(error)[:200] for error in self.errors})[:5]}"
        )


def at_once(calls, threads=None):
    """Carry out functions at the same moment, each in a thread.

    :param threads: how many at a time; all where None
    :return: Outcome
    """
    barrier = threading.Barrier(len(calls)) if threads is None else None

    def run(call):
        if barrier:
            barrier.wait(60)
        try:
            return call()
        except Exception as error:
            return error

    start = time.monotonic()
    with ThreadPoolExecutor(threads or len(calls)) as pool:
        results = list(pool.map(run, calls))
    return Outcome(results, time.monotonic() - start)
