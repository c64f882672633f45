"""What a hidden customer would still show where record rules do not reach (invariant 6)."""

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import parse_contact_from_email

from odoo.addons.mail.tools.discuss import Store

# Context keys with which a client lets the name of a partner carry its contact data.
_TELLING_KEYS = ("show_address", "show_email", "show_vat")
# Contact data that chatter and channels send along with a person.
_TOLD_BY_CHATTER = ("email", "phone")


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["crm.partner.link.mixin", "res.partner"]
    _partner_link_fields = ("parent_id", "commercial_partner_id")

    def _filter_hidden(self):
        """Those of the records that the caller may not see because they are customers of others.

        Asks for the caller also in sudo: the name of a many2one is read as superuser.
        """
        if self.env["res.partner"]._get_viewer().sees_all:
            return self.browse()
        return self.filtered(lambda partner: partner.id and not partner.sudo().is_visible_to_me)

    def _filter_untold(self):
        """Those of the records whose contact data the caller may not read.

        Who reads no partner at all, as the ERP's own user, gets their names with the documents that
        it may read, and no more.
        """
        if not self.browse().sudo(False).has_access("read"):
            return self
        return self._filter_hidden()

    def _filter_open_to_all(self):
        """Those of the records that no colleague is kept from seeing."""
        if self._is_unrestricted():
            return self
        open_to = {False, self._get_everybody_id()}
        return self.filtered(lambda partner: partner.sudo().visible_user_id.id in open_to)

    def _as_seen_by(self, user):
        """The records as another person has them, in all companies of that person."""
        return self.with_user(user).with_context(allowed_company_ids=user.company_ids.ids)

    def _check_not_hidden(self):
        """
        :raise AccessError: where the caller may not see one of the records; it names none, since
            the caller may have guessed the id
        """
        if self._filter_hidden():
            raise AccessError(
                self.env._(
                    "This is a customer that you do not see: it is protected for a colleague, or "
                    "lies in the public pool. Claim it there, or ask its owner to share it with "
                    "you."
                )
            )

    def _compute_display_name(self):
        telling = [key for key in _TELLING_KEYS if self.env.context.get(key)]
        hidden = self._filter_untold() if telling else self.browse()
        if hidden:
            bare = hidden.with_context(**dict.fromkeys(telling, False))
            super(ResPartner, bare)._compute_display_name()
            for partner, nameless in zip(hidden, bare, strict=True):
                partner.display_name = nameless.display_name
        return super(ResPartner, self - hidden)._compute_display_name()

    def _compute_same_vat_partner_id(self):
        result = super()._compute_same_vat_partner_id()
        for name in ("same_vat_partner_id", "same_company_registry_partner_id"):
            self.filtered(lambda partner, name=name: partner[name]._filter_hidden())[name] = False
        return result

    def _field_store_repr(self, field_name):
        """Chatter and channels show everybody in them, read as superuser: by name only."""
        if field_name not in _TOLD_BY_CHATTER:
            return super()._field_store_repr(field_name)
        return [Store.Attr(field_name, lambda p: not p._filter_hidden() and p[field_name])]

    # === FOLLOWERS WHO DO NOT SEE IT ANY MORE === #

    def message_post(self, **kwargs):
        """A follower may post on what he or she cannot read: not on a customer."""
        if not self.env.su:
            self._check_not_hidden()
        return super().message_post(**kwargs)

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Whoever followed a customer and does not see it any more is not told about it."""
        recipients = super()._notify_get_recipients(message, msg_vals, **kwargs)
        if not self.protection_state:
            return recipients
        users = (
            self.env["res.users"]
            .sudo()
            .browse({recipient["uid"] for recipient in recipients if recipient["uid"]})
        )
        blind = {
            user.id for user in users if not user.share and self._as_seen_by(user)._filter_hidden()
        }
        return [recipient for recipient in recipients if recipient["uid"] not in blind]

    # === NO SECOND PARTNER FOR ONE THAT THE CALLER DOES NOT SEE === #

    @api.model
    def find_or_create(self, email, assert_valid_email=False):
        self._check_hidden_emails([email])
        return super().find_or_create(email, assert_valid_email=assert_valid_email)

    @api.model
    def _find_or_create_from_emails(self, emails, *args, no_create=False, **kwargs):
        if not no_create:
            self._check_hidden_emails(emails)
        return super()._find_or_create_from_emails(emails, *args, no_create=no_create, **kwargs)

    @api.model
    def _check_hidden_emails(self, emails):
        """Refuse to make a second partner of an address that a hidden customer has.

        :raise UserError: that says whose customer it is, and nothing that was not typed
        """
        if self.env.su or self._get_viewer().sees_all:
            return
        normalized = {parse_contact_from_email(email)[1] for email in emails if email} - {False, ""}
        if not normalized:
            return
        found = self.sudo().search(
            [("email_normalized", "in", list(normalized)), ("managed_customer_id", "!=", False)]
        )
        hidden = found._filter_hidden()
        seen = self.search([("email_normalized", "in", hidden.mapped("email_normalized"))])
        for partner in hidden:
            if partner.email_normalized not in seen.mapped("email_normalized"):
                customer = partner.managed_customer_id
                raise UserError(
                    self.env._(
                        "%(email)s belongs to a customer. %(whose)s",
                        email=partner.email_normalized,
                        whose=customer._get_holder_message(),
                    )
                )

    def _get_holder_message(self):
        """Whose customer this is, for somebody who does not see it."""
        customer = self.sudo()
        if customer.user_id:
            return customer._get_owned_message()
        return self.env._("%(name)s lies in the public pool.", name=customer.display_name)
