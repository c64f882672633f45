"""Quotations: saving, confirming and showing them, without approval and with it; approving many.

Plain Odoo has the same orders. With the addon each step is taken twice: in a company that does not
use approval, and in one where the team leader approves every quotation.
"""

from case import Case, Samples, timed
from environment import LEADER_LOGIN

from views import get_specification

LINES = 50
MANY_LINES = 500
TURNS = 8
LIST = 10_000
WAITING = 200

# As many copies of an order as wanted, with all that hangs on it.
COPY_ORDERS = """
    INSERT INTO sale_order (name, {columns})
    SELECT 'Copy ' || n, {columns} FROM sale_order, generate_series(1, %(count)s) n
     WHERE id = %(order)s
 RETURNING id
"""
COPY_ROWS = """
    INSERT INTO {table} ({key}, {columns})
    SELECT new.id, {columns} FROM {table} CROSS JOIN unnest(%(ids)s) new(id)
     WHERE {key} = %(order)s {condition}
"""


class Sales:
    """What a step needs: products, a customer, and with approval a leader."""

    def __init__(self, env, approval):
        self.env = env
        system = env(user=1, su=True)
        if approval:
            leader = system["res.users"].search([("login", "=", LEADER_LOGIN)])
            env.user.sudo().sale_team_id.user_id = leader
            env.company.sudo().use_quote_approval = True
            self.by_leader = env(user=leader.id)
        self.products = system["product.product"].create(
            [
                {"name": f"Part {number}", "list_price": 10 + number, "taxes_id": False}
                for number in range(LINES)
            ]
        )
        self.customer = env["res.partner"].search([("is_company", "=", True)], limit=1)

    def prepare_values(self, lines=LINES):
        """An order as the form sends it."""
        return {
            "partner_id": self.customer.id,
            "order_line": [
                (
                    0,
                    0,
                    {
                        "product_id": self.products[number % LINES].id,
                        "product_uom_qty": 1 + number % 7,
                        "price_unit": 12.5 + number,
                        "discount": number % 10,
                    },
                )
                for number in range(lines)
            ],
        }

    def add_order(self, lines=LINES):
        order = self.env["sale.order"].create(self.prepare_values(lines))
        self.env.flush_all()
        return order

    def add_approved(self, lines=LINES):
        order = self.add_order(lines)
        order.action_submit_approval()
        order.with_env(self.by_leader).action_approve()
        self.env.flush_all()
        return order

    def multiply(self, order, count):
        """Copies of an order as it is, with its lines, its approval and its to-dos.

        :return: `sale.order` recordset
        """
        self.env.flush_all()
        cr = self.env.cr
        cr.execute(
            COPY_ORDERS.format(columns=self.get_columns("sale_order", "name")),
            {"count": count, "order": order.id},
        )
        ids = [row[0] for row in cr.fetchall()]
        tables = [("sale_order_line", "order_id", ""), ("sale_order_approver_rel", "order_id", "")]
        tables += [("sale_approval_step", "order_id", "")]
        tables += [("mail_activity", "res_id", "AND res_model = 'sale.order'")]
        for table, key, condition in tables:
            if columns := self.get_columns(table, key):
                query = COPY_ROWS.format(table=table, key=key, columns=columns, condition=condition)
                cr.execute(query, {"ids": ids, "order": order.id})
        self.env.invalidate_all()
        return self.env["sale.order"].browse(ids)

    def get_columns(self, table, key):
        self.env.cr.execute(
            """
            SELECT string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position)
              FROM information_schema.columns
             WHERE table_name = %s AND column_name NOT IN ('id', %s)
            """,
            [table, key],
        )
        return self.env.cr.fetchone()[0]

    def get_specification(self, view, kind):
        model = self.env["sale.order"]
        views = model.get_views([(self.env.ref(view).id, kind)])
        return get_specification(views, "sale.order", views["views"][kind]["arch"])


def each(sales, calls):
    """Several times, of which the first one warms up, each to the end of its SQL."""

    def finish(call):
        call()
        sales.env.flush_all()

    calls = [lambda call=call: finish(call) for call in calls]
    return lambda: Samples(timed(calls)[1:])


# === PLAIN ODOO TOO === #


def save_new(approval=False, lines=LINES, turns=TURNS):
    def prepare(env, has_addon):
        sales = Sales(env, approval and has_addon)
        specification = sales.get_specification("sale.view_order_form", "form")
        orders = env["sale.order"]
        # Each its own: Odoo writes the number of the order into the values.
        many = [sales.prepare_values(lines) for _turn in range(turns)]
        return each(
            sales, [lambda values=values: orders.web_save(values, specification) for values in many]
        )

    return prepare


def save_changed(approval=False, lines=LINES):
    def prepare(env, has_addon):
        sales = Sales(env, approval and has_addon)
        specification = sales.get_specification("sale.view_order_form", "form")
        order = sales.add_order(lines)

        def save(turn):
            commands = [
                (1, line.id, {"price_unit": 30.0 + turn, "product_uom_qty": 2 + turn})
                for line in order.order_line[:5]
            ]
            values = {"client_order_ref": f"Ref {turn}", "order_line": commands}
            order.web_save(values, specification)

        return each(sales, [lambda turn=turn: save(turn) for turn in range(TURNS)])

    return prepare


def confirm(approval=False, lines=LINES, turns=TURNS):
    def prepare(env, has_addon):
        sales = Sales(env, approval and has_addon)
        add = sales.add_approved if approval and has_addon else sales.add_order
        orders = [add(lines) for _turn in range(turns)]
        return each(sales, [order.action_confirm for order in orders])

    return prepare


def open_form(approval=False):
    def prepare(env, has_addon):
        sales = Sales(env, approval and has_addon)
        specification = sales.get_specification("sale.view_order_form", "form")
        order = sales.add_order()

        def read():
            env.invalidate_all()
            order.web_read(specification)

        return each(sales, [read] * TURNS)

    return prepare


def show_list(approval=False):
    def prepare(env, has_addon):
        sales = Sales(env, approval and has_addon)
        specification = sales.get_specification("sale.view_quotation_tree_with_onboarding", "list")
        order = sales.add_order(5)
        sales.multiply(order, LIST)
        domain = [("user_id", "=", env.uid)]

        def read():
            env.invalidate_all()
            answer = env["sale.order"].web_search_read(domain, specification, limit=80)
            assert len(answer["records"]) == 80

        return each(sales, [read] * TURNS)

    return prepare


# === WITH THE ADDON ALONE === #


def submit(env, _has_addon):
    sales = Sales(env, True)
    orders = [sales.add_order() for _turn in range(TURNS)]
    return each(sales, [order.action_submit_approval for order in orders])


def approve_one(env, _has_addon):
    sales = Sales(env, True)
    orders = [sales.add_order() for _turn in range(TURNS)]
    for order in orders:
        order.action_submit_approval()
    return each(sales, [order.with_env(sales.by_leader).action_approve for order in orders])


def approve_many(count):
    def prepare(env, _has_addon):
        sales = Sales(env, True)
        order = sales.add_order(5)
        order.action_submit_approval()
        orders = sales.multiply(order, count).with_env(sales.by_leader)

        def call():
            orders.action_approve()
            env.flush_all()
            assert set(orders.mapped("approval_state")) == {"approved"}

        return call

    return prepare


def void(env, _has_addon):
    sales = Sales(env, True)
    lines = [sales.add_approved().order_line[0] for _turn in range(TURNS)]
    return each(sales, [lambda line=line: line.write({"price_unit": 1.0}) for line in lines])


def show_waiting(env, _has_addon):
    sales = Sales(env, True)
    order = sales.add_order(5)
    sales.multiply(order, LIST - WAITING)
    order.action_submit_approval()
    sales.multiply(order, WAITING)
    specification = sales.get_specification("sale.view_quotation_tree_with_onboarding", "list")
    orders = sales.by_leader["sale.order"]

    def read():
        env.invalidate_all()
        answer = orders.web_search_read(
            [("is_waiting_for_me", "=", True)], specification, limit=80, count_limit=10001
        )
        assert answer["length"] == WAITING + 1, answer["length"]

    return each(sales, [read] * TURNS)


def both(key, name, prepare, **options):
    """A step without and with approval, each against the same plain Odoo."""
    return [
        Case(f"quote_{key}", name, prepare(**options)),
        Case(f"quote_{key}_on", f"{name}, with approval", prepare(approval=True, **options)),
    ]


CASES = [
    *both("new", f"save a new order of {LINES} lines", save_new),
    *both("change", f"save 5 changed lines of {LINES}", save_changed),
    *both("confirm", f"confirm an order of {LINES} lines", confirm),
    *both("form", f"open an order of {LINES} lines", open_form),
    *both("list", f"80 of {LIST:,} quotations", show_list),
    *both("new_many", f"save a new order of {MANY_LINES} lines", save_new, lines=MANY_LINES, turns=3),
    *both("confirm_many", f"confirm an order of {MANY_LINES} lines", confirm, lines=MANY_LINES, turns=3),
    Case("quote_submit", f"submit {LINES} lines", submit, addon_only=True),
    Case("quote_approve", f"approve {LINES} lines", approve_one, addon_only=True),
    Case("quote_approve_many", "approve 1,000 from the list", approve_many(1000), addon_only=True,
         records=1000, repeat=3),
    Case("quote_approve_20", "approve 20 from the list", approve_many(20), addon_only=True,
         records=20),
    Case("quote_approve_200", "approve 200 from the list", approve_many(200), addon_only=True,
         records=200),
    Case("quote_void", f"change an approved order of {LINES} lines", void, addon_only=True),
    Case("quote_waiting", f"{WAITING} that wait for me among {LIST:,}", show_waiting,
         addon_only=True),
]  # fmt: skip
