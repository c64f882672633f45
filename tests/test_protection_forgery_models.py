"""Over real HTTP, as every role: the records of protection are written by the system alone.

Invariant 2: the ledger is append-only for everybody. What decides with it (shares, requests, runs)
changes by its actions.
"""

from odoo.exceptions import UserError
from odoo.fields import Date
from odoo.tests.common import HttpCase, tagged

from ..models.duplicate.crm_duplicate_search import ASKED
from ..models.protection.guard import _KEY, unlocked
from .forgery_common import FORGED_CONTEXTS, ForgerySetUp

# What nobody creates, changes or deletes but the system, and what may be written all the same.
GUARDED = {
    "crm.protection.event": set(),
    "crm.customer.share": set(),
    "crm.protection.extension": set(),
    "crm.protection.run": {"undo_grace_days"},
    "crm.protection.run.left": set(),
    "crm.protection.notice": set(),
    "crm.pool.view": set(),
    "crm.pool.customer": set(),
    "crm.protection.result": set(),
    "crm.protection.result.line": set(),
    "crm.protection.preview.line": set(),
    "crm.collision.case": {"verified_name"},
    "crm.collision.claim": set(),
    "crm.customer.merge.log": set(),
    "crm.customer.merge.log.source": set(),
    "crm.customer.merge.log.line": set(),
    "crm.duplicate.search": set(),
    "sale.approval.step": set(),
    "crm.trading.event": set(),
    "crm.trading.request": set(),
    "crm.trading.request.check": set(),
    "crm.contract.review": set(),
    "crm.contract.review.step": set(),
}
# What the back office sets up, and nobody else.
SET_UP = (
    "crm.protection.policy",
    "crm.protection.warning",
    "crm.customer.pool",
    "sale.approval.rule",
    "sale.approval.rule.step",
    "crm.trading.check",
)
OFFICE = ("office", "manager", "admin")
# Not even the server's own code, where it does not ask for it.
GUARDED_FROM_SUPERUSER = (
    "crm.protection.event",
    "crm.customer.share",
    "crm.protection.extension",
    "crm.protection.run",
    "crm.protection.notice",
    "crm.collision.case",
    "crm.collision.claim",
    "crm.customer.merge.log",
    "crm.customer.merge.log.source",
    "crm.customer.merge.log.line",
    "sale.approval.step",
    "crm.trading.event",
    "crm.trading.request",
    "crm.trading.request.check",
    "crm.contract.review",
    "crm.contract.review.step",
)


@tagged("post_install", "-at_install")
class TestModelForgery(ForgerySetUp, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        own, other = cls.customers["own"], cls.customers["other"]
        company, today = {"company_id": cls.company_a.id}, Date.today()
        by_sales = own.with_user(cls.sales)
        by_sales._ask_extension(5, "They think about it")
        run = unlocked(cls.env["crm.protection.run"]).create(
            {**company, "date": today, "user_id": cls.office.id, "state": "done"}
        )
        left = {"run_id": run.id, "partner_id": other.id, "old_owner_id": cls.sales.id}
        cls.env["crm.protection.run.left"].create({**left, "reason": "claimed"})
        notice = {**company, "kind": "loss", "user_id": cls.sales.id, "day": today}
        unlocked(cls.env["crm.protection.notice"]).create({**notice, "run_id": run.id})
        view = {"user_id": cls.sales.id, "partner_id": cls.customers["public"].id, "day": today}
        cls.env["crm.pool.view"].create({**view, "pool_id": cls.open_pool.id})
        by_sales.env["crm.protection.result"]._show(own, [(own, "Because")])
        by_two = other.with_user(cls.sales_two)
        by_two.env["crm.protection.preview"].create({"days": 400}).action_show()
        policy = cls.env["crm.protection.policy"].search(
            [("company_id", "=", cls.company_a.id)], limit=1
        )
        cls.env["crm.protection.warning"].create({"policy_id": policy.id, "days": 3})
        cls.env["crm.collision.case"].with_user(cls.office)._open_case(other, cls.sales, "Mine")
        cls.merge_two(own, other)
        asked = dict.fromkeys(ASKED, "")
        cls.env["crm.duplicate.search"].with_user(cls.sales)._log({**asked, "name": "Some"}, [])
        cls.company_a.use_quote_approval = True
        order = cls.env["sale.order"].with_user(cls.sales).create({"partner_id": own.id})
        order.action_submit_approval()
        cls.company_a.use_trading_request = True
        by_sales._open_trading_request("They signed")
        about = {"name": "R", "partner_id": own.id, "order_id": order.id, "user_id": cls.sales.id}
        review = unlocked(cls.env["crm.contract.review"]).create({**about, **company})
        review._log_step("handed", False, 0.0, None)
        cls.env.flush_all()

    @classmethod
    def merge_two(cls, survivor, source):
        """What a merge writes down; without the merge, so that both are there for the other tests."""
        log = unlocked(cls.env["crm.customer.merge.log"]).create(
            {"user_id": cls.office.id, "survivor_id": survivor.id}
        )
        log.source_ids.create({"log_id": log.id, "partner_id": source.id, "name": "Was"})
        column = {"table_name": "crm_lead", "column_name": "partner_id", "key_name": "id"}
        ids = {"model_name": "res.partner", "old_id": source.id, "new_id": survivor.id}
        log.line_ids.create({"log_id": log.id, "kind": "column", **column, **ids})

    def get_row(self, model):
        """The newest record, which is one of this test."""
        row = self.env[model].search([], limit=1, order="id desc")
        self.assertTrue(row, model)
        return row

    def get_values(self, model):
        """A value for every field of a model that is stored, another one than it has.

        :return: dict of name -> value
        """
        values, row = {}, self.get_row(model)
        for name, field in row._fields.items():
            if not field.store or name in ("id", "create_uid", "write_uid"):
                continue
            if field.type in ("one2many", "many2many"):
                values[name] = [[6, 0, []]]
            elif field.type == "many2one":
                others = self.env[field.comodel_name].with_context(active_test=False)
                values[name] = others.search([("id", "!=", row[name].id)], limit=1).id
            elif field.type == "selection":
                keys = [key for key, __ in field._description_selection(self.env)]
                values[name] = next(key for key in keys if key != row[name] or len(keys) == 1)
            elif field.type in ("date", "datetime"):
                values[name] = "2099-12-31" + " 00:00:00" * (field.type == "datetime")
            else:
                values[name] = {"boolean": not row[name], "char": "x", "text": "x", "json": {}}.get(
                    field.type, 999
                )
        return values

    def snapshot(self, models):
        """All rows of these models, as the database has them."""
        self.env.flush_all()
        rows = {}
        for model in models:
            table = self.env[model]._table
            if self.env[model]._auto:
                self.cr.execute(f"SELECT to_jsonb(t) FROM {table} t ORDER BY id")
                rows[model] = self.cr.fetchall()
        return rows

    def test_every_field_by_call_kw(self):
        before = self.snapshot(GUARDED)
        for role, __ in self.each_role():
            for model, free in GUARDED.items():
                ids, values = self.get_row(model).ids, self.get_values(model)
                with self.subTest(role=role, model=model):
                    self.assertRefused(self.call(model, "create", [values]))
                    self.assertRefused(self.call(model, "web_save", [], values, {}))
                    self.assertRefused(self.call(model, "copy", ids))
                    self.assertRefused(self.call(model, "unlink", ids))
                for name in values.keys() - free:
                    with self.subTest(role=role, model=model, field=name):
                        self.assertRefused(self.call(model, "write", ids, {name: values[name]}))
        self.assertEqual(self.snapshot(GUARDED), before)

    def test_by_mass_edit(self):
        before = self.snapshot(GUARDED)
        for role, __ in self.each_role():
            for model, free in GUARDED.items():
                ids, values = self.env[model].search([], limit=3).ids, self.get_values(model)
                values = {name: values[name] for name in values.keys() - free}
                with self.subTest(role=role, model=model):
                    self.assertRefused(self.call(model, "write", ids, values))
                    self.assertRefused(
                        self.call(model, "web_save_multi", ids, [values] * len(ids), {})
                    )
        self.assertEqual(self.snapshot(GUARDED), before)

    def test_by_json_with_forged_context(self):
        before = self.snapshot(GUARDED)
        for role, user in self.roles.items():
            for model, free in GUARDED.items():
                ids, values = self.get_row(model).ids, self.get_values(model)
                for name in free:
                    values.pop(name)
                for context in FORGED_CONTEXTS[::3]:
                    with self.subTest(role=role, model=model, context=context[_KEY]):
                        for method, more in (
                            ("create", {"vals_list": [values]}),
                            ("write", {"ids": ids, "vals": values}),
                            ("unlink", {"ids": ids}),
                        ):
                            answer = self.post(user, model, method, context=context, **more)
                            self.assertRefused(answer)
        self.assertEqual(self.snapshot(GUARDED), before)

    def test_by_import(self):
        before = self.snapshot(GUARDED)
        for role, __ in self.each_role():
            for model, free in GUARDED.items():
                row, values = self.get_row(model), self.get_values(model)
                columns = [
                    f"{name}/.id" if row._fields[name].type == "many2one" else name
                    for name in values
                    if name not in free and row._fields[name].type not in ("one2many", "many2many")
                ]
                cells = [str(values[name.removesuffix("/.id")]) for name in columns]
                with self.subTest(role=role, model=model):
                    self.assertNotImported(self.call(model, "load", columns, [cells]))
                    columns, cells = [".id", *columns], [str(row.id), *cells]
                    self.assertNotImported(self.call(model, "load", columns, [cells]))
        self.assertEqual(self.snapshot(GUARDED), before)

    def test_by_default_in_the_context(self):
        before = self.snapshot(GUARDED)
        for role, __ in self.each_role():
            for model in GUARDED:
                values = self.get_values(model)
                context = {f"default_{name}": value for name, value in values.items()}
                with self.subTest(role=role, model=model):
                    for forged in (context, {**context, **FORGED_CONTEXTS[0]}):
                        self.assertRefused(self.call(model, "create", [{}], context=forged))
        self.assertEqual(self.snapshot(GUARDED), before)

    def test_rules_by_the_back_office_alone(self):
        before = self.snapshot(SET_UP)
        for role, __ in self.each_role():
            if role in OFFICE:
                continue
            for model in SET_UP:
                ids, values = self.get_row(model).ids, self.get_values(model)
                with self.subTest(role=role, model=model):
                    for context in ({}, FORGED_CONTEXTS[0]):
                        for answer in (
                            self.call(model, "create", [values], context=context),
                            self.call(model, "write", ids, values, context=context),
                            self.call(model, "unlink", ids, context=context),
                        ):
                            self.assertRefused(answer)
        self.assertEqual(self.snapshot(SET_UP), before)

    def test_by_other_code_of_the_server(self):
        """An action of another addon runs as superuser, and does not know the object either."""
        before = self.snapshot(GUARDED)
        for model in GUARDED_FROM_SUPERUSER:
            row, values = self.get_row(model).sudo(), self.get_values(model)
            for records in (row, row.with_context(**FORGED_CONTEXTS[0])):
                for write in (lambda r, v: r.create([v]), lambda r, v: r.write(v)):
                    with self.subTest(model=model), self.assertRaises(UserError):
                        write(records, dict(values))
        self.assertEqual(self.snapshot(GUARDED), before)

    def test_what_may_be_written(self):
        """The days of grace of a run, by the back office."""
        run = self.get_row("crm.protection.run")
        for role, __ in self.each_role():
            with self.subTest(role=role):
                error = self.call("crm.protection.run", "write", run.ids, {"undo_grace_days": 3})[1]
                self.assertEqual(not error, role in OFFICE)
