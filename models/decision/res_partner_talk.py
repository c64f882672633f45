"""When somebody last talked with each contact of a customer."""

from odoo import fields, models
from odoo.tools import SQL

# The same messages count as for the customer: see `mail.message._get_customer_contact`.
_TALK = """
    SELECT %(person)s, message.date
      FROM mail_message message %(join)s
     WHERE %(person)s = ANY(%(ids)s)
       AND (message.mail_activity_type_id IS NOT NULL
            OR message.message_type IN ('email', 'email_outgoing', 'comment')
               AND message.subtype_id = %(comment)s)
"""
# Whom a message is from, whom it is to, and on whose page or opportunity it stands.
_PERSONS = (
    (SQL("message.author_id"), SQL()),
    (
        SQL("told.res_partner_id"),
        SQL("JOIN mail_message_res_partner_rel told ON told.mail_message_id = message.id"),
    ),
    (
        SQL("here.id"),
        SQL("JOIN res_partner here ON message.model = 'res.partner' AND message.res_id = here.id"),
    ),
    (
        SQL("lead.partner_id"),
        SQL("JOIN crm_lead lead ON message.model = 'crm.lead' AND message.res_id = lead.id"),
    ),
)
_MEETING = """
    SELECT invited.res_partner_id, event.stop
      FROM calendar_event event
      JOIN calendar_event_res_partner_rel invited ON invited.calendar_event_id = event.id
     WHERE invited.res_partner_id = ANY(%s) AND event.active AND event.stop <= %s
"""
_WORK = """
    SELECT contact_id, date_stop FROM crm_work_record
     WHERE contact_id = ANY(%s) AND state = 'done'"""


class ResPartner(models.Model):
    _inherit = "res.partner"

    last_talk_date = fields.Datetime(
        "Last Talk",
        compute="_compute_last_talk_date",
        compute_sudo=True,
        groups="base.group_user",
        help="The last activity, meeting, e-mail or work record with this person.",
    )
    silent_days = fields.Integer(
        "Days of Silence",
        compute="_compute_last_talk_date",
        compute_sudo=True,
        groups="base.group_user",
        help="Days since the last talk with this person.",
    )

    def _compute_last_talk_date(self):
        dates = self._get_last_contact_dates()
        now = fields.Datetime.now()
        for person in self:
            person.last_talk_date = last = dates.get(person._origin.id, False)
            person.silent_days = (now - last).days if last else 0

    def _get_last_contact_dates(self):
        """When somebody last talked with each of these people, and not just with the customer.

        :return: dict of partner id -> datetime in UTC; without those with whom nobody talked
        """
        ids = self._origin.ids
        if not ids:
            return {}
        self.env["mail.message"].flush_model()
        self.env["calendar.event"].flush_model(["active", "partner_ids", "stop"])
        self.env["crm.lead"].flush_model(["partner_id"])
        self.env["crm.work.record"].flush_model(["contact_id", "date_stop", "state"])
        comment = self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_comment")
        queries = [
            SQL(_TALK, person=person, join=join, ids=ids, comment=comment)
            for person, join in _PERSONS
        ]
        queries.append(SQL(_MEETING, ids, fields.Datetime.now()))
        queries.append(SQL(_WORK, ids))
        rows = self.env.execute_query(
            SQL(
                "SELECT person, MAX(day) FROM (%s) AS talk (person, day) GROUP BY person",
                SQL(" UNION ALL ").join(queries),
            )
        )
        return dict(rows)
