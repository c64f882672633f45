from odoo import models


class Base(models.AbstractModel):
    _inherit = "base"

    def _message_get_suggested_recipients_batch(self, *args, **kwargs):
        """Propose nobody whom the caller may not see, and do not fail because of them.

        Whoever keeps a document of a customer that went to somebody else can still write on it.
        """
        if self.env.su or self.env["res.partner"]._is_unrestricted():
            return super()._message_get_suggested_recipients_batch(*args, **kwargs)
        suggested = super(Base, self.sudo())._message_get_suggested_recipients_batch(
            *args, **kwargs
        )
        return {
            record_id: [
                recipient
                for recipient in recipients
                if not recipient["partner_id"]
                or not self.env["res.partner"].browse(recipient["partner_id"])._filter_hidden()
            ]
            for record_id, recipients in suggested.items()
        }
