"""The decision tree follows a merge: no ring, no arrow to oneself, nobody twice in a task.

What may not move stays with the customer that went into another one, so that an undo finds it.
"""

from odoo import models
from odoo.tools import SQL


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_merge_conditions(self, sources):
        conditions = super()._get_merge_conditions(sources)
        conditions["crm_contact_influence"] = self._get_side_condition(
            "crm_contact_influence", sources, ("source_id", "target_id")
        )
        # In each task the survivor's own row counts, else that which came first.
        conditions["crm_lead_contact"] = SQL(
            """
            NOT EXISTS (
                SELECT FROM crm_lead_contact twin
                 WHERE twin.lead_id = crm_lead_contact.lead_id AND twin.partner_id = ANY(%(ids)s)
                   AND (twin.partner_id = %(survivor)s OR twin.id < crm_lead_contact.id))
            """,
            ids=(self | sources).ids,
            survivor=self.id,
        )
        return conditions

    def _get_merge_fields(self):
        # Whoever survives keeps the place in the tree.
        return [name for name in super()._get_merge_fields() if name != "superior_id"]

    def _move_all_rows(self, sources, log):
        result = super()._move_all_rows(sources, log)
        self._tidy_decision_tree()
        return result

    def _get_merged_superior(self, sources):
        """Who is above a contact once others went into it: the next one who is not below it.

        :param sources: `res.partner` records
        :return: `res.partner` record, possibly empty
        """
        group = self.sudo()._with_archived() | sources.sudo()._with_archived()
        below, found = group, group
        while found:
            found = found.subordinate_ids - below
            below |= found
        for person in group:
            superior = person._find_superior(below)
            if superior and superior._can_lead(self):
                return superior
        return self.browse()

    def _drop_task_twins(self):
        """Of several rows of one person in one task the main one stays, else the first."""
        rows = self.env["crm.lead.contact"].sudo().search([("partner_id", "in", self.ids)])
        rows = rows.sorted(lambda row: (not row.is_main, row.id))
        known, twins = set(), rows.browse()
        for row in rows:
            key = (row.lead_id, row.partner_id)
            if key in known:
                twins |= row
            known.add(key)
        twins.unlink()
