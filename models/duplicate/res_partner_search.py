"""Every collision analysis that somebody asks for from outside is logged and counted."""

from odoo import api, models
from odoo.exceptions import UserError

from ...tools.company_name import display_clean
from .crm_duplicate_search import ASKED
from .entry_point import get_entry_point

# What is kept of each text.
_MAX_LENGTH = 500


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def find_duplicates(self, name, vat=None, phone=None, email=None, limit=10, website=None):
        """As it is, but noted in `crm.duplicate.search`, and no more than the company allows a day.

        :raise UserError: beyond the limit of the day
        """
        more = {"vat": vat, "phone": phone, "email": email, "limit": limit, "website": website}
        if not self._is_search_logged():
            return super().find_duplicates(name, **more)
        self._check_collision_right()
        asked = self._get_asked(name, vat, phone, email, website)
        if not any(asked.values()):
            return super().find_duplicates(name, **more)
        searches = self.env["crm.duplicate.search"]
        refusal = searches._why_over_limit(asked)
        if refusal:
            raise UserError(refusal)
        matches = super().find_duplicates(name, **more)
        searches._log(asked, matches)
        return matches

    @api.model
    def _is_search_logged(self):
        """Whether somebody asks from outside, in a company that manages customers."""
        return bool(get_entry_point(self.env) and self.env.companies._get_searched_companies())

    @api.model
    def _get_asked(self, *texts):
        """The texts of a search, by the names of `ASKED`; what is no text is empty."""
        return {
            key: display_clean(text)[:_MAX_LENGTH] if isinstance(text, str) else ""
            for key, text in zip(ASKED, texts, strict=True)
        }
