"""What the nightly run ends besides protection: shares. An undo gives them back."""

from odoo import models
from odoo.tools import SQL


class CrmProtectionRun(models.Model):
    _inherit = "crm.protection.run"

    def _insert_unshare_events(self, ids):
        """One row of the ledger for each share of customers that are about to be released.

        Before the row of the release, which remembers the shares for an undo.

        :param list ids: of customers
        """
        self._insert_share_events(
            "unshare",
            SQL(
                "SELECT partner_id, user_id FROM crm_customer_share WHERE partner_id = ANY(%s)", ids
            ),
        )

    def _delete_shares(self, ids):
        """End all shares of customers.

        :param list ids: of customers
        """
        self.env.cr.execute(SQL("DELETE FROM crm_customer_share WHERE partner_id = ANY(%s)", ids))
        self.env["crm.customer.share"].invalidate_model()

    def _restore_shares(self, event_ids):
        """Share again with those who still work here what the run unshared.

        :param list event_ids: of the rows by which the run released the customers
        """
        remembered = SQL(
            """
              FROM crm_protection_event event
              CROSS JOIN LATERAL jsonb_to_recordset(
                   CASE jsonb_typeof(event.clock_before->'shares')
                        WHEN 'array' THEN event.clock_before->'shares' ELSE '[]' END)
                   AS share (user_id int, mode text, until date, shared_by_id int, note text)
              JOIN res_users colleague ON colleague.id = share.user_id AND colleague.active
             WHERE event.id = ANY(%s)
            """,
            event_ids,
        )
        self._insert_share_events(
            "share", SQL("SELECT event.partner_id, share.user_id %s", remembered)
        )
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_customer_share (
                    partner_id, user_id, mode, until, shared_by_id, note, create_uid, create_date)
                SELECT event.partner_id, share.user_id, share.mode, share.until, share.shared_by_id,
                       share.note, %s, now() AT TIME ZONE 'UTC' %s
                """,
                self.env.uid,
                remembered,
            )
        )
        self.env["crm.customer.share"].invalidate_model()

    def _insert_share_events(self, cause, shares):
        """Rows of the ledger that say with whom customers are shared, or no longer.

        :param str cause: `share` or `unshare`
        :param SQL shares: query of partner_id and user_id
        """
        self._insert_events(
            self.undone_by_id if self.state == "undoing" else self.user_id,
            cause,
            {
                "partner_id": SQL("p.id"),
                "shared_user_id": SQL("shared.user_id"),
                "old_state": SQL("p.protection_state"),
                "new_state": SQL("p.protection_state"),
            },
            SQL(
                """
                FROM (%s) AS shared (partner_id, user_id)
                JOIN res_partner p ON p.id = shared.partner_id
                """,
                shares,
            ),
        )
