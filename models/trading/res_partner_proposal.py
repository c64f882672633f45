"""The system proposes to convert a potential customer who orders (invariant 9).

It proposes, no more: the back office decides. Where the company works with requests it is one in the
name of the owner, otherwise an activity.
"""

from odoo import SUPERUSER_ID, models

from ..protection.locking import lock_rows
from .crm_trading_request import OPEN_STATES


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _propose_trading(self, documents):
        """Propose the conversion of those of these partners' customers that are potential.

        Nothing where the company does not want it, where a request is open, or where this document
        was the reason of one that was refused.

        :param documents: orders, `sale.order` or `crm.erp.order` records, with `partner_id`
        :return: `res.partner` recordset in sudo, the customers whose conversion was proposed
        """
        by_customer = self._group_documents(documents)
        # Most orders are of trading customers: nothing is asked for them.
        if not by_customer:
            return self.browse().sudo()
        customers = self.sudo().browse([customer.id for customer in by_customer])
        lock_rows(customers)
        requesting = customers.filtered(lambda customer: customer._is_conversion_requested_here())
        reasons = requesting._find_reasons(by_customer)
        reasons |= (customers - requesting)._filter_unproposed()._find_first(by_customer)
        for customer, document in reasons.items():
            lang = customer.user_id.lang or document.company_id.partner_id.lang or self.env.lang
            # Whoever made the order happen, the customer itself perhaps, proposes nothing.
            system = customer.with_user(SUPERUSER_ID).with_context(lang=lang)
            if customer in requesting:
                system._propose_by_request(document)
            else:
                system._propose_by_activity(document)
        return customers.browse([customer.id for customer in reasons])

    def _group_documents(self, documents):
        """The documents that could propose something.

        :param documents: as in `_propose_trading`
        :return: dict of `res.partner` record in sudo -> recordset of documents
        """
        customers, found = self.sudo().managed_customer_id, {}
        for document in documents.sudo():
            customer = document.partner_id.managed_customer_id & customers
            if customer.customer_stage == "potential" and document.company_id.trading_propose:
                found[customer] = found.get(customer, document.browse()) | document
        return found

    def _is_conversion_requested_here(self):
        """Whether the conversion of this customer goes by request: it needs an owner."""
        return bool(self.user_id) and self._get_protection_company().use_trading_request

    def _find_reasons(self, by_customer):
        """The document for which the system requests the conversion of each of these customers.

        :param dict by_customer: see `_group_documents`
        :return: dict of customer -> document; without those for which nothing is to be requested
        """
        requests = self.env["crm.trading.request"].sudo()
        requests = requests.search([("partner_id", "in", self.ids)]) if self else requests
        busy = requests.filtered(lambda request: request.state in OPEN_STATES).partner_id
        known = {(request.partner_id.id, request.origin) for request in requests}
        found = {}
        for customer in self - busy:
            for document in by_customer[customer].sorted("id"):
                if (customer.id, document.display_name) not in known:
                    found.setdefault(customer, document)
        return found

    def _find_first(self, by_customer):
        return {customer: by_customer[customer].sorted("id")[:1] for customer in self}

    def _filter_unproposed(self):
        """Those of these customers whose conversion was not proposed since they are potential."""
        if not self:
            return self
        found = (
            self.env["crm.trading.event"]
            .sudo()
            .search(
                [
                    ("partner_id", "in", self.ids),
                    "|",
                    ("kind", "=", "proposed"),
                    ("to_stage", "=", "potential"),
                ],
                order="id",
            )
        )
        latest = {event.partner_id: event.kind for event in found}
        return self.filtered(lambda customer: latest.get(customer) != "proposed")

    def _propose_by_request(self, document):
        """Make a request in the owner's name, complete or not: the back office asks back.

        :param document: see `_propose_trading`
        """
        self._open_trading_request(
            note=self._describe_proposal(document),
            requester=self.user_id,
            origin=document.display_name,
        )

    def _propose_by_activity(self, document):
        """Tell the back office that a potential customer ordered.

        :param document: see `_propose_trading`
        """
        note = self._describe_proposal(document)
        for user in self._get_conversion_deciders(document.company_id):
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=user.id,
                summary=self.env._("Make it a trading customer?"),
                note=note,
            )
        self._log_trading_events("proposed", note=note)

    def _describe_proposal(self, document):
        return self.env._(
            "%(document)s is an order of %(customer)s, a potential customer.",
            document=document.display_name,
            customer=self.display_name,
        )

    def _get_conversion_deciders(self, company):
        """Whom the company named, or else one of its back office.

        :return: `res.users` recordset in sudo, at most one
        """
        group = self.env.ref("crm_customer_protection.group_customer_admin").sudo()
        office = group.user_ids.filtered(
            lambda user: user.active and company in user.company_ids
        ).sorted("id")
        return (company.trading_user_id + office)[:1]
