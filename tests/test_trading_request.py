"""The course of conversion requests (invariant 9): request, question, answer, decision."""

from odoo.exceptions import AccessError, UserError
from odoo.tests.common import tagged

from .common import CustomerCase
from .trading_common import TradingSetUp


@tagged("post_install", "-at_install")
class TestTradingRequest(TradingSetUp, CustomerCase):
    def test_request_and_convert(self):
        request = self.request(note="They signed", ticked=self.manual)
        self.assertEqual((request.state, request.user_id), ("requested", self.sales))
        self.assertEqual(request.note, "They signed")
        self.assertEqual(request.document_count, 1)
        self.assertEqual(
            self.activities(request, self.office).summary, f"Convert: {self.customer.name}"
        )
        self.assertEqual(len(request.sudo().activity_ids), 1)
        statuses = {check.kind: check.status for check in request.check_ids}
        self.assertEqual(
            statuses,
            {
                **dict.fromkeys(("registered_name", "vat", "contact", "order"), "met"),
                "payment_terms": "missing",
                "manual": "ticked",
            },
        )
        self.assertEqual((request.check_summary, request.check_progress), ("5/6", 83))
        self.as_user(request, self.office).action_convert()
        self.assertEqual(self.customer.customer_stage, "trading")
        self.assertEqual(request.state, "converted")
        self.assertEqual(request.decided_by_id, self.office)
        self.assertFalse(request.sudo().activity_ids)
        self.assertEqual(self.events(), ["requested", "converted"])
        event = self.customer.sudo().trading_event_ids[:1]
        self.assertEqual((event.from_stage, event.to_stage), ("potential", "trading"))
        self.assertEqual((event.user_id, event.request_id), (self.office, request.sudo()))
        manual = request.check_ids.filtered(lambda check: check.kind == "manual")
        self.assertEqual((manual.status, manual.confirmed_by_id), ("met", self.office))
        self.assertIn(self.sales.partner_id, request.sudo().message_ids.notified_partner_ids)

    def test_kept_as_it_was(self):
        request = self.request()
        self.as_user(request, self.office).action_convert()
        self.customer.sudo().vat = False
        request.invalidate_recordset()
        vat = request.check_ids.filtered(lambda check: check.kind == "vat")
        self.assertEqual(vat.status, "met")

    def test_by_the_leader(self):
        request = self.request(user=self.leader)
        self.assertEqual((request.user_id, request.requester_id), (self.sales, self.leader))
        notified = request.sudo().message_ids.notified_partner_ids
        self.assertIn(self.sales.partner_id, notified)

    def test_shown_on_the_customer(self):
        customer = self.as_user(self.customer, self.sales)
        self.assertFalse(customer.trading_request_note or customer.open_trading_request_id)
        self.assertTrue(customer.can_request_trading)
        request = self.request()
        self.assertIn("Tc Sales requested", customer.trading_request_note)
        self.assertEqual(customer.action_view_open_trading_request()["res_id"], request.id)
        self.assertEqual(customer.action_view_trading_requests()["res_id"], request.id)
        self.assertFalse(customer.can_request_trading)
        domain = [("trading_request_ids.state", "in", ["requested", "asked", "answered"])]
        self.assertEqual(customer.search(domain), customer)
        request._withdraw()
        self.assertFalse(customer.trading_request_note)
        self.assertTrue(customer.can_request_trading)
        self.assertFalse(self.as_user(customer, self.stranger).can_request_trading)

    def test_menus_where_it_is_off(self):
        menus = self.env["ir.ui.menu"].with_user(self.office)
        names = ("requests", "office", "checks", "events")
        ours = {self.env.ref(f"crm_customer_protection.trading_menu_{name}").id for name in names}
        self.assertFalse(ours.intersection(menus._load_menus_blacklist()))
        self.company_a.use_trading_request = False
        self.assertLessEqual(ours, {*menus._load_menus_blacklist()})

    def test_who_may_request(self):
        for user in (self.stranger, self.sales_two, self.clerk, self.plain):
            with self.assertRaisesRegex(UserError, "Only its owner or a leader"):
                self.request(user=user, documents=None)
        self.company_a.use_trading_request = False
        with self.assertRaisesRegex(UserError, "switched off"):
            self.request()
        self.assertFalse(self.customer.sudo().trading_request_ids)

    def test_not_twice(self):
        self.request()
        for user in (self.sales, self.leader):
            with self.assertRaisesRegex(UserError, "requested the conversion already"):
                self.request(user=user)
        self.customer.with_user(self.office_two).customer_stage = "trading"
        with self.assertRaisesRegex(UserError, "trading customer already"):
            self.request()

    # === CHECKLIST === #

    def test_missing_is_named(self):
        customer = self.add_customer(
            self.sales, "Nacktes Unternehmen", company_id=self.company_a.id
        )
        with self.assertRaises(UserError) as caught:
            self.request(customer, documents=None)
        message = str(caught.exception)
        for name in ("Full registered name", "VAT number", "Contact with role", "First order"):
            self.assertIn(name, message)
        self.assertNotIn("Payment terms", message)
        self.assertNotIn("trade register:", message)

    def test_registered_name(self):
        check = self.checks.filtered(lambda check: check.kind == "registered_name")
        for name, met in (
            ("苏州华东机械有限公司", True),
            ("苏州华东机械", False),
            ("Muster AG", True),
            ("Muster", False),
        ):
            self.customer.sudo().registered_name = name
            with self.subTest(name=name):
                self.assertEqual(check._is_met(self.customer, self.env["ir.attachment"]), met)
        person = self.add_customer(self.sales, "Anna Meier", is_company=False)
        self.assertTrue(check._is_met(person, self.env["ir.attachment"]))

    def test_tax_number(self):
        check = self.checks.filtered(lambda check: check.kind == "vat")
        customer = self.customer.sudo()
        for number, country, met in (
            ("91110000600037341L", "cn", True),
            ("91110000600037341M", "cn", False),
            ("123456789", "cn", False),
            ("91110000600037341M", "de", False),
            ("DE129273398", "de", True),
            ("x", "de", False),
            (False, "de", False),
        ):
            # As a hand in the database, or a system that does not look, writes it.
            self.env.flush_all()
            self.cr.execute(
                "UPDATE res_partner SET vat = %s, company_registry = NULL, country_id = %s"
                " WHERE id = %s",
                [number or None, self.env.ref(f"base.{country}").id, customer.id],
            )
            customer.invalidate_recordset()
            with self.subTest(number=number, country=country):
                self.assertEqual(check._is_met(customer, self.env["ir.attachment"]), met)

    def test_contact(self):
        check = self.checks.filtered(lambda check: check.kind == "contact")
        contact = self.customer.sudo().child_ids
        none = self.env["ir.attachment"]
        self.assertTrue(check._is_met(self.customer, none))
        contact.function = False
        self.assertFalse(check._is_met(self.customer, none))
        contact.decision_role = contact._fields["decision_role"].get_values(self.env)[0]
        self.assertTrue(check._is_met(self.customer, none))
        contact.phone = False
        self.assertFalse(check._is_met(self.customer, none))

    def test_order(self):
        check = self.checks.filtered(lambda check: check.kind == "order")
        none = self.env["ir.attachment"]
        self.assertFalse(check._is_met(self.customer, none))
        order = self.add_order(self.customer, state="draft")
        self.assertFalse(check._is_met(self.customer, none))
        order.action_confirm()
        self.assertTrue(check._is_met(self.customer, none))
        request = self.request(documents=None)
        self.assertFalse(request.missing)

    def test_field_and_document(self):
        kind = self.env["crm.document.kind"].create({"name": "Licence"})
        field = self.env["ir.model.fields"]._get("res.partner", "customer_region_id")
        values = {"company_id": self.company_a.id}
        self.env["crm.trading.check"].create(
            [
                {**values, "name": "Region", "kind": "field", "field_id": field.id},
                {**values, "name": "Licence", "kind": "document", "document_kind_id": kind.id},
            ]
        )
        with self.assertRaisesRegex(UserError, "(?s)Region: .*Licence: Attach a document"):
            self.request()
        self.customer.sudo().customer_region_id = self.env["crm.customer.region"].create(
            {"name": "North"}
        )
        licence = self.add_file(self.sales, "licence.pdf", document_kind_id=kind.id)
        self.request(documents=licence)

    def test_manual_is_confirmed(self):
        self.manual.is_required = True
        request = self.request()
        as_office = self.as_user(request, self.office)
        with self.assertRaisesRegex(UserError, "trade register"):
            as_office.action_convert()
        check = request.check_ids.filtered(lambda check: check.kind == "manual")
        for user in (self.sales, self.leader):
            with self.assertRaises(UserError):
                self.as_user(check, user).action_confirm()
        self.as_user(check, self.office).action_confirm()
        automatic = request.check_ids - check
        with self.assertRaisesRegex(UserError, "read from the data"):
            self.as_user(automatic[0], self.office).action_confirm()
        as_office.action_convert()
        self.assertEqual(self.customer.customer_stage, "trading")

    def test_evidence_is_gone(self):
        request = self.request()
        self.customer.sudo().vat = False
        with self.assertRaisesRegex(UserError, "VAT number or credit code"):
            self.as_user(request, self.office).action_convert()
        self.assertEqual((request.state, self.customer.customer_stage), ("requested", "potential"))

    def test_checklist_of_a_company(self):
        checks = self.env["crm.trading.check"]
        self.assertEqual(len(self.checks), 6)
        office = checks.with_user(self.office).with_context(allowed_company_ids=self.company_a.ids)
        with self.assertRaisesRegex(UserError, "has a checklist already"):
            office.action_add_usual()
        self.company_a.use_trading_request = False
        self.checks.unlink()
        office.action_add_usual()
        self.assertEqual(checks.search_count([("company_id", "=", self.company_a.id)]), 6)
        with self.assertRaises(AccessError):
            office.with_user(self.sales).action_add_usual()
        self.company_a.use_trading_request = True
        self.assertEqual(checks.search_count([("company_id", "=", self.company_a.id)]), 6)
        self.request()
        with self.assertRaisesRegex(UserError, "Archive it"):
            checks.search([("company_id", "=", self.company_a.id)]).unlink()

    # === QUESTION AND ANSWER === #

    def test_asked_and_answered(self):
        request = self.request()
        office = self.as_user(request, self.office)
        office._ask("Which plant?")
        self.assertEqual((request.state, request.question), ("asked", "Which plant?"))
        self.assertTrue(self.activities(request, self.sales))
        self.assertFalse(self.activities(request, self.office))
        self.assertIn("Which plant?", self.as_user(self.customer, self.sales).trading_request_note)
        with self.assertRaisesRegex(UserError, "is Asked Back"):
            office._ask("And which street?")
        with self.assertRaisesRegex(UserError, "only its owner"):
            office._answer("Plant two")
        request._answer("Plant two", self.manual, self.add_file(self.sales, "map.pdf"))
        self.assertEqual((request.state, request.answer), ("answered", "Plant two"))
        self.assertEqual(request.document_count, 2)
        self.assertTrue(request.check_ids.filtered("is_ticked"))
        self.assertTrue(self.activities(request, self.office))
        self.assertFalse(self.activities(request, self.sales))
        office._ask("And which street?")
        office.action_convert()
        self.assertEqual(self.events(), ["requested", "asked", "answered", "asked", "converted"])

    def test_refused(self):
        request = self.request()
        office = self.as_user(request, self.office)
        with self.assertRaisesRegex(UserError, "Write a sentence"):
            office._refuse("  ")
        office._refuse("No credit")
        self.assertEqual((request.state, request.decision_note), ("refused", "No credit"))
        self.assertEqual(self.customer.customer_stage, "potential")
        for call in (
            office.action_convert,
            lambda: office._refuse("Again"),
            lambda: office._ask("?"),
        ):
            with self.assertRaisesRegex(UserError, "Tc Office decided: Refused|is Refused"):
                call()
        again = self.request()
        self.assertNotEqual(again, request)
        self.assertEqual(self.as_user(self.customer, self.sales).trading_request_count, 2)

    def test_withdrawn(self):
        request = self.request()
        for user in (self.office, self.leader):
            with self.assertRaisesRegex(UserError, "only its owner"):
                self.as_user(request, user)._withdraw()
        request._withdraw("Too early")
        self.assertEqual(request.state, "withdrawn")
        with self.assertRaisesRegex(UserError, "Withdrawn"):
            self.as_user(request, self.office).action_convert()
        self.assertEqual(self.events(), ["requested", "withdrawn"])

    # === FOUR EYES === #

    def test_nobody_converts_own_request(self):
        customer = self.add_ready("Eigen AG", owner=self.office, user_id=self.office.id)
        self.assertEqual(customer.user_id, self.office)
        request = self.request(customer, user=self.office)
        self.assertEqual(self.activities(request, self.office), request.sudo().activity_ids[:0])
        calls = (
            request.action_convert,
            lambda: request._refuse("I"),
            lambda: request._ask("Me?"),
            lambda: customer.with_user(self.office).write({"customer_stage": "trading"}),
        )
        for call in calls:
            with self.assertRaisesRegex(UserError, "you requested this yourself"):
                call()
        self.as_user(request, self.office_two).action_convert()
        self.assertEqual(customer.customer_stage, "trading")

    def test_owner_of_the_back_office_decides_what_others_asked(self):
        customer = self.add_ready("Amt AG")
        request = self.request(customer)
        customer.sudo()._change_owner(self.office, "assign")
        self.as_user(request, self.office).action_convert()
        self.assertEqual(customer.customer_stage, "trading")

    def test_converted_directly(self):
        request = self.request()
        self.customer.with_user(self.office).customer_stage = "trading"
        self.assertEqual((request.state, request.decided_by_id), ("converted", self.office))
        self.assertEqual(self.events(), ["requested", "direct"])
        self.assertEqual(self.customer.sudo().trading_event_ids[:1].request_id, request.sudo())

    # === MANY === #

    def test_many_answered_one_by_one(self):
        customers = self.env["res.partner"].union(
            *(self.add_ready(f"Menge {number} GmbH") for number in range(3))
        )
        requests = self.env["crm.trading.request"].union(
            *(self.request(customer).sudo(False) for customer in customers)
        )
        customers[1].sudo().vat = False
        action = self.as_user(requests, self.office).action_convert()
        result = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual((result.done_count, result.refused_count), (2, 1))
        self.assertEqual(result.line_ids.name, customers[1].display_name)
        self.assertEqual(customers.mapped("customer_stage"), ["trading", "potential", "trading"])
        with self.assertRaisesRegex(UserError, "VAT number"):
            self.as_user(requests, self.office).action_convert()
        action = self.as_user(requests, self.office)._refuse_each("Late")
        self.assertEqual(requests[1].state, "refused")

    def test_other_company(self):
        request = self.request()
        other = self.new_user(
            "tc_office_b",
            "crm_customer_protection.group_customer_admin",
            companies=self.company_b,
        )
        for call in ("action_convert", "action_refuse", "action_ask"):
            with self.assertRaises(AccessError):
                getattr(request.with_user(other), call)()
        self.assertEqual(request.state, "requested")
