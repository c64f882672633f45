"""The nightly run on a real server: killed, cut off from the database, and among working users.

Half of the customers have a contact. What is counted at the end is counted past Odoo.
"""

import os
import random
import threading
import time

import pytest
from odoo_server import (
    RPCError,
    Server,
    administer,
    clone_database,
    connect,
    drop_database,
    end_connections,
)
from psycopg2 import sql as pgsql

CUSTOMERS = int(os.environ.get("CCP_EXPIRY_CUSTOMERS", "20000"))
OWNERS = 10
PATIENCE = 300

PEOPLE = f"""
company = env.ref("base.main_company")
env["res.company"].search([]).write({{"use_protection": False, "use_visibility": False}})
company.write({{"use_customer_management": True, "use_protection": True}})
company.protection_tz = "Asia/Shanghai"
base = env.ref("base.group_user") + env.ref("base.group_partner_manager")
sales = base + env.ref("sales_team.group_sale_salesman")
office = base + env.ref("crm_customer_protection.group_customer_admin")
Users = env["res.users"].with_context(no_reset_password=True)
def make(login, groups):
    return Users.create({{
        "name": login, "login": login, "email": login + "@example.com",
        "company_id": company.id, "company_ids": [(6, 0, company.ids)],
        "notification_type": "inbox", "group_ids": [(6, 0, groups.ids)],
    }})
owners = Users.browse()
for number in range({OWNERS}):
    owners += make("night_%d" % number, sales)
make("night_office", office)
env["crm.team"].create({{"name": "Night", "company_id": company.id, "member_ids": [(6, 0, owners.ids)]}})
pool = env["crm.customer.pool"].create({{"name": "Night Pool", "company_id": company.id}})
env["crm.protection.policy"].search([]).active = False
env["crm.protection.policy"].create({{"name": "Night", "company_id": company.id, "pool_id": pool.id}})
# The other jobs of a fresh database are not what is looked at.
env["ir.cron"].search([]).active = False
env.ref("crm_customer_protection.ir_cron_protection").write(
    {{"active": True, "nextcall": "2020-01-01 00:00:00"}})
env.cr.commit()
"""

FILL = """
    INSERT INTO res_partner (
        name, complete_name, ref, active, is_company, type, partner_share, lang, autopost_bills,
        is_managed_customer, registered_name, registered_name_key, customer_stage, company_id,
        user_id, protection_owner_id, protection_state, protection_policy_id, protected_until,
        claim_day, protection_extra_days, extension_count, lock_count)
    SELECT 'Night ' || i, 'Night ' || i, 'N' || i, TRUE, TRUE, 'contact', TRUE, 'en_US', 'ask', TRUE,
           'Night ' || i, 'night' || i, 'potential', company.id, owner.id, owner.id, 'protected',
           policy.id, current_date - 3 - i %% 20, current_date - 60, i %% 3, 1, 0
      FROM generate_series(1, %(customers)s) AS i
      JOIN crm_protection_policy policy ON policy.name->>'en_US' = 'Night'
      JOIN res_company company ON company.id = policy.company_id
      JOIN res_users owner ON owner.login = 'night_' || i %% %(owners)s;
    UPDATE res_partner SET commercial_partner_id = id, managed_customer_id = id
     WHERE ref ~ '^N[0-9]+$' AND is_managed_customer;
    INSERT INTO res_partner (
        name, complete_name, active, is_company, type, partner_share, lang, autopost_bills,
        is_managed_customer, parent_id, commercial_partner_id, managed_customer_id, company_id,
        user_id, protection_owner_id, protection_state, protected_until)
    SELECT 'Ann', c.name || ', Ann', TRUE, FALSE, 'contact', TRUE, 'en_US', 'ask', FALSE, c.id, c.id,
           c.id, c.company_id, c.user_id, c.user_id, 'protected', c.protected_until
      FROM res_partner c WHERE c.ref ~ '^N[0-9]+$' AND c.is_managed_customer AND c.id %% 2 = 0;
    ANALYZE res_partner;
"""


class Night(Server):
    """A server with a job worker and many customers that are due."""

    def __init__(self, database):
        super().__init__(database, workers=2, options=("--max-cron-threads", "1"))

    def fill(self):
        self.shell(PEOPLE)
        self.psql(FILL, {"customers": CUSTOMERS, "owners": OWNERS})
        return self

    def one(self, query, *parameters):
        [(value,)] = self.psql(query, parameters or None)
        return value

    def wake(self):
        """Let the job begin now."""
        self.psql(
            "INSERT INTO ir_cron_trigger (cron_id, call_at) SELECT id, now() AT TIME ZONE 'UTC' "
            "FROM ir_cron WHERE active"
        )
        administer(pgsql.SQL("SELECT pg_notify('cron_trigger', {})").format(pgsql.Literal(self.db)))

    def released(self):
        return self.one("SELECT count(*) FROM crm_protection_event WHERE cause = 'expire'")

    def undone(self):
        # Of the run: a merge is undone too in the demo data.
        return self.one(
            "SELECT count(*) FROM crm_protection_event WHERE cause = 'undo' AND run_id IS NOT NULL"
        )

    def until(self, condition, message):
        """Wait for something, waking the job as long as it sleeps."""
        deadline, woken = time.monotonic() + PATIENCE, 0
        while not condition():
            assert time.monotonic() < deadline, f"{message}:\n{self.log()[-4000:]}"
            if time.monotonic() - woken > 5:
                woken = time.monotonic()
                self.wake()
            time.sleep(0.05)

    def state(self):
        return [state for (state,) in self.psql("SELECT state FROM crm_protection_run ORDER BY id")]


@pytest.fixture(scope="module")
def filled():
    database = clone_database(os.environ["CCP_TEST_DB"])
    try:
        yield Night(database).fill().db
    finally:
        drop_database(database)


@pytest.fixture
def night(filled):
    database = clone_database(filled)
    server = Night(database)
    try:
        yield server
    finally:
        server.kill()
        drop_database(database)


def assert_consistent(night):
    """Customers, contacts, ledger, chatter and the run say the same, at any moment."""
    rows = night.psql(
        """
        SELECT p.id, p.protection_state, p.user_id IS NULL, count(e.id)
          FROM res_partner p
     LEFT JOIN crm_protection_event e ON e.partner_id = p.id AND e.cause = 'expire'
         WHERE p.is_managed_customer AND p.ref ~ '^N[0-9]+$'
      GROUP BY p.id
        """
    )
    assert len(rows) == CUSTOMERS
    free = {row[0] for row in rows if row[1] == "public"}
    assert {row[0] for row in rows if row[2]} == free
    assert {row[0] for row in rows if row[3]} == free
    assert max(row[3] for row in rows) <= 1, "released twice"
    notes = night.psql(
        "SELECT res_id, count(*) FROM mail_message WHERE model = 'res.partner' "
        "AND message_type = 'notification' AND body LIKE '%Night Pool%' GROUP BY res_id"
    )
    assert dict(notes) == dict.fromkeys(free, 1)
    assert night.one("SELECT COALESCE(sum(release_count), 0) FROM crm_protection_run") == len(free)
    strays = night.one(
        """
        SELECT count(*) FROM res_partner contact
          JOIN res_partner p ON p.id = contact.managed_customer_id AND p.ref ~ '^N[0-9]+$'
         WHERE (contact.user_id, contact.protection_state, contact.protected_until, contact.pool_id)
               IS DISTINCT FROM (p.user_id, p.protection_state, p.protected_until, p.pool_id)
        """
    )
    assert strays == 0
    return len(free)


def assert_told_once(night, kind, subject):
    told = night.psql(
        "SELECT user_id, customer_count FROM crm_protection_notice WHERE kind = %s", [kind]
    )
    assert len(told) == len(dict(told)) == OWNERS
    assert sum(dict(told).values()) == CUSTOMERS
    messages = night.psql(
        """
        SELECT rel.res_partner_id, count(*) FROM mail_message m
          JOIN mail_message_res_partner_rel rel ON rel.mail_message_id = m.id
          JOIN res_users u ON u.partner_id = rel.res_partner_id AND u.login LIKE 'night%%'
         WHERE m.subject LIKE %s GROUP BY 1
        """,
        [subject],
    )
    assert len(messages) == OWNERS
    assert {count for __, count in messages} == {1}


def test_killed_twice_and_started_again(night):
    """SIGKILL in the middle, and once more: nothing is lost, nothing is released twice."""
    night.start()
    done = 0
    for share in (0.2, 0.6):
        night.until(lambda share=share: night.released() > CUSTOMERS * share, "no release")
        night.kill()
        now = assert_consistent(night)
        assert done < now < CUSTOMERS, "the kill came too late to show anything"
        assert night.state() == ["running"]
        done = now
        night.start()
    night.until(lambda: night.state() == ["done"], "the run did not end")
    assert assert_consistent(night) == CUSTOMERS
    assert_told_once(night, "loss", "%fell into the public pool%")
    # Nothing is left to do: another look at the day changes nothing.
    night.wake()
    time.sleep(3)
    assert night.state() == ["done"]
    assert night.released() == CUSTOMERS


def test_the_database_goes_away_under_it(night):
    """What the job sees when PostgreSQL restarts: all its connections end at once."""
    night.start()
    night.until(lambda: night.released() > CUSTOMERS * 0.3, "no release")
    administer(end_connections(night.db))
    assert 0 < assert_consistent(night) < CUSTOMERS
    night.until(lambda: night.state() == ["done"], "the run did not end")
    assert assert_consistent(night) == CUSTOMERS
    assert_told_once(night, "loss", "%fell into the public pool%")


def test_undo_killed_and_started_again(night):
    night.start()
    night.until(lambda: night.state() == ["done"], "the run did not end")
    before = night.one("SELECT id FROM crm_protection_run")
    night.json2("crm.protection.run", "action_undo", night.api_key("night_office"), ids=[before])
    night.until(lambda: night.undone() > CUSTOMERS * 0.3, "no undo")
    night.kill()
    assert 0 < night.undone() < CUSTOMERS
    night.start()
    night.until(lambda: night.state() == ["undone"], "the undo did not end")
    wrong = night.one(
        """
        SELECT count(*) FROM res_partner p
          JOIN crm_protection_event e ON e.partner_id = p.id AND e.cause = 'expire'
         WHERE (p.user_id, p.protection_owner_id, p.protection_state, p.protected_until, p.claim_day,
                p.protection_extra_days, p.extension_count, p.pool_id)
               IS DISTINCT FROM (e.old_owner_id, e.old_owner_id, 'protected'::varchar, e.old_until,
                current_date - 60, (substr(p.ref, 2)::int %% 3), 1, NULL::int)
        """.replace("%%", "%")
    )
    assert wrong == 0
    assert night.undone() == CUSTOMERS
    assert_told_once(night, "return", "%came back to you%")


class Watch(threading.Thread):
    """How long the transactions of the job held their locks, as PostgreSQL sees it."""

    def __init__(self, database):
        super().__init__(daemon=True)
        self.connection = connect(database)
        self.stopped = threading.Event()
        self.seconds = {}

    def run(self):
        with self.connection.cursor() as cursor:
            while not self.stopped.wait(0.02):
                # The job alone writes many rows of the ledger; users of this test write none.
                cursor.execute(
                    """
                    SELECT activity.xact_start,
                           EXTRACT(epoch FROM clock_timestamp() - activity.xact_start)
                      FROM pg_locks locks
                      JOIN pg_stat_activity activity USING (pid)
                     WHERE activity.datname = current_database()
                       AND locks.relation = 'crm_protection_event'::regclass
                       AND locks.mode = 'RowExclusiveLock'
                    """
                )
                for start, seconds in cursor.fetchall():
                    self.seconds[start] = float(seconds)

    def finish(self):
        self.stopped.set()
        self.join()
        self.connection.close()
        return sorted(self.seconds.values())


def most(values):
    """What 95 of 100 stay under: a machine with other work stops anything now and then."""
    return values[int(len(values) * 0.95)]


def test_users_keep_working(night):
    """Writes of users get through in time and are not lost; what they hold is left for later."""
    night.start()
    keys = night.api_keys([f"night_{number}" for number in range(4)])
    customers = dict(
        night.psql(
            "SELECT p.id, u.login FROM res_partner p JOIN res_users u ON u.id = p.user_id "
            "WHERE p.ref ~ '^N[0-9]+$' AND u.login IN ('night_0', 'night_1', 'night_2', 'night_3')"
        )
    )
    held = [partner_id for (partner_id,) in night.psql(
        "SELECT id FROM res_partner WHERE ref IN ('N7', 'N1777', 'N5555')"
    )]  # fmt: skip
    holder = connect(night.db, autocommit=False)
    with holder.cursor() as cursor:
        cursor.execute("SELECT 1 FROM res_partner WHERE id = ANY(%s) FOR UPDATE", [held])
        [contact] = night.psql(
            "SELECT id, managed_customer_id FROM res_partner WHERE managed_customer_id IS NOT NULL "
            "AND parent_id IS NOT NULL AND name = 'Ann' AND parent_id <> ALL(%s) LIMIT 1",
            [held],
        )
        # Somebody edits a contact: its customer has to wait, and nobody waits for it.
        cursor.execute("SELECT 1 FROM res_partner WHERE id = %s FOR UPDATE", [contact[0]])

    written, waits, failed = {}, [], []
    stop = threading.Event()

    def work(number):
        mine = [key for key, login in customers.items() if login == f"night_{number}"]
        rng = random.Random(number)
        while not stop.is_set():
            partner_id, text = rng.choice(mine), f"<p>{rng.random()}</p>"
            start = time.monotonic()
            try:
                night.json2(
                    "res.partner", "write", keys[f"night_{number}"], ids=[partner_id],
                    vals={"comment": text},
                )  # fmt: skip
                written[partner_id] = text
            except RPCError as error:
                failed.append(error)
            waits.append(time.monotonic() - start)

    watch = Watch(night.db)
    watch.start()
    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    try:
        night.until(lambda: night.state() == ["done"], "the run did not end")
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    held_for, waits = watch.finish(), sorted(waits)
    duration = night.one("SELECT duration FROM crm_protection_run")
    print(
        f"{CUSTOMERS} released in {duration:.1f}s of work, {len(held_for)} transactions, "
        f"95% under {most(held_for):.2f}s, longest {held_for[-1]:.2f}s; {len(waits)} writes of users, "
        f"95% under {most(waits):.2f}s, slowest {waits[-1]:.2f}s"
    )
    assert not failed, failed[:3]
    assert len(waits) > 20
    for partner_id, text in written.items():
        assert night.one("SELECT comment FROM res_partner WHERE id = %s", partner_id) == text
    left = {*held, contact[1]}
    assert assert_consistent(night) == CUSTOMERS - len(left)
    assert night.one("SELECT skip_count FROM crm_protection_run") == len(left)
    holder.rollback()
    holder.close()
    night.json2("crm.protection.run", "action_run_now", night.api_key("night_office"))
    night.until(lambda: night.state() == ["done", "done"], "the second run did not end")
    assert assert_consistent(night) == CUSTOMERS


def test_two_jobs_at_once(night):
    """Somebody calls the job by hand while it runs: they work together, nothing happens twice."""
    code = "\n".join(
        (
            "import psycopg2",
            "try:",
            "    env['crm.protection.run']._cron_run()",
            "except psycopg2.errors.SerializationFailure:",
            "    env.cr.rollback()",
        )
    )
    results = []
    threads = [
        threading.Thread(target=lambda: results.append(night.shell(code))) for __ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 2
    night.shell("env['crm.protection.run']._cron_run()")
    assert night.state()[-1] == "done"
    assert assert_consistent(night) == CUSTOMERS
    assert_told_once(night, "loss", "%fell into the public pool%")


def test_an_administrator_cannot_be_forged(night):
    """A salesperson starts and undoes nothing over JSON-2, whatever stands in the context."""
    night.start()
    key = night.api_key("night_1")
    context = {"crm_protection_token": True, "uid": 1}
    for method, ids in (("action_run_now", None), ("action_undo", [1])):
        with pytest.raises(RPCError) as caught:
            night.json2("crm.protection.run", method, key, ids=ids, context=context)
        assert caught.value.status == 403, caught.value
    for method, arguments in (
        ("write", {"ids": [1], "vals": {"state": "running"}}),
        ("create", {"vals_list": [{"date": "2026-01-01"}]}),
    ):
        with pytest.raises(RPCError):
            night.json2("crm.protection.run", method, key, context=context, **arguments)
