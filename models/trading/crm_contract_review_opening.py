"""Handing over: a won task or an approved quotation, with everything that the ERP needs."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..protection.guard import unlocked
from ..protection.locking import queue_for_rows


class CrmContractReview(models.Model):
    _inherit = "crm.contract.review"

    @api.model
    def _hand_over(self, document, values, attachments=None):
        """Hand a document to contract review, anew where it was refused or taken back.

        :param document: `sale.order` or `crm.lead` record
        :param dict values: wanted_date, stated_term_id, stated_address_id, note
        :param attachments: `ir.attachment` recordset of the caller, for the review
        :return: `crm.contract.review` record
        :raise UserError: where it cannot be handed over, or something is missing
        """
        queue_for_rows(document)
        if reason := document._why_not_hand_to_review():
            raise UserError(reason)
        attachments = self._get_own_files(attachments)
        former = document._get_reviews_of_it()[:1]
        values = {**self._prepare_review_values(document), **values}
        self._check_complete(document, values, former, attachments)
        if former:
            queue_for_rows(former)
            review = former
            values["round"] = review.round + 1
            review._go("to_review", "handed", values["note"], **values)
        else:
            # The history says who handed it over.
            quiet = unlocked(self.sudo()).with_context(mail_create_nolog=True)
            review = quiet.create({**values, "state_date": fields.Datetime.now()})
            review._log_step("handed", False, 0.0, values["note"])
        review = self.browse(review.id)
        review._take_documents(attachments)
        review._ask_reviewers()
        review._tell(self.env._("Handed to contract review."), values["note"])
        return review

    @api.model
    def _prepare_review_values(self, document):
        """
        :param document: `sale.order` or `crm.lead` record
        :return: dict
        """
        source, company = document.sudo(), document._get_review_company()
        order = source if source._name == "sale.order" else source.order_ids.browse()
        task = order.opportunity_id if order else source
        return {
            "name": source.name,
            "partner_id": document._get_review_customer().id,
            "company_id": company.id,
            "order_id": order.id,
            "lead_id": task.id,
            "user_id": self.env.uid,
            "hand_over_date": fields.Datetime.now(),
            "reviewer_id": False,
            "deadline": self._get_deadline(company),
            "decision_date": False,
            "reason": False,
            **self._prepare_content_values(order),
        }

    @api.model
    def _prepare_content_values(self, order):
        """What is reviewed, so that a change shows.

        :param order: `sale.order` record, empty for a task
        :return: dict
        """
        if not order:
            return {"fingerprint": False, "content": False}
        return {
            "fingerprint": order._get_quotation_fingerprint(),
            "content": order._get_quotation_content(),
        }

    @api.model
    def _get_deadline(self, company):
        """The last day on which a review handed over today is in time, or False.

        :return: `datetime.date`
        """
        days = company.contract_review_days
        return days and company._get_today() + timedelta(days=days)

    @api.model
    def _check_complete(self, document, values, former, attachments):
        """:raise UserError: that says everything that is missing"""
        order = self.env["sale.order"].sudo().browse(values["order_id"] or ())
        terms, address = self._get_terms(order)
        stated_term = self.env["account.payment.term"].sudo().browse(values["stated_term_id"] or ())
        stated = self.env["res.partner"].sudo().browse(values["stated_address_id"] or ())
        task = self.env["crm.lead"].sudo().browse(values["lead_id"] or ())
        missing = self._get_missing(
            document,
            terms or stated_term,
            address or stated,
            bool(attachments) or former._has_document(order, task),
        )
        if missing:
            raise UserError("\n".join(missing))

    @api.model
    def _get_own_files(self, attachments):
        """Those that the caller uploaded just now: what stands elsewhere stays there.

        :param attachments: `ir.attachment` recordset, or None
        :return: `ir.attachment` recordset in sudo
        """
        if not attachments:
            return self.env["ir.attachment"].sudo()
        attachments.check_access("write")
        return attachments.sudo().filtered(
            lambda file: not file.res_id and file.create_uid.id == self.env.uid
        )

    def _take_documents(self, attachments):
        """Keep what was uploaded as contract documents, of the kind that the company requires.

        :param attachments: `ir.attachment` recordset in sudo
        """
        if not attachments:
            return
        kind = self.sudo().company_id.contract_review_document_kind_id
        attachments.write({"res_model": self._name, "res_id": self.id})
        attachments.filtered(lambda file: not file.document_kind_id).document_kind_id = kind
