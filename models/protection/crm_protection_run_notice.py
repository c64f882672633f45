"""One summary for each person: what fell free, what came back, what falls free soon.

A message and its stamp in `crm.protection.notice` are committed together, so a kill in between tells
nobody twice and leaves nobody out.
"""

from collections import defaultdict
from datetime import timedelta
from typing import NamedTuple

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL, format_date

from .guard import unlocked

# Customers named in one message; the list behind its link has all.
_NAMED = 30
# Messages in one transaction.
_PERSONS = 20
# After a longer standstill old warnings are of no use.
_CATCH_UP_DAYS = 7


class Mention(NamedTuple):
    """A customer as one line of a summary."""

    partner_id: int
    name: str
    # What the ledger says, or else the last day and the owner.
    note: str | None = None
    day: object = None
    owner: object = None


class CrmProtectionRun(models.Model):
    _inherit = "crm.protection.run"

    told_count = fields.Integer("Persons Told", readonly=True)

    # === AFTER A RUN, AND AFTER ITS UNDO === #

    def _tell_former_owners(self):
        """:return: False where the time of the job was up before all were told"""
        return self._tell("loss", self._get_customers_by_person("expire", "old_owner_id"))

    def _tell_owners_again(self):
        """:return: False where the time of the job was up before all were told"""
        return self._tell("return", self._get_customers_by_person("undo", "new_owner_id"))

    def _get_customers_by_person(self, cause, column):
        """What the ledger says that the run took from, or gave back to, each person.

        :return: dict user id -> list of `Mention`
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT event.%s, p.id, p.name, event.note
                  FROM crm_protection_event event
                  JOIN res_partner p ON p.id = event.partner_id
                 WHERE event.run_id = %s AND event.cause = %s
              ORDER BY p.name, p.id
                """,
                SQL.identifier(column),
                self.id,
                cause,
            )
        )
        found = defaultdict(list)
        for user_id, *row in rows:
            found[user_id].append(Mention(*row))
        return found

    # === BEFORE THE NEXT ONES === #

    def _warn(self):
        """Tell owners and leaders what falls free in as many days as the policies say.

        :return: False where the time of the job was up before all were told
        """
        if not self.company_id.use_protection:
            return True
        found = defaultdict(dict)
        for partner_id, name, owner_id, day, recipient in self._find_warnings():
            owner = self.env["res.users"].sudo().browse(owner_id)
            for person in self._get_warned_persons(owner, recipient):
                # Two warnings may name the same customer.
                found[person.id][partner_id] = Mention(partner_id, name, day=day, owner=owner)
        return self._tell(
            "warning",
            {
                user_id: sorted(mentions.values(), key=lambda row: (row.day, row.name or ""))
                for user_id, mentions in found.items()
            },
        )

    def _find_warnings(self):
        """Customers of which a policy warns today, or would have on a day without a run.

        :return: list of (partner id, name, owner id, last day, recipient)
        """
        warnings = self.env["crm.protection.warning"].sudo()
        warnings = warnings.search([("policy_id.company_id", "=", self.company_id.id)])
        if not warnings:
            return []
        Partner = self.env["res.partner"]
        clock = Partner._get_expiry_from(
            self.company_id,
            policy=SQL(
                """
                JOIN crm_protection_policy policy ON policy.id = p.protection_policy_id
                JOIN crm_protection_warning warning ON warning.policy_id = policy.id
                """
            ),
        )
        last = self.date + timedelta(days=max(warnings.mapped("days")) + 1)
        self.env.flush_all()
        return self.env.execute_query(
            SQL(
                """
                SELECT p.id, p.name, p.protection_owner_id, clock.last_day, warning.recipient
                       %s AND %s
                   AND clock.last_day >  %s::date + warning.days
                   AND clock.last_day <= %s::date + warning.days
                """,
                clock,
                Partner._get_before_sql(last),
                self._get_last_warning_day(),
                self.date,
            )
        )

    def _get_last_warning_day(self):
        """The day up to which warnings were sent: yesterday, or earlier after a standstill."""
        before = self.search(
            [("company_id", "=", self.company_id.id), ("date", "<", self.date)],
            order="date desc",
            limit=1,
        )
        day = before.date or self.date - timedelta(days=1)
        return max(day, self.date - timedelta(days=_CATCH_UP_DAYS))

    @api.model
    def _get_warned_persons(self, owner, recipient):
        """Who reads the warning about a customer; of an archived owner, the leader.

        :return: `res.users` recordset
        """
        persons = self.env["res.users"]
        if recipient in ("owner", "both"):
            persons |= owner.filtered("active")
        if recipient in ("leader", "both") or not owner.active:
            persons |= self._get_leader(owner)
        return persons

    @api.model
    def _get_leader(self, owner):
        """Who leads the owner's team, or the next team above that somebody else leads.

        :return: `res.users` record, empty where there is none
        """
        team = owner.sale_team_id.sudo()
        while team:
            leader = (team.user_id or team.manager_ids[:1]).filtered("active") - owner
            if leader:
                return leader
            team = team.parent_id
        return self.env["res.users"].sudo()

    # === MESSAGES === #

    def _tell(self, kind, customers):
        """Send each person one summary, unless it has it already.

        :param str kind: of `crm.protection.notice`
        :param dict customers: user id -> list of `Mention`
        :return: False where the time of the job was up before all were told
        """
        state = self.state
        persons = self._get_untold(kind, customers)
        while persons:
            if not self._take(state):
                self.env.cr.rollback()
                return False
            for person in persons[:_PERSONS]:
                self._send_summary(kind, person, customers[person.id])
            # Two processes never tell at once: the second one's snapshot fails here.
            self.told_count += len(persons[:_PERSONS])
            persons = persons[_PERSONS:]
            time_left = self.env["ir.cron"]._commit_progress(1, remaining=len(persons) + 1)
            if persons and not time_left:
                return False
        return True

    def _get_untold(self, kind, customers):
        """Those of the persons that have no such summary yet and can read one.

        :return: `res.users` recordset
        """
        domain = [("kind", "=", kind), ("user_id", "in", list(customers))]
        if kind == "warning":
            # Of several runs of one day the first one warned.
            domain += [("company_id", "=", self.company_id.id), ("day", "=", self.date)]
        else:
            domain += [("run_id", "=", self.id)]
        told = self.env["crm.protection.notice"].sudo().search(domain).user_id
        persons = self.env["res.users"].sudo().browse(sorted(customers))
        return (persons - told).filtered("active")

    def _send_summary(self, kind, person, mentions):
        """One message in the person's language, and its stamp."""
        notice = unlocked(self.env["crm.protection.notice"].sudo()).create(
            {
                "kind": kind,
                "user_id": person.id,
                "company_id": self.company_id.id,
                "day": self.date,
                "run_id": self.id,
                "customer_count": len(mentions),
            }
        )
        env = self.with_context(lang=person.lang or self.env.lang).env
        env["mail.thread"].message_notify(
            partner_ids=person.partner_id.ids,
            author_id=env.ref("base.partner_root").id,
            subject=self._get_summary_subject(env, kind, len(mentions)),
            body=self._get_summary_body(env, notice, mentions),
            record_company_id=self.company_id.id,
        )

    @api.model
    def _get_summary_subject(self, env, kind, count):
        if kind == "loss":
            return env._("Customers that fell into the public pool: %(count)s", count=count)
        if kind == "return":
            return env._("Customers that came back to you: %(count)s", count=count)
        return env._("Customers that fall free soon: %(count)s", count=count)

    @api.model
    def _get_summary_body(self, env, notice, mentions):
        """The first customers by name, how many more there are, and a link to all.

        :return: `Markup`
        """
        lines = Markup().join(
            Markup("<li><b>%s</b>: %s</li>")
            % (mention.name, self._get_mention_text(env, notice.user_id, mention))
            for mention in mentions[:_NAMED]
        )
        body = Markup("<p>%s</p><ul>%s</ul>") % (self._get_summary_intro(env, notice.kind), lines)
        if len(mentions) > _NAMED:
            more = env._("And %(count)s more.", count=len(mentions) - _NAMED)
            body += Markup("<p>%s</p>") % more
        path, label = self._get_summary_link(env, notice)
        return body + Markup('<p><a href="/odoo/action-crm_customer_protection.%s">%s</a></p>') % (
            path,
            label,
        )

    @api.model
    def _get_summary_intro(self, env, kind):
        if kind == "loss":
            return env._("These customers are public now. Others can claim them.")
        if kind == "return":
            return env._("A run was undone. These customers are yours again.")
        return env._("Talk with them, or ask for an extension in time.")

    @api.model
    def _get_summary_link(self, env, notice):
        """Where all of them are listed: path of an action of this addon, and its label."""
        if notice.kind == "loss":
            return f"crm_protection_notice_action/{notice.id}", env._("All customers that you lost")
        if notice.kind == "return":
            return "res_partner_my_customer_action", env._("Your customers")
        return "crm_protection_preview_server_action", env._("What falls free next")

    @api.model
    def _get_mention_text(self, env, person, mention):
        if mention.note is not None:
            return mention.note
        day = format_date(env, mention.day)
        if mention.owner == person:
            return env._("protected until %(day)s", day=day)
        return env._("%(owner)s, protected until %(day)s", owner=mention.owner.name, day=day)
