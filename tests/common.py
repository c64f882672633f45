"""What the tests of customers share: two companies, one user per role, no demo data."""

from contextlib import contextmanager

from odoo.fields import Command
from odoo.tests.common import TransactionCase, new_test_user

CUSTOMER_GROUPS = {
    "tc_sales": "sales_team.group_sale_salesman",
    "tc_sales_two": "sales_team.group_sale_salesman",
    "tc_clerk": "crm_customer_protection.group_clerk",
    "tc_office": "crm_customer_protection.group_customer_admin",
    "tc_manager": "sales_team.group_sale_manager",
    "tc_plain": "base.group_user,base.group_partner_manager",
    "tc_reader": "base.group_user",
    "tc_portal": "base.group_portal",
    "tc_erp": "base.group_user,crm_customer_protection.group_erp_integration",
}

# What the web client sends with a file.
IMPORT_OPTIONS = {
    "quoting": '"',
    "separator": ",",
    "encoding": "utf-8",
    "has_headers": True,
    "float_decimal_separator": ".",
    "float_thousand_separator": ",",
    "date_format": "",
    "datetime_format": "",
}


class CustomerSetUp:
    """Mixin for TransactionCase and HttpCase: company A uses the features, company B does not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.company"].search([]).write(
            {"use_customer_management": False, "customer_auto_manage": False}
        )
        cls.company_a, cls.company_b = cls.env["res.company"].create(
            [{"name": "Test Company A"}, {"name": "Test Company B"}]
        )
        cls.company_a.write({"use_customer_management": True, "customer_auto_manage": True})
        cls.users_by_login = {
            login: cls.new_user(login, groups) for login, groups in CUSTOMER_GROUPS.items()
        }
        for login, user in cls.users_by_login.items():
            setattr(cls, login.removeprefix("tc_"), user)
        cls.team = cls.env["crm.team"].create(
            {
                "name": "Team A",
                "company_id": cls.company_a.id,
                "user_id": False,
                "member_ids": [Command.set([cls.sales.id])],
            }
        )

    @classmethod
    def delete_leads(cls):
        """As in a database in which nobody has worked yet."""
        # What was reviewed is never deleted; here it was not.
        cls.env.cr.execute("UPDATE crm_contract_review SET lead_id = NULL")
        cls.env["crm.lead"].with_context(active_test=False).search([]).unlink()

    @contextmanager
    def assertRaisesRegex(self, exception, pattern):
        """Take back what was done before the error, as the server does; Odoo's own does not."""
        with self.assertRaises(exception) as caught:
            yield caught
        self.assertRegex(str(caught.exception), pattern)

    @classmethod
    def new_user(cls, login, groups, companies=None, **values):
        companies = companies or cls.company_a
        return new_test_user(
            cls.env,
            login,
            groups,
            context={"no_reset_password": True},
            name=login.replace("_", " ").title(),
            company_id=companies[0].id,
            company_ids=[Command.set(companies.ids)],
            **values,
        )

    @classmethod
    def partners(cls, user, company=None, **context):
        """`res.partner` as a user sees it in a company."""
        company = company or user.company_id
        model = cls.env(user=user.id, context=dict(allowed_company_ids=company.ids, **context))
        return model["res.partner"]

    @classmethod
    def add_customer(cls, user, name, company=None, **values):
        """A customer entered by a user, with what every team requires."""
        values = {"is_company": True, "website": "https://example.com", **values}
        return cls.partners(user, company).create(
            {"name": name, "is_managed_customer": True, **values}
        )

    @classmethod
    def add_contact(cls, user, customer, name, **values):
        """A contact with everything that contacts of customers need."""
        values = {"function": "Buyer", "phone": "+41 44 668 18 00", **values}
        return cls.partners(user).create({"name": name, "parent_id": customer.id, **values})

    @classmethod
    def deactivate(cls, user, customers, reason="Dissolved"):
        """Deactivate as the dialog does."""
        wizard = cls.partners(user).env["crm.customer.deactivate"]
        wizard.create({"partner_ids": customers.ids, "reason": reason}).action_deactivate()

    @classmethod
    def insert_partner(cls, key, company=None, managed=True):
        """Insert past the ORM, as another addon or a hand in psql does.

        :return: int id
        """
        cls.env.cr.execute(
            """
            INSERT INTO res_partner (name, active, autopost_bills, is_managed_customer,
                                     registered_name, registered_name_key, company_id)
                 VALUES (%s, TRUE, 'ask', %s, %s, %s, %s) RETURNING id
            """,
            [key, managed, key, key, company and company.id],
        )
        return cls.env.cr.fetchone()[0]


class CustomerCase(CustomerSetUp, TransactionCase):
    pass
