"""What becomes of a review by others' hands: ordered, changed, cancelled, left by its reviewer."""

from odoo import api, models
from odoo.fields import Domain

from ..protection.locking import queue_for_rows
from .crm_contract_review import OPEN


class CrmContractReview(models.Model):
    _inherit = "crm.contract.review"

    @api.model
    def _find_open(self, field, records, states=OPEN):
        """Reviews that are open, by their quotations or tasks; without a query where none is used.

        :param str field: `order_id` or `lead_id`
        :param records: `sale.order` or `crm.lead` recordset
        :return: `crm.contract.review` recordset in sudo
        """
        reviews = self.sudo()
        if not records or not self.env["res.company"]._get_review_company_ids():
            return reviews.browse()
        domain = Domain(field, "in", records.ids) & Domain("state", "in", states)
        if field == "lead_id":
            domain &= Domain("order_id", "=", False)
        return reviews.search(domain)

    # === ORDERED === #

    def _follow_known_orders(self):
        """The order may have come before the review was through."""
        for review in self.sudo():
            order = review.order_id
            domain = Domain("order_id", "=", order.id) if order else review._get_task_domain()
            erp_order = review.env["crm.erp.order"].search(
                domain & Domain("state", "!=", "cancelled"), order="id", limit=1
            )
            if erp_order:
                review._set_ordered(erp_order=erp_order)
            elif order.state == "sale" and not review.company_id.use_erp_orders:
                review._set_ordered()

    def _get_task_domain(self):
        return Domain("lead_id", "=", self.lead_id.id) & Domain("order_id", "=", False)

    @api.model
    def _follow_erp_orders(self, erp_orders):
        """Passed contracts that the ERP has by now are ordered.

        :param erp_orders: `crm.erp.order` recordset in sudo
        """
        erp_orders = erp_orders.filtered(lambda order: order.state != "cancelled")
        tasks = erp_orders.filtered(lambda order: not order.order_id).lead_id
        reviews = self._find_open("order_id", erp_orders.order_id, ("passed",))
        reviews |= self._find_open("lead_id", tasks, ("passed",))
        if not reviews:
            return
        queue_for_rows(reviews)
        for review in reviews.filtered(lambda review: review.state == "passed"):
            field = "order_id" if review.order_id else "lead_id"
            found = erp_orders.filtered(
                lambda order, review=review, field=field: order[field] == review[field]
            )
            review._set_ordered(erp_order=found[:1])

    @api.model
    def _follow_confirmed(self, orders):
        """Where Odoo is the ERP, a confirmed quotation is the order.

        :param orders: `sale.order` recordset, confirmed just now
        """
        reviews = self._find_open("order_id", orders, ("passed",))
        reviews.filtered(lambda review: not review.company_id.use_erp_orders)._set_ordered()

    def _set_ordered(self, note=None, erp_order=None):
        """
        :param str note: optional
        :param erp_order: `crm.erp.order` record
        """
        for review in self:
            values = {"erp_order_id": erp_order.id} if erp_order else {}
            note = note or (erp_order and erp_order.number)
            review._go("ordered", "ordered", note, **values)
            review._close_activities()
            review._tell(self.env._("The contract is ordered."), note)

    # === CHANGED === #

    @api.model
    def _follow_content(self, orders):
        """What was reviewed, or is being reviewed, is another contract by now.

        :param orders: `sale.order` recordset in the caller's environment
        """
        for review in self._find_open("order_id", orders):
            order = review.order_id
            if order._get_quotation_fingerprint() == review.fingerprint:
                continue
            sentences = order.with_env(self.env)._describe_content_changes(
                review.content or {}, order._get_quotation_content()
            )
            review.sudo(self.env.su)._return_changed("\n".join(sentences))

    def _return_changed(self, changes):
        """Back to “to be reviewed”, with what changed; told to both.

        :param str changes: sentences
        """
        review = self.sudo()
        queue_for_rows(review)
        if review.state not in OPEN:
            return
        self._go(
            "to_review",
            "changed",
            changes,
            reason=changes,
            decision_date=False,
            deadline=self._get_deadline(review.company_id),
            **self._prepare_content_values(review.order_id),
        )
        self._ask_reviewers()
        self._tell(self.env._("The quotation was changed: review it again."), changes)

    # === LEFT === #

    @api.model
    def _free_from(self, users):
        """Whoever leaves the house leaves the reviews to the others.

        :param users: `res.users` recordset
        """
        reviews = self.sudo().search(
            [("reviewer_id", "in", users.ids), ("state", "in", ("to_review", "in_review"))]
        )
        for review in reviews:
            name = review.reviewer_id.name
            review._go("to_review", "freed", name, reviewer_id=False)
            review._ask_reviewers()
