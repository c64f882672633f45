"""Why two names are alike, in words a salesperson would use."""

from odoo import api, models, tools
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

# The codes of `company_name.REASONS`; "brand" is that of the customer that was found, "part" the
# shorter of both.
REASON_TEXTS = {
    "same_name": _lt("same name"),
    "same_core": _lt("same name but for place and legal form"),
    "same_words": _lt("same words"),
    "same_brand": _lt("same brand %(brand)s"),
    "homophone": _lt("sounds the same: %(brand)s"),
    "near_brand": _lt("brand %(brand)s is nearly the same"),
    "swapped": _lt("characters of %(brand)s changed places"),
    "contained": _lt("both contain %(part)s"),
    "other_brand": _lt("other brand %(brand)s"),
    "one_character": _lt("one character apart"),
    "abbreviated": _lt("abbreviated"),
    "initials": _lt("same initials"),
    "spelling": _lt("spelt a little differently"),
    "same_trade": _lt("same trade"),
    "trade_missing": _lt("trade missing"),
    "other_trade": _lt("other trade"),
    "same_region": _lt("same region"),
    "region_part": _lt("one region lies in the other"),
    "region_missing": _lt("region missing"),
    "region_conflict": _lt("other region"),
    "other_form": _lt("other legal form"),
    "branch": _lt("a branch"),
    "group": _lt("a group"),
    "other_number": _lt("other number in the name"),
}


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _get_reason_texts(self, codes, asked, found):
        """Put the codes of `company_name.REASONS` into words.

        :param codes: tuple of str, the most telling first
        :param asked: `Parts` of the name that was typed
        :param found: `Parts` of the customer's name
        :return: list of str
        """
        names = {"brand": found.brand or found.core}
        names["part"] = min(asked.brand or asked.core, names["brand"], key=len)
        sentences = self._get_reason_sentences()
        return [sentences[code] % names for code in codes]

    @api.model
    @tools.ormcache("self.env.lang")
    def _get_reason_sentences(self):
        """Every reason in the language of the caller: an import asks for very many."""
        return {code: self.env._(text) for code, text in REASON_TEXTS.items()}
