"""The rules on duplicates, kept in `create` itself: no form and no client can go around them."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .entry_point import get_entry_point
from .import_file import Verdict


class _Evidence(list):
    """What was found, for machines: an error's second argument.

    Odoo joins all arguments of an error into its message, where a person reads the first only.
    """

    def __str__(self):
        return ""


class ResPartner(models.Model):
    _inherit = "res.partner"

    duplicate_reason = fields.Char(
        "Created Anyway, Because",
        store=False,
        help="Why this is a customer of its own, although it looks like another one. Leaders see "
        "it in the log of searches.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        if any("duplicate_reason" in vals for vals in vals_list):
            vals_list = [dict(vals) for vals in vals_list]
        reasons = [vals.pop("duplicate_reason", None) for vals in vals_list]
        if not self._is_search_logged():
            return super().create(vals_list)
        judged = [
            self._judge_new_customer(vals, reason)
            for vals, reason in zip(vals_list, reasons, strict=True)
        ]
        partners = super().create(vals_list)
        imported = {}
        for partner, judgement, reason in zip(partners, judged, reasons, strict=True):
            if judgement and isinstance(reason, Verdict):
                imported[partner] = judgement
            elif judgement:
                partner._note_created_anyway(*judgement)
        self._note_imported_anyway(imported)
        return partners

    @api.model
    def _judge_new_customer(self, vals, reason):
        """Let a new customer pass, or refuse it, as the rules say.

        :param dict vals: values of `create`
        :param reason: why it is to be created all the same, as it came
        :return: what `_note_created_anyway` takes, or None where nothing is to be noted
        :raise UserError: with a message and the matches in its arguments
        """
        # A row of an import was judged with all the others of its file.
        if isinstance(reason, Verdict):
            return reason.judgement
        if not self._is_customer_entry(dict(vals)):
            return None
        company = self.env["res.company"].browse(vals.get("company_id")) or self.env.company
        texts = [vals.get(name) for name in ("vat", "phone", "email", "website")]
        asked = self._get_asked(vals.get("registered_name") or vals.get("name"), *texts)
        return self._judge_by_rules(company, asked, reason)

    @api.model
    def _judge_by_rules(self, company, asked, reason, itself=None):
        """See `_judge_new_customer`.

        :param company: `res.company` record whose rules hold
        :param dict asked: see `_get_asked`
        :param itself: `res.partner` record that is no duplicate of itself
        """
        # Without a rule nothing is asked for.
        rules = self.env["crm.duplicate.rule"]._get_rules(company, get_entry_point(self.env))
        if not rules:
            return None
        # In sudo it is not counted as a search; what stands in it stays what the person may know.
        matches = self.sudo().find_duplicates(**asked)
        if itself:
            matches = [match for match in matches if match.get("id") != itself.id]
        action = rules._get_action(matches)
        # The same name is refused in words of its own.
        if not action or any(match["kind"] == "same" for match in matches):
            return None
        if action == "log":
            return asked, matches, "noted", None
        reason = reason.strip()[:500] if isinstance(reason, str) else ""
        if reason and (action == "reason" or self._is_customer_admin()):
            return asked, matches, "anyway", reason
        self._refuse_new_customer(asked, matches, action)

    @api.model
    def _refuse_new_customer(self, asked, matches, action):
        """Say what the new customer looks like, as far as the caller may still ask today.

        :raise UserError: always
        """
        told = [] if self._why_not_told(asked) else matches
        self.env["crm.duplicate.search"]._log_apart(asked, told, "refused")
        error = UserError(self._get_refusal_text(asked, told, action))
        error.args = (error.args[0], _Evidence(told))
        raise error

    @api.model
    def _get_refusal_text(self, asked, told, action):
        """Why a customer is not created, and what to do about it.

        :param dict asked: see `_get_asked`
        :param told: list of dict, the matches that the caller may know
        :param str action: `refuse` or `reason`
        :return: str
        """
        lines = [
            self.env._("%(name)s may be a customer already:", name=asked["name"]),
            *map(self._get_match_sentence, told),
        ]
        if not told:
            lines = [
                self.env._(
                    "%(name)s looks like a customer that exists already.", name=asked["name"]
                )
            ]
        if action == "reason" or self._is_customer_admin():
            lines.append(
                self.env._(
                    "If it is another customer, say why (field “Created Anyway, Because”, "
                    "duplicate_reason) and save again."
                )
            )
        else:
            lines.append(self.env._("Ask the back office to enter it."))
        return "\n".join(lines)

    @api.model
    def _why_not_told(self, asked):
        """Why the caller gets no evidence: no right to ask, or asked too often today. Or None."""
        try:
            self._check_collision_right()
        except AccessError as error:
            return str(error)
        return self.env["crm.duplicate.search"]._why_over_limit(asked)

    @api.model
    def _get_match_sentence(self, match):
        """A match in one line: name, owner, until when, and why."""
        name, reasons = match["name"], ", ".join(match["reasons"])
        values = {"name": name, "owner": match.get("owner"), "reasons": reasons}
        # Only the same name is certain, and that is refused in other words.
        values["score"] = min(99, round(match["score"] * 100))
        if "row" in match:
            return self.env._(
                "- %(name)s, further up in the file: %(reasons)s (%(score)s %%)", **values
            )
        if match["owner"] and match["protected_until"]:
            return self.env._(
                "- %(name)s, of %(owner)s, protected until %(until)s: %(reasons)s (%(score)s %%)",
                until=match["protected_until"],
                **values,
            )
        if match["owner"]:
            return self.env._("- %(name)s, of %(owner)s: %(reasons)s (%(score)s %%)", **values)
        return self.env._("- %(name)s, of nobody: %(reasons)s (%(score)s %%)", **values)

    def _note_created_anyway(self, asked, matches, outcome, reason):
        """Keep in the log, and with a reason in the chatter, what the new customer looks like.

        :param dict asked: see `_get_asked`
        :param matches: list of dict, as `find_duplicates` gives them
        :param str outcome: `anyway` or `noted`
        :param str reason: None where none was asked for
        """
        self.ensure_one()
        told = [] if self._why_not_told(asked) else matches
        self.env["crm.duplicate.search"]._log(
            asked, told, outcome, reason=reason, partner_id=self.id
        )
        if reason:
            self.sudo().message_post(
                body=self._get_anyway_note(matches, reason),
                author_id=self.env.user.partner_id.id,
                subtype_xmlid="mail.mt_note",
            )

    @api.model
    def _get_anyway_note(self, matches, reason):
        if not matches:
            return self.env._(
                "Created although it looks like another customer, because: %(reason)s",
                reason=reason,
            )
        return self.env._(
            "Created although it looks like %(names)s, because: %(reason)s",
            names=", ".join(match["name"] for match in matches[:3]),
            reason=reason,
        )
