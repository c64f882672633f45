from odoo import models

from .entry_point import entering


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _create_customer(self, with_parent=None):
        """Judge the customer by the rules of lead conversion, whose dialog asks for no reason."""
        customer = super(CrmLead, entering(self, "lead"))._create_customer(with_parent=with_parent)
        return customer.with_env(self.env)
