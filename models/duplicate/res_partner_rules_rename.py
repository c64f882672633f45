"""A customer that is renamed is judged like a new one: else a name could come in by two steps."""

from odoo import models

from ...tools.company_name import normalise
from .entry_point import get_entry_point


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        reason = None
        if "duplicate_reason" in vals:
            vals = dict(vals)
            reason = vals.pop("duplicate_reason")
        judged = (
            self._judge_renaming(vals["registered_name"], reason)
            if vals.get("registered_name")
            else []
        )
        result = super().write(vals)
        for customer, judgement in judged:
            customer._note_created_anyway(*judgement)
        return result

    def _judge_renaming(self, name, reason):
        """Let customers take this registered name, or refuse it, as the rules say.

        :param str name: as it came
        :param reason: why, as it came
        :return: list of (`res.partner` record, what `_note_created_anyway` takes)
        :raise UserError: see `_judge_new_customer`
        """
        if not isinstance(name, str) or not get_entry_point(self.env):
            return []
        judged = []
        key = normalise(name)
        for customer in self.filtered("is_managed_customer"):
            if customer.registered_name_key == key or not self._is_search_logged():
                continue
            company = customer.company_id or self.env.company
            asked = self._get_asked(name, None, None, None, None)
            judgement = self._judge_by_rules(company, asked, reason, itself=customer)
            if judgement:
                judged.append((customer, judgement))
        return judged
