"""While a customer is typed: who has it, or one like it, already (invariants 5 and 6)."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import is_html_empty, plaintext2html

_ASKED = ("name", "registered_name", "vat", "phone", "email", "website")
# Nobody is asked about one customer by one person more than once in so many days.
_ASK_AGAIN_DAYS = 1


class ResPartner(models.Model):
    _inherit = "res.partner"

    collision_hints = fields.Json("Possible Duplicates", compute="_compute_collision_hints")
    collision_notice = fields.Char(
        "Why No Hints",
        compute="_compute_collision_hints",
        help="Why nothing is said of possible duplicates any more today.",
    )

    @api.depends(*_ASKED, "is_managed_customer", "is_company", "parent_id")
    def _compute_collision_hints(self):
        for partner in self:
            asked = partner._is_asked_for() and {
                name: partner[name] for name in _ASKED if partner._is_typed(name)
            }
            partner.collision_hints, partner.collision_notice = [], False
            if not asked:
                continue
            try:
                partner.collision_hints = partner._get_collision_hints(asked)
            except UserError as error:
                # Asked too often today. An error would take back what was typed.
                partner.collision_notice = str(error)

    def _is_asked_for(self):
        """Whether this is a customer, or becomes one when it is saved, of a person who may ask."""
        if self.parent_id and not self.is_company:
            return False
        if not self.is_managed_customer and not (
            self.is_company and not self._origin and self._is_customer_auto_managed()
        ):
            return False
        try:
            self._check_collision_right()
        except AccessError:
            return False
        return True

    def _is_typed(self, name):
        """Whether this value is not the stored one."""
        return bool(self[name]) and (not self._origin or self._origin[name] != self[name])

    def _get_collision_hints(self, asked):
        """What `find_duplicates` says of the values that are new, without this partner itself.

        :param dict asked: field name -> value
        :return: list of dict
        """
        matches = self.find_duplicates(
            asked.get("registered_name") or asked.get("name"),
            vat=asked.get("vat"),
            phone=asked.get("phone"),
            email=asked.get("email"),
            website=asked.get("website"),
        )
        return [match for match in matches if match.get("id", 0) != (self._origin.id or -1)]

    @api.model
    def action_claim_found(self, name):
        """Claim a customer of a pool that hides it until then, or of one that does not.

        :param str name: the registered name as `find_duplicates` gave it
        :return: an `ir.actions.act_window` dict of the customer
        :raise UserError: where there is none, or it cannot be claimed
        """
        self._check_collision_right()
        found = self._find_of_name(name)
        customer = found.filtered(lambda one: one.sudo(False)._can_claim())[:1] or found[:1]
        if not customer:
            raise UserError(self.env._("%(name)s: there is no customer of this name.", name=name))
        customer = customer.sudo(False).with_env(self.env)
        customer.action_claim()
        self.env["crm.duplicate.search"]._note_outcome(customer.sudo().registered_name, "claimed")
        return customer.action_view_customer()

    @api.model
    def action_ask_owner(self, name, note):
        """Ask the owner of a customer, whom the caller need not see, about it.

        :param str name: the registered name as `find_duplicates` gave it
        :param str note: what the owner reads
        :return: an `ir.actions.client` dict that says that the owner was asked
        :raise UserError: where nobody has the customer, nothing is asked, or asked again too soon
        """
        self._check_collision_right()
        if not isinstance(note, str) or is_html_empty(note) or not note.strip():
            raise UserError(self.env._("Write what you want to know."))
        customer = self._find_asked_customer(name)
        owner = customer.user_id
        summary = self.env._("%(person)s asks about this customer", person=self.env.user.name)
        if self._was_asked(customer, summary):
            raise UserError(
                self.env._(
                    "%(owner)s was asked about %(name)s by you already. Wait for the answer.",
                    owner=owner.name,
                    name=customer.registered_name,
                )
            )
        customer.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=owner.id,
            summary=summary,
            note=plaintext2html(note.strip()[:1000]),
        )
        self.env["crm.duplicate.search"]._note_outcome(customer.registered_name, "asked")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("%(owner)s was asked.", owner=owner.name),
            },
        }

    @api.model
    def _find_asked_customer(self, name):
        """The customer of this registered name that a colleague has.

        :return: `res.partner` record in sudo
        """
        customer = self._find_of_name(name).filtered(
            lambda found: found.user_id.active and found.user_id != self.env.user
        )[:1]
        if not customer:
            raise UserError(
                self.env._("%(name)s: no colleague has a customer of this name.", name=name)
            )
        return customer

    @api.model
    def _find_of_name(self, name):
        """The customers of exactly this registered name. It counts among the searches.

        :return: `res.partner` recordset in sudo
        """
        matches = self.find_duplicates(name, limit=1) if isinstance(name, str) else []
        if not matches or matches[0]["kind"] != "same":
            return self.sudo().browse()
        return self._search_customers([("registered_name", "=", matches[0]["name"])])

    @api.model
    def _was_asked(self, customer, summary):
        """Whether the caller asked its owner about this customer just now."""
        since = fields.Datetime.now() - timedelta(days=_ASK_AGAIN_DAYS)
        activities = self.env["mail.activity"].sudo().with_context(active_test=False)
        return activities.search_count(
            [
                ("res_model", "=", self._name),
                ("res_id", "=", customer.id),
                ("create_uid", "=", self.env.uid),
                ("summary", "=", summary),
                ("create_date", ">=", since),
            ],
            limit=1,
        )
