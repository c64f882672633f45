"""Letting go of what is due: customers, their contacts, ledger and chatter in one transaction."""

from collections import defaultdict

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL

from .res_partner import _INHERITED_FIELDS


class CrmProtectionRun(models.Model):
    _inherit = "crm.protection.run"

    def _release_all(self):
        """Release who is due, tell the former owners, warn who is next, and finish.

        :return: False where the time of the job was up before the end
        """
        due = self._find_due() if self.company_id.use_protection else []
        skipped = self._in_batches(due, self._release_batch)
        if skipped:
            # A user's transaction lasts for moments: most of them are free by now.
            skipped = self._in_batches(skipped, self._release_batch)
        if skipped is None:
            return self.state != "running"
        if not self._tell_former_owners() or not self._warn():
            return self.state != "running"
        self._finish({"state": "done", "skip_count": len(skipped)})
        return True

    def _find_due(self):
        return self.env["res.partner"]._find_due_ids(self.company_id, self.date)

    def _release_batch(self, ids):
        """Release those of these customers that are due still and that nobody else works on.

        :param list ids: of customers
        :return: list of the ids that somebody else works on
        """
        due, busy = self._lock_due(ids)
        if not due:
            return busy
        due = self._prepare_releases(due)
        released = [row["id"] for row in due]
        self._insert_unshare_events(released)
        self._insert_release_events(due)
        self._delete_shares(released)
        self._insert_notes({row["id"]: row["body"] for row in due})
        groups = defaultdict(list)
        for row in due:
            groups[row["pool_id"], row["company_id"]].append(row["id"])
        for (pool_id, __), group in groups.items():
            self._update_customers(self.env["crm.customer.pool"].sudo().browse(pool_id), group)
        self._update_contacts(released)
        self.release_count += len(due)
        self.env["res.partner"].invalidate_model()
        self._after_release(released)
        return busy

    def _after_release(self, ids):
        """Called in the transaction of each batch, for heirs.

        :param list ids: of the customers that fell free
        """

    # === LOCKS === #

    def _lock_due(self, ids):
        """Lock those of the customers that are due, with their contacts; wait for nobody.

        :return: (list of dict id, company_id, owner_id, policy_id, day, reason; list of ids that
            somebody else holds)
        """
        Partner = self.env["res.partner"]
        query = SQL(
            """
            SELECT p.id, p.company_id, p.protection_owner_id, p.protection_policy_id,
                   clock.first_day, %s
                   %s AND p.id = ANY(%s) AND clock.last_day < %s
            """,
            Partner._get_reason_sql(),
            Partner._get_expiry_from(self.company_id),
            ids,
            self.date,
        )
        self.env.cr.execute(
            SQL("%s FOR NO KEY UPDATE OF p SKIP LOCKED", query), log_exceptions=False
        )
        names = ("id", "company_id", "owner_id", "policy_id", "day", "reason")
        due = [dict(zip(names, row, strict=True)) for row in self.env.cr.fetchall()]
        locked = {row["id"] for row in due}
        busy = set()
        if len(locked) < len(ids):
            # Not obtained: no longer due, or in somebody else's hands.
            busy = {row[0] for row in self.env.execute_query(query)} - locked
        kept = self._lock_contacts(list(locked))
        due = [row for row in due if row["id"] in kept]
        return due, sorted(busy | locked - kept)

    def _lock_contacts(self, ids):
        """Lock the contacts of customers; wait for nobody.

        :return: set of the ids of those customers of which all contacts were obtained
        """
        query = SQL(
            """
            SELECT id, managed_customer_id FROM res_partner
             WHERE managed_customer_id = ANY(%s) AND is_managed_customer IS NOT TRUE
            """,
            ids,
        )
        self.env.cr.execute(SQL("%s FOR NO KEY UPDATE SKIP LOCKED", query), log_exceptions=False)
        locked = set(self.env.cr.fetchall())
        missed = set(self.env.execute_query(query)) - locked
        return set(ids) - {customer_id for __, customer_id in missed}

    # === VALUES === #

    def _prepare_releases(self, due):
        """Add where each customer goes, and what is said about it.

        :param list due: of dict, see `_lock_due`
        :return: the same with pool_id, note and body
        """
        users = self.env["res.users"].sudo().with_context(active_test=False)
        policies = self.env["crm.protection.policy"].sudo().with_context(active_test=False)
        names = {user.id: user.name for user in users.browse({row["owner_id"] for row in due})}
        policies = policies.browse({row["policy_id"] for row in due if row["policy_id"]})
        pools = {policy.id: policy._get_target_pool(self.company_id) for policy in policies}
        for row in due:
            policy = policies.browse(row["policy_id"])
            pool = pools.get(row["policy_id"]) or policy._get_target_pool(self.company_id)
            row["pool_id"] = pool.id
            row["note"] = self._get_note(row["reason"], row["day"], policy)
            row["body"] = self.env._(
                "Fell into %(pool)s. %(reason)s Its owner was %(owner)s.",
                pool=pool.name,
                reason=row["note"],
                owner=names[row["owner_id"]],
            )
        return due

    def _get_note(self, reason, day, policy):
        return self.env["res.partner"]._get_reason_message(reason, day, policy)

    # === WRITING === #

    def _update_customers(self, pool, ids):
        """Write what `_prepare_public_values` says, which is the same for all of them.

        :param pool: `crm.customer.pool` record
        :param list ids: of customers with the same `company_id`, or with none
        """
        Partner = self.env["res.partner"].sudo().browse(ids[0])
        values = Partner._prepare_public_values(self.company_id, pool)
        self._update_partners(
            SQL(", ").join(
                SQL(
                    "%s = %s",
                    SQL.identifier(name),
                    Partner._fields[name].convert_to_column_insert(value, Partner),
                )
                for name, value in values.items()
            ),
            SQL("p.id = ANY(%s)", ids),
        )

    def _update_contacts(self, ids):
        """Let the contacts of these customers have what they have from them."""
        names = ("user_id", *_INHERITED_FIELDS)
        self._update_partners(
            SQL(", ").join(
                SQL("%s = customer.%s", SQL.identifier(name), SQL.identifier(name))
                for name in names
            ),
            SQL(
                "customer.id = p.managed_customer_id AND customer.id = ANY(%s) "
                "AND p.is_managed_customer IS NOT TRUE",
                ids,
            ),
            SQL("FROM res_partner customer"),
        )

    def _update_partners(self, assignments, condition, source=None):
        self.env.cr.execute(
            SQL(
                "UPDATE res_partner p SET %s, write_uid = %s, write_date = %s %s WHERE %s",
                assignments,
                self.user_id.id,
                fields.Datetime.now(),
                source or SQL(),
                condition,
            )
        )

    def _insert_release_events(self, due):
        """One row of the ledger for each customer that is about to be released."""
        self._insert_events(
            self.user_id,
            "expire",
            {
                "new_state": SQL("'public'"),
                "partner_id": SQL("p.id"),
                "old_owner_id": SQL("p.protection_owner_id"),
                "team_id": SQL("owner.sale_team_id"),
                "old_state": SQL("p.protection_state"),
                "old_until": SQL("p.protected_until"),
                "new_pool_id": SQL("due.pool_id"),
                "policy_id": SQL("policy.id"),
                "terms": self._get_terms_sql(),
                "note": SQL("due.note"),
                "clock_before": SQL(
                    """
                    jsonb_build_object(
                        'claim_day', p.claim_day,
                        'protection_extra_days', p.protection_extra_days,
                        'extension_count', p.extension_count,
                        'lock_count', p.lock_count,
                        'locked_until', p.locked_until,
                        'shares', (SELECT jsonb_agg(to_jsonb(given)) FROM crm_customer_share given
                                    WHERE given.partner_id = p.id))
                    """
                ),
            },
            SQL(
                """
                  FROM unnest(%(ids)s::int[], %(pools)s::int[], %(notes)s::text[])
                       AS due (id, pool_id, note)
                  JOIN res_partner p ON p.id = due.id
                  JOIN res_users owner ON owner.id = p.protection_owner_id
             LEFT JOIN crm_protection_policy policy ON policy.id = p.protection_policy_id
                """,
                ids=[row["id"] for row in due],
                pools=[row["pool_id"] for row in due],
                notes=[row["note"] for row in due],
            ),
        )

    def _insert_events(self, user, cause, columns, source):
        """Rows of the ledger that this run writes now.

        :param user: `res.users` record who did it
        :param str cause: one of the ledger's causes
        :param dict columns: name -> SQL, besides what is the same in all rows
        :param SQL source: FROM and WHERE
        """
        now, uid = fields.Datetime.now(), self.env.uid
        common = {
            "run_id": self.id,
            "company_id": self.company_id.id,
            "user_id": user.id,
            "day": self.company_id._get_today(),
            "date": now,
            "cause": cause,
            "create_uid": uid,
            "create_date": now,
            "write_uid": uid,
            "write_date": now,
        }
        columns = {name: SQL("%s", value) for name, value in common.items()} | columns
        self.env.cr.execute(
            SQL(
                "INSERT INTO crm_protection_event (%s) SELECT %s %s",
                SQL(", ").join(map(SQL.identifier, columns)),
                SQL(", ").join(columns.values()),
                source,
            )
        )

    @api.model
    def _get_terms_sql(self):
        """The days of the policy, as everywhere in the ledger."""
        return SQL(
            """
            'D=' || policy.initial_days || ' R=' || policy.renew_days || ' M='
                 || CASE WHEN policy.has_maximum THEN policy.maximum_days::text ELSE '-' END
            """
        )

    def _insert_notes(self, bodies):
        """One internal note in the chatter of each customer.

        :param dict bodies: partner id -> text
        """
        author = self.env.ref("base.partner_root")
        now = fields.Datetime.now()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO mail_message (
                    model, res_id, body, message_id, message_type, subtype_id, is_internal,
                    author_id, email_from, email_add_signature, reply_to_force_new,
                    record_company_id, date, create_uid, write_uid, create_date, write_date)
                SELECT 'res.partner', note.id, note.body,
                       '<' || gen_random_uuid() || '-openerp-' || note.id || '-res.partner@odoo>',
                       'notification', %(subtype)s, TRUE, %(author)s, %(email)s, TRUE, FALSE,
                       %(company)s, %(now)s, %(uid)s, %(uid)s, %(now)s, %(now)s
                  FROM unnest(%(ids)s::int[], %(bodies)s::text[]) AS note (id, body)
                """,
                subtype=self.env.ref("mail.mt_note").id,
                author=author.id,
                email=author.email_formatted or None,
                company=self.company_id.id,
                now=now,
                uid=self.env.uid,
                ids=list(bodies),
                bodies=[Markup("<p>%s</p>") % body for body in bodies.values()],
            )
        )
