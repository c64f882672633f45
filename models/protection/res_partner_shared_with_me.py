"""What a colleague shares with the caller: by whom, to do what, until when."""

from odoo import api, fields, models
from odoo.fields import Domain


class ResPartner(models.Model):
    _inherit = "res.partner"

    is_shared_with_me = fields.Boolean(
        compute="_compute_my_share", search="_search_is_shared_with_me"
    )
    my_share_by_id = fields.Many2one("res.users", "Shared by", compute="_compute_my_share")
    my_share_mode = fields.Selection(
        [("read", "Read"), ("write", "Read and write")], "I May", compute="_compute_my_share"
    )
    my_share_until = fields.Date("Shared Until", compute="_compute_my_share")
    my_share_note = fields.Char("Sharing Note", compute="_compute_my_share")

    @api.depends("share_ids")
    @api.depends_context("uid")
    def _compute_my_share(self):
        shares = (
            self.env["crm.customer.share"]
            .sudo()
            .search(Domain("partner_id", "in", self.ids) & self._get_my_share_domain())
            .grouped("partner_id")
        )
        nothing = self.env["crm.customer.share"].sudo()
        for partner in self:
            share = shares.get(partner._origin.sudo(), nothing)[:1]
            partner.is_shared_with_me = bool(share)
            partner.my_share_by_id = share.shared_by_id
            partner.my_share_mode = share.mode
            partner.my_share_until = share.until
            partner.my_share_note = share.note

    def _search_is_shared_with_me(self, operator, value):
        if operator != "in" or list(value) != [True]:
            return NotImplemented
        return Domain("share_ids", "any", self._get_my_share_domain())

    @api.model
    def _get_my_share_domain(self):
        """Domain of `crm.customer.share`: the caller's that hold today."""
        today = fields.Date.context_today(self)
        still = Domain("until", "=", False) | Domain("until", ">=", today)
        return Domain("user_id", "=", self.env.uid) & still
