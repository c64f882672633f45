"""Over real HTTP, as every role: nobody but the back office converts, by whatever path (invariant 9)."""

from odoo.tests.common import HttpCase, tagged

from .forgery_common import FORGED_CONTEXTS, ForgerySetUp

OFFICE = ("office", "manager", "admin")
# What starts with an underscore is nobody's to call.
PRIVATE = (
    "_change_customer_stage",
    "_write_stage",
    "_open_trading_request",
    "_request_trading",
    "_log_trading_events",
)
PRIVATE_OF_REQUEST = ("_convert", "_refuse", "_ask", "_close", "_go", "_end", "_complete")


@tagged("post_install", "-at_install")
class TestTradingForgery(ForgerySetUp, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company_a.use_trading_request = True
        cls.own = cls.customers["own"]
        cls.request = cls.own.with_user(cls.sales)._open_trading_request("They signed")
        cls.trading = cls.customers["other"]
        cls.trading.customer_stage = "trading"
        cls.env.flush_all()

    def outsiders(self):
        for role, user in self.each_role():
            if role not in OFFICE:
                yield role, user

    def snapshot(self):
        self.env.flush_all()
        rows = []
        for query in (
            "SELECT id, customer_stage FROM res_partner ORDER BY id",
            "SELECT id, state, user_id, decided_by_id FROM crm_trading_request ORDER BY id",
            "SELECT count(*) FROM crm_trading_event",
        ):
            self.cr.execute(query)
            rows.append(self.cr.fetchall())
        return rows

    def test_write(self):
        before = self.snapshot()
        values = {"customer_stage": "trading"}
        for role, user in self.outsiders():
            for context in ({}, *FORGED_CONTEXTS):
                with self.subTest(role=role, context=context):
                    ids = self.own.ids
                    self.assertRefused(
                        self.call("res.partner", "write", ids, values, context=context)
                    )
            for answer in (
                self.call("res.partner", "web_save", self.own.ids, values, {}),
                self.call("res.partner", "web_save_multi", self.own.ids, [values], {}),
                self.post(user, "res.partner", "write", ids=self.own.ids, vals=values),
            ):
                with self.subTest(role=role):
                    self.assertRefused(answer)
        self.assertEqual(self.snapshot(), before)

    def test_create_and_copy(self):
        def count():
            self.env.flush_all()
            self.cr.execute("SELECT count(*) FROM res_partner WHERE customer_stage = 'trading'")
            return self.cr.fetchone()

        before = count()
        values = {"name": "Neu GmbH", "is_company": True, "is_managed_customer": True}
        for role, user in self.outsiders():
            vals = {**values, "customer_stage": "trading"}
            with self.subTest(role=role):
                self.assertRefused(self.call("res.partner", "create", [vals]))
                self.assertRefused(self.post(user, "res.partner", "create", vals_list=[vals]))
                context = {**FORGED_CONTEXTS[0], "default_customer_stage": "trading"}
                self.call("res.partner", "create", [{"name": "By default"}], context=context)
                self.call("res.partner", "name_create", "By name", context=context)
                self.call("res.partner", "copy", self.trading.ids, {"customer_stage": "trading"})
                self.call("res.partner", "copy", self.trading.ids)
        self.assertEqual(count(), before)

    def test_import(self):
        before = self.snapshot()
        for role, __ in self.outsiders():
            with self.subTest(role=role):
                columns, row = [".id", "customer_stage"], [str(self.own.id), "trading"]
                self.assertNotImported(self.call("res.partner", "load", columns, [row]))
                columns, row = ["name", "is_company", "customer_stage"], ["New", "1", "trading"]
                self.assertNotImported(self.call("res.partner", "load", columns, [row]))
        self.assertEqual(self.snapshot(), before)

    def test_merge(self):
        """Nobody brings the stage over by merging a trading customer into an own one."""
        before = self.snapshot()
        partners = [[6, 0, (self.own | self.trading).ids]]
        ours = {"partner_ids": partners, "survivor_id": self.own.id}
        theirs = {"partner_ids": partners, "dst_partner_id": self.own.id, "state": "selection"}
        for role, __ in self.outsiders():
            for model, values in (
                ("crm.customer.merge", ours),
                ("base.partner.merge.automatic.wizard", theirs),
            ):
                made, error = self.call(model, "create", [values])
                with self.subTest(role=role, model=model):
                    if not error:
                        self.assertRefused(self.call(model, "action_merge", made))
        self.assertEqual(self.snapshot(), before)

    def test_private_methods(self):
        before = self.snapshot()
        for role, user in self.roles.items():
            self.authenticate(user.login, user.login)
            for model, ids, names in (
                ("res.partner", self.own.ids, PRIVATE),
                ("crm.trading.request", self.request.ids, PRIVATE_OF_REQUEST),
            ):
                for name in names:
                    with self.subTest(role=role, name=name):
                        self.assertTrue(self.call(model, name, ids, "trading", "converted")[1])
                        answer = self.post(user, model, name, ids=ids)
                        self.assertGreaterEqual(answer.status_code, 400)
        self.assertEqual(self.snapshot(), before)

    def test_decide(self):
        before = self.snapshot()
        ids = self.request.ids
        for role, user in self.outsiders():
            for context in ({}, FORGED_CONTEXTS[0]):
                with self.subTest(role=role, context=context):
                    convert = self.call(
                        "crm.trading.request", "action_convert", ids, context=context
                    )
                    self.assertRefused(convert)
            self.assertRefused(self.post(user, "crm.trading.request", "action_convert", ids=ids))
            confirm = ("crm.trading.request.check", "action_confirm", self.request.check_ids.ids)
            self.assertRefused(self.call(*confirm))
            for kind in ("refuse", "ask"):
                values = {"kind": kind, "request_ids": [[6, 0, ids]], "note": "Forged"}
                made, error = self.call("crm.trading.dialog", "create", [values])
                with self.subTest(role=role, kind=kind):
                    if not error:
                        answer = self.call("crm.trading.dialog", "action_apply", made)
                        self.assertRefused(answer)
        self.assertEqual(self.snapshot(), before)

    def test_dialog_tells_nothing_of_a_hidden_customer(self):
        hidden = self.trading
        self.authenticate(self.sales.login, self.sales.login)
        values = {"kind": "request", "partner_id": hidden.id}
        self.assertRefused(self.call("crm.trading.dialog", "create", [values]))
        spec = {"checklist": {}, "partner_id": {"fields": {"display_name": {}}}}
        self.assertRefused(self.call("crm.trading.dialog", "onchange", [], values, [], spec))
        self.assertRefused(self.call("res.partner", "action_request_trading", hidden.ids))

    def test_foreign_file(self):
        """Nobody takes a file of others by attaching it to an own request."""
        attachment = self.env["ir.attachment"].create(
            {
                "name": "secret.pdf",
                "raw": b"secret",
                "res_model": "res.partner",
                "res_id": self.trading.id,
            }
        )
        self.env.flush_all()
        self.authenticate(self.sales.login, self.sales.login)
        values = {
            "kind": "complete",
            "request_ids": [[6, 0, self.request.ids]],
            "attachment_ids": [[6, 0, attachment.ids]],
        }
        made, error = self.call("crm.trading.dialog", "create", [values])
        if not error:
            self.assertRefused(self.call("crm.trading.dialog", "action_apply", made))
        attachment.invalidate_recordset()
        self.assertEqual(attachment.res_id, self.trading.id)

    def test_back_office_converts(self):
        """The same call, by whoever may: so the others were refused for the right reason."""
        self.authenticate(self.office.login, self.office.login)
        __, error = self.call("crm.trading.request", "action_convert", self.request.ids)
        self.assertRegex(error["message"], "cannot be converted yet")
        self.call("res.partner", "write", self.own.ids, {"customer_stage": "trading"})
        self.env.invalidate_all()
        self.assertEqual((self.own.customer_stage, self.request.state), ("trading", "converted"))
