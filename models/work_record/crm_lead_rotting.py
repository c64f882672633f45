"""A task rots from the later of its last change of stage and what was last done for it.

Tasks without work records rot as in Odoo.
"""

from datetime import timedelta

from odoo import models
from odoo.tools import SQL


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _get_rotting_depends_fields(self):
        return [*super()._get_rotting_depends_fields(), "last_work_date"]

    def _compute_rotting(self):
        result = super()._compute_rotting()
        now = self.env.cr.now()
        for lead in self:
            worked = lead.is_rotting and lead.last_work_date
            if not worked or worked <= (lead.date_last_stage_update or lead.create_date):
                continue
            lead.is_rotting = worked + timedelta(days=lead.stage_id.rotting_threshold_days) < now
            lead.rotting_days = (now - worked).days if lead.is_rotting else 0
        return result

    def _search_is_rotting(self, operator, value):
        """Odoo answers with the ids of those that rot by their stage: the fresh ones go."""
        ((name, found_operator, rotting),) = super()._search_is_rotting(operator, value)
        if not rotting:
            return [(name, found_operator, rotting)]
        self.flush_model(["last_work_date", "stage_id"])
        fresh = self.env.execute_query(
            SQL(
                """
                SELECT lead.id
                  FROM crm_lead lead
                  JOIN crm_stage stage ON stage.id = lead.stage_id
                 WHERE lead.id = ANY(%s)
                   AND lead.last_work_date + stage.rotting_threshold_days * interval '1 day' > %s
                """,
                rotting,
                self.env.cr.now(),
            )
        )
        fresh = {lead_id for (lead_id,) in fresh}
        return [(name, found_operator, [one for one in rotting if one not in fresh])]
