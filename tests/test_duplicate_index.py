"""The index of names goes with the names: in one transaction, whatever way they change."""

import importlib.util
from pathlib import Path
from unittest.mock import patch

from odoo.tests.common import BaseCase, tagged

from ..models.duplicate import crm_name_index_refresh
from ..tools.company_name import KEYS_VERSION, keys, parse
from ..tools.domain import domain_key, registered_domain
from .common import CustomerCase


@tagged("post_install", "-at_install")
class TestDomain(BaseCase):
    def test_registered_domain(self):
        for text, domain in (
            ("info@acme.test", "acme.test"),
            ('"Ann, Buyer" <ann@mail.acme.test>', "acme.test"),
            ("https://www.acme.co.uk/de?x=1", "acme.co.uk"),
            ("http://kinlong.com.cn:8080", "kinlong.com.cn"),
            ("WWW.Kinlong.COM.", "kinlong.com"),
            ("瓯岚.中国", "瓯岚.中国"),
            ("co.uk", "co.uk"),
        ):
            self.assertEqual(registered_domain(text), domain, text)

    def test_no_domain(self):
        for text in ("", None, False, "acme", "10.0.0.1", "@", "a b", "http://", "x" * 500, "a..b"):
            self.assertEqual(registered_domain(text), "", text)

    def test_key_fits_the_column(self):
        for number in range(500):
            self.assertLess(abs(domain_key(f"firm{number}.test")), 2**31)


@tagged("post_install", "-at_install")
class TestNameIndex(CustomerCase):
    def rows(self, partner):
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT kind, text FROM crm_partner_name WHERE partner_id = %s ORDER BY id",
            [partner.id],
        )
        return self.env.cr.fetchall()

    def keys_of(self, partner):
        self.env.cr.execute(
            "SELECT k.key FROM crm_partner_name_key k JOIN crm_partner_name n ON n.id = k.name_id "
            "WHERE n.partner_id = %s",
            [partner.id],
        )
        return {key for (key,) in self.env.cr.fetchall()}

    def count_keys(self):
        self.env.cr.execute("SELECT count(*) FROM crm_partner_name_key")
        return self.env.cr.fetchone()[0]

    def test_create(self):
        partner = self.env["res.partner"].create(
            {"name": "Acme Trading Ltd", "is_company": True, "email": "a@acme.test"}
        )
        self.assertEqual(
            self.rows(partner), [("name", "Acme Trading Ltd"), ("domain", "acme.test")]
        )
        self.assertEqual(
            self.keys_of(partner),
            {*keys(parse("Acme Trading Ltd")), domain_key("acme.test")},
        )

    def test_registered_name_too(self):
        customer = self.add_customer(
            self.office, "Acme", registered_name="Universal Exports Holding AG"
        )
        self.assertEqual(
            self.rows(customer),
            [("name", "Acme"), ("registered", "Universal Exports Holding AG")],
        )
        customer.registered_name = "ACME."
        self.assertEqual(self.rows(customer), [("name", "Acme")], "the same name")

    def test_write(self):
        partner = self.env["res.partner"].create({"name": "Acme Ltd", "is_company": True})
        before = self.count_keys()
        partner.write({"name": "Universal Exports", "website": "https://universal.test"})
        self.assertEqual(
            self.rows(partner), [("name", "Universal Exports"), ("domain", "universal.test")]
        )
        self.assertFalse(self.keys_of(partner) & (set(keys(parse("Acme Ltd")))))
        partner.write({"name": "Acme Ltd", "website": False})
        self.assertEqual(self.count_keys(), before, "no key is left behind")

    def test_contact_has_domains_only(self):
        company = self.env["res.partner"].create({"name": "Acme Ltd", "is_company": True})
        contact = self.env["res.partner"].create(
            {"name": "Ann", "parent_id": company.id, "email": "ann@acme.test"}
        )
        self.assertEqual(self.rows(contact), [("domain", "acme.test")])
        contact.parent_id = False
        self.assertEqual(self.rows(contact), [("domain", "acme.test"), ("name", "Ann")])

    def test_free_mail_says_nothing(self):
        person = self.env["res.partner"].create({"name": "Ann", "email": "ann@gmail.com"})
        self.assertEqual(self.rows(person), [("name", "Ann")])

    def test_unlink(self):
        before = self.count_keys()
        partner = self.env["res.partner"].create({"name": "Acme Ltd", "website": "acme.test"})
        self.assertGreater(self.count_keys(), before)
        partner.unlink()
        self.assertEqual(self.count_keys(), before)

    def test_copy_of_many(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Firm {number}", "is_company": True} for number in range(30)]
        )
        for partner in partners:
            self.assertEqual(self.rows(partner), [("name", partner.name)])

    def test_queries_do_not_grow(self):
        def count(number):
            values = [{"name": f"{number} Firm {at}", "is_company": True} for at in range(number)]
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.env["res.partner"].create(values)
            return self.env.cr.sql_log_count - before

        count(2)
        self.assertLessEqual(count(22) - count(2), 2)

    def test_any_text(self):
        for name in ("甲", "有限公司", "上海", "x" * 300, "\\{}\",'", "Ünï & Co", "🐼", "%s %(x)s"):
            partner = self.env["res.partner"].create({"name": name, "is_company": True})
            self.assertEqual(self.rows(partner), [("name", name)])

    # === PAST THE ORM === #

    def insert_by_sql(self, name):
        partner = self.env["res.partner"].create({"name": name, "is_company": True})
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM crm_partner_name WHERE partner_id = %s", [partner.id])
        self.assertFalse(self.keys_of(partner))
        return partner

    def run_at_night(self, time_left=1):
        cron = type(self.env["ir.cron"])
        with patch.object(cron, "_commit_progress", return_value=time_left):
            self.env["crm.name.index"]._cron_refresh()

    def test_missing_names_are_added(self):
        partner = self.insert_by_sql("Past The Orm Ltd")
        self.assertGreaterEqual(self.env["crm.name.index"]._fill(), 1)
        self.assertEqual(self.rows(partner), [("name", "Past The Orm Ltd")])
        self.assertEqual(self.keys_of(partner), set(keys(parse("Past The Orm Ltd"))))
        before = self.count_keys()
        self.env["crm.name.index"]._fill()
        self.assertEqual(self.count_keys(), before, "twice changes nothing")

    def test_empty_index_is_filled(self):
        partner = self.env["res.partner"].create({"name": "Whole Fill Ltd", "is_company": True})
        self.env.flush_all()
        for _time in range(2):
            before = self.count_keys()
            self.env.cr.execute("TRUNCATE crm_partner_name, crm_partner_name_key")
            self.env["crm.name.index"]._fill()
        self.assertEqual(self.count_keys(), before)
        self.assertEqual(self.keys_of(partner), set(keys(parse("Whole Fill Ltd"))))
        partner.name = "After The Fill"
        self.assertEqual(self.keys_of(partner), set(keys(parse("After The Fill"))))

    def test_migration_fills(self):
        partner = self.insert_by_sql("Older Than This Ltd")
        path = Path(__file__).parents[1] / "migrations/19.0.1.2.0/post-duplicate.py"
        spec = importlib.util.spec_from_file_location("post_duplicate", path)
        script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(script)
        self.assertTrue(self.env["crm.duplicate.rule"].search([]))
        script.migrate(self.env.cr, "19.0.1.1.0")
        self.assertEqual(self.rows(partner), [("name", "Older Than This Ltd")])
        self.assertFalse(self.env["crm.duplicate.rule"].search([]), "nothing changes overnight")
        script.migrate(self.env.cr, "19.0.1.1.0")
        self.assertEqual(self.rows(partner), [("name", "Older Than This Ltd")])

    def test_nightly_run(self):
        partner = self.insert_by_sql("Came By Night Ltd")
        self.run_at_night()
        self.assertEqual(self.rows(partner), [("name", "Came By Night Ltd")])

    def test_other_keys(self):
        """With other keys all are made anew, from where a killed run stopped."""
        partner = self.env["res.partner"].create({"name": "Old Keys Ltd", "is_company": True})
        index = self.env["crm.name.index"]
        index._set_mark(KEYS_VERSION)
        self.env.flush_all()
        self.env.cr.execute(
            "INSERT INTO crm_partner_name_key SELECT 7, id FROM crm_partner_name "
            "WHERE partner_id = %(id)s; UPDATE crm_partner_name SET keys = keys || 7 "
            "WHERE partner_id = %(id)s",
            {"id": partner.id},
        )
        with patch.object(crm_name_index_refresh, "KEYS_VERSION", "other"):
            self.run_at_night(time_left=0)
            self.assertRegex(index._get_mark(), "^other:[0-9]+$")
            self.run_at_night()
            self.assertEqual(index._get_mark(), "other")
        self.assertEqual(self.keys_of(partner), set(keys(parse("Old Keys Ltd"))))

    # === THE SEARCH === #

    def find(self, name, **kwargs):
        return self.partners(self.sales).find_duplicates(name, **kwargs)

    def assertFound(self, name, customer, kind=None, **kwargs):
        (first, *_others) = self.find(name, **kwargs) or [{}]
        self.assertEqual(first.get("name"), customer.registered_name, name)
        if kind:
            self.assertEqual(first["kind"], kind, first)
        return first

    def test_spellings(self):
        chinese = self.add_customer(self.sales, "广东瓯岚五金制品股份有限公司")
        western = self.add_customer(self.sales, "Müller & Söhne Maschinenbau GmbH")
        for name in (
            "瓯岚五金制品",
            "瓯岚五金",
            "瓯岚（广东）五金制品有限公司",
            "廣東甌嵐五金製品股份有限公司",
            "广东省瓯岚五金制品有限责任公司",
            "广东瓯蓝五金制品股份有限公司",
            "广东岚瓯五金制品股份有限公司",
        ):
            self.assertFound(name, chinese)
        for name in (
            "Mueller und Soehne Maschinenbau",
            "MULLER & SOHNE MASCHINENBAU",
            "Müller Söhne Maschinenbau AG",
            "Müller & Söhne Mashcinenbau GmbH",
            "The Müller and Söhne Maschinenbau Ltd",
        ):
            self.assertFound(name, western)

    def test_reasons_in_words(self):
        self.add_customer(self.sales, "广东瓯岚五金制品股份有限公司")
        (hit,) = self.find("瓯岚五金制品股份有限公司")
        self.assertEqual(hit["kind"], "likely")
        self.assertIn("same brand 瓯岚", hit["reasons"])
        self.assertIn("region missing", hit["reasons"])

    def test_branch_is_related(self):
        customer = self.add_customer(self.sales, "广东瓯岚五金制品股份有限公司")
        self.assertFound("广东瓯岚五金制品股份有限公司上海分公司", customer, "related")

    def test_domain(self):
        customer = self.add_customer(self.sales, "Acme Ltd", website="https://www.acme.test")
        hit = self.assertFound("Other Name", customer, "likely", email="new@acme.test")
        self.assertEqual(hit["reasons"], ["same domain acme.test"])
        self.assertFound("Other Name", customer, "likely", website="http://shop.acme.test/x")
        self.assertFalse(self.find("Other Name", website="http://acme-2.test"))

    def test_domain_of_very_many_says_nothing(self):
        for number in range(51):
            self.add_customer(self.office, f"Twin {number}", website="https://portal.test")
        self.assertFalse(self.find("Zweifel", website="portal.test"))

    def test_other_tax_number_speaks_against(self):
        self.add_customer(self.sales, "Acme Trading Ltd", vat="CHE123456788")
        (alone,) = self.find("Acme Trading")
        (against,) = self.find("Acme Trading", vat="CHE107787577")
        self.assertLess(against["score"], alone["score"])
        self.assertIn("other tax number", against["reasons"])

    def test_phone_in_other_notations(self):
        self.env.company.country_id = self.env.ref("base.ch")
        self.sales.company_id.country_id = self.env.ref("base.ch")
        customer = self.add_customer(self.sales, "Acme Ltd", phone="044 668 18 00")
        self.assertFound("Other", customer, "likely", phone="+41 44 668 18 00")
        customer.phone = "+41446681800"
        self.assertFound("Other", customer, "likely", phone="044 668 18 00")

    def test_found_by_either_name(self):
        customer = self.add_customer(
            self.office, "Kinlong", registered_name="广东瓯岚五金制品股份有限公司"
        )
        self.assertFound("Kinlong", customer)
        self.assertFound("瓯岚五金制品", customer)
        self.assertEqual(len(self.find("瓯岚五金制品")), 1)

    def test_found_by_the_name_of_what_was_merged(self):
        survivor = self.add_customer(self.office, "Zanzibar Optics Ltd")
        other = self.add_customer(self.office, "Madagaskar Shipping GmbH")
        log = self.partners(self.office).browse(survivor.id)._merge_customers(other)
        self.assertFound("Madagaskar Shipping", survivor, "likely")
        self.assertFound("Zanzibar Optics", survivor, "likely")
        log.action_undo()
        self.assertFound("Madagaskar Shipping", other, "likely")

    def test_any_question(self):
        self.add_customer(self.sales, "Acme Ltd")
        for name in (
            "甲",
            "有限公司",
            "上海",
            "x" * 300,
            "Сontoso",
            "１２３",
            "Ltd",
            "%",
            "\\",
            "a\x00b",
        ):
            self.assertIsInstance(self.find(name), list, name)
