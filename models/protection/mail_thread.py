"""Who may not see a customer can neither make it a follower nor write to it by a guessed id."""

from odoo import models


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        return super().message_subscribe(self._drop_hidden_partners(partner_ids), subtype_ids)

    def message_post(self, *, partner_ids=None, author_id=None, **kwargs):
        if author_id and self._drop_hidden_partners([author_id]) != [author_id]:
            author_id = None
        return super().message_post(
            partner_ids=self._drop_hidden_partners(partner_ids), author_id=author_id, **kwargs
        )

    def message_notify(self, *, partner_ids=False, author_id=None, **kwargs):
        if author_id and self._drop_hidden_partners([author_id]) != [author_id]:
            author_id = None
        return super().message_notify(
            partner_ids=self._drop_hidden_partners(partner_ids), author_id=author_id, **kwargs
        )

    def _drop_hidden_partners(self, partner_ids):
        """The ids without those of customers that the caller may not see.

        :param partner_ids: as the methods of this model take them
        """
        if not partner_ids or self.env.su:
            return partner_ids
        partners = self.env["res.partner"].browse(
            partner_id for partner_id in partner_ids if isinstance(partner_id, int)
        )
        hidden = partners._filter_hidden()
        if not hidden:
            return partner_ids
        return [partner_id for partner_id in partner_ids if partner_id not in hidden._ids]

    def _message_get_suggested_recipients_batch(self, *args, **kwargs):
        """Propose nobody whom the caller may not see, and do not fail because of them.

        Whoever keeps a document of a customer that went to somebody else can still write on it.
        """
        partners = self.env["res.partner"]
        if self.env.su or partners._is_unrestricted():
            return super()._message_get_suggested_recipients_batch(*args, **kwargs)
        suggested = super(MailThread, self.sudo())._message_get_suggested_recipients_batch(
            *args, **kwargs
        )
        return {
            record_id: [
                recipient
                for recipient in recipients
                if not recipient["partner_id"]
                or not partners.browse(recipient["partner_id"])._filter_hidden()
            ]
            for record_id, recipients in suggested.items()
        }
