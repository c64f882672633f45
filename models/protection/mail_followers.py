from odoo import models


class MailFollowers(models.Model):
    """Shows the name and e-mail of its partner, to every colleague."""

    _name = "mail.followers"
    _inherit = ["mail.followers", "crm.visible.partner.mixin"]
