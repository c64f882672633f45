from odoo import models


class DiscussChannelMember(models.Model):
    """Whoever invites somebody to a channel is shown his or her e-mail, and lets Odoo write there."""

    _name = "discuss.channel.member"
    _inherit = ["crm.partner.link.mixin", "discuss.channel.member"]
