"""What became of a customer that somebody had before the eyes, and that is out of sight now."""

from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _explain_absence(self):
        """Tell what a claim would be told (invariant 5), and of everything else nothing.

        :return: (name, reason); the name is empty where it is not the caller's to know
        """
        self.ensure_one()
        customer = self.exists().sudo()
        if not customer:
            return "", self.env._("A customer was deleted or merged meanwhile.")
        theirs = customer.company_id and customer.company_id not in self.env.user.company_ids
        if not customer.is_managed_customer or theirs:
            return "", self.env._("A customer is out of your sight by now.")
        return customer.display_name, self._why_not_claim() or self.env._(
            "%(name)s lies in the public pool by now.", name=customer.display_name
        )
