"""Who is told: a to-do for who reviews, words for who waits."""

from odoo import models
from odoo.tools import plaintext2html

ACTIVITY = "crm_customer_protection.mail_activity_type_contract_review"
# More people than these do not feel asked.
_MOST_ASKED = 5


class CrmContractReview(models.Model):
    _inherit = "crm.contract.review"

    def _ask_reviewers(self):
        """A to-do for the reviewer; while there is none, for those who may take it up."""
        self._close_activities()
        for review in self.sudo():
            for user in review._get_asked_users():
                review.activity_schedule(
                    ACTIVITY,
                    user_id=user.id,
                    date_deadline=review.deadline or review.company_id._get_today(),
                    summary=self.env._("Contract review: %(name)s", name=review.name),
                    note=review.note and plaintext2html(review.note),
                )

    def _get_asked_users(self):
        """:return: `res.users` recordset"""
        if self.reviewer_id:
            return self.reviewer_id
        users = self.company_id._get_contract_reviewers() - self.user_id
        if not self.company_id.contract_review_user_ids:
            # Sales administrators may review too; the back office is asked to.
            office = self.env.ref("crm_customer_protection.group_customer_admin").sudo()
            users = (users & office.all_user_ids) or users
        seeing = users.filtered(lambda user: not self.partner_id._as_seen_by(user)._filter_hidden())
        return seeing[:_MOST_ASKED]

    def _close_activities(self):
        """Take the to-dos away."""
        self.sudo().activity_unlink([ACTIVITY])

    def _tell(self, text, note=None):
        """Write it under the review, and bring it to the salespeople and the reviewer.

        :param str text: what happened
        :param str note: what was said to it
        """
        for review in self.sudo():
            people = review._get_told_users() - self.env.user
            review.message_post(
                body=plaintext2html("\n".join(filter(None, [text, note]))),
                subject=self.env._("%(name)s: %(text)s", name=review.name, text=text),
                partner_ids=people.partner_id.ids,
                subtype_xmlid="mail.mt_note",
            )

    def _get_told_users(self):
        """:return: `res.users` recordset"""
        people = self.user_id | self.order_id.user_id | self.reviewer_id
        if not self.order_id:
            people |= self.lead_id.user_id
        return people.filtered("active")
