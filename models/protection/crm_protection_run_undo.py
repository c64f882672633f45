"""Taking a run back: owner, date and clock return to what they were (invariants 1 and 2).

Only to customers with which nothing happened since: the run's row is the last one in their ledger.
The others are listed and left. It goes on where it was killed, and can be repeated.
"""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .guard import unlocked


class CrmProtectionRun(models.Model):
    _inherit = "crm.protection.run"

    def action_undo(self):
        """Give back, in the background, what the run released and nobody claimed since.

        :raise AccessError: for anybody but the back office and sales administrators
        :raise UserError: while the run is going on
        :return: an `ir.actions.client` dict
        """
        self._check_administrator()
        self.check_access("write")
        for run in self.sudo():
            reason = run._why_not_undo()
            if reason:
                raise UserError(reason)
            unlocked(run).write(
                {
                    "state": "undoing",
                    "undone_by_id": self.env.uid,
                    "undo_date": fields.Datetime.now(),
                }
            )
        self._trigger_cron()
        return self._get_background_notice()

    def _why_not_undo(self):
        """Why this run cannot be undone now, or None."""
        self.ensure_one()
        if self.state in ("running", "undoing"):
            return self.env._("%(run)s is going on. Wait for its end.", run=self.display_name)
        if not self.release_count:
            return self.env._("%(run)s released nobody.", run=self.display_name)
        return None

    def _undo_all(self):
        """Give back what can be given back, list the rest, tell the owners, and finish.

        :return: False where the time of the job was up before the end
        """
        skipped = self._in_batches(self._find_undoable(), self._undo_batch)
        if skipped:
            skipped = self._in_batches(skipped, self._undo_batch)
        if skipped is None or not self._tell_owners_again():
            return self.state != "undoing"
        self._list_left()
        self._finish({"state": "undone"})
        return True

    # === WHICH === #

    @api.model
    def _get_undo_obstacle_sql(self):
        """Why a customer of the run is left, NULL where it is given back.

        Aliases: `p` the customer, `event` the run's row, `owner` the former owner.
        """
        return SQL(
            """
            CASE WHEN p.user_id IS NOT NULL THEN 'claimed'
                 WHEN p.protection_state IS DISTINCT FROM 'public' OR EXISTS (
                      SELECT 1 FROM crm_protection_event later
                       WHERE later.partner_id = p.id AND later.id > event.id) THEN 'changed'
                 WHEN p.active IS NOT TRUE THEN 'deactivated'
                 WHEN owner.active IS NOT TRUE OR (p.company_id IS NOT NULL AND NOT EXISTS (
                      SELECT 1 FROM res_company_users_rel rel
                       WHERE rel.user_id = owner.id AND rel.cid = p.company_id)) THEN 'owner'
            END
            """
        )

    def _get_undo_query(self, columns, condition):
        """What the run released."""
        return SQL(
            """
            SELECT %s
              FROM crm_protection_event event
              JOIN res_partner p ON p.id = event.partner_id
              JOIN res_users owner ON owner.id = event.old_owner_id
             WHERE event.run_id = %s AND event.cause = 'expire' AND %s
            """,
            columns,
            self.id,
            condition,
        )

    def _find_undoable(self):
        self.env.flush_all()
        condition = SQL("(%s) IS NULL ORDER BY p.id", self._get_undo_obstacle_sql())
        rows = self.env.execute_query(self._get_undo_query(SQL("p.id"), condition))
        return [partner_id for (partner_id,) in rows]

    def _undo_batch(self, ids):
        """Give back those of these customers that nobody works on.

        :param list ids: of customers
        :return: list of the ids that somebody else works on
        """
        query = self._get_undo_query(
            SQL("p.id, p.company_id, event.id, event.old_owner_id"),
            SQL("p.id = ANY(%s) AND (%s) IS NULL", ids, self._get_undo_obstacle_sql()),
        )
        self.env.cr.execute(
            SQL("%s FOR NO KEY UPDATE OF p SKIP LOCKED", query), log_exceptions=False
        )
        rows = {row[0]: row for row in self.env.cr.fetchall()}
        busy = set()
        if len(rows) < len(ids):
            busy = {row[0] for row in self.env.execute_query(query)} - rows.keys()
        kept = self._lock_contacts(list(rows))
        busy |= rows.keys() - kept
        if kept:
            self._give_back([rows[partner_id] for partner_id in sorted(kept)])
        return sorted(busy)

    # === WRITING === #

    def _give_back(self, rows):
        """Write the customers, their contacts, the ledger and the chatter.

        :param list rows: of (partner id, company id, event id, owner id)
        """
        ids, __, event_ids, __ = map(list, zip(*rows, strict=True))
        note = self._get_undo_note()
        self._restore_shares(event_ids)
        self._insert_undo_events(event_ids, note)
        self._insert_notes(dict.fromkeys(ids, note))
        self._restore_customers(event_ids, self._get_visible_user_ids(rows))
        self._update_contacts(ids)
        self.undo_count += len(ids)
        self.env["res.partner"].invalidate_model()

    def _get_visible_user_ids(self, rows):
        """What `_get_visible_user_id` says of each customer, asked once for each company and owner.

        :param list rows: see `_give_back`
        :return: list of int or None, one for each row
        """
        Partner, Users = self.env["res.partner"].sudo(), self.env["res.users"].sudo()
        known = {}
        for partner_id, company_id, __, owner_id in rows:
            if (company_id, owner_id) not in known:
                customer, owner = Partner.browse(partner_id), Users.browse(owner_id)
                visible = customer._get_visible_user_id(owner, None)
                known[company_id, owner_id] = visible or None
        return [known[company_id, owner_id] for __, company_id, __, owner_id in rows]

    def _get_grace_day(self):
        """The day through which the customers stay, or None without days of grace.

        Counted from the day of the undo, so that a repetition after a kill gives no other one.
        """
        if not self.undo_grace_days:
            return None
        timezone = self.company_id._get_timezone()
        started = fields.Datetime.context_timestamp(self.with_context(tz=timezone), self.undo_date)
        return started.date() + timedelta(days=self.undo_grace_days)

    def _get_undo_note(self):
        day, grace = fields.Date.to_string(self.date), self._get_grace_day()
        if not grace:
            return self.env._("The run of %(day)s was undone.", day=day)
        return self.env._(
            "The run of %(day)s was undone. The customer stays with its owner until %(grace)s, "
            "whatever its date.",
            day=day,
            grace=fields.Date.to_string(grace),
        )

    def _insert_undo_events(self, event_ids, note):
        self._insert_events(
            self.undone_by_id,
            "undo",
            {
                "new_state": SQL("'protected'"),
                "partner_id": SQL("p.id"),
                "new_owner_id": SQL("owner.id"),
                "team_id": SQL("owner.sale_team_id"),
                "old_state": SQL("p.protection_state"),
                "new_until": SQL("event.old_until"),
                "claim_day": SQL("(event.clock_before->>'claim_day')::date"),
                "old_pool_id": SQL("p.pool_id"),
                "policy_id": SQL("policy.id"),
                "terms": self._get_terms_sql(),
                "note": SQL("%s", note),
            },
            SQL(
                """
                  FROM crm_protection_event event
                  JOIN res_partner p ON p.id = event.partner_id
                  JOIN res_users owner ON owner.id = event.old_owner_id
             LEFT JOIN crm_protection_policy policy ON policy.id = event.policy_id
                 WHERE event.id = ANY(%s)
                """,
                event_ids,
            ),
        )

    def _restore_customers(self, event_ids, visible_user_ids):
        """Owner, date and clock as the ledger has them; a lock for the days of grace."""
        clock = ("protection_extra_days", "extension_count", "lock_count")
        counters = SQL(", ").join(
            SQL("%s = (event.clock_before->>%s)::int", SQL.identifier(name), name) for name in clock
        )
        self._update_partners(
            SQL(
                """
                user_id = event.old_owner_id, protection_owner_id = event.old_owner_id,
                visible_user_id = given.visible_user_id,
                protection_state = 'protected', protected_until = event.old_until,
                protection_policy_id = event.policy_id,
                claim_day = (event.clock_before->>'claim_day')::date, %s,
                locked_until = GREATEST((event.clock_before->>'locked_until')::date, %s::date),
                paused_on = NULL, pool_id = NULL, pool_date = NULL
                """,
                counters,
                self._get_grace_day(),
            ),
            SQL("p.id = event.partner_id"),
            SQL(
                """
                FROM unnest(%s::int[], %s::int[]) AS given (event_id, visible_user_id)
                JOIN crm_protection_event event ON event.id = given.event_id
                """,
                event_ids,
                visible_user_ids,
            ),
        )

    def _list_left(self):
        """Write down anew what was not given back."""
        self.left_ids.unlink()
        given_back = SQL(
            "SELECT partner_id FROM crm_protection_event WHERE run_id = %s AND cause = 'undo'",
            self.id,
        )
        columns = SQL(
            "event.run_id, p.id, event.old_owner_id, COALESCE(%s, 'busy'), %s, %s",
            self._get_undo_obstacle_sql(),
            self.env.uid,
            fields.Datetime.now(),
        )
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_protection_run_left
                            (run_id, partner_id, old_owner_id, reason, create_uid, create_date) %s
                """,
                self._get_undo_query(columns, SQL("p.id NOT IN (%s) ORDER BY p.id", given_back)),
            )
        )
        self.env["crm.protection.run.left"].invalidate_model()
