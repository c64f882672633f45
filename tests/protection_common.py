"""What the tests of protection share: a team with a leader, a pool, a policy of 10, 3 and 20 days."""

from odoo.fields import Command

from .common import CustomerCase


class ProtectionSetUp:
    """Mixin: company A protects customers; `sales` and `sales_two` are led by `leader`."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.leader = cls.new_user("tc_leader", "sales_team.group_sale_salesman")
        cls.stranger = cls.new_user("tc_stranger", "sales_team.group_sale_salesman")
        cls.team.write(
            {
                "user_id": cls.leader.id,
                "member_ids": [Command.link(cls.sales_two.id)],
            }
        )
        cls.policy = cls.env["crm.protection.policy"].create(
            {
                "name": "Ten, three, twenty",
                "company_id": cls.company_a.id,
                "initial_days": 10,
                "renew_days": 3,
                "maximum_days": 20,
                "renew_on_email": True,
                "lock_max_count": 1,
                "lock_max_days": 30,
                "extension_max_count": 1,
                "extension_max_days": 15,
            }
        )
        cls.pool = cls.env["crm.customer.pool"].create(
            {"name": "Pool A", "company_id": cls.company_a.id, "cooldown_days": 7}
        )
        cls.policy.pool_id = cls.pool
        cls.company_a.use_protection = True

    def as_user(self, customer, user):
        """The customer as a user of company A has it."""
        return customer.with_user(user).with_context(allowed_company_ids=self.company_a.ids)

    def last_event(self, customer):
        return customer.sudo().protection_event_ids[:1]

    def assertOwner(self, customer, user):
        """Owner, state and contacts agree with each other and with the end of the ledger."""
        customer.invalidate_recordset()
        self.assertEqual(customer.user_id, user)
        self.assertEqual(customer.protection_owner_id, user)
        self.assertEqual(customer.protection_state == "public", not user)
        self.assertEqual(self.last_event(customer).new_owner_id, user)
        self.assertEqual(self.last_event(customer).new_state, customer.protection_state)
        for contact in customer.child_ids:
            self.assertEqual(contact.user_id, user)
            self.assertEqual(contact.protection_owner_id, user)
            self.assertEqual(contact.protection_state, customer.protection_state)
            self.assertEqual(contact.protected_until, customer.protected_until)


class ProtectionCase(ProtectionSetUp, CustomerCase):
    pass
