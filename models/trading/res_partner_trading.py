"""The customer's side of a conversion request: who may ask for it, and how it stands."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..protection.guard import unlocked
from .crm_trading_request import OPEN_STATES


class ResPartner(models.Model):
    _inherit = "res.partner"

    trading_request_ids = fields.One2many("crm.trading.request", "partner_id", readonly=True)
    open_trading_request_id = fields.Many2one(
        "crm.trading.request", "Open Conversion Request", compute="_compute_trading_request"
    )
    trading_request_count = fields.Integer(
        "Conversion Requests", compute="_compute_trading_request"
    )
    trading_request_note = fields.Char("Conversion", compute="_compute_trading_request")
    can_request_trading = fields.Boolean(compute="_compute_trading_request")

    @api.depends("customer_stage", "user_id", "trading_request_ids.state")
    @api.depends_context("uid", "allowed_company_ids", "lang")
    def _compute_trading_request(self):
        """What the reader sees."""
        requests = self.env["crm.trading.request"]
        by_customer = {}
        if any(self._ids) and requests.has_access("read"):
            found = requests.search([("partner_id", "in", self.ids)])
            by_customer = found.grouped("partner_id")
        for partner in self:
            mine = by_customer.get(partner._origin, requests)
            request = mine.filtered(lambda request: request.state in OPEN_STATES)[:1]
            partner.trading_request_count = len(mine)
            partner.open_trading_request_id = request
            partner.trading_request_note = self._get_trading_note(request) if request else False
            partner.can_request_trading = bool(
                partner.is_managed_customer
                and partner.customer_stage == "potential"
                and not partner._origin._why_not_request_trading()
            )

    @api.model
    def _get_trading_note(self, request):
        """How a request stands, in one line.

        :param request: `crm.trading.request` record
        """
        values = {
            "user": request.sudo().requester_id.name,
            "day": self._format_day(fields.Datetime.context_timestamp(self, request.create_date)),
        }
        if request.state == "asked":
            return self.env._(
                "%(user)s requested the conversion on %(day)s. The back office asks: %(question)s",
                question=request.question,
                **values,
            )
        return self.env._(
            "%(user)s requested the conversion on %(day)s. The back office decides.", **values
        )

    def _get_open_requests(self):
        """The requests about which nobody decided yet.

        :return: `crm.trading.request` recordset in sudo
        """
        requests = self.env["crm.trading.request"].sudo()
        return requests.search([("partner_id", "in", self.ids), ("state", "in", OPEN_STATES)])

    # === ASK FOR IT === #

    def _why_not_request_trading(self):
        """Why the caller cannot request the conversion of this customer, or None.

        The checklist is looked at when the request is sent.
        """
        self.ensure_one()
        customer = self.sudo()
        # These name nobody: any id can be sent.
        if not customer.is_managed_customer or not customer.active:
            return self.env._("Only active customers can be converted.")
        if not customer.user_id:
            return self.env._("Only a customer with an owner can be converted on request.")
        led = self.env["crm.team"]._get_led_user_ids()
        if customer.user_id != self.env.user and customer.user_id.id not in led:
            return self.env._("Only its owner or a leader requests the conversion of a customer.")
        values = {"name": customer.display_name}
        if not customer._get_protection_company().use_trading_request:
            return self.env._("%(name)s: conversion requests are switched off.", **values)
        return self._why_not_open_trading_request()

    def _why_not_open_trading_request(self):
        """Why this customer needs no request, whoever asks for it, or None."""
        customer = self.sudo()
        if customer.customer_stage == "trading":
            return self.env._("%(name)s is a trading customer already.", name=customer.display_name)
        if request := customer._get_open_requests():
            return self.env._(
                "%(name)s: %(user)s requested the conversion already.",
                name=customer.display_name,
                user=request.requester_id.name,
            )
        return None

    def action_request_trading(self):
        """Open the dialog that requests the conversion.

        :return: an `ir.actions.act_window` dict
        :raise UserError: why not
        """
        self.ensure_one()
        self.check_access("read")
        if why_not := self._why_not_request_trading():
            raise UserError(why_not)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_customer_protection.crm_trading_dialog_action"
        )
        context = {"default_kind": "request", "default_partner_id": self.id}
        return dict(action, context=context)

    def action_view_open_trading_request(self):
        """Open the request about which nobody decided yet.

        :return: an `ir.actions.act_window` dict
        """
        self.ensure_one()
        self.check_access("read")
        request = self.open_trading_request_id
        return dict(
            self.env["ir.actions.act_window"]._for_xml_id(
                "crm_customer_protection.crm_trading_request_action"
            ),
            res_id=request.id,
            views=[(False, "form")],
        )

    def action_view_trading_requests(self):
        """Show the open request, or the list of all.

        :return: an `ir.actions.act_window` dict
        """
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_customer_protection.crm_trading_request_action"
        )
        domain = [("partner_id", "=", self.id)]
        action |= {"domain": domain, "context": {}}
        requests = self.env["crm.trading.request"].search(domain)
        if len(requests) == 1:
            action |= {"res_id": requests.id, "views": [(False, "form")]}
        return action

    def _request_trading(self, note=None, ticked=None, documents=None):
        """Request the conversion of this customer, as its owner or a leader.

        :param str note: what the back office should know
        :param ticked: `crm.trading.check` recordset of conditions by hand that are met
        :param documents: `ir.attachment` recordset
        :return: `crm.trading.request` record
        :raise UserError: with what speaks against it, or what is missing
        """
        self.ensure_one()
        self._lock_customers()
        if why_not := self._why_not_request_trading():
            raise UserError(why_not)
        self._check_trading_checklist(documents or self.env["ir.attachment"])
        return self._open_trading_request(note, ticked, documents)

    def _check_trading_checklist(self, documents):
        """
        :param documents: `ir.attachment` recordset of the request
        :raise UserError: that names each required condition that the data do not meet
        """
        checks = self.env["crm.trading.check"]._get_checks(self._get_protection_company())
        missing = checks.filtered(
            lambda check: check.is_required
            and check.kind != "manual"
            and not check._is_met(self, documents)
        )
        if missing:
            raise UserError(
                self.env._(
                    "%(name)s: this is missing for a conversion.\n%(missing)s",
                    name=self.display_name,
                    missing="\n".join(
                        f"- {check.name}: {check._get_sentence()}" for check in missing.sudo()
                    ),
                )
            )

    def _open_trading_request(
        self, note=None, ticked=None, documents=None, requester=None, origin=None
    ):
        """Make a request without asking whether the caller may, or whether anything is missing.

        :param str note: what the back office should know
        :param ticked: `crm.trading.check` recordset of conditions by hand that are met
        :param documents: `ir.attachment` recordset
        :param requester: `res.users` record in whose name it is made; the caller
        :param str origin: the order because of which the system proposes it
        :return: `crm.trading.request` record
        """
        self.ensure_one()
        customer = self.sudo()
        company = customer._get_protection_company()
        checks = self.env["crm.trading.check"]._get_checks(company)
        request = unlocked(self.env["crm.trading.request"].sudo()).create(
            {
                "partner_id": self.id,
                "company_id": company.id,
                "user_id": customer.user_id.id,
                "requester_id": (requester or self.env.user).id,
                "note": note,
                "origin": origin,
                "check_ids": [
                    fields.Command.create(
                        {
                            "check_id": check.id,
                            "sequence": check.sequence,
                            "is_required": check.is_required,
                        }
                    )
                    for check in checks
                ],
            }
        )
        request = self.env[request._name].browse(request.id)
        request._complete(ticked, documents)
        request._log("proposed" if origin else "requested", note or origin)
        request._tell_request()
        return request
