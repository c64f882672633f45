"""Whatever people do in whatever order, nothing leaves whose content nobody approved (hypothesis).

Invariant 7. Beside the database stands a small model: which content of which quotation was approved,
told from the calls that succeeded, and contents read by plain SQL past everything that is tested.
"""

from contextlib import suppress
from datetime import date, timedelta

import psycopg2
from hypothesis import given
from hypothesis import strategies as st

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests.common import TransactionCase, tagged
from odoo.tools import mute_logger

from ..models.protection.guard import _KEY
from .property_common import examples
from .quote_common import QuoteSetUp

EDITS = (
    *("price", "quantity", "discount", "back", "tax_free", "text", "add", "add_by_order", "remove"),
    *("remove_by_order", "move", "link", "partner", "terms", "validity", "pricelist", "payment"),
    *("harmless", "sequence", "section"),
)
COURSE = ("submit", "approve", "approve", "approve_all", "reject", "withdraw")
LEAVING = ("sent", "post", "compose", "confirm", "write_sent", "write_sale", "sql")
OTHERS = ("copy", "cancel", "draft", "forge", "forge_context", "rule", "company", "limit", "levels")
STEPS = st.lists(
    st.tuples(
        st.one_of(*(st.sampled_from(group) for group in (EDITS, COURSE, LEAVING, OTHERS))),
        st.integers(0, 3),
        st.integers(0, 6),
    ),
    min_size=4,
    max_size=14,
)
# How far the first quotation has come before chance begins.
STARTS = st.sampled_from(
    [(), ("submit",), ("submit", "approve"), ("submit", "approve", "sent"),
     ("submit", "approve", "confirm")]
)  # fmt: skip
OUTSIDE = ("sent", "sale")
LIMIT = 500.0
# A dollar's worth in another currency.
RATE = 4.0
HEADER = (
    "partner_id, partner_invoice_id, partner_shipping_id, currency_id, payment_term_id, "
    "validity_date, commitment_date, note, require_signature, require_payment, prepayment_percent"
)
LINE = "product_id, name, product_uom_qty, product_uom_id, price_unit, discount, display_type"


class Model:
    """What may leave, as far as the calls that succeeded tell."""

    def __init__(self):
        # Content by order: approved; in the house's hands outside without an approval, with its state.
        self.approved, self.free = {}, {}
        # Of the round that goes on: the persons whom the rule named, and who approved.
        self.named, self.voices = {}, {}

    def keep(self):
        other = Model()
        for name, value in vars(self).items():
            setattr(other, name, dict(value))
        return other


@tagged("post_install", "-at_install")
class TestAnyWay(QuoteSetUp, TransactionCase):
    # Which of `levels` the rule has, what may leave, and the quotations of an example.
    level, model, orders = 0, None, ()

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        currency = cls.env["res.currency"].create({"name": "XQA", "symbol": "X"})
        cls.env["res.currency.rate"].create(
            {
                "currency_id": currency.id,
                "rate": RATE,
                "name": "2020-01-01",
                "company_id": cls.company_a.id,
            }
        )
        lists = cls.env["product.pricelist"].create(
            [
                {"name": "Home", "company_id": cls.company_a.id},
                {"name": "Abroad", "company_id": cls.company_a.id, "currency_id": currency.id},
            ]
        )
        cls.lists, cls.foreign = lists, currency
        cls.customers = cls.customer | cls.env["res.partner"].create(
            {"name": "Other", "email": "other@pumpwerk.example"}
        )
        cls.term = cls.env["account.payment.term"].create({"name": "Late"})
        people = cls.leader | cls.director
        # What the levels of the rule may be, and whose approvals they take.
        cls.levels = (
            ([{"kind": "leader"}], lambda voices: cls.leader in voices),
            (
                [{"kind": "leader"}, {"kind": "users", "user_ids": cls.director.ids}],
                lambda voices: people <= voices,
            ),
            (
                [{"kind": "users", "user_ids": people.ids, "mode": "all"}],
                lambda voices: people <= voices,
            ),
            ([{"kind": "users", "user_ids": people.ids}], lambda voices: bool(people & voices)),
        )

    # === THE WORLD === #

    def begin(self):
        self.level = 0
        self.model = Model()
        self.orders = [self.add_order(), self.add_order(lines=((1, 200.0), (5, 80.0)))]

    def get_people(self, value):
        people = (
            *(self.leader, self.director, self.leader, self.leader),
            *(self.sales, self.sales_two, self.manager),
        )
        return people[value]

    def content(self, order):
        """What stands in the database, by nothing that is tested here."""
        self.env.flush_all()
        self.cr.execute(f"SELECT {HEADER} FROM sale_order WHERE id = %s", [order.id])
        header = self.cr.fetchone()
        self.cr.execute(
            f"""
            SELECT {LINE}, (SELECT array_agg(account_tax_id ORDER BY 1)
                              FROM account_tax_sale_order_line_rel
                             WHERE sale_order_line_id = line.id)
              FROM sale_order_line line WHERE order_id = %s
            """,
            [order.id],
        )
        return header, tuple(sorted(map(repr, self.cr.fetchall())))

    def is_asked(self, order):
        """Whether an approval is needed, by sums of our own."""
        if not (self.company_a.use_quote_approval and self.rule.active):
            return False
        self.env.flush_all()
        self.cr.execute(
            "SELECT sum(round(product_uom_qty * price_unit * (1 - discount / 100), 2))"
            "  FROM sale_order_line WHERE order_id = %s",
            [order.id],
        )
        amount = float(self.cr.fetchone()[0] or 0)
        if order.currency_id == self.foreign:
            amount /= RATE
        return amount >= self.rule.min_amount

    def is_allowed(self, order):
        return not self.is_asked(order) or self.model.approved.get(order.id) == self.content(order)

    # === WHAT PEOPLE TRY === #

    def do(self, step, order, value):
        getattr(self, f"do_{step}")(order, value)

    def do_price(self, order, value):
        order.order_line[:1].write({"price_unit": 100.0 + 50 * value})

    def do_quantity(self, order, value):
        line = order.order_line[:1]
        order.write({"order_line": [Command.update(line.id, {"product_uom_qty": value + 1})]})

    def do_discount(self, order, value):
        order.order_line.write({"discount": 10 * value})

    def do_back(self, order, value):
        """There and back again: the content is the old one, the approval is not."""
        line = order.order_line[:1]
        price = line.price_unit
        line.price_unit = price + 1 + value
        line.price_unit = price

    def do_tax_free(self, order, _value):
        tax = self.env["account.tax"].sudo().search([], limit=1)
        order.order_line[:1].tax_ids = tax - order.order_line[:1].tax_ids

    def do_text(self, order, value):
        order.order_line[:1].name = f"Pump, painted in colour {value}"

    def do_add(self, order, value):
        values = {"order_id": order.id, "product_id": self.other_product.id}
        order.env["sale.order.line"].create({**values, "product_uom_qty": value + 1})

    def do_add_by_order(self, order, value):
        values = {"product_id": self.product.id, "product_uom_qty": value}
        order.write({"order_line": [Command.create(values)]})

    def do_remove(self, order, _value):
        order.order_line[1:2].unlink()

    def do_remove_by_order(self, order, _value):
        order.write({"order_line": [Command.delete(line.id) for line in order.order_line[1:2]]})

    def do_move(self, order, value):
        self.get_other(order, value).order_line[:1].write({"order_id": order.id})

    def do_link(self, order, value):
        line = self.get_other(order, value).order_line[:1]
        order.write({"order_line": [Command.link(line.id)]})

    def get_other(self, order, value):
        others = [other for other in self.orders if other != order]
        return others[value % len(others)].with_env(order.env)

    def do_partner(self, order, value):
        order.partner_id = self.customers[value % 2]

    def do_terms(self, order, value):
        order.note = f"<p>Within {value} days</p>"

    def do_validity(self, order, value):
        order.validity_date = date.today() + timedelta(days=30 + value)

    def do_pricelist(self, order, value):
        order.pricelist_id = self.lists[value % 2]
        if value > 3:
            order.action_update_prices()

    def do_payment(self, order, value):
        order.payment_term_id = self.term if value % 2 else False

    def do_harmless(self, order, value):
        order.client_order_ref = f"PO {value}"

    def do_sequence(self, order, value):
        order.order_line[:1].sequence = 50 - value

    def do_section(self, order, _value):
        values = {"display_type": "line_section", "name": "Options"}
        order.write({"order_line": [Command.create(values)]})

    def do_submit(self, order, _value):
        order.action_submit_approval()
        self.model.named[order.id] = self.levels[self.level][1]
        self.model.voices[order.id] = self.env["res.users"]

    def do_approve(self, order, value):
        user = self.get_people(value)
        content = self.content(order)
        order.with_user(user).action_approve()
        self.count_voice(order, user, content)

    def do_approve_all(self, _order, value):
        """From the list: those that wait for somebody else are left out."""
        user = self.get_people(value)
        orders = self.env["sale.order"].browse([order.id for order in self.orders])
        waiting = orders.filtered(lambda order: order.approval_state == "submitted")
        voices = {order: len(order.approval_step_ids) for order in waiting}
        contents = {order: self.content(order) for order in waiting}
        orders.with_user(user).action_approve()
        for order in waiting:
            steps = order.approval_step_ids.sorted("id")[voices[order] :]
            if steps.filtered(lambda step: step.kind == "approved" and step.user_id == user):
                self.count_voice(order, user, contents[order])

    def count_voice(self, order, user, content):
        self.assertNotEqual(user, self.sales, "nobody approves what is his own")
        self.model.voices[order.id] |= user
        if self.model.named[order.id](self.model.voices[order.id]):
            self.model.approved[order.id] = content

    def do_reject(self, order, value):
        order.with_user(self.get_people(value))._reject("No")

    def do_withdraw(self, order, _value):
        order.action_withdraw()

    def do_sent(self, order, _value):
        order.action_quotation_sent()

    def do_post(self, order, _value):
        order.with_context(mark_so_as_sent=True).message_post(
            body="Here it is", partner_ids=order.partner_id.ids, message_type="comment"
        )

    def do_compose(self, order, _value):
        action = order.action_quotation_send()
        composers = order.env["mail.compose.message"].with_context(**action["context"])
        composers.create({})._action_send_mail()

    def do_confirm(self, order, _value):
        order.action_confirm()

    def do_write_sent(self, order, _value):
        order.write({"state": "sent"})

    def do_write_sale(self, order, _value):
        order.sudo().write({"state": "sale"})

    def do_sql(self, order, value):
        """Past everything: whether it needs an approval is known to the database as of its state."""
        if order.approval_state in ("none", "approved"):
            return
        self.env.flush_all()
        self.cr.execute(
            "UPDATE sale_order SET state = %s WHERE id = %s", [OUTSIDE[value % 2], order.id]
        )

    def do_copy(self, order, value):
        if len(self.orders) < 4:
            forged = {"default_approval_state": "approved"} if value % 2 else {}
            self.orders.append(order.with_context(**forged).copy().with_env(order.env))

    def do_cancel(self, order, _value):
        order._action_cancel()

    def do_draft(self, order, _value):
        order.action_draft()

    def do_forge(self, order, value):
        values = (
            {"approval_state": "approved"},
            {"approval_fingerprint": order._get_quotation_fingerprint()},
            {"approval_content": order._get_quotation_content()},
            {"approval_user_ids": [Command.set(self.sales.ids)]},
            {"approval_state": "none", "state": "sent"},
            {"approval_is_cart": True},
            {"approval_step_ids": [Command.create({"kind": "approved"})]},
        )[value]
        order.sudo(bool(value % 2)).write(values)

    def do_forge_context(self, order, _value):
        forged = order.with_context(**{_KEY: True, "crm_quote_watch": True, "skip_check": True})
        forged.write({"order_line": [Command.update(forged.order_line[:1].id, {"discount": 33})]})

    def do_rule(self, _order, _value):
        self.rule.active = not self.rule.active
        self.keep_sent()

    def do_company(self, _order, _value):
        self.company_a.use_quote_approval = not self.company_a.use_quote_approval
        self.keep_sent()

    def do_limit(self, _order, value):
        self.rule.min_amount = LIMIT if value % 2 else 0
        self.keep_sent()

    def do_levels(self, _order, value):
        steps = self.levels[value % len(self.levels)][0]
        self.rule.step_ids = [Command.clear(), *map(Command.create, steps)]
        self.level = value % len(self.levels)
        self.keep_sent()

    def keep_sent(self):
        """What was with the customer before a rule asked for it stays worth what it is."""
        for order in self.orders:
            content = self.content(order)
            was_free = self.model.free.get(order.id) == ("sent", content)
            if was_free and order.approval_state == "approved":
                self.model.approved[order.id] = content

    # === WHAT HOLDS === #

    def check(self, step):
        self.env.flush_all()
        self.env.invalidate_all()
        for order in self.orders:
            content, asked = self.content(order), self.is_asked(order)
            approved = self.model.approved.get(order.id)
            changed = approved is not None and (approved != content or step == "back")
            if changed and order.approval_state != "approved":
                del self.model.approved[order.id]
                approved = None
            if order.approval_state == "approved":
                self.assertEqual(approved, content, f"{step}: approved is another content")
            if order.state in OUTSIDE:
                self.check_outside(order, step, content, asked, approved)
            else:
                self.model.free.pop(order.id, None)
                if order.state == "draft":
                    self.assertEqual(order._may_leave(), not asked or approved == content, step)

    def check_outside(self, order, step, content, asked, approved):
        """The house is bound by it: by an approval, or because none was asked for then."""
        place = (order.state, content)
        if not asked:
            self.model.free[order.id] = place
        self.assertTrue(
            approved == content or self.model.free.get(order.id) == place,
            f"{step}: {order.state} without an approval of what it says",
        )

    @given(STARTS, STEPS)
    @examples(60)
    def test_nothing_leaves_unapproved(self, start, steps):
        savepoint = self.env.cr.savepoint()
        try:
            self.begin()
            for step, number, value in [*((step, 0, 0) for step in start), *steps]:
                order = self.orders[number % len(self.orders)]
                self.try_step(step, order, value)
                self.check(step)
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all()
            self.env.registry.clear_cache()

    def try_step(self, step, order, value):
        before, model, orders = self.level, self.model.keep(), list(self.orders)
        allowed, state = self.is_allowed(order), order.state
        refused = (UserError, AccessError, psycopg2.errors.CheckViolation)
        with suppress(*refused), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.do(step, order, value)
            self.env.flush_all()
            sent = step in LEAVING and (step in ("post", "compose") or order.state != state)
            self.assertTrue(allowed or not sent, f"{step} of what nobody approved")
            return
        # What was refused changed nothing, in the database and in the model.
        self.level, self.model, self.orders = before, model, orders
        self.env.invalidate_all()
