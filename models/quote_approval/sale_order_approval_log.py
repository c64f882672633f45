"""What is written and said of an approval: its steps, to-dos for who decides, words for who waits."""

from odoo import fields, models
from odoo.tools import html2plaintext, plaintext2html

from ..protection.guard import unlocked

# From here on the log alone is written to, and each person is told once.
_MANY = 20
ACTIVITY = "crm_customer_protection.mail_activity_type_quote_approval"


class SaleOrder(models.Model):
    _inherit = "sale.order"

    # === STEPS === #

    def _log_approval(self, kind, note=None, changes=None, principal=False, level=None):
        """Add a step to each of these quotations.

        :param str kind: of the step
        :param bool principal: whether the caller may do it as somebody's deputy
        :param int level: index of the level, where it is not the one that waits
        """
        now = fields.Datetime.now()
        vals_list = []
        for order in self:
            values = order.sudo()._prepare_step_values(kind, now, level)
            values.update(user_id=self.env.user.id, note=note, changes=changes)
            if principal and (person := order._get_principal()) != self.env.user:
                values["on_behalf_of_id"] = person.id
            vals_list.append(values)
        steps = unlocked(self.env["sale.approval.step"].sudo()).create(vals_list)
        self.invalidate_recordset(["approval_step_ids"])
        return steps

    def _prepare_step_values(self, kind, now, level):
        plan = self.approval_plan or {}
        levels = plan.get("levels") or []
        number = self.approval_level if level is None else level
        decided = kind in ("approved", "rejected")
        since = self.approval_level_date if decided else False
        former = max(self.approval_step_ids.mapped("round"), default=0)
        return {
            "order_id": self.id,
            "company_id": self.company_id.id,
            "team_id": self.team_id.id,
            "kind": kind,
            "date": now,
            "round": former + 1 if kind == "submitted" else former,
            "level": number + 1,
            "level_name": levels[number]["name"] if number < len(levels) else False,
            "rule_name": plan.get("rule"),
            "fingerprint": self.approval_fingerprint,
            "content": self.approval_content if kind == "submitted" else False,
            "amount_total": self.amount_total,
            "currency_id": self.currency_id.id,
            "hours": (now - since).total_seconds() / 3600 if since else 0.0,
        }

    # === TO-DOS === #

    def _plan_approval_activities(self):
        """A to-do for each person who has to decide, or for the deputy."""
        activity_type = self.env.ref(ACTIVITY, raise_if_not_found=False)
        if not activity_type:
            return
        deputies = self.env["sale.approval.delegation"]._get_deputies(self.sudo().approval_user_ids)
        model_id = self.env["ir.model"]._get_id(self._name)
        vals_list = []
        for order in self.sudo():
            deadline = order.approval_deadline or fields.Datetime.now()
            people = {deputies.get(user.id, user) for user in order.approval_user_ids}
            vals_list += [
                {
                    "res_model_id": model_id,
                    "res_id": order.id,
                    "activity_type_id": activity_type.id,
                    "summary": order._get_approval_summary(),
                    "user_id": person.id,
                    "date_deadline": fields.Date.context_today(person, deadline),
                    "automated": True,
                }
                for person in sorted(people, key=lambda person: person.id)
            ]
        # Of many at once nobody wants a mail each.
        many = len(vals_list) > _MANY
        activities = self.env["mail.activity"].sudo()
        activities.with_context(mail_activity_quick_update=many).create(vals_list)

    def _get_approval_summary(self):
        level = self.approval_plan["levels"][self.approval_level]["name"]
        return f"{level}: {self.name}"

    def _close_approval_activities(self):
        """Take the to-dos away: decided, changed or taken back."""
        activity_type = self.env.ref(ACTIVITY, raise_if_not_found=False)
        if activity_type and self:
            domain = [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("activity_type_id", "=", activity_type.id),
            ]
            self.env["mail.activity"].sudo().search(domain).unlink()

    # === WORDS === #

    def _tell_approval(self, text, note=None):
        """Say in the log what happened, and tell whoever submitted and whose quotation it is.

        :param str text: what happened
        :param str note: what was said to it
        """
        body = plaintext2html("\n".join(filter(None, [text, note])))
        bodies = dict.fromkeys(self._ids, body)
        self._message_log_batch(bodies=bodies)
        told = {}
        for order in self.sudo():
            for user in (order.approval_submitter_id | order.user_id) - self.env.user:
                if user.active:
                    told.setdefault(user, self.browse())
                    told[user] += order.with_env(self.env)
        for user, orders in told.items():
            orders._notify_approval(user, text, html2plaintext(body))

    def _notify_approval(self, user, text, detail):
        """Tell a person of the house, once for all of these quotations.

        :param user: `res.users` record
        """
        first = self[0].sudo()
        names = ", ".join(self.sudo()[:_MANY].mapped("name"))
        more = len(self) - _MANY
        if more > 0:
            names = self.env._("%(names)s and %(count)s more", names=names, count=more)
        first.message_notify(
            partner_ids=user.partner_id.ids,
            subject=f"{names}: {text}",
            body=plaintext2html(f"{names}: {detail}"),
            author_id=self.env.user.partner_id.id,
        )
