"""Says in the settings what duplicate analysis lacks."""

from odoo import fields, models

from ...tools.company_name import MISSING_WHEELS


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    collision_search_limit = fields.Integer(
        related="company_id.collision_search_limit", readonly=False
    )
    collision_search_months = fields.Integer(
        related="company_id.collision_search_months", readonly=False
    )
    duplicate_engine_note = fields.Char(compute="_compute_duplicate_engine_note")

    def _compute_duplicate_engine_note(self):
        notes = {
            "pypinyin": self.env._(
                "The Python package pypinyin is missing: Chinese names that only sound alike, and "
                "names typed in Pinyin, are not found."
            ),
            "rapidfuzz": self.env._(
                "The Python package rapidfuzz is missing: comparing is slower."
            ),
        }
        text = " ".join(notes[wheel] for wheel in MISSING_WHEELS)
        for settings in self:
            settings.duplicate_engine_note = text or self.env._(
                "Names are compared by writing and by sound, at full speed."
            )
