"""Odoo's own merge of contacts: it rewrites foreign keys in SQL, past what keeps the tree a tree."""

from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        people = (src_partners | dst_partner).sudo()
        superior = dst_partner._get_merged_superior(src_partners)
        # Not before the rows move: whoever is put above one of them would follow.
        people.superior_id = False
        result = super()._update_foreign_keys(src_partners, dst_partner)
        self.env.invalidate_all()
        survivor = dst_partner.sudo()
        survivor.superior_id = superior
        survivor._tidy_decision_tree()
        survivor._drop_task_twins()
        return result
