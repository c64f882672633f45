"""Merging customers: what speaks against it, and the merge itself (invariants 1, 2, 6 and 11).

check -> snapshot -> move -> write -> log. The customers that go into another one are archived and
follow it like its contacts, so that nobody sees more of them than of it. Nothing is deleted.
"""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, format_list

from ...protection.guard import is_unlocked, unlocked
from ...protection.locking import lock_rows
from .merge_rows import Followers, find_rows, move_rows

# The merge itself remembers these. A later one must not make them forget.
_SNAPSHOT_TABLES = ("crm_customer_merge_log", "crm_customer_merge_log_source")


class ResPartner(models.Model):
    _inherit = "res.partner"

    merged_into_id = fields.Many2one(
        "res.partner",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The customer into which the back office merged this one.",
    )

    @api.depends("merged_into_id", "merged_into_id.is_managed_customer")
    def _compute_managed_customer_id(self):
        result = super()._compute_managed_customer_id()
        for partner in self.filtered("merged_into_id"):
            partner.managed_customer_id = partner.merged_into_id
        return result

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_merged_values(vals)
        return super().create(vals_list)

    def write(self, vals):
        if not is_unlocked(self.env):
            self._check_merged_values(vals)
        return super().write(vals)

    def _check_merged_values(self, vals):
        """Refuse to send a customer into another one, or to bring it back, by a plain write."""
        if is_unlocked(self.env):
            return
        if vals.get("merged_into_id") or ("merged_into_id" in vals and self.merged_into_id):
            raise AccessError(
                self.env._("The back office merges customers, by the action Merge Customers.")
            )
        if vals.get("active") or vals.get("is_managed_customer"):
            for partner in self.sudo().filtered("merged_into_id"):
                raise UserError(
                    self.env._(
                        "%(message)s Undo that merge instead.",
                        message=partner._get_merged_message(),
                    )
                )

    # === WHY NOT === #

    def _get_merged_message(self):
        """Into which customer this one went, by whom and when."""
        partner = self.sudo()
        source = self.env["crm.customer.merge.log.source"].sudo()
        source = source.search([("partner_id", "=", self.id)], order="id desc", limit=1)
        log = source.log_id
        return self.env._(
            "%(name)s went into %(survivor)s already: %(user)s merged them on %(day)s.",
            name=partner.display_name,
            survivor=partner.merged_into_id.display_name,
            user=log.user_id.name,
            day=fields.Date.to_string(fields.Datetime.context_timestamp(self, log.date)),
        )

    def _get_merge_refusal(self, sources):
        """What speaks against merging other partners into this customer.

        :param sources: `res.partner` recordset
        :return: a sentence, or None
        """
        self.ensure_one()
        survivor, sources = self.sudo(), (sources - self).sudo()
        if not sources:
            return self.env._("Choose at least two customers to merge.")
        for partner in (survivor | sources).filtered("merged_into_id"):
            return partner._get_merged_message()
        if not survivor.is_managed_customer:
            return self.env._(
                "%(name)s is no customer. Choose a customer as the destination.",
                name=survivor.display_name,
            )
        if not survivor.active:
            return self.env._(
                "%(name)s is deactivated. Reactivate it, or choose another one that survives.",
                name=survivor.display_name,
            )
        checks = (
            "_get_merge_family_refusal",
            "_get_merge_user_refusal",
            "_get_merge_request_refusal",
            "_get_merge_sealed_refusal",
        )
        return next(filter(None, (getattr(survivor, check)(sources) for check in checks)), None)

    def _get_merge_family_refusal(self, sources):
        """One below the other, or in different companies."""
        partners = self | sources
        for partner in partners:
            above = partners.browse(partner._get_ancestor_ids()[1:])
            if above & partners:
                return self.env._(
                    "%(name)s belongs to %(parent)s. A contact does not go into its own company.",
                    name=partner.name,
                    parent=(above & partners)[0].name,
                )
        company = self.company_id
        for source in sources:
            if company and source.company_id != company:
                return self.env._(
                    "%(name)s and %(survivor)s belong to different companies.",
                    name=source.display_name,
                    survivor=self.display_name,
                )
        return None

    def _get_merge_user_refusal(self, sources):
        """Somebody logs in with it, or it is one of the companies of this database."""
        partners = (self | sources).with_context(active_test=False)
        for user in sources.with_context(active_test=False).user_ids:
            if not user.share or len(partners.user_ids) > 1:
                return self.env._(
                    "%(name)s is the contact of the user %(user)s and does not go into another.",
                    name=user.partner_id.display_name,
                    user=user.login,
                )
        companies = self.env["res.company"].sudo().with_context(active_test=False)
        own = companies.search([("partner_id", "in", sources.ids)], limit=1)
        if own:
            return self.env._(
                "%(name)s is one of your own companies and does not go into another.",
                name=own.name,
            )
        return None

    def _get_merge_request_refusal(self, sources):
        """The clock of one customer cannot stand still for two requests."""
        pending = self.env["crm.protection.extension"].sudo()
        ids = (self | sources).ids
        pending = pending.search([("partner_id", "in", ids), ("state", "=", "pending")])
        if len(pending) > 1:
            return self.env._(
                "Several extension requests are pending: %(names)s. Decide them first.",
                names=format_list(self.env, pending.partner_id.mapped("display_name")),
            )
        return None

    def _get_merge_sealed_refusal(self, sources):
        """Entries whose hash says whose they are: another partner would break the chain."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.partner_id FROM account_move_line line
                  JOIN account_move move ON move.id = line.move_id
                 WHERE line.partner_id = ANY(%s) AND move.inalterable_hash IS NOT NULL LIMIT 1
                """,
                sources.ids,
            )
        )
        if rows:
            return self.env._(
                "%(name)s has journal entries that are sealed. Choose it as the one that survives.",
                name=sources.browse(rows[0][0]).display_name,
            )
        return None

    # === MERGE === #

    def _merge_customers(self, sources, values=None, reason=""):
        """Let other partners go into this customer.

        :param sources: `res.partner` recordset, any number
        :param dict values: field name -> id of the partner whose value stays; where a field is not
            named the survivor's stays, or the first one that there is
        :param str reason: why; stands in the ledger and in the log
        :return: `crm.customer.merge.log` record
        :raise AccessError: for anybody but the back office
        :raise UserError: where something speaks against it
        """
        self.ensure_one()
        sources = (sources - self).exists()
        self._check_merge_right(sources)
        (self | sources)._lock_for_merge()
        refusal = self._get_merge_refusal(sources)
        if refusal:
            raise UserError(refusal)
        self._check_merge_choices(sources, values or {})
        # Nobody is subscribed by what follows: it would not be taken back.
        survivor = self.sudo().with_context(tracking_disable=True)
        merged = sources.with_env(survivor.env)
        note = survivor._get_merge_note(merged, reason)
        log = survivor._create_merge_log(merged, reason)
        self._choose_owner(sources, (values or {}).get("user_id"), reason, log)
        survivor._move_all_rows(merged, log)
        survivor._archive_merged(merged)
        log._write_values(survivor._write_merge_values(merged, values or {}))
        survivor.with_env(self.env)._write_protection("merge", {}, note=note)
        survivor._push_to_contacts()
        log._tell_about_merge(note)
        # Not what may be written.
        return self.env[log._name].browse(log.id)

    @api.model
    def _check_merge_right(self, partners):
        """:raise AccessError: unless the caller is the back office and sees all of them."""
        if not self._is_customer_admin():
            raise AccessError(
                self.env._(
                    "%(names)s: the back office merges customers. Ask it to do so.",
                    names=format_list(
                        self.env, (self | partners)._filtered_access("read").mapped("display_name")
                    ),
                )
            )
        (self | partners).check_access("write")

    def _lock_for_merge(self):
        """See `lock_rows`."""
        lock_rows(self.sorted("id"), allow_referencing=False)

    @api.model
    def _check_merge_choices(self, partners, choices):
        """:raise UserError: where a value of anybody else is chosen, or of what nobody chooses"""
        names = {*self._get_merge_fields(), "user_id"}
        ids = {*(self | partners).ids, False}
        if not choices.keys() <= names or not {one or False for one in choices.values()} <= ids:
            raise UserError(
                self.env._("Only a value of one of the merged customers can stay. Choose again.")
            )

    def _choose_owner(self, sources, chosen_id, reason, log):
        """Give this customer to the owner of another one, where that was chosen."""
        owner = sources.browse(chosen_id or self.id).sudo().user_id
        if not chosen_id or owner == self.sudo().user_id:
            return
        refusal = owner and self._why_not_assign(owner)
        if refusal:
            raise UserError(refusal)
        self.sudo()._set_shares_aside(sources.sudo(), owner, log)
        if owner:
            self._assign(owner, reason)
        else:
            self._release(reason)

    def _get_merge_note(self, sources, reason):
        """What the ledger of the survivor says of the customers that went into it."""
        lines = [
            self.env._(
                "%(name)s (%(code)s), until now %(owner)s's, went into this customer.",
                name=source.name,
                code=source.ref or "-",
                owner=source.user_id.name or self.env._("nobody"),
            )
            for source in sources
        ]
        return "\n".join([*lines, reason.strip()] if (reason or "").strip() else lines)

    def _create_merge_log(self, sources, reason):
        """The snapshot of what the partners are before the merge.

        :return: `crm.customer.merge.log` record that may be written
        """
        rows = (self | sources)._read_rows()
        return unlocked(self.env["crm.customer.merge.log"].sudo()).create(
            {
                "user_id": self.env.uid,
                "company_id": self.company_id.id,
                "survivor_id": self.id,
                "reason": reason,
                "values_before": rows[self.id],
                "source_ids": [
                    fields.Command.create(
                        {
                            "partner_id": source.id,
                            "name": source.name,
                            "ref": source.ref,
                            "owner_id": source.user_id.id,
                            "protected_until": source.protected_until,
                            "values_before": rows[source.id],
                        }
                    )
                    for source in sources
                ],
            }
        )

    def _read_rows(self):
        """The rows of the partners as the database has them.

        :return: dict partner id -> dict column -> value as JSON
        """
        self.env.flush_all()
        query = SQL("SELECT id, to_jsonb(p) FROM res_partner p WHERE id = ANY(%s)", self.ids)
        return dict(self.env.execute_query(query))

    def _archive_merged(self, sources):
        """What the merged customers are from now on: archived, without a name of their own."""
        unlocked(sources).write(
            {"merged_into_id": self.id, "is_managed_customer": False, "active": False}
        )

    # === ROWS === #

    def _get_merge_conditions(self, sources):
        """Which rows may move, where not all of a table do. For heirs to extend.

        :return: dict table -> SQL, None where no row moves
        """
        ids = (self | sources).ids
        return {
            **dict.fromkeys(_SNAPSHOT_TABLES),
            # A partner is not above itself.
            "res_partner": SQL("id <> ALL(%s)", ids),
            "calendar_attendee": SQL(
                "NOT EXISTS (SELECT FROM calendar_attendee twin WHERE twin.partner_id = %s"
                " AND twin.event_id = calendar_attendee.event_id)",
                self.id,
            ),
            "crm_customer_share": SQL("id <> ALL(%s)", self._get_staying_shares(sources).ids),
        }

    def _move_all_rows(self, sources, log):
        """Move every row that links to the sources, and note which."""
        swapped = self._get_swapped_shares(sources)
        found = find_rows(self.env, self._name, sources.ids, self._get_merge_conditions(sources))
        moves = [(link, keys, old_id, self.id) for link, old_id, keys in found]
        moves += [self._prepare_share_move(sources, swapped)] if swapped else []
        kept = self._move_rows(moves, log, self._name)
        self._move_rows_of_twin_accounts(kept, log)
        self.env.invalidate_all()
        if any(link.table == "res_users" for link, *__ in moves):
            self.env.registry.clear_cache()

    def _move_rows(self, moves, log, model_name):
        """Move rows, let what depends on them follow, and note what moved.

        :param list moves: of (`Link`, keys, old id, new id)
        :return: list of (`Link`, keys that stay, old id, new id)
        """
        followers = Followers(self.env, model_name)
        marks = [(link, keys, [old_id, new_id]) for link, keys, old_id, new_id in moves]
        followers.mark(marks)
        result = [
            (link, move_rows(self.env, link, keys, old_id, new_id), old_id, new_id)
            for link, keys, old_id, new_id in moves
        ]
        self.env.invalidate_all(flush=False)
        followers.mark(marks)
        followers.recompute()
        log._note_rows(model_name, moves, [kept for __, kept, *__ in result])
        return result

    def _move_rows_of_twin_accounts(self, kept, log):
        """A bank account that the survivor has too stays; its payments go to the survivor's one."""
        ids = [key for link, keys, *__ in kept if link.table == "res_partner_bank" for key in keys]
        accounts = self.env["res.partner.bank"].sudo().with_context(active_test=False).browse(ids)
        own = self.with_context(active_test=False).bank_ids.grouped("sanitized_acc_number")
        moves = []
        for account in accounts:
            twin = own.get(account.sanitized_acc_number)
            if twin:
                found = find_rows(self.env, account._name, account.ids)
                moves += [(link, keys, account.id, twin[0].id) for link, __, keys in found]
        if moves:
            self._move_rows(moves, log, accounts._name)
