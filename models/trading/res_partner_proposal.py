"""The system proposes to convert a potential customer who orders (invariant 9).

It proposes, no more: the back office decides.
"""

from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _propose_trading(self, documents):
        """Propose the conversion of those of these partners' customers that are potential.

        Nothing where the company does not want it, where one is open, or where it was proposed
        before and nothing came of it.

        :param documents: orders, `sale.order` or `crm.erp.order` records, with `partner_id`
        :return: `res.partner` recordset in sudo, the customers whose conversion was proposed
        """
        documents = documents.sudo().filtered("company_id.trading_propose")
        among = self.sudo().managed_customer_id
        first = {}
        for document in documents:
            customer = document.partner_id.managed_customer_id & among
            if customer and customer.customer_stage != "trading":
                first.setdefault(customer, document)
        customers = self.sudo().browse([customer.id for customer in first])
        # One question for all of them; most orders are of trading customers and ask none.
        customers = customers and customers._filter_unproposed()
        for customer in customers:
            customer._propose_trading_with(first[customer])
        return customers

    def _filter_unproposed(self):
        """Those of these customers whose conversion was not proposed since they are potential."""
        events = self.env["crm.trading.event"].sudo()
        found = events._read_group(
            [
                ("partner_id", "in", self.ids),
                "|",
                ("kind", "=", "proposed"),
                ("to_stage", "!=", False),
            ],
            ["partner_id", "kind"],
            ["id:max"],
        )
        proposed, changed = {}, {}
        for customer, kind, last in found:
            by_kind = proposed if kind == "proposed" else changed
            by_kind[customer] = max(last, by_kind.get(customer, 0))
        return self.filtered(
            lambda customer: proposed.get(customer, 0) <= changed.get(customer, 0)
            and (customer not in proposed or customer in changed)
        )

    def _propose_trading_with(self, document):
        """Tell the back office that a potential customer ordered.

        :param document: `sale.order` or `crm.erp.order` record
        """
        self.ensure_one()
        company = document.company_id
        note = self.env._(
            "%(document)s is the first order of %(customer)s, a potential customer.",
            document=document.display_name,
            customer=self.display_name,
        )
        user = self._get_conversion_deciders(company)
        if user:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=user.id,
                summary=self.env._("Make it a trading customer?"),
                note=note,
            )
        self._log_trading_events("proposed", note=note)

    def _get_conversion_deciders(self, company):
        """Who of the back office looks at what the system proposes.

        :return: `res.users` recordset in sudo, at most one
        """
        group = self.env.ref("crm_customer_protection.group_customer_admin").sudo()
        return group.all_user_ids.filtered(
            lambda user: user.active and company in user.company_ids
        ).sorted("id")[:1]
