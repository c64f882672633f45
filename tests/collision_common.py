"""What the tests of collision cases share: a customer of `sales`, claimed by `sales_two`."""

from .protection_common import ProtectionSetUp

SECRET_PHONE, SECRET_EMAIL = "+41 44 668 18 77", "secret@hidden.test"


class CollisionSetUp(ProtectionSetUp):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company_a.write({"use_visibility": True, "collision_dispute_days": 7})
        cls.customer = cls.add_customer(
            cls.sales, "Streitfall Maschinen GmbH", phone=SECRET_PHONE, email=SECRET_EMAIL
        ).with_env(cls.env)
        cls.second_office = cls.new_user(
            "tc_office_two", "crm_customer_protection.group_customer_admin"
        )

    def cases(self, user, company=None):
        return self.partners(user, company).env["crm.collision.case"]

    def open_case(self, user=None, note="I called them first"):
        """A case that `sales_two` opens by the name, as the server has it."""
        user = user or self.sales_two
        action = self.cases(user).action_open_for("streitfall maschinen GMBH", note)
        return self.env["crm.collision.case"].browse(action["res_id"])

    def dialog(self, user, case, kind, note="Because", **values):
        """Apply the dialog as a user."""
        dialog = self.cases(user).env["crm.collision.dialog"]
        values = {"kind": kind, "case_id": case.id, "note": note, **values}
        return dialog.create(values).action_apply()

    def decide(self, case, winner, consequence="owner", user=None, **values):
        return self.dialog(
            user or self.office,
            case,
            "decide",
            winner_id=winner.id,
            consequence=consequence,
            **values,
        )
