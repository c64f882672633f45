"""Sharing a customer with colleagues, and ending it."""

from odoo import api, fields, models

from .guard import unlocked


class ResPartner(models.Model):
    _inherit = "res.partner"

    share_ids = fields.One2many("crm.customer.share", "partner_id", "Shared With", readonly=True)

    def _why_not_share(self):
        """Why the caller cannot share this customer, or end a share of it, or None."""
        self.ensure_one()
        customer = self.sudo()
        if not customer.user_id:
            return self.env._(
                "%(name)s is public: there is nothing to share.", name=customer.display_name
            )
        if customer.user_id != self.env.user and not self._is_directed_by_me():
            return self.env._(
                "%(name)s: only its owner, a leader or the back office shares it.",
                name=customer.display_name,
            )
        return None

    def _share(self, users, mode, until, note):
        """Share customers with persons; a share that stands is renewed.

        :param users: `res.users` recordset
        :param str mode: `read` or `write`
        :param until: `datetime.date`, or False without an end
        :param str note: why
        """
        self._lock_customers()
        shares = unlocked(self.env["crm.customer.share"].sudo())
        values = {"mode": mode, "until": until, "note": note, "shared_by_id": self.env.uid}
        for user in users:
            customers = self.sudo().filtered(lambda customer, user=user: customer.user_id != user)
            standing = shares.search(
                [("partner_id", "in", customers.ids), ("user_id", "=", user.id)]
            )
            standing.write(values)
            shares.create(
                [
                    dict(values, partner_id=customer.id, user_id=user.id)
                    for customer in customers - standing.partner_id
                ]
            )
            customers._write_protection("share", {}, note=note, shared_user_id=user.id)

    def _unshare(self, users, note=None):
        """End what is shared of customers with these persons.

        :param users: `res.users` recordset
        """
        self._lock_customers()
        standing = self.sudo().share_ids.filtered(lambda share: share.user_id in users)
        self._write_shares_down("unshare", standing, note)
        unlocked(standing).unlink()

    def _end_shares(self, owner):
        """End what is shared of customers that get this owner.

        :param owner: `res.users` record, possibly empty
        """
        ending = self._get_ending_shares(owner)
        self._write_shares_down("unshare", ending)
        unlocked(ending).unlink()

    def _get_ending_shares(self, owner):
        """The shares that end where customers get this owner: all of them where they fall free.

        A new owner keeps the colleagues of the old one, but is no longer one of them.

        :param owner: `res.users` record, possibly empty
        :return: `crm.customer.share` recordset in sudo
        """
        standing = self.sudo().share_ids
        return standing.filtered(lambda share: share.user_id == owner) if owner else standing

    @api.model
    def _write_shares_down(self, cause, shares, note=None):
        """A row in the ledger for each share that begins or ends.

        :param str cause: `share` or `unshare`
        :param shares: `crm.customer.share` recordset
        """
        for user, given in shares.grouped("user_id").items():
            given.partner_id._write_protection(cause, {}, note=note, shared_user_id=user.id)

    def _end_double_shares(self):
        """After a merge leave one share for each colleague, the widest and longest."""
        for shares in self.sudo().share_ids.grouped("user_id").values():
            best = shares.sorted(
                lambda share: (share.mode == "write", not share.until, share.until)
            )
            unlocked(best[:-1]).unlink()

    def _get_live_shares(self):
        """The shares that hold today.

        :return: `crm.customer.share` recordset in sudo
        """
        today = fields.Date.context_today(self)
        return self.sudo().share_ids.filtered(lambda share: not share.until or share.until >= today)
