"""Taking a merge back (invariants 1, 2 and 11).

Exactly the rows that moved move back, where they still hang on the survivor. What was deleted, moved
on or changed since is left and reported.
"""

from odoo import models
from odoo.exceptions import AccessError, UserError

from ...protection.guard import unlocked
from ...protection.res_partner import PROTECTED_FIELDS
from .merge_rows import Followers, move_rows

# What a merged customer loses, and gets back.
_STATE_FIELDS = ("deactivation_reason", "deactivated_by_id", "deactivation_date", "user_id")


class CrmCustomerMergeLog(models.Model):
    _inherit = "crm.customer.merge.log"

    def action_undo(self):
        """Bring the merged customers back, with what was theirs.

        :raise AccessError: for anybody but the back office
        :raise UserError: where something speaks against it
        :return: an `ir.actions.client` dict
        """
        if not self.env["res.partner"]._is_customer_admin():
            raise AccessError(self.env._("The back office takes merges back."))
        self.check_access("read")
        for log in self:
            partners = (log.sudo().survivor_id | log.sudo().source_ids.partner_id).sudo(self.env.su)
            partners.check_access("write")
            partners._lock_for_merge()
            log.invalidate_recordset()
            refusal = log.sudo()._why_not_undo()
            if refusal:
                raise UserError(refusal)
            unlocked(log.sudo()).with_context(tracking_disable=True)._undo()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _why_not_undo(self):
        """Why this merge cannot be taken back now, or None."""
        self.ensure_one()
        survivor = self.survivor_id
        if self.state == "undone":
            return self.env._(
                "%(name)s: %(user)s took this merge back already.",
                name=survivor.display_name,
                user=self.undone_by_id.name,
            )
        if survivor.merged_into_id:
            return self.env._(
                "%(message)s Undo that merge first.", message=survivor._get_merged_message()
            )
        for source in self.source_ids:
            holder = self._find_code_holder(source)
            if holder:
                return self.env._(
                    "The customer code %(code)s of %(name)s belongs to %(holder)s by now. Give that "
                    "one another code first.",
                    code=source.ref,
                    name=source.name,
                    holder=holder.display_name,
                )
        return None

    def _find_code_holder(self, source):
        """Who took the code of a merged customer meanwhile; the survivor gives it back."""
        partner = source.partner_id
        if not partner.ref or not source.values_before.get("is_managed_customer"):
            return partner.browse()
        customers = partner.with_context(active_test=False)
        return customers.search(
            [
                ("ref", "=", partner.ref),
                ("is_managed_customer", "=", True),
                ("company_id", "=", partner.company_id.id),
                ("id", "!=", self.survivor_id.id),
            ],
            limit=1,
        )

    def _undo(self):
        """Give everything back, and write down what could not be."""
        survivor = self.survivor_id
        partners = self.source_ids.partner_id
        note = self.env._(
            "The merge with %(names)s was undone.", names=", ".join(self.source_ids.mapped("name"))
        )
        shared = survivor.share_ids.user_id
        left = [
            *self._restore_values(),
            *self._move_rows_back(),
            *self._take_shares_back(shared, note),
        ]
        for source in self.source_ids:
            self._restore_source(source, note)
        survivor._write_protection("undo", {}, note=note)
        (survivor | partners)._push_to_contacts()
        family = partners.with_context(active_test=False).search([("id", "child_of", partners.ids)])
        (family - partners)._follow_customer()
        self.write(
            {
                "state": "undone",
                "undone_by_id": self.env.uid,
                "undo_date": self.env.cr.now(),
                "undo_note": "\n".join(left),
            }
        )
        self._tell_about_undo(note)

    # === ROWS === #

    def _move_rows_back(self):
        """Move the rows back that still hang on the survivor, last ones first.

        :return: list of sentences about those that do not
        """
        left = []
        for model_name in dict.fromkeys(
            self.line_ids.sorted("id", reverse=True).mapped("model_name")
        ):
            lines = self.line_ids.filtered(
                lambda line, model_name=model_name: line.model_name == model_name
                and line.moved_keys
            ).sorted("id", reverse=True)
            followers = Followers(self.env, model_name)
            marks = [(ln._get_link(), ln.moved_keys, [ln.old_id, ln.new_id]) for ln in lines]
            followers.mark(marks)
            self.env.flush_all()
            for line in lines:
                left += self._move_line_back(line)
            self.env.invalidate_all(flush=False)
            followers.mark(marks)
            followers.recompute()
        if "res_users" in self.line_ids.mapped("table_name"):
            self.env.registry.clear_cache()
        return left

    def _move_line_back(self, line):
        """:return: list of sentences about rows that are not as the merge left them"""
        link, keys = line._get_link(), line.moved_keys
        hanging = link.still(self.env, keys, line.new_id)
        gone = len(keys) - len(link.still(self.env, keys))
        stuck = move_rows(self.env, link, sorted(hanging), line.new_id, line.old_id)
        unlocked(line).back_count = len(hanging) - len(stuck)
        self.env.flush_all()
        elsewhere = len(keys) - gone - len(hanging)
        sentences = (
            (gone, self.env._("%(what)s: %(count)s deleted since", what=line.label, count=gone)),
            (
                elsewhere,
                self.env._("%(what)s: %(count)s moved on since", what=line.label, count=elsewhere),
            ),
            (
                len(stuck),
                self.env._(
                    "%(what)s: %(count)s stay, since the other one has the same by now",
                    what=line.label,
                    count=len(stuck),
                ),
            ),
        )
        return [sentence for count, sentence in sentences if count]

    def _take_shares_back(self, before, note):
        """Write down who has a share again; end what the owner of today leaves no room for.

        :param before: `res.users` recordset, with whom the survivor was shared before the undo
        :return: list of sentences about shares that end
        """
        survivor = self.survivor_id
        ended = survivor._get_ending_shares(survivor.user_id)
        back = (survivor.share_ids - ended).filtered(lambda share: share.user_id not in before)
        survivor._write_shares_down("share", back, note)
        names = ended.user_id.mapped("name")
        survivor._end_shares(survivor.user_id)
        return [
            self.env._("No longer shared with %(name)s: it has another owner by now", name=name)
            for name in names
        ]

    # === VALUES === #

    def _restore_values(self):
        """Give the survivor back what the merge changed and nobody since.

        :return: list of sentences about what was changed since
        """
        survivor = self.survivor_id
        before, after = self.values_before, self.values_after
        now = survivor._read_rows()[survivor.id]
        changed = self._get_changed_names()
        same = [name for name in changed if now.get(name) == after.get(name)]
        values = {
            name: survivor._read_snapshot(before, name)
            for name in same
            if not survivor._fields[name].company_dependent and name != "user_id"
        }
        if self.image_before:
            values["image_1920"] = self.image_before
        if values:
            survivor.write(values)
        for name in same:
            if survivor._fields[name].company_dependent:
                survivor._write_company_values(name, before[name])
        if "user_id" in same and now["claim_day"] == after["claim_day"]:
            protection = survivor._read_protection(before)
            survivor._write_protection("undo", protection)
        labels = survivor.fields_get(changed, ["string"])
        return [
            self.env._("%(field)s: changed since", field=labels[name]["string"])
            for name in changed
            if name not in same
        ]

    def _restore_source(self, source, note):
        """Let a merged customer be what it was.

        :param source: `crm.customer.merge.log.source` record
        """
        partner, before = unlocked(source.partner_id), source.values_before
        managed = bool(before.get("is_managed_customer"))
        partner.write(
            {"merged_into_id": False, "is_managed_customer": managed, "active": before["active"]}
        )
        now = partner._read_rows()[partner.id]
        values = {
            name: partner._read_snapshot(before, name)
            for name in (*PROTECTED_FIELDS, *_STATE_FIELDS)
            if now[name] != before[name]
        }
        if not managed:
            partner.write(values)
            return
        nothing = dict.fromkeys(("old_owner_id", "old_state", "old_until", "old_pool_id"), False)
        partner._write_protection("undo", values, note=note, **nothing)
        pending = partner.extension_ids.filtered(lambda request: request.state == "pending")
        if partner.paused_on and not pending:
            # Somebody decided meanwhile, for the survivor.
            partner._resume_clock("cancelled", 0, note)
