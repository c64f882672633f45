"""What speaks for a claim, in dates and counts: the same for all claimants of a case.

Names and figures only, since each claimant sees those of the others. Frozen when the case is
decided, because the decision itself moves the records.
"""

from odoo import api, fields, models

from ...tools.credit_code import check_credit_code, is_credit_code_like
from ..protection.crm_protection_event import ENTERED
from ..protection.guard import unlocked


class CrmCollisionClaim(models.Model):
    _inherit = "crm.collision.claim"

    frozen_evidence = fields.Json(readonly=True)

    # The record
    entered_on = fields.Datetime("First Entered", compute="_compute_evidence", compute_sudo=True)
    entered_by_id = fields.Many2one(
        "res.users", "Entered by", compute="_compute_evidence", compute_sudo=True
    )
    tax_number = fields.Selection(
        [
            ("none", "None"),
            ("given", "Given"),
            ("valid", "Valid credit code"),
            ("invalid", "Invalid credit code"),
        ],
        compute="_compute_evidence",
        compute_sudo=True,
        help="Of the record: whether its check digits fit, where it is a unified social credit "
        "code (统一社会信用代码).",
    )

    # The ledger
    registered_on = fields.Datetime(
        compute="_compute_evidence",
        compute_sudo=True,
        help="Since when the record stands for the claimant's side without a break. What lay in "
        "the public pool in between counts from the claim. Empty where the claimant does not own "
        "the record. The rule compares this.",
    )
    registered_by_id = fields.Many2one(
        "res.users", "Registered by", compute="_compute_evidence", compute_sudo=True
    )
    claim_day = fields.Date("Clock Started", compute="_compute_evidence", compute_sudo=True)
    protected_until = fields.Date(compute="_compute_evidence", compute_sudo=True)

    # Work
    last_contact_date = fields.Datetime(
        "Last Contact", compute="_compute_evidence", compute_sudo=True
    )
    work_count = fields.Integer(
        "Meetings and Activities",
        compute="_compute_evidence",
        compute_sudo=True,
        help="Of the claimant with this customer: meetings held, calls and other activities done.",
    )
    quotation_count = fields.Integer("Quotations", compute="_compute_evidence", compute_sudo=True)
    order_count = fields.Integer("Orders", compute="_compute_evidence", compute_sudo=True)
    last_order_date = fields.Datetime(
        "Last Quotation or Order", compute="_compute_evidence", compute_sudo=True
    )

    @api.depends("frozen_evidence", "partner_id", "user_id")
    def _compute_evidence(self):
        for claim in self:
            claim.update(claim.frozen_evidence or claim._get_evidence())

    def _freeze_evidence(self):
        """Keep the evidence as it is at the first decision; later ones judge the same."""
        for claim in self.sudo().filtered(lambda claim: not claim.frozen_evidence):
            unlocked(claim).frozen_evidence = claim._get_evidence()

    def _get_evidence(self):
        """Figures of this claim now. For heirs to extend.

        :return: dict of field name -> value as JSON has it
        """
        self.ensure_one()
        claim = self.sudo()
        record = claim.partner_id
        mine = record.user_id == claim.user_id
        since, by = claim._get_registration() if mine else (False, claim.user_id.browse())
        return {
            "entered_on": fields.Datetime.to_string(self._get_entry_date(record)),
            "entered_by_id": (record.registrar_id or record.create_uid).id,
            "tax_number": self._get_tax_number_state(record.vat),
            "registered_on": fields.Datetime.to_string(since),
            "registered_by_id": by.id,
            "claim_day": fields.Date.to_string(mine and record.claim_day),
            "protected_until": fields.Date.to_string(mine and record._get_protected_until()),
            "last_contact_date": fields.Datetime.to_string(record.last_contact_date),
            "work_count": claim._get_work_count(),
            **claim._get_order_evidence(),
        }

    @api.model
    def _get_entry_date(self, record):
        return min(filter(None, [record.registration_date, record.create_date]), default=False)

    @api.model
    def _get_tax_number_state(self, vat):
        if not vat:
            return "none"
        if not is_credit_code_like(vat):
            return "given"
        return "valid" if check_credit_code(vat) else "invalid"

    def _get_registration(self):
        """Since when the record has had an owner without a break, and by whom that began.

        :return: (datetime in UTC, `res.users` record)
        """
        record = self.partner_id
        taken = (
            self.env["crm.protection.event"]
            .sudo()
            .search(
                [
                    ("partner_id", "=", record.id),
                    ("old_owner_id", "=", False),
                    ("new_owner_id", "!=", False),
                    ("cause", "not in", ENTERED),
                ],
                order="id desc",
                limit=1,
            )
        )
        if taken:
            return taken.date, taken.user_id
        return self._get_entry_date(record), record.registrar_id or record.create_uid

    # === WORK === #

    def _get_customers(self):
        """The records with which the claimant may have worked: the own and the disputed one."""
        return self.partner_id | self.case_id.partner_id

    def _get_work_count(self):
        """Meetings held and activities done by the claimant with the customer. For heirs to extend.

        :return: int
        """
        return self._get_meeting_count() + self._get_activity_count()

    def _get_meeting_count(self):
        return (
            self.env["calendar.event"]
            .sudo()
            .search_count(
                [
                    ("partner_ids.managed_customer_id", "in", self._get_customers().ids),
                    ("start", "<=", fields.Datetime.now()),
                    "|",
                    ("user_id", "=", self.user_id.id),
                    ("partner_ids", "in", self.user_id.partner_id.ids),
                ]
            )
        )

    def _get_activity_count(self):
        family = [("managed_customer_id", "in", self._get_customers().ids)]
        partners = self.env["res.partner"].sudo().with_context(active_test=False).search(family)
        leads = (
            self.env["crm.lead"]
            .sudo()
            .with_context(active_test=False)
            .search([("partner_id", "in", partners.ids)])
        )
        return (
            self.env["mail.message"]
            .sudo()
            .search_count(
                [
                    ("mail_activity_type_id", "!=", False),
                    ("author_id", "=", self.user_id.partner_id.id),
                    "|",
                    "&",
                    ("model", "=", "res.partner"),
                    ("res_id", "in", partners.ids),
                    "&",
                    ("model", "=", "crm.lead"),
                    ("res_id", "in", leads.ids),
                ]
            )
        )

    def _get_order_evidence(self):
        """Quotations and orders of the claimant with the customer.

        :return: dict, a part of `_get_evidence`
        """
        groups = (
            self.env["sale.order"]
            .sudo()
            ._read_group(
                [
                    ("partner_id.managed_customer_id", "in", self._get_customers().ids),
                    ("user_id", "=", self.user_id.id),
                    ("state", "in", ["draft", "sent", "sale"]),
                ],
                ["state"],
                ["__count", "date_order:max"],
            )
        )
        counts = {state: count for state, count, __ in groups}
        return {
            "quotation_count": counts.get("draft", 0) + counts.get("sent", 0),
            "order_count": counts.get("sale", 0),
            "last_order_date": fields.Datetime.to_string(
                max((date for __, __, date in groups if date), default=False)
            ),
        }
