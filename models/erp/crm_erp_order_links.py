"""Currencies, quotations and tasks that an order of the ERP names."""

from odoo import models


class CrmErpOrder(models.Model):
    _inherit = "crm.erp.order"

    def _find_currencies(self, entries):
        """Refuse orders in a currency that nobody knows; one that is not in use is known too."""
        known = self._get_currency_ids()
        for entry in entries:
            if entry.order["currency"] not in known:
                message = "There is no such currency."
                entry.answer("error", "currency", "currency", message)

    def _get_currency_ids(self):
        """:return: dict ISO code -> id"""
        currencies = self.env["res.currency"].with_context(active_test=False)
        currencies = currencies.search_fetch([("name", "!=", False)], ["name"])
        return {currency.name: currency.id for currency in currencies}

    def _find_links(self, entries):
        """The quotations and tasks that orders name, where they are of the same customer.

        An order is stored whether they are known or not; the answer tells. One that names a
        quotation and no task belongs to the task of the quotation.

        :return: dict entry -> (id of the `sale.order` or False, id of the `crm.lead` or False)
        """
        orders, tasks = self._search_quotations(entries), self._search_tasks(entries)
        links = {}
        for entry in entries:
            order_id = self._pick_link(entry, "quotation", orders)
            task_id = self._pick_link(entry, "task", tasks)
            if order_id and not entry.order["task"]:
                order = orders[entry.company_id, entry.order["quotation"]]
                task_id = _get_task_id(order, entry.customer[0])
            links[entry] = order_id, task_id
        return links

    def _pick_link(self, entry, field, found):
        """The id of what an order names, where it may be linked.

        :param str field: of the payload
        :param dict found: (company id, reference) -> record
        :return: int or False
        """
        reference, partner_id = entry.order[field], entry.customer[0]
        if not reference:
            return False
        record = found.get((entry.company_id, reference))
        if not record:
            entry.note(f"unknown_{field}", field, f"There is no such {field} in this company.")
            return False
        # Nothing of a customer whom nobody has named yet.
        if not partner_id or _is_of_customer(record, partner_id):
            return partner_id and record.id
        entry.note(f"other_{field}", field, f"This {field} is of another customer.")
        return False

    def _relink(self):
        """Find the quotations and tasks again, after the customer has changed."""
        for order in self:
            quotations = order.env["sale.order"].search(
                [
                    ("name", "=", order.quotation_reference),
                    ("company_id", "=", order.company_id.id),
                ]
            )
            tasks = order.env["crm.lead"].with_context(active_test=False)
            task = tasks.browse(order.task_reference).exists()
            if task.company_id not in (order.company_id, order.env["res.company"]):
                task = tasks
            links = {"order_id": quotations[:1], "lead_id": task}
            values = {
                name: found and _is_of_customer(found, order.partner_id.id) and found.id
                for name, found in links.items()
            }
            if values["order_id"] and not order.task_reference:
                values["lead_id"] = _get_task_id(quotations[:1], order.partner_id.id)
            order.write(values)

    def _search_quotations(self, entries):
        """:return: dict (company id, name) -> `sale.order` record"""
        names = {entry.order["quotation"] for entry in entries} - {None}
        if not names:
            return {}
        found = self.env["sale.order"].search([("name", "in", list(names))], order="id")
        return {(order.company_id.id, order.name): order for order in found}

    def _search_tasks(self, entries):
        """:return: dict (company id, id) -> `crm.lead` record; without company it is of each"""
        task_ids = {entry.order["task"] for entry in entries} - {None}
        if not task_ids:
            return {}
        leads = self.env["crm.lead"].with_context(active_test=False)
        found = {lead.id: lead for lead in leads.search([("id", "in", list(task_ids))])}
        return {
            (entry.company_id, lead.id): lead
            for entry in entries
            if (lead := found.get(entry.order["task"]))
            and lead.company_id.id in (entry.company_id, False)
        }


def _is_of_customer(document, partner_id):
    """Whether a quotation or a task is of a customer; a task may have none yet."""
    partner = document.partner_id
    return not partner or partner.managed_customer_id.id == partner_id


def _get_task_id(order, partner_id):
    """The task of a quotation, where an order of this customer may be linked to it.

    :return: int or False
    """
    task = order.opportunity_id
    return task and _is_of_customer(task, partner_id) and task.id
