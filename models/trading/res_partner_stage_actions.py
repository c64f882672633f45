"""What the back office does with the stage of many customers at once: one answer for each."""

from odoo import models

from .crm_trading_request import OPEN_STATES


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_trading_again(self):
        """Make customers trading again that became potential because they ordered nothing.

        :return: True for one; for several the action that shows what was done and what not
        :raise UserError: where one was asked for and something speaks against it
        """
        return self._act_on_each("_why_not_trading_again", "_set_trading_again")

    def action_set_trading(self):
        """Open the dialog that makes potential customers trading ones, with a reason.

        :return: an `ir.actions.act_window` dict
        """
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_customer_protection.crm_trading_bulk_action"
        )
        context = {"default_source": "selected", "default_partner_ids": self.ids}
        return dict(action, context=context)

    def _why_not_change_stage(self):
        """Why the caller cannot change the stage of this customer by hand, or None."""
        self.ensure_one()
        name = self.sudo().display_name
        if not self._is_customer_admin():
            return self.env._("%(name)s: only the back office changes the stage.", name=name)
        if not self.is_managed_customer:
            return self.env._("%(name)s is no customer.", name=name)
        if not self.has_access("write"):
            return self.env._("%(name)s is a customer of another company.", name=name)
        return None

    def _why_not_own_request(self):
        """Four eyes: why the caller cannot make this customer a trading one, or None."""
        requests = self.sudo().trading_request_ids
        mine = requests.filtered(
            lambda request: request.state in OPEN_STATES and request.requester_id == self.env.user
        )
        return mine[:1].with_env(self.env)._why_not_back_office() if mine else None

    def _why_not_set_trading(self):
        """Why the caller cannot make this customer a trading one by hand, or None."""
        if reason := self._why_not_change_stage():
            return reason
        if self.customer_stage == "trading":
            return self.env._("%(name)s is a trading customer already.", name=self.display_name)
        if not self.active:
            return self.env._("%(name)s is deactivated. Activate it first.", name=self.display_name)
        return self._why_not_own_request()

    def _why_not_trading_again(self):
        """Why the caller cannot take the lapse of this customer back, or None."""
        if reason := self._why_not_set_trading():
            return reason
        if not self.is_lapsed:
            return self.env._(
                "%(name)s did not become potential for want of orders. Use “Set Trading”.",
                name=self.display_name,
            )
        return None

    def _set_trading(self, reason):
        self._change_customer_stage("trading", "direct", note=reason)

    def _set_trading_again(self):
        self._change_customer_stage("trading", "undo")
