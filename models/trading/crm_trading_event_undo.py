"""Changes of stages that are taken back from the history."""

from odoo import models
from odoo.exceptions import UserError


class CrmTradingEvent(models.Model):
    _inherit = "crm.trading.event"

    def action_undo(self):
        """Give customers the stage that they had before these changes.

        :return: the action that shows what was done and what not
        :raise UserError: where nothing could be taken back
        """
        done, refused = self.env["res.partner"], []
        latest = self._get_latest_changes()
        for event in self:
            if reason := event._why_not_undo(latest):
                refused.append((event.partner_id, reason))
            else:
                done |= event.partner_id
        if refused and not done:
            raise UserError("\n".join(reason for __, reason in refused[:20]))
        for stage in ("potential", "trading"):
            back = self.filtered(
                lambda event, stage=stage: event.partner_id in done and event.from_stage == stage
            )
            if back:
                back.partner_id._change_customer_stage(stage, "undo")
        return self.env["crm.protection.result"]._show(done, refused)

    def _get_latest_changes(self):
        """:return: dict of id of a customer -> id of the last row that changed its stage"""
        rows = self.sudo()._read_group(
            [("partner_id", "in", self.partner_id.ids), ("to_stage", "!=", False)],
            ["partner_id"],
            ["id:max"],
        )
        return {customer.id: last for customer, last in rows}

    def _why_not_undo(self, latest):
        """Why the caller cannot take this change back, or None.

        :param dict latest: see `_get_latest_changes`
        """
        customer = self.partner_id
        if reason := customer._why_not_change_stage():
            return reason
        if not self.from_stage or not self.to_stage or self.from_stage == self.to_stage:
            return self.env._("%(name)s: this row changed no stage.", name=customer.display_name)
        if latest.get(customer.id) != self.id or customer.customer_stage != self.to_stage:
            return self.env._(
                "%(name)s: its stage was changed again since. Take the last change back.",
                name=customer.display_name,
            )
        return customer._why_not_own_request() if self.from_stage == "trading" else None
