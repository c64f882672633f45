"""The one method through which the stage of a customer changes (invariant 9).

check -> lock -> write -> history -> protection. A plain write of `customer_stage` ends here too.
"""

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ...tools.protection import initial_until
from ..protection.guard import is_merging, make_mark, unlocked
from .crm_trading_event import ENTERED

# Partners of which `write` stores the stage as it is: its history is written by the caller.
_staged, _is_staged = make_mark("crm_customer_stage_change")
# What writes stages besides people, as the history calls it.
_SOURCES = [(kind, *make_mark(f"crm_customer_stage_by_{kind}")) for kind in ("merge", "undo")]
(__, merging_stage, __), (__, undoing_stage, __) = _SOURCES


class ResPartner(models.Model):
    _inherit = "res.partner"

    trading_event_ids = fields.One2many(
        "crm.trading.event", "partner_id", "History of Stages", readonly=True
    )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        trading = partners.filtered(
            lambda partner: partner.is_managed_customer and partner.customer_stage == "trading"
        )
        if trading:
            trading._log_trading_events(ENTERED, to_stage="trading")
        return partners

    def write(self, vals):
        if "customer_stage" not in vals or _is_staged(self.env) or is_merging(self.env):
            return super().write(vals)
        self.check_access("write")
        self._check_customer_values(vals, self)
        vals = dict(vals)
        stage = vals.pop("customer_stage")
        result = super().write(vals) if vals else True
        customers = self.filtered("is_managed_customer")
        if others := self - customers:
            _staged(others).write({"customer_stage": stage})
        customers._write_stage(stage)
        return result

    def _write_stage(self, stage):
        """Carry out a plain write of the stage by somebody who may do so.

        :param str stage: `potential` or `trading`
        :raise ValidationError: where it is empty
        """
        changing = self.filtered(lambda customer: customer.customer_stage != stage)
        # Who becomes a customer in the same write is potential without more ado.
        first = changing.filtered(lambda customer: not customer.customer_stage)
        if first and stage == "potential":
            _staged(first.sudo()).write({"customer_stage": stage})
            changing -= first
        if changing:
            changing._check_four_eyes(stage)
            kind = next((kind for kind, __, is_so in _SOURCES if is_so(self.env)), "direct")
            changing._change_customer_stage(stage, kind)

    # === CHANGE === #

    def _change_customer_stage(self, stage, kind, note=None, request=None):
        """Let customers be potential or trading, write it down, and let the policy follow.

        The right to do so is checked by the caller.

        :param str stage: `potential` or `trading`
        :param str kind: one of the kinds of `crm.trading.event`
        :param str note: why
        :param request: `crm.trading.request` record that was decided by it
        :return: those of the customers whose stage changed, in sudo
        :raise ValidationError: for any other stage
        """
        labels = dict(self._fields["customer_stage"]._description_selection(self.env))
        if stage not in labels:
            raise ValidationError(self.env._("A customer is potential or trading: choose one."))
        self._lock_customers()
        changed = self.sudo().filtered(lambda customer: customer.customer_stage != stage)
        following = changed.filtered(lambda customer: customer._is_policy_followed())
        requests = {one.partner_id: one for one in request or changed._get_open_requests()}
        changed._log_stage_change(stage, kind, note, requests)
        _staged(changed).write({"customer_stage": stage})
        changed._follow_stage(following, f"{labels[stage]}\n{note}" if note else labels[stage])
        changed._close_requests_of_stage(note)
        return changed

    def _log_stage_change(self, stage, kind, note, open_ones):
        """Write a row of the history and a note in the chatter of each: all of them at once.

        :param str stage: the one to come
        :param str kind: one of the kinds of `crm.trading.event`
        :param str note: why
        :param dict open_ones: `crm.trading.request` records by customer
        """
        rows, bodies = [], {}
        for customer in self:
            values = customer._prepare_trading_event_values(kind, note, open_ones.get(customer))
            rows.append(values | {"from_stage": customer.customer_stage, "to_stage": stage})
            bodies[customer.id] = customer._get_stage_message(stage, note)
        unlocked(self.env["crm.trading.event"].sudo()).create(rows)
        if bodies:
            self._message_log_batch(bodies)

    def _get_stage_message(self, stage, note):
        labels = dict(self._fields["customer_stage"]._description_selection(self.env))
        old = labels.get(self.customer_stage, "-")
        body = self.env._("Stage: %(old)s → %(new)s", old=old, new=labels[stage])
        return Markup("%s<br/>%s") % (body, note) if note else body

    def _log_trading_events(self, kind, note=None, request=None, from_stage=False, to_stage=False):
        """Write the same row into the history of each of these customers.

        :param str kind: one of the kinds of `crm.trading.event`
        :param str note: why
        :param request: `crm.trading.request` record
        """
        unlocked(self.env["crm.trading.event"].sudo()).create(
            [
                customer._prepare_trading_event_values(kind, note, request)
                | {"from_stage": from_stage, "to_stage": to_stage}
                for customer in self.sudo()
            ]
        )

    def _prepare_trading_event_values(self, kind, note, request):
        """Values of one row of the history.

        :return: dict of `create` values
        """
        return {
            "partner_id": self.id,
            "request_id": request.id if request else False,
            "company_id": self._get_protection_company().id,
            "kind": kind,
            "note": note,
            "user_id": self.env.uid,
        }

    # === PROTECTION === #

    def _is_policy_followed(self):
        """Whether the policy of this customer is the one that matches it.

        It is not where nobody put the customer under protection since that was switched on.
        """
        company = self._get_protection_company()
        if not self.user_id or not company.use_protection:
            return False
        return bool(
            self.protection_policy_id or not self._get_matching_policy(self.user_id, company)
        )

    def _follow_stage(self, following, note):
        """Give customers the policy of their new stage, and write a row in the ledger for each.

        :param following: those of them whose policy follows
        :param str note: what the ledger says
        """
        for values, customers in self._group_by_values(
            lambda customer: customer._prepare_stage_values() if customer in following else {}
        ):
            if "paused_on" in values:
                # A new clock, or none: what is asked for the old one is decided by nobody.
                customers._end_requests()
            customers._write_protection("convert", values, note=note)

    def _prepare_stage_values(self):
        """What the policy of its new stage makes of the protection of one customer.

        The owner stays. A date that stands is never shortened; where there was none the clock
        starts today.

        :return: dict of protected fields
        """
        values = self._prepare_owner_values(self.user_id, keep_clock=True)
        del values["user_id"]
        if values["protection_state"] == "exempt":
            return dict(values, paused_on=False) if self.paused_on else values
        if "protected_until" not in values and self.claim_day:
            policy = self.env["crm.protection.policy"].sudo().browse(values["protection_policy_id"])
            until = initial_until(self.claim_day, policy._get_terms())
            values["protected_until"] = max(self.protected_until, until)
        return values

    # === HISTORY === #

    def _get_ids_with_history(self):
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT partner_id FROM crm_trading_event "
                "WHERE partner_id = ANY(%s) AND kind <> %s",
                self.ids,
                ENTERED,
            )
        )
        return super()._get_ids_with_history() | {partner_id for (partner_id,) in rows}
