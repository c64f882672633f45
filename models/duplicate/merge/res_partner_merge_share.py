"""What is shared of merged customers: one share for each colleague, none deleted (invariants 6, 11).

A share of which the survivor has no use hangs on a merged customer, where nobody sees anything by it,
so that an undo brings back the very same row.
"""

from odoo import fields, models

from .merge_link import Link

_SHARE_LINK = Link("id", "crm_customer_share", "partner_id")


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_staying_shares(self, sources):
        """Shares that the survivor has no use for: with its owner, or no wider than its own.

        A survivor without an owner is public, and shared with nobody.
        """
        staying = self.env["crm.customer.share"].sudo()
        if not self.user_id:
            return sources.share_ids
        best = {share.user_id: share for share in self.share_ids.sorted(_get_width)}
        for share in sources.share_ids.sorted("id"):
            standing = best.get(share.user_id)
            if share.user_id == self.user_id or (
                standing and _get_width(standing) >= _get_width(share)
            ):
                staying |= share
            else:
                # The narrower one of another source stays; the survivor's own one is swapped.
                if standing and standing.partner_id in sources:
                    staying |= standing
                best[share.user_id] = share
        return staying

    def _get_swapped_shares(self, sources):
        """Shares of the survivor for which one of the sources has a wider one."""
        moving = sources.share_ids - self._get_staying_shares(sources)
        return self.share_ids.filtered(lambda share: share.user_id in moving.user_id)

    def _prepare_share_move(self, sources, shares):
        """The move of shares of the survivor out of its way.

        :return: (`Link`, keys, old id, new id)
        """
        return (_SHARE_LINK, shares.ids, self.id, sources[0].id)

    def _set_shares_aside(self, sources, owner, log):
        """Take the shares that end with a new owner from the survivor, before they are deleted.

        :param owner: `res.users` record, possibly empty
        """
        ending = self._get_ending_shares(owner)
        if ending:
            self._write_shares_down("unshare", ending)
            self._move_rows([self._prepare_share_move(sources, ending)], log, self._name)


def _get_width(share):
    """How much a share gives: to write before to read, without an end before the longest."""
    return (share.mode == "write", not share.until, share.until or fields.Date.today())
