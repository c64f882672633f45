"""Adding a claimant to an open case: for those who opened it for others, and for the back office."""

from odoo import models
from odoo.exceptions import UserError

from .crm_collision_case_opening import SALESMAN


class CrmCollisionCase(models.Model):
    _inherit = "crm.collision.case"

    def _why_not_add(self):
        """Why the caller cannot add a claimant, or None. No claimant chooses whom he or she faces."""
        self.ensure_one()
        case = self.sudo()
        user = self.env.user
        for_others = case.opened_by_id == user and user not in case.claim_ids.user_id
        why_not = None if for_others else self._why_not_back_office()
        return why_not or self._why_not_go("proposed")

    def action_add_claimant(self):
        """Open the dialog that adds a claimant.

        :return: an `ir.actions.act_window` dict
        """
        return self._open_dialog("add", self.env._("Add a Claimant"))

    def _add_claimant(self, user, reason):
        """Add a salesperson to the claimants, with the evidence that there is.

        :param user: `res.users` record
        :param str reason: why; everybody in the case reads it
        :raise UserError: where the caller may not, or something speaks against it
        """
        self._begin("_why_not_add", reason)
        if why_not := self._why_no_claimant(user):
            raise UserError(why_not)
        self._add_claims(user)
        self.sudo().message_subscribe(user.partner_id.ids)
        self._tell_claimants(
            self.env._(
                "%(name)s is a claimant too: state your own case. %(reason)s",
                name=user.name,
                reason=reason,
            )
        )

    def _why_no_claimant(self, user):
        """Why this person cannot be a claimant of the case, or None.

        :param user: `res.users` record, possibly empty
        """
        case, user = self.sudo(), user.sudo()
        values = {"case": case.name, "name": user.name}
        if not user:
            return self.env._("%(case)s: choose a salesperson.", **values)
        if user in case.claim_ids.user_id:
            return self.env._("%(case)s: %(name)s is a claimant already.", **values)
        if user == self.env.user:
            return self.env._("%(case)s: you cannot add yourself. Ask a colleague.", **values)
        sells = user.active and not user.share and user.has_group(SALESMAN)
        if not sells or case.company_id not in user.company_ids:
            return self.env._(
                "%(case)s: %(name)s is no salesperson of its company, who could own the customer.",
                **values,
            )
        return None
