"""Catches up with names that came past the ORM, and makes all keys anew when there are other ones.

Names by SQL or from a restored table are found after the next night. With pypinyin installed later,
or with a new version of the keys, old names would not be found by the new ones.
"""

from odoo import api, models
from odoo.tools import SQL

from ...tools.company_name import KEYS_VERSION

PARAMETER = "crm_customer_protection.name_keys"
_BATCH = 2_000


class CrmNameIndex(models.AbstractModel):
    _inherit = "crm.name.index"

    @api.model
    def _fill(self):
        if not self._get_mark():
            self._set_mark(KEYS_VERSION)
        return super()._fill()

    @api.model
    def _get_mark(self):
        """Of which version the keys are; while they are made anew: "version:last partner"."""
        return self.env["ir.config_parameter"].sudo().get_param(PARAMETER) or ""

    @api.model
    def _set_mark(self, mark):
        self.env["ir.config_parameter"].sudo().set_param(PARAMETER, mark)

    @api.model
    def _cron_refresh(self):
        """Once a night: make old keys anew in batches that commit, then add what is missing."""
        version, _colon, last_id = self._get_mark().partition(":")
        if version != KEYS_VERSION or last_id:
            last_id = int(last_id) if version == KEYS_VERSION else 0
            while last_id := self._remake_batch(last_id):
                self._set_mark(f"{KEYS_VERSION}:{last_id}")
                if not self.env["ir.cron"]._commit_progress(_BATCH, remaining=_BATCH):
                    return
            self._set_mark(KEYS_VERSION)
        self.env["ir.cron"]._commit_progress(self._fill(), remaining=0)

    @api.model
    def _remake_batch(self, after_id):
        """Make the keys of the next partners anew.

        :return: int, the last of these partners; 0 at the end
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT partner_id FROM crm_partner_name
                 WHERE partner_id > %s ORDER BY partner_id LIMIT %s
                """,
                after_id,
                _BATCH,
            )
        )
        partners = self.env["res.partner"].browse(partner_id for (partner_id,) in rows)
        self.env.cr.execute(
            SQL("DELETE FROM crm_partner_name WHERE partner_id = ANY(%s)", partners.ids)
        )
        self._add(partners._get_indexed_names())
        return partners.ids[-1] if partners else 0
