"""A sales floor with restricted visibility: a customer of each kind, a user of each role."""

from odoo.fields import Command
from odoo.service.model import call_kw

from .common import CustomerSetUp

# Contact data of a hidden customer: found in an answer, it is a leak.
PHONE, EMAIL, STREET, WEBSITE, VAT = (
    "+41 44 668 18 {n:02d}",
    "secret{n}@hidden.test",
    "Hidden Lane {n}",
    "https://hidden{n}.test",
    "CHE11111{n:02d}",
)
# Who owns it; what the pool hides.
KINDS = ("own", "other", "shared_read", "shared_write", "entered", "public", "masked", "unmanaged")
EVERYTHING = {*KINDS}
# Role: what it sees, what it may change.
MATRIX = {
    "sales": (
        {"own", "shared_read", "shared_write", "public", "unmanaged"},
        {"own", "shared_write", "unmanaged"},
    ),
    "sales_two": (
        {"other", "shared_read", "shared_write", "entered", "public", "unmanaged"},
        {"other", "shared_read", "shared_write", "entered", "unmanaged"},
    ),
    "leader": ({"own", "public", "unmanaged"}, {"own", "unmanaged"}),
    "director": ({"own", "public", "unmanaged"}, {"own", "unmanaged"}),
    "clerk": ({"entered", "public", "unmanaged"}, {"entered", "unmanaged"}),
    "office": (EVERYTHING, EVERYTHING),
    "manager": (EVERYTHING, EVERYTHING),
    "documents": (EVERYTHING, EVERYTHING),
    "accountant": (EVERYTHING, EVERYTHING),
    "plain": ({"public", "unmanaged"}, {"unmanaged"}),
    "portal": (set(), set()),
}


class VisibilitySetUp(CustomerSetUp):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.company"].search([]).write({"use_protection": False, "use_visibility": False})
        cls.company_a.write({"use_protection": True, "use_visibility": True})
        salesman = "sales_team.group_sale_salesman,base.group_partner_manager"
        for login, groups in {
            "tc_leader": salesman,
            "tc_director": salesman,
            "tc_documents": "sales_team.group_sale_salesman_all_leads,base.group_partner_manager",
            "tc_accountant": "account.group_account_invoice,base.group_partner_manager",
        }.items():
            cls.users_by_login[login] = user = cls.new_user(login, groups)
            setattr(cls, login.removeprefix("tc_"), user)
        cls.set_up_teams()
        pools = cls.env["crm.customer.pool"]
        common = {"company_id": cls.company_a.id, "mask_phone": False, "mask_email": False}
        cls.open_pool, cls.masked_pool = pools.create(
            [
                dict(common, name="Open"),
                dict(
                    common,
                    name="Masked",
                    mask_phone=True,
                    mask_email=True,
                    mask_address=True,
                    mask_website=True,
                    mask_vat=True,
                ),
            ]
        )
        cls.set_up_customers()
        cls.env.flush_all()
        cls.env.invalidate_all()

    @classmethod
    def set_up_teams(cls):
        """The director leads the region, the leader a team of it, in which `sales` works."""
        teams = cls.env["crm.team"]
        cls.region = teams.create(
            {"name": "Region", "company_id": cls.company_a.id, "user_id": cls.director.id}
        )
        cls.team.write({"user_id": cls.leader.id, "parent_id": cls.region.id})
        cls.other_team = teams.create(
            {
                "name": "Other Team",
                "company_id": cls.company_a.id,
                "user_id": False,
                "member_ids": [Command.set([cls.sales_two.id])],
            }
        )

    @classmethod
    def set_up_customers(cls):
        cls.customers, cls.contacts = {}, {}
        for number, kind in enumerate(KINDS):
            cls.customers[kind], cls.contacts[kind] = cls.add_kind(kind, number)
        two = cls.customers["shared_read"].with_user(cls.sales_two)
        two._share(cls.sales, "read", False, "Please look")
        cls.customers["shared_write"].with_user(cls.sales_two)._share(
            cls.sales, "write", False, "Please help"
        )
        for kind, pool in (("public", cls.open_pool), ("masked", cls.masked_pool)):
            customer = cls.customers[kind]
            customer._change_owner(cls.env["res.users"], "release", pool=pool)
        cls.everything = cls.env["res.partner"].union(
            *cls.customers.values(), *cls.contacts.values()
        )

    @classmethod
    def add_kind(cls, kind, number):
        """A customer and its contact, by the superuser.

        :return: pair of `res.partner` records
        """
        values = {
            "name": f"Hidden {kind}",
            "is_company": True,
            "company_id": cls.company_a.id,
            **cls.secrets(number),
        }
        if kind != "unmanaged":
            owner = cls.sales if kind == "own" else cls.sales_two
            values |= {"is_managed_customer": True, "user_id": owner.id}
        if kind == "entered":
            values["registrar_id"] = cls.clerk.id
        customer = cls.env["res.partner"].with_company(cls.company_a).create(values)
        contact = cls.env["res.partner"].create(
            {
                "name": f"Person {kind}",
                "parent_id": customer.id,
                "company_id": cls.company_a.id,
                "function": "Buyer",
                "phone": f"+41 44 668 19 {number:02d}",
                "email": f"person{number}@hidden.test",
            }
        )
        return customer, contact

    @classmethod
    def secrets(cls, number):
        return {
            "phone": PHONE.format(n=number),
            "email": EMAIL.format(n=number),
            "street": STREET.format(n=number),
            "city": f"Hiddenville {number}",
            "website": WEBSITE.format(n=number),
            "vat": VAT.format(n=number),
        }

    def rpc(self, user, model, method, *args, **kwargs):
        """Call a method with the checks of a call from outside.

        :param user: `res.users` record
        """
        context = {"allowed_company_ids": user.company_ids.ids, **kwargs.pop("context", {})}
        # What another person read before must not answer for this one.
        self.env.flush_all()
        self.env.invalidate_all()
        records = self.env(user=user.id)[model]
        # Odoo asks it who called, where commands of a relational field are carried out.
        transaction = self.env.transaction
        default_env, transaction.default_env = transaction.default_env, records.env
        try:
            return call_kw(records, method, list(args), dict(kwargs, context=context))
        finally:
            transaction.default_env = default_env
