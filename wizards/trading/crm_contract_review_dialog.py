"""One dialog for what needs words or a choice in contract review.

It checks nothing itself that the methods of the review ask again: whoever calls it over RPC is told
the same as on the screen.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError

# What the dialog does, by its kind.
_DEEDS = {"refuse": "_refuse", "order": "_mark_ordered", "withdraw": "_withdraw"}


class CrmContractReviewDialog(models.TransientModel):
    _name = "crm.contract.review.dialog"
    _inherit = ["crm.partner.link.mixin"]
    _description = "Word on a Contract Review"
    _partner_link_fields = ("stated_address_id",)

    kind = fields.Selection(
        [
            ("hand_over", "Hand over"),
            ("refuse", "Refuse"),
            ("give", "Hand to another"),
            ("order", "Ordered"),
            ("withdraw", "Take back"),
        ],
        required=True,
    )
    review_id = fields.Many2one("crm.contract.review")
    note = fields.Text()

    # Handing over
    lead_id = fields.Many2one("crm.lead", "Sales Task")
    order_id = fields.Many2one(
        "sale.order",
        "Quotation",
        domain="[('id', 'in', possible_order_ids)]",
        compute="_compute_order_id",
        store=True,
        readonly=False,
    )
    possible_order_ids = fields.Many2many("sale.order", compute="_compute_possible_order_ids")
    customer_name = fields.Char("Customer", compute="_compute_about")
    customer_code = fields.Char(compute="_compute_about")
    customer_vat = fields.Char("Tax or Credit Code", compute="_compute_about")
    currency_id = fields.Many2one("res.currency", compute="_compute_about")
    amount_total = fields.Monetary("Total", compute="_compute_about")
    payment_term_name = fields.Char("Payment Terms", compute="_compute_about")
    delivery_address = fields.Char(compute="_compute_about")
    missing = fields.Text("Missing for the ERP", compute="_compute_missing")
    wanted_date = fields.Date(
        "Delivery Wanted",
        compute="_compute_wanted_date",
        store=True,
        readonly=False,
        help="When the customer wants the delivery.",
    )
    stated_term_id = fields.Many2one(
        "account.payment.term",
        "Payment Terms of the Task",
        compute="_compute_stated_term_id",
        store=True,
        readonly=False,
    )
    stated_address_id = fields.Many2one(
        "res.partner",
        "Delivery Address of the Task",
        compute="_compute_stated_address_id",
        store=True,
        readonly=False,
    )
    attachment_ids = fields.Many2many(
        "ir.attachment", string="Contract Documents", bypass_search_access=True
    )

    # Handing to another
    possible_user_ids = fields.Many2many("res.users", compute="_compute_possible_user_ids")
    user_id = fields.Many2one("res.users", "Reviewer", domain="[('id', 'in', possible_user_ids)]")

    # === WHAT IS HANDED OVER === #

    def _get_document(self):
        """What the caller may read of what is handed over.

        :return: `sale.order` or `crm.lead` record, may be empty
        """
        document = self.order_id._origin or self.lead_id._origin
        return document._filtered_access("read")

    @api.depends("lead_id")
    def _compute_possible_order_ids(self):
        for dialog in self:
            task = dialog.lead_id._origin._filtered_access("read")
            dialog.possible_order_ids = task._get_orders_to_review() if task else task.order_ids

    @api.depends("lead_id")
    def _compute_order_id(self):
        for dialog in self:
            dialog.order_id = dialog.order_id or dialog.possible_order_ids[:1]

    # One method for each: what is given for one field keeps the others of its method from it.
    @api.depends("order_id", "lead_id")
    def _compute_wanted_date(self):
        for dialog in self:
            promised = dialog._get_order().commitment_date
            wanted = promised.date() if promised else False
            dialog.wanted_date = dialog._get_former().wanted_date or wanted

    @api.depends("order_id", "lead_id")
    def _compute_stated_term_id(self):
        for dialog in self:
            former, customer = dialog._get_former(), dialog._get_customer_of_task()
            dialog.stated_term_id = former.stated_term_id or customer.property_payment_term_id

    @api.depends("order_id", "lead_id")
    def _compute_stated_address_id(self):
        for dialog in self:
            former, customer = dialog._get_former(), dialog._get_customer_of_task()
            delivery = customer and customer.address_get(["delivery"])["delivery"]
            dialog.stated_address_id = former.stated_address_id or customer.browse(delivery or ())

    def _get_order(self):
        """:return: `sale.order` record in sudo, empty where the caller does not read it"""
        document = self._get_document().sudo()
        return document if document._name == "sale.order" else self.order_id.sudo().browse()

    def _get_former(self):
        """:return: `crm.contract.review` record in sudo, the one before this"""
        document = self._get_document()
        reviews = self.review_id.sudo().browse()
        return document._get_reviews_of_it()[:1] if document else reviews

    def _get_customer_of_task(self):
        """What a quotation says itself.

        :return: `res.partner` record in sudo, empty for a quotation
        """
        document = self._get_document()
        if document and document._name == "crm.lead":
            return document._get_review_customer()
        return self.env["res.partner"].sudo()

    @api.depends("order_id", "lead_id")
    def _compute_about(self):
        for dialog in self:
            document, order = dialog._get_document().sudo(), dialog._get_order()
            customer = document._get_review_customer() if document else order.partner_id
            dialog.customer_name = customer.registered_name or customer.name
            dialog.customer_code = customer.ref
            dialog.customer_vat = customer.vat or customer.company_registry
            task = dialog.lead_id.sudo() if document and not order else dialog.lead_id.browse()
            dialog.currency_id = order.currency_id or task.company_currency
            dialog.amount_total = order.amount_total or task.expected_revenue
            dialog.payment_term_name = order.payment_term_id.name
            reviews = self.env["crm.contract.review"]
            address = order.partner_shipping_id
            dialog.delivery_address = reviews._format_address(address) if address else False

    @api.depends("order_id", "lead_id", "stated_term_id", "stated_address_id", "attachment_ids")
    def _compute_missing(self):
        reviews = self.env["crm.contract.review"]
        for dialog in self:
            document = dialog._get_document()
            if not document:
                dialog.missing = False
                continue
            order = dialog.order_id.sudo()._origin
            term, address = reviews._get_terms(order)
            former = document._get_reviews_of_it()[:1]
            task = dialog.lead_id.sudo()._origin or order.opportunity_id
            dialog.missing = "\n".join(
                reviews._get_missing(
                    document,
                    term or dialog.stated_term_id,
                    address or dialog.stated_address_id.sudo(),
                    bool(dialog.attachment_ids) or former._has_document(order, task),
                )
            )

    @api.depends("review_id")
    def _compute_possible_user_ids(self):
        for dialog in self:
            review = dialog.review_id._filtered_access("read").sudo()
            reviewers = review.company_id and review.company_id._get_contract_reviewers()
            users = reviewers or self.env["res.users"]
            dialog.possible_user_ids = users - review.user_id - review.reviewer_id

    # === DEEDS === #

    def action_apply(self):
        """Do what the dialog is for.

        :return: an action that closes the dialog, or shows what was handed over
        :raise UserError: with what speaks against it
        """
        self.ensure_one()
        if self.kind == "hand_over":
            return self._hand_over()
        self.review_id.check_access("read")
        if self.kind == "give":
            self.review_id._give(self.user_id, self.note)
        else:
            getattr(self.review_id, _DEEDS[self.kind])(self.note)
        return {"type": "ir.actions.act_window_close"}

    def _hand_over(self):
        document = self.order_id or self.lead_id
        if not document:
            raise UserError(self.env._("Choose a quotation or a sales task."))
        is_task = document._name == "crm.lead"
        if is_task and self.stated_address_id:
            self.stated_address_id.check_access("read")
        self.env["crm.contract.review"]._hand_over(
            document,
            {
                "wanted_date": self.wanted_date,
                "stated_term_id": is_task and self.stated_term_id.id,
                "stated_address_id": is_task and self.stated_address_id.id,
                "note": self.note,
            },
            self.attachment_ids,
        )
        return {"type": "ir.actions.act_window_close"}
