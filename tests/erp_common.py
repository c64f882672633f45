"""An ERP that sends orders: a company that takes them, a customer with a code, a technical user."""

from odoo.service.model import call_kw

from .common import CustomerSetUp
from .erp_payloads import order

CODE = "ERP-K1"


class ErpSetUp(CustomerSetUp):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.company"].search([]).use_erp_orders = False
        cls.company_a.use_erp_orders = True
        cls.customer = cls.add_customer(cls.sales, "Adler GmbH", vat="DE136695976")
        cls.customer.sudo().ref = CODE
        cls.other = cls.add_customer(cls.sales_two, "Brenner AG")
        cls.other.sudo().ref = "ERP-K2"
        # What its key can do, and no more: it is no employee.
        cls.key_user = cls.new_user("tc_erp_key", "crm_customer_protection.group_erp_integration")
        cls.env.flush_all()
        cls.env.invalidate_all()

    @classmethod
    def call(cls, user, method, *args, model="crm.erp.order", ids=None, **kwargs):
        """Call a public method as a call from outside does.

        :param list ids: of the records, for methods that are not of the model
        """
        cls.env.flush_all()
        cls.env.invalidate_all()
        records = cls.env(user=user.id)[model]
        transaction = cls.env.transaction
        default_env, transaction.default_env = transaction.default_env, records.env
        try:
            given = [ids] if ids is not None else []
            return call_kw(records, method, [*given, *args], kwargs)
        finally:
            transaction.default_env = default_env

    @classmethod
    def upsert(cls, *orders, user=None):
        return cls.call(user or cls.key_user, "upsert", list(orders))

    @classmethod
    def push(cls, *args, **values):
        """Send one order, made of these values.

        :return: pair of its answer and the `crm.erp.order` record in sudo
        """
        (result,) = cls.upsert(order(*args, **values))
        return result, cls.env["crm.erp.order"].browse(result["id"] or [])

    @classmethod
    def get_state(cls):
        """Everything that is stored of the ERP in these companies, in plain values without ids and times."""
        cls.env.flush_all()
        cls.env.cr.execute(
            """
            SELECT erp.source, erp.number, erp.version_key, erp.fingerprint, erp.state,
                   erp.partner_id, erp.parked_reason, erp.amount_total, erp.amount_paid,
                   erp.delivered_share, erp.payload,
                   array_agg((line.number, line.quantity, line.quantity_delivered, line.amount,
                              line.description)::text ORDER BY line.number)
              FROM crm_erp_order erp LEFT JOIN crm_erp_order_line line ON line.erp_order_id = erp.id
             WHERE erp.company_id = ANY(%s)
          GROUP BY erp.id ORDER BY erp.source, erp.number
            """,
            # Not what demo data brought.
            [[cls.company_a.id, cls.company_b.id]],
        )
        return cls.env.cr.fetchall()
