"""Customers: entering, listing, finding, opening, importing them, and plain partners beside them.

Each step is done by a salesperson, as plain Odoo's Contacts do it and as this addon's Customers
do it where the two differ.
"""

import random
import uuid

from case import Case, Samples, timed

from views import get_specification

# Pages of the web client, and how far it counts.
PAGE = 80
COUNT_LIMIT = 10_001
# Of the filling, and the same partners on both sides: companies that are customers where the addon
# is, and companies that are none anywhere.
FILLED = ("email", "=like", "info@company%")
CUSTOMER = [("is_company", "=", True), ("ref", "!=", False), FILLED]
NO_CUSTOMER = [("is_company", "=", True), ("ref", "=", False), FILLED]
IMPORT_ROWS, IMPORT_DOUBLE, IMPORT_TAKEN = 10_000, 500, 500


def companies(env, count):
    """Values of companies with an owner: that has its price in plain Odoo too (its follower)."""
    token = uuid.uuid4().hex[:8]
    return [
        {
            "name": f"Bench {token} {number} 贸易有限公司",
            "is_company": True,
            "website": f"https://{token}{number}.example.com",
            "phone": f"+86 20 {60000000 + number}",
            "email": f"info@{token}{number}.example.com",
            "user_id": env.uid,
        }
        for number in range(count)
    ]


def persons(env, count):
    return [dict(values, is_company=False) for values in companies(env, count)]


# === CREATE AND WRITE === #


def create_batch(make, count):
    def prepare(env, has_addon):
        values = make(env, count)
        return lambda: check(len(env["res.partner"].create(values)) == count)

    return prepare


def create_single(make, count):
    def prepare(env, has_addon):
        values = make(env, count)

        def create(vals):
            env["res.partner"].create([vals])
            env.cr.flush()

        # The first creation of a transaction reads what the others have in the cache.
        return lambda: Samples(timed([lambda vals=vals: create(vals) for vals in values])[1:])

    return prepare


def create_customers(env, has_addon):
    values = companies(env, 1000)

    def create():
        partners = env["res.partner"].create(values)
        if has_addon:
            check(all(partner.is_managed_customer for partner in partners), "no customers")

    return create


def write_partner(domain):
    def prepare(env, has_addon):
        partner = pick(env, domain)
        return lambda: partner.write({"phone": "+86 21 50001234", "street": "1 New Street"})

    return prepare


def write_many(env, has_addon):
    partners = env["res.partner"].search(CUSTOMER, limit=1000)
    return lambda: partners.write({"comment": "Seen at the fair"})


# === LISTS === #


def open_list(view, domain):
    """The list as the client opens it: the first page with its fields, and the count."""

    def prepare(env, has_addon):
        model = env["res.partner"]
        xmlid = view if has_addon else "base.view_partner_tree"
        views = model.get_views([(env.ref(xmlid).id, "list")])
        specification = get_specification(views, "res.partner", views["views"]["list"]["arch"])
        if has_addon and view.startswith("crm_customer_protection"):
            where = [("is_managed_customer", "=", True)]
        else:
            where = domain
        return lambda: check(
            len(
                model.web_search_read(
                    where, specification, limit=PAGE, count_limit=COUNT_LIMIT
                )["records"]
            )
            == PAGE
        )  # fmt: skip

    return prepare


def count_all(env, has_addon):
    domain = [("is_managed_customer", "=", True)] if has_addon else [("ref", "!=", False)]
    return lambda: check(env["res.partner"].search_count(domain))


def read_page(env, has_addon):
    partners = env["res.partner"].search([("is_company", "=", True)], limit=PAGE)
    names = ["name", "complete_name", "ref", "phone", "email", "user_id", "country_id", "city"]
    return lambda: check(len(partners.read(names)) == PAGE)


def name_search(text):
    def prepare(env, has_addon):
        return lambda: env["res.partner"].name_search(text, limit=8)

    return prepare


def customer_search(text):
    """What the search view's first field does."""

    def prepare(env, has_addon):
        fields = ["complete_name", "registered_name", "ref"]
        domain = ["|", "|", *((name, "ilike", text) for name in fields)]
        domain += [("is_managed_customer", "=", True)]
        return lambda: env["res.partner"].web_search_read(
            domain, {"name": {}, "ref": {}}, limit=PAGE, count_limit=COUNT_LIMIT
        )  # fmt: skip

    return prepare


# === FORMS === #


def open_form(xmlid, domain):
    """The form as the client opens it: the views, then the record with its lines."""

    def prepare(env, has_addon):
        partner = pick(env, domain)
        view = env.ref(xmlid).id

        def read():
            views = env["res.partner"].get_views([(view, "form")])
            specification = get_specification(views, "res.partner", views["views"]["form"]["arch"])
            check(partner.web_read(specification))

        return read

    return prepare


# === DOCUMENTS === #


def create_lead(env, has_addon):
    partner = pick(env, CUSTOMER)
    values = {"name": "Bench", "type": "opportunity", "partner_id": partner.id}
    return lambda: check(env["crm.lead"].create([values]))


def confirm_order(env, has_addon):
    partner = pick(env, [*CUSTOMER, ("user_id", "=", env.uid)])
    product = env["product.product"].search([("sale_ok", "=", True)], limit=1)
    line = {"product_id": product.id, "product_uom_qty": 2}

    def confirm():
        order = env["sale.order"].create([{"partner_id": partner.id, "order_line": [(0, 0, line)]}])
        order.action_confirm()

    return confirm


def post_message(env, has_addon):
    partner = pick(env, CUSTOMER)
    return lambda: check(partner.message_post(body="Called", message_type="comment"))


# === DUPLICATES AND IMPORT === #


def find_duplicates(env, has_addon):
    """Hits, other spellings and misses; each second time with the other evidence."""
    rng = random.Random(1)
    customers = env["res.partner"].search(CUSTOMER)
    questions = []
    for number in range(200):
        customer = customers[rng.randrange(len(customers))]
        name = [customer.name, customer.name.upper() + " ", f"Nobody {number}"][number % 3]
        more = {}
        if number % 2:
            more = {"vat": customer.vat, "phone": customer.phone, "email": customer.email}
        questions.append((name, more))

    def ask(name, more):
        # Each question is a request of its own.
        env.invalidate_all()
        env["res.partner"].find_duplicates(name, **more)

    return lambda: timed([lambda q=q: ask(*q) for q in questions])


def find_duplicates_with(field):
    """One kind of evidence alone."""

    def prepare(env, has_addon):
        customers = env["res.partner"].search(CUSTOMER, limit=1000)
        values = customers.mapped(field or "name")[::20]

        def ask(value):
            env.invalidate_all()
            keywords = {field: value} if field else {}
            found = env["res.partner"].find_duplicates("" if field else value, **keywords)
            check(found, f"{field} {value}")

        return lambda: timed([lambda v=value: ask(v) for value in values])

    return prepare


def import_rows(env, has_addon):
    taken = env["res.partner"].search(CUSTOMER, limit=IMPORT_TAKEN).mapped("name")
    names = ["name", "is_company", "website", "phone", "email", "user_id"]
    rows = [[str(vals[name]) for name in names] for vals in companies(env, IMPORT_ROWS)]
    for number, name in enumerate(taken):
        rows[number * 20 + 5][0] = name
    for number in range(IMPORT_DOUBLE):
        rows[number * 20 + 15][0] = rows[number * 20 + 14][0].upper()

    def load():
        result = env["res.partner"].load([*names[:-1], "user_id/.id"], rows)
        refused = len(result["messages"])
        check(result["ids"], str(result["messages"][:3]))
        expected = IMPORT_TAKEN + IMPORT_DOUBLE if has_addon else 0
        check(refused == expected, f"{refused} rows are reported, not {expected}")

    return load


def duplicate_run(env, has_addon):
    return env["crm.duplicate.run"].action_find_same_names


# === HELPERS === #


def pick(env, domain):
    """One partner of the filling, another one each time."""
    partners = env["res.partner"].search(domain, limit=500)
    check(partners, "the database is not filled")
    return partners[random.randrange(len(partners))]


def check(truth, message="a step did nothing"):
    if not truth:
        raise AssertionError(message)


CUSTOMER_LIST = "crm_customer_protection.res_partner_view_list_customer"
CUSTOMER_FORM = "crm_customer_protection.res_partner_view_form_customer"
SEARCHES = {
    "many hits": "Pacific",
    "few hits": "Pacific Steel Kowalski",
    "Chinese": "上海华达",
    "two Chinese characters": "电子",
    "code": "C0012345",
    "miss": "Xyzzy Quux",
}

CASES = [
    Case(
        "create_partners",
        "create 1,000 partners, one batch",
        create_batch(persons, 1000),
        records=1000,
    ),
    Case("create_partner", "create a partner, one by one", create_single(persons, 101)),
    Case(
        "create_customers",
        "create 1,000 customers (companies), one batch",
        create_customers,
        records=1000,
    ),
    Case("create_customer", "create a customer, one by one", create_single(companies, 101)),
    Case("write_partner", "write a company that is no customer", write_partner(NO_CUSTOMER)),
    Case("write_customer", "write a customer", write_partner(CUSTOMER)),
    Case("write_many", "write 1,000 customers at once", write_many, records=1000),
    Case(
        "list_contacts",
        "open the list of contacts, 80 and count",
        open_list("base.view_partner_tree", []),
    ),
    Case(
        "list_customers",
        "open the list of customers, 80 and count (plain: contacts)",
        open_list(CUSTOMER_LIST, CUSTOMER),
    ),
    Case("count", "count all customers", count_all),
    Case("read", "read 80", read_page),
    *(
        Case(f"name_search_{what.replace(' ', '_')}", f"name_search: {what}", name_search(text))
        for what, text in SEARCHES.items()
    ),
    *(
        Case(
            f"search_{what.replace(' ', '_')}",
            f"search customers: {what}",
            customer_search(text),
            addon_only=True,
        )
        for what, text in SEARCHES.items()
    ),
    Case(
        "form_partner",
        "open Odoo's partner form, no customer",
        open_form("base.view_partner_form", NO_CUSTOMER),
    ),
    Case(
        "form_customer",
        "open Odoo's partner form, customer",
        open_form("base.view_partner_form", CUSTOMER),
    ),
    Case(
        "page",
        "open the customer's page (360°)",
        open_form(CUSTOMER_FORM, CUSTOMER),
        addon_only=True,
    ),
    Case("lead", "create an opportunity", create_lead),
    Case("order", "create and confirm an order", confirm_order),
    Case("message", "post a message", post_message),
    Case("find_duplicates", "find_duplicates", find_duplicates, addon_only=True, repeat=3),
    Case(
        "find_name",
        "find_duplicates by name",
        find_duplicates_with(None),
        addon_only=True,
        repeat=3,
    ),
    Case(
        "find_vat", "find_duplicates by VAT", find_duplicates_with("vat"), addon_only=True, repeat=3
    ),
    Case(
        "find_phone",
        "find_duplicates by phone",
        find_duplicates_with("phone"),
        addon_only=True,
        repeat=3,
    ),
    Case(
        "find_email",
        "find_duplicates by e-mail",
        find_duplicates_with("email"),
        addon_only=True,
        repeat=3,
    ),
    Case(
        "load", "import 10,000 rows, 1,000 of them refused", import_rows, repeat=1, records=10_000
    ),
    Case(
        "duplicates",
        "duplicate run over all partners",
        duplicate_run,
        addon_only=True,
        user=None,
        repeat=2,
    ),
]
