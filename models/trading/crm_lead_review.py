"""Won tasks: handed to contract review, with a quotation or without one."""

from odoo import models

from ..protection.guard import unlocked

# Whether a task is won depends on these.
_WATCHED = {"stage_id", "active", "probability", "type", "won_status"}


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "crm.contract.review.source.mixin"]
    _review_field = "lead_id"

    def _get_reviews_of_it(self):
        # Those of its quotations are of the quotations.
        return super()._get_reviews_of_it().filtered(lambda review: not review.order_id)

    def _why_not_ready_for_review(self):
        task, names = self.sudo(), {"name": self.sudo().display_name}
        if task.type != "opportunity" or task.won_status != "won":
            return self.env._("%(name)s is not won.", **names)
        if task._get_quotations_in_review():
            return self.env._("%(name)s is in contract review with its quotation.", **names)
        return None

    def _get_quotations_in_review(self):
        """:return: `crm.contract.review` recordset, open or ordered ones of its quotations"""
        return self.env["crm.contract.review"].search(
            [
                ("order_id", "in", self.order_ids.ids),
                ("state", "not in", ("refused", "withdrawn")),
            ]
        )

    def _get_orders_to_review(self):
        """Quotations of this task that could be handed over.

        :return: `sale.order` recordset
        """
        orders = self.sudo().order_ids.sudo(False)._filtered_access("read")
        return orders.filtered(lambda order: not order._why_not_hand_to_review())

    def write(self, vals):
        result = super().write(vals)
        if _WATCHED & vals.keys():
            reviews = self.env["crm.contract.review"]._find_open("lead_id", self)
            lost = reviews.filtered(lambda review: review.lead_id.won_status != "won")
            lost.sudo(self.env.su)._set_withdrawn(self.env._("The task is no longer won."))
        return result

    def _merge_task_parts(self, opportunities):
        """Reviews follow the task that stays, which is reviewed once."""
        reviews = self.env["crm.contract.review"].sudo()
        taken = reviews._find_open("lead_id", self)
        for review in reviews.search([("lead_id", "in", opportunities.ids)], order="id"):
            if review in reviews._find_open("lead_id", review.lead_id):
                if taken:
                    review._set_withdrawn(self.env._("Its task was merged into another one."))
                taken |= review
            unlocked(review).write({"lead_id": self.id})
        return super()._merge_task_parts(opportunities)
