from odoo import api, models
from odoo.tools import SQL

CUSTOMER_CODE = "crm.customer.code"


class IrSequence(models.Model):
    _inherit = "ir.sequence"

    @api.model
    def _get_customer_code_sequence(self, company):
        """The sequence of customer codes of one company, made when it is first needed.

        :param company: `res.company` record
        :return: `ir.sequence` record, in sudo
        """
        sequence = self.sudo().search(
            [("code", "=", CUSTOMER_CODE), ("company_id", "=", company.id)], limit=1
        )
        if not sequence:
            first = self.env["res.company"].sudo().search([], order="id", limit=1)
            sequence = self.sudo().create(
                {
                    "name": self.env._("Customer code of %(company)s", company=company.name),
                    "code": CUSTOMER_CODE,
                    # Two companies may share customers, so that their codes must not meet.
                    "prefix": "C" if company == first else f"C{company.id}-",
                    "padding": 6,
                    "company_id": company.id,
                }
            )
        return sequence

    def _next_many(self, count):
        """The next `count` values, in one round trip where the sequence allows it.

        :param int count: how many
        :return: list of str
        """
        self.ensure_one()
        if self.implementation != "standard" or self.use_date_range:
            return [self.next_by_id() for __ in range(count)]
        rows = self.env.execute_query(
            SQL(
                "SELECT nextval(%s) FROM generate_series(1, %s)",
                f"ir_sequence_{self.id:03d}",
                count,
            )
        )
        return [self.get_next_char(number) for (number,) in rows]
