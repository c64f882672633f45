"""Over real HTTP, as every role: nobody writes an approval, decides for others, or sends past it.

Invariant 7. The steps themselves stand in `test_protection_forgery_models`.
"""

from datetime import timedelta

from odoo.fields import Command, Date
from odoo.tests.common import HttpCase, tagged

from ..models.quote_approval.sale_order_approval import GUARDED
from .forgery_common import FORGED_CONTEXTS, ForgerySetUp

# A client can send any JSON where the server puts its own object.
CONTEXTS = [{**context, "crm_quote_watch": True} for context in FORGED_CONTEXTS]
# Whose quotation does not wait for them.
NOT_ASKED = ("sales", "clerk", "office", "manager", "erp", "plain", "accountant", "portal", "admin")
OUTSIDERS = ("clerk", "erp", "plain", "portal")


@tagged("post_install", "-at_install")
class TestQuoteApprovalForgery(ForgerySetUp, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company_a.use_quote_approval = True
        cls.product = cls.env["product.product"].create(
            {"name": "Pump", "list_price": 100, "taxes_id": False}
        )
        cls.draft, cls.waiting = cls.add_order(), cls.add_order()
        cls.waiting.action_submit_approval()
        cls.env.flush_all()
        content = cls.waiting.sudo()
        cls.forged = {
            "approval_state": "approved",
            "approval_fingerprint": content.approval_fingerprint,
            "approval_content": content.approval_content,
            "approval_plan": {**content.approval_plan, "levels": []},
            "approval_level": 7,
            "approval_level_date": "2020-01-01 00:00:00",
            "approval_user_ids": [Command.set(cls.sales.ids)],
            "approval_submitter_id": cls.sales_two.id,
            "approval_submit_date": "2020-01-01 00:00:00",
            "approval_deadline": "2099-01-01 00:00:00",
            "approval_reminded": True,
            "approval_is_cart": True,
            "approval_step_ids": [Command.create({"kind": "approved", "user_id": cls.leader.id})],
        }

    @classmethod
    def add_order(cls):
        line = {"product_id": cls.product.id, "price_unit": 100}
        orders = cls.env["sale.order"].with_user(cls.sales)
        values = {"partner_id": cls.customers["own"].id, "order_line": [Command.create(line)]}
        return orders.create(values)

    def snapshot(self):
        """All that was approved or submitted, as the database has it."""
        self.env.flush_all()
        self.cr.execute(
            "SELECT id, state, approval_state, approval_fingerprint, approval_content,"
            " approval_plan, approval_level, approval_level_date, approval_submitter_id,"
            " approval_submit_date, approval_deadline, approval_reminded, approval_is_cart,"
            " ARRAY(SELECT user_id FROM sale_order_approver_rel WHERE order_id = o.id)"
            " FROM sale_order o WHERE id = ANY(%s) ORDER BY id",
            [[self.draft.id, self.waiting.id]],
        )
        rows = self.cr.fetchall()
        self.cr.execute("SELECT count(*), max(id) FROM sale_approval_step")
        return rows, self.cr.fetchone()

    def test_every_field_is_tried(self):
        self.assertEqual(set(self.forged), set(GUARDED))

    def test_every_field(self):
        before = self.snapshot()
        for role, user in self.each_role():
            for name, value in self.forged.items():
                for order in (self.draft, self.waiting):
                    with self.subTest(role=role, field=name, order=order.approval_state):
                        values = {"client_order_ref": "x", name: value}
                        ids = order.ids
                        self.assertRefused(self.call("sale.order", "write", ids, values))
                        self.assertRefused(self.call("sale.order", "web_save", ids, values, {}))
                        answer = self.post(user, "sale.order", "write", ids=ids, vals=values)
                        self.assertRefused(answer)
        self.assertEqual(self.snapshot(), before)

    def test_every_field_with_a_forged_context(self):
        before = self.snapshot()
        for user in (self.sales, self.leader, self.manager, self.admin):
            for name, value in self.forged.items():
                for context in CONTEXTS:
                    with self.subTest(user=user.login, field=name):
                        answer = self.post(
                            user,
                            "sale.order",
                            "write",
                            ids=self.waiting.ids,
                            vals={name: value},
                            context=context,
                        )
                        self.assertRefused(answer)
        self.assertEqual(self.snapshot(), before)

    def test_begun_anew(self):
        """What a new order begins with is forged in one that is there: no rule would ask any more."""
        before = self.snapshot()
        for user in (self.sales, self.leader, self.manager, self.admin):
            self.authenticate(user.login, user.login)
            for name, value in GUARDED.items():
                with self.subTest(user=user.login, field=name):
                    for order in (self.draft, self.waiting):
                        for values in ({name: value}, {name: value, "state": "sent"}):
                            answer = self.call("sale.order", "write", order.ids, values)
                            self.assertRefused(answer)
        self.assertEqual(self.snapshot(), before)

    def test_created_as_approved(self):
        values = {"partner_id": self.customers["own"].id}
        for name, value in self.forged.items():
            for context in CONTEXTS[:2]:
                with self.subTest(field=name):
                    answer = self.post(
                        self.sales,
                        "sale.order",
                        "create",
                        vals_list=[{**values, name: value}],
                        context=context,
                    )
                    self.assertRefused(answer)
        context = {f"default_{name}": value for name, value in self.forged.items()}
        answer = self.post(self.sales, "sale.order", "create", vals_list=[values], context=context)
        order = self.env["sale.order"].browse(answer.json())
        self.assertEqual(order.approval_state, "draft")
        self.assertFalse(order.approval_step_ids or order.approval_fingerprint)
        self.assertFalse(order.approval_is_cart)

    def test_imported_as_approved(self):
        before = self.snapshot()
        external_id = self.waiting.sudo().export_data(["id"])["datas"][0][0]
        for role, __ in self.each_role():
            for column, cell in (
                ("approval_state", "Approved"),
                ("approval_user_ids/.id", str(self.sales.id)),
                ("approval_is_cart", "True"),
                ("approval_step_ids/kind", "Approved"),
                ("state", "Sales Order"),
            ):
                with self.subTest(role=role, column=column):
                    rows = [[external_id, cell]]
                    self.assertNotImported(self.call("sale.order", "load", ["id", column], rows))
        self.assertEqual(self.snapshot(), before)

    def test_an_edit_voids_whatever_the_context_says(self):
        for context in CONTEXTS:
            order = self.add_order()
            order.action_submit_approval()
            order.with_user(self.leader).action_approve()
            self.env.flush_all()
            answer = self.post(
                self.sales,
                "sale.order.line",
                "write",
                ids=order.order_line.ids,
                vals={"price_unit": 1},
                context=context,
            )
            self.assertEqual(answer.status_code, 200, answer.text)
            self.env.invalidate_all()
            self.assertEqual(order.approval_state, "draft")
            self.assertRefused(self.post(self.sales, "sale.order", "action_confirm", ids=order.ids))

    def test_who_is_not_asked(self):
        before = self.snapshot()
        ids = self.waiting.ids
        for role in NOT_ASKED:
            user = self.roles[role]
            for context in (None, CONTEXTS[0]):
                with self.subTest(role=role):
                    more = {"context": context} if context else {}
                    answer = self.post(user, "sale.order", "action_approve", ids=ids, **more)
                    self.assertRefused(answer)
        self.assertEqual(self.snapshot(), before)

    def test_what_is_not_submitted(self):
        before = self.snapshot()
        for user in (self.leader, self.sales, self.manager):
            answer = self.post(user, "sale.order", "action_approve", ids=self.draft.ids)
            self.assertRefused(answer)
        self.assertEqual(self.snapshot(), before)

    def test_private_methods(self):
        """What is not an action cannot be called at all."""
        before = self.snapshot()
        names = ("_approve", "_submit", "_reject", "_withdraw", "_end_approval", "_enter_level")
        names += (
            "_finish_approval",
            "_log_approval",
            "_set_approval_free",
            "_keep_sent_quotations",
        )
        for user in (self.leader, self.sales, self.admin):
            self.authenticate(user.login, user.login)
            for name in names:
                with self.subTest(user=user.login, method=name):
                    __, error = self.call("sale.order", name, self.waiting.ids)
                    self.assertTrue(error)
                    answer = self.post(user, "sale.order", name, ids=self.waiting.ids)
                    self.assertIn(answer.status_code, (403, 404, 422))
        self.assertEqual(self.snapshot(), before)

    def test_dialog_with_orders_of_others(self):
        before = self.snapshot()
        ids = [Command.set([self.draft.id, self.waiting.id])]
        for role in NOT_ASKED:
            for kind in ("approve", "reject"):
                with self.subTest(role=role, kind=kind):
                    values = {"kind": kind, "order_ids": ids, "note": "Forged"}
                    self.assertNothingDone(self.roles[role], values)
        self.assertEqual(self.snapshot(), before)

    def assertNothingDone(self, user, values):
        answer = self.post(user, "sale.approval.dialog", "create", vals_list=[values])
        if answer.status_code != 200:
            return self.assertRefused(answer)
        ids = answer.json()
        return self.assertRefused(self.post(user, "sale.approval.dialog", "action_apply", ids=ids))

    def test_dialog_of_somebody_else(self):
        """The leader's own dialog, applied or rewritten by the salesperson."""
        before = self.snapshot()
        dialogs = self.env["sale.approval.dialog"].with_user(self.leader)
        dialog = dialogs.create({"kind": "reject", "order_ids": self.waiting.ids, "note": "Mine"})
        self.env.flush_all()
        for user in (self.sales, self.manager, self.portal):
            for method, more in (
                ("action_apply", {}),
                ("write", {"vals": {"kind": "approve"}}),
                ("read", {"fields": ["note"]}),
            ):
                with self.subTest(user=user.login, method=method):
                    answer = self.post(user, "sale.approval.dialog", method, ids=dialog.ids, **more)
                    self.assertRefused(answer)
        self.assertEqual(self.snapshot(), before)

    def test_deputy_for_somebody_else(self):
        """Nobody makes oneself the leader's deputy."""
        today = Date.to_string(Date.today())
        values = {"user_id": self.leader.id, "delegate_id": self.sales_two.id, "date_from": today}
        own = {**values, "user_id": self.sales_two.id, "delegate_id": self.sales.id}
        delegations = self.env["sale.approval.delegation"].with_user(self.sales_two)
        mine = delegations.create(own)
        self.env.flush_all()
        for role in ("sales", "clerk", "erp", "plain", "accountant", "portal"):
            for context in (None, CONTEXTS[0], {"default_user_id": self.leader.id}):
                more = {"context": context} if context else {}
                with self.subTest(role=role, context=bool(context)):
                    user = self.roles[role]
                    answer = self.post(
                        user, "sale.approval.delegation", "create", vals_list=[values], **more
                    )
                    self.assertRefused(answer)
        turned = {"user_id": self.leader.id, "delegate_id": self.sales_two.id}
        day = Date.to_string(Date.today() + timedelta(days=2))
        for vals in (turned, {"user_id": self.leader.id}, {**turned, "date_to": day}):
            self.authenticate("tc_sales_two", "tc_sales_two")
            with self.subTest(vals=vals):
                self.assertRefused(self.call("sale.approval.delegation", "write", mine.ids, vals))

    def test_deputy_of_a_deputy(self):
        """A deputy gives what was given no further."""
        today = Date.today()
        for person, deputy in ((self.leader, self.director), (self.director, self.sales_two)):
            self.env["sale.approval.delegation"].create(
                {"user_id": person.id, "delegate_id": deputy.id, "date_from": today}
            )
        self.env.flush_all()
        before = self.snapshot()
        self.authenticate("tc_sales_two", "tc_sales_two")
        self.assertRefused(self.call("sale.order", "action_approve", self.waiting.ids))
        self.assertEqual(self.snapshot(), before)

    def test_who_reads_the_plan(self):
        """The content, the plan and the people of an approval are for those who sell."""
        self.waiting.message_subscribe(self.portal.partner_id.ids)
        self.env.flush_all()
        inside = [name for name in GUARDED if self.waiting._fields[name].groups]
        self.assertIn("approval_plan", inside)
        for role, __ in self.each_role():
            for name in inside:
                answer = self.call("sale.order", "read", self.waiting.ids, [name])
                with self.subTest(role=role, field=name):
                    if role in OUTSIDERS:
                        self.assertRefused(answer)
                    elif role in ("sales", "leader"):
                        self.assertFalse(answer[1])
        for role in OUTSIDERS:
            answer = self.post(
                self.roles[role], "sale.approval.step", "search_read", domain=[], fields=[]
            )
            with self.subTest(role=role):
                self.assertRefused(answer)

    def test_search_tells_outsiders_nothing(self):
        self.authenticate("tc_portal", "tc_portal")
        domain = [("approval_user_ids", "in", self.leader.ids)]
        for method in ("search", "search_count"):
            self.assertRefused(self.call("sale.order", method, domain))

    def test_raw_states(self):
        before = self.snapshot()
        for role in ("sales", "leader", "manager", "admin"):
            user = self.roles[role]
            for state in ("sent", "sale"):
                for context in (None, *CONTEXTS[:3]):
                    more = {"context": context} if context else {}
                    for ids in (self.draft.ids, self.waiting.ids):
                        with self.subTest(role=role, state=state):
                            answer = self.post(
                                user, "sale.order", "write", ids=ids, vals={"state": state}, **more
                            )
                            self.assertRefused(answer)
        self.assertEqual(self.snapshot(), before)

    def test_the_way_that_is_open(self):
        """By the same calls: submitted, approved, confirmed."""
        order = self.draft
        for user, method, state in (
            (self.sales, "action_submit_approval", "submitted"),
            (self.leader, "action_approve", "approved"),
            (self.sales, "action_confirm", "approved"),
        ):
            answer = self.post(user, "sale.order", method, ids=order.ids)
            self.assertEqual(answer.status_code, 200, answer.text)
            self.env.invalidate_all()
            self.assertEqual(order.approval_state, state)
        self.assertEqual(order.state, "sale")
