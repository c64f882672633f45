"""What becomes of an open request when its customer changes: owner, stage, company of others."""

from odoo import models
from odoo.exceptions import UserError

from ..protection.guard import unlocked
from .res_partner_stage import merging_stage


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        leaving = self.browse()
        if not vals.get("active", True) or not vals.get("is_managed_customer", True):
            leaving = self.filtered("is_managed_customer")
        result = super().write(vals)
        if leaving:
            leaving._get_open_requests()._end(self.env._("The customer was deactivated."))
        return result

    # === OWNER === #

    def _write_protection(self, cause, values, note=None, **event):
        result = super()._write_protection(cause, values, note=note, **event)
        if "user_id" in values:
            self._follow_with_requests()
        return result

    def _follow_with_requests(self):
        """Let open requests go to the new owner; without one nobody asks any more."""
        for request in self._get_open_requests():
            owner = request.partner_id.user_id
            if not owner:
                request._end(self.env._("The customer has no owner any more."))
            elif owner != request.user_id:
                unlocked(request).user_id = owner
                request._log("handed", owner.name)
                request._tell_new_owner()

    # === STAGE === #

    def _check_four_eyes(self, stage):
        """Nobody of the back office converts on his or her own request.

        :param str stage: that is about to be written
        :raise UserError: that names the customer
        """
        if stage != "trading":
            return
        for request in self._get_open_requests():
            if request.requester_id == self.env.user:
                raise UserError(request.with_env(self.env(su=False))._why_not_back_office())

    def _close_requests_of_stage(self, note=None):
        """What was requested is done, on request or without.

        :param str note: why the stage changed
        """
        done = self.filtered(lambda customer: customer.customer_stage == "trading")
        for request in done._get_open_requests():
            request._close("converted", note)
            request._tell_outcome("converted", note)

    # === MERGE === #

    def _move_all_rows(self, sources, log):
        """End the requests that the survivor has no use for, before rows move."""
        requests = sources._get_open_requests()
        kept = requests[:1]
        if self.customer_stage == "trading" or self._get_open_requests():
            kept = requests.browse()
        (requests - kept)._end(self.env._("The customer was merged into another one."))
        self.env.flush_all()
        result = super()._move_all_rows(sources, log)
        self._follow_with_requests()
        return result

    def _write_merge_values(self, sources, choices):
        return super(ResPartner, merging_stage(self))._write_merge_values(sources, choices)
