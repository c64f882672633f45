from odoo import models


class DiscussChannel(models.Model):
    _inherit = "discuss.channel"

    def add_members(self, partner_ids=None, *args, **kwargs):
        """Nobody is invited by a guessed id: Odoo makes members of some channels as superuser."""
        self.env["res.partner"].browse(partner_ids or [])._check_not_hidden()
        return super().add_members(partner_ids, *args, **kwargs)
