"""Who opens, joins and sees a collision case, and what holds while it is going on."""

from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests.common import tagged

from ..models.protection.guard import _KEY
from .collision_common import SECRET_EMAIL, SECRET_PHONE, CollisionSetUp
from .common import CustomerCase


@tagged("post_install", "-at_install")
class TestCollisionCase(CollisionSetUp, CustomerCase):
    # === OPENING === #

    def test_open_by_name(self):
        case = self.open_case()
        self.assertRecordValues(
            case,
            [
                {
                    "partner_id": self.customer.id,
                    "company_id": self.company_a.id,
                    "opened_by_id": self.sales_two.id,
                    "state": "open",
                }
            ],
        )
        self.assertRegex(case.name, r"^CC/\d{4}/\d{4,}$")
        self.assertEqual(case.claim_ids.user_id, self.sales | self.sales_two)
        claim = case.claim_ids.filtered(lambda claim: claim.user_id == self.sales_two)
        self.assertEqual(claim.statement, "I called them first")
        self.assertEqual(claim.stated_name, "streitfall maschinen GMBH")

    def test_back_office_gets_one_activity(self):
        case = self.open_case()
        self.assertEqual(len(case.activity_ids), 1)
        self.company_a.collision_user_id = self.second_office
        self.customer = self.add_customer(self.sales, "Anderer Fall AG")
        other = self.cases(self.sales_two).action_open_for("Anderer Fall AG", "Mine")
        activities = case.browse(other["res_id"]).activity_ids
        self.assertEqual(activities.user_id, self.second_office)

    def test_owner_is_told_and_nothing_leaks(self):
        case = self.open_case()
        told = case.message_ids.notified_partner_ids
        self.assertIn(self.sales.partner_id, told)
        as_two = case.with_user(self.sales_two)
        as_two.env.invalidate_all()
        fields = [name for name in case._fields if name not in ("activity_ids",)]
        answer = str(as_two.read(fields)) + str(as_two.claim_ids.read())
        answer += str(as_two.web_read({"partner_id": {"fields": {"display_name": {}}}}))
        answer += str(as_two.message_ids.mapped("body"))
        self.assertIn("Streitfall", answer)
        for secret in (SECRET_PHONE, SECRET_EMAIL):
            self.assertNotIn(secret, answer)
        with self.assertRaises(AccessError):
            as_two.partner_id.read(["phone"])
        self.assertFalse(
            as_two.search([("partner_id.email", "=", SECRET_EMAIL)]), "no search by a hidden field"
        )
        self.assertFalse(case._mail_get_partners()[case.id])

    def test_refusals(self):
        two = self.cases(self.sales_two)
        for user, name, exception, words in (
            (self.sales_two, "Gibt Es Nicht KG", UserError, "no colleague has"),
            (self.sales, "Streitfall Maschinen GmbH", UserError, "no colleague has"),
            (self.plain, "Streitfall Maschinen GmbH", AccessError, "salespeople"),
        ):
            refused = self.assertRaisesRegex(exception, words)
            with self.subTest(user=user.login, name=name), refused:
                self.cases(user).action_open_for(name, "Mine")
        for forged in (None, 5, {"a": 1}, []):
            with self.assertRaises(UserError):
                two.action_open_for(forged, forged, forged)
        with self.assertRaisesRegex(UserError, "Say why"):
            self.dialog(self.sales, two, "open", note=" ", partner_ids=self.customer.ids)

    def test_public_customer_is_claimed_instead(self):
        self.customer._change_owner(self.env["res.users"], "release", pool=self.pool)
        with self.assertRaisesRegex(UserError, "claim it"):
            self.open_case()
        self.assertTrue(self.cases(self.office)._open_case(self.customer, self.sales_two, "Look"))

    def test_second_case_is_joined(self):
        case = self.open_case()
        self.assertEqual(self.open_case(self.stranger, "Me too"), case)
        self.assertEqual(len(case.claim_ids), 3)
        self.assertEqual(self.open_case(self.stranger, "Me too, again"), case)
        self.assertEqual(len(case.claim_ids), 3, "one claim for each person")
        case.with_user(self.office).action_propose()
        with self.assertRaisesRegex(UserError, "takes no more claims"):
            self.open_case(self.leader)

    def test_opening_writes_the_row(self):
        """Of two at the same time the second one fails its snapshot and is repeated."""
        queries = []
        execute = type(self.env.cr).execute

        def listen(cursor, query, *args, **kwargs):
            queries.append(str(getattr(query, "code", query)))
            return execute(cursor, query, *args, **kwargs)

        with patch.object(type(self.env.cr), "execute", listen):
            self.open_case()
        update = next(i for i, q in enumerate(queries) if "SET write_date = write_date" in q)
        look = next(i for i, q in enumerate(queries) if 'FROM "crm_collision_case"' in q)
        self.assertLess(update, look, "locked before it looks for an open case")

    def test_own_record_is_found(self):
        own = self.add_customer(self.sales_two, "Streitfall Anlagen GmbH", vat="CHE12312312")
        self.customer.vat = own.vat
        case = self.open_case()
        claim = case.claim_ids.filtered(lambda claim: claim.user_id == self.sales_two)
        self.assertEqual(claim.partner_id, own)

    def test_two_records_by_the_back_office(self):
        twin = self.add_customer(self.sales_two, "Streitfall Zwilling GmbH")
        both = (self.customer | twin).with_user(self.office)
        action = both.action_open_collision_case()
        dialog = both.env["crm.collision.dialog"].with_context(**action["context"])
        action = dialog.create({"note": "One company"}).action_apply()
        case = self.env["crm.collision.case"].browse(action["res_id"])
        self.assertEqual(case.partner_id, self.customer)
        self.assertEqual(
            {claim.user_id: claim.partner_id for claim in case.claim_ids},
            {self.sales: self.customer, self.sales_two: twin},
        )
        with self.assertRaises(AccessError):
            self.customer.union(twin).with_user(self.sales).action_open_collision_case()

    def test_from_own_customer(self):
        own = self.add_customer(self.sales_two, "Streitfall Anlagen GmbH").with_user(self.sales_two)
        action = own.action_open_collision_case()
        dialog = own.env["crm.collision.dialog"].with_context(**action["context"])
        values = {"note": "The same", "stated_name": "Streitfall Maschinen GmbH"}
        case = self.env["crm.collision.case"].browse(dialog.create(values).action_apply()["res_id"])
        self.assertEqual(case.partner_id, self.customer)
        claim = case.claim_ids.filtered(lambda claim: claim.user_id == self.sales_two)
        self.assertEqual(claim.partner_id, own.with_env(self.env))

    # === WHO SEES IT === #

    def test_who_sees_it(self):
        case = self.open_case()
        seeing = (self.sales, self.sales_two, self.leader, self.office, self.manager)
        for user in seeing:
            with self.subTest(user=user.login):
                self.assertIn(case, self.cases(user).search([]))
                self.assertEqual(case.with_user(user).read(["name"])[0]["name"], case.name)
                self.assertEqual(len(case.with_user(user).claim_ids), 2)
        for user in (self.stranger, self.clerk):
            with self.subTest(user=user.login):
                self.assertNotIn(case, self.cases(user).search([]))
                for records in (case, case.claim_ids, case.message_ids):
                    with self.assertRaises(AccessError):
                        records.with_user(user).read(["id", records._rec_name or "id"])
        self.assertIn(case, self.cases(self.sales).search([("is_mine", "=", True)]))
        self.assertNotIn(case, self.cases(self.leader).search([("is_mine", "=", True)]))

    def test_other_company(self):
        case = self.open_case()
        boss = self.new_user(
            "tc_office_b", "crm_customer_protection.group_customer_admin", self.company_b
        )
        self.assertNotIn(case, self.cases(boss).search([]))
        with self.assertRaises(AccessError):
            case.with_user(boss).action_decide()
        seller = self.new_user("tc_sales_b", "sales_team.group_sale_salesman", self.company_b)
        self.customer.company_id = self.company_a
        with self.assertRaisesRegex(UserError, "another company"):
            self.cases(seller)._open_case(self.customer, seller, "Mine")
        with self.assertRaisesRegex(UserError, "no colleague has"):
            self.open_case(seller)

    # === FORGERY === #

    def test_nobody_writes_it(self):
        case = self.open_case()
        claim = case.claim_ids[0]
        guarded = {n for n, f in case._fields.items() if f.store and f.readonly} - {"id"}
        guarded -= {"create_uid", "create_date", "write_uid", "write_date"}
        self.assertLessEqual({"state", "winner_id", "decided_by_id", "dispute_date"}, guarded)
        for user in (
            self.sales,
            self.sales_two,
            self.leader,
            self.clerk,
            self.office,
            self.manager,
        ):
            for name in sorted(guarded):
                for context in ({}, {_KEY: True, "su": True}):
                    with self.subTest(user=user.login, name=name), self.assertRaises(UserError):
                        self.call(
                            user, "crm.collision.case", "write", case.ids, {name: False}, context
                        )
            for values in ({"statement": "x"}, {"user_id": user.id}, {"frozen_evidence": {}}):
                with self.subTest(user=user.login, claim=values), self.assertRaises(UserError):
                    self.call(user, "crm.collision.claim", "write", claim.ids, values)
            for model, record in (("crm.collision.case", case), ("crm.collision.claim", claim)):
                with self.subTest(user=user.login, model=model), self.assertRaises(UserError):
                    self.call(user, model, "unlink", record.ids)
                with self.subTest(user=user.login, model=model), self.assertRaises(UserError):
                    self.call(user, model, "create", [{}])
        for values in ({"state": "final"}, {"winner_id": self.sales.id}):
            with self.assertRaises(UserError):
                case.sudo().write(values)

    def call(self, user, model, method, first, values=None, context=None):
        context = dict(context or {}, allowed_company_ids=user.company_ids.ids)
        args = [first] if values is None else [first, values]
        return call_kw(self.env(user=user.id)[model], method, args, {"context": context})

    def test_verified_name_by_the_back_office(self):
        case = self.open_case()
        for user in (self.sales, self.sales_two, self.leader):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                case.with_user(user).verified_name = "Forged"
        case.with_user(self.office).verified_name = "Streitfall Maschinen GmbH"
        self.assertTrue(all(case.claim_ids.mapped("has_accurate_name")))

    # === WHILE IT IS GOING ON === #

    def test_nobody_takes_it_meanwhile(self):
        self.assertFalse(self.as_user(self.customer, self.sales)._why_not_release())
        self.assertFalse(self.customer.collision_note)
        case = self.open_case()
        for user, question, args in (
            (self.sales, "_why_not_release", ()),
            (self.leader, "_why_not_release", ()),
            (self.leader, "_why_not_assign", (self.sales_two,)),
        ):
            with self.subTest(user=user.login, question=question):
                reason = getattr(self.as_user(self.customer, user), question)(*args)
                self.assertIn(case.name, reason)
        with self.assertRaisesRegex(UserError, "is going on"):
            self.as_user(self.customer, self.sales).write({"user_id": False})
        self.assertFalse(self.as_user(self.customer, self.office)._why_not_assign(self.leader))
        self.assertIn(case.name, self.as_user(self.customer, self.sales).collision_note)
        self.dialog(self.sales_two, case, "cancel")
        self.assertFalse(self.as_user(self.customer, self.sales)._why_not_release())

    def test_it_does_not_fall_free(self):
        day = self.company_a._get_today() + timedelta(days=11)
        find = self.env["res.partner"]._find_due_ids
        self.assertIn(self.customer.id, find(self.company_a, day))
        case = self.open_case()
        self.assertNotIn(self.customer.id, find(self.company_a, day))
        self.decide(case, self.sales, "none")
        self.assertIn(self.customer.id, find(self.company_a, day), "it falls free after the case")

    def test_history(self):
        self.open_case()
        self.assertIn(self.customer, self.customer._filter_with_history())

    def test_smart_button(self):
        case = self.open_case()
        mine = self.as_user(self.customer, self.sales)
        self.assertEqual(mine.collision_case_count, 1)
        self.assertEqual(mine.action_view_collision_cases()["res_id"], case.id)
