"""Exits of the order itself: button, dialog, signature, payment, invoice, link (invariant 7).

What writes the state is guarded where the state is written. Here each way is refused before anything
is made of it, in words.
"""

from odoo import api, models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    _inherit = "sale.order"

    # === WHY NOT === #

    def _describe_wait(self):
        # A customer learns neither who decides nor that somebody has to.
        if self.env.user.share:
            return self.env._(
                "Your quotation is being prepared. We will send it to you as soon as it is ready."
            )
        return super()._describe_wait()

    def _is_held_from(self, user):
        """Whether this quotation must not be shown to somebody.

        :param user: `res.users` record, or an empty one for somebody without a login
        """
        self.ensure_one()
        return not user._is_internal() and not self._may_leave()

    # === THE HOUSE === #

    def _confirmation_error_message(self):
        error = super()._confirmation_error_message()
        if error:
            return error
        # An approval of another content is found when the state is written.
        waits = self.approval_state not in ("none", "approved")
        return (waits and self._why_not_leave()) or self._why_not_order() or False

    def action_quotation_send(self):
        """Open the composer.

        :raise UserError: where a quotation is not approved
        """
        self._check_may_leave()
        return super().action_quotation_send()

    def _prepare_invoice(self):
        """A down payment makes an invoice of a quotation too.

        :raise UserError: where it is not approved
        """
        self._check_may_leave()
        return super()._prepare_invoice()

    # === THE CUSTOMER === #

    def _has_to_be_signed(self):
        return super()._has_to_be_signed() and self._may_leave()

    def _has_to_be_paid(self):
        # Who has paid expects an order: what cannot become one yet is signed at the most.
        return super()._has_to_be_paid() and not self._why_not_confirm()

    def _can_be_edited_on_portal(self):
        # What a customer took or left would void the approval.
        free = self.sudo().approval_state == "none"
        return super()._can_be_edited_on_portal() and free and self._may_leave()

    # === LINKS === #

    def _get_share_url(self, *args, **kwargs):
        """A link that opens the quotation for whoever has it.

        :raise UserError: where somebody wants one of a quotation that is not approved. A customer
            who follows an old one comes to a page that asks for patience.
        """
        if not self.env.su:
            self._check_may_leave()
        return super()._get_share_url(*args, **kwargs)

    @api.model
    def _get_thread_with_access(self, thread_id, **kwargs):
        """What was written under a quotation: nothing for a customer who has an old link."""
        thread = super()._get_thread_with_access(thread_id, **kwargs)
        if thread and thread.sudo()._is_held_from(self.env.user):
            return self.browse()
        return thread

    # === TEXT MESSAGES === #

    def _sms_get_recipients_info(self, force_field=False, partner_fallback=True):
        """Called where text messages are installed, and by nothing else.

        :raise UserError: where a person writes one about a quotation that is not approved
        """
        held = self - self._filter_may_leave()
        if held and not self.env.su:
            held._check_may_leave()
        result = super()._sms_get_recipients_info(force_field, partner_fallback)
        for order in held:
            result[order.id] = dict(result[order.id], sanitized=False, number=False)
        return result

    @api.model
    def _raise_held(self, why, people):
        """:raise UserError: what keeps a message inside, and whom it would have reached"""
        raise UserError(
            self.env._(
                "%(why)s\nThis would go to %(people)s. Log a note instead: it stays inside.",
                why=why,
                people=people,
            )
        )
