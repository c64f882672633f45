"""Claim, release, assign, lock and move: who may, why not, and what then happens.

Each action is one question (`_why_not_…`, a sentence or None) and one deed. The screen, RPC, the
mass actions and a plain write of the salesperson all ask the same question.
"""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

# It depends on the person, the pool, or the days.
_ASKED_WITH_AN_ARGUMENT = ("_why_not_assign", "_why_not_move", "_why_not_extend")


class ResPartner(models.Model):
    _inherit = "res.partner"

    can_claim = fields.Boolean(compute="_compute_can_act")
    can_release = fields.Boolean(compute="_compute_can_act")
    can_direct = fields.Boolean(compute="_compute_can_act")
    is_led_by_me = fields.Boolean(
        compute="_compute_is_led_by_me", search="_search_is_led_by_me", compute_sudo=True
    )

    @api.depends_context("uid")
    @api.depends("protection_state", "protection_owner_id", "pool_id")
    def _compute_can_act(self):
        for partner in self:
            customer = partner if partner.is_managed_customer else self.browse()
            partner.can_claim = bool(customer) and not customer._why_not_claim()
            partner.can_release = bool(customer) and not customer._why_not_release()
            partner.can_direct = bool(customer) and customer._is_directed_by_me()

    @api.depends_context("uid")
    @api.depends("protection_owner_id")
    def _compute_is_led_by_me(self):
        led = self.env["crm.team"]._get_led_user_ids()
        for partner in self:
            partner.is_led_by_me = partner.protection_owner_id.id in led

    def _search_is_led_by_me(self, operator, value):
        if operator != "in":
            return NotImplemented
        led = list(self.env["crm.team"]._get_led_user_ids())
        return [("protection_owner_id", "in" if True in value else "not in", led)]

    # === WHO === #

    def _is_directed_by_me(self):
        """Whether the caller decides about this customer: back office, or leader of its owner.

        A customer in a pool is directed by the pool's managers.
        """
        self.ensure_one()
        if self._is_customer_admin():
            return True
        customer = self.sudo()
        if not customer.user_id:
            return self.env.user in customer.pool_id.manager_ids
        return customer.user_id.id in self.env["crm.team"]._get_led_user_ids()

    # === CLAIM === #

    def _can_claim(self):
        customer = self.sudo()
        # Most have an owner: no need to put that into words.
        return customer.is_managed_customer and not (customer.user_id or self._why_not_claim())

    def _why_not_claim(self):
        """Why the caller cannot claim this customer now, or None.

        Counts from the ledger, so that claim, release, claim evades nothing.
        """
        self.ensure_one()
        customer, user = self.sudo(), self.env.user
        # These two name nobody: any id can be sent.
        if not customer.is_managed_customer:
            return self.env._("Only customers can be claimed.")
        if customer.company_id and customer.company_id not in user.company_ids:
            return self.env._("A customer of another company cannot be claimed.")
        name = customer.display_name
        if not user.has_group("sales_team.group_sale_salesman"):
            return self.env._("%(name)s: only salespeople claim customers.", name=name)
        if not customer.active:
            return self.env._("%(name)s is deactivated.", name=name)
        if customer.user_id:
            return self._get_owned_message()
        pool = customer.pool_id
        if pool and not pool._has_member(user):
            return self.env._(
                "%(name)s lies in the pool %(pool)s, from which you do not claim. Ask your leader.",
                name=name,
                pool=pool.name,
            )
        return self._why_cool_down(pool) or pool._why_over_limit(user)

    def _get_owned_message(self):
        """That somebody has the customer, who, and until when."""
        customer = self.sudo()
        until = customer._get_protected_until()
        if until:
            return self.env._(
                "%(name)s belongs to %(owner)s and is protected until %(until)s.",
                name=customer.display_name,
                owner=customer.user_id.name,
                until=fields.Date.to_string(until),
            )
        return self.env._(
            "%(name)s belongs to %(owner)s.",
            name=customer.display_name,
            owner=customer.user_id.name,
        )

    def _why_cool_down(self, pool):
        """Why this customer has to rest before the caller can claim it, or None.

        :param pool: `crm.customer.pool` record in sudo
        """
        customer, now = self.sudo(), fields.Datetime.now()
        if pool.fresh_hours and customer.pool_date:
            free = customer.pool_date + timedelta(hours=pool.fresh_hours)
            if free > now:
                return self.env._(
                    "%(name)s came into the pool just now and can be claimed from %(time)s on.",
                    name=customer.display_name,
                    time=fields.Datetime.context_timestamp(self, free).strftime("%Y-%m-%d %H:%M"),
                )
        if not pool.cooldown_days:
            return None
        today = customer._get_protection_company()._get_today()
        resting = self.env.user
        if pool.cooldown_team and resting.sale_team_id:
            resting |= resting.sale_team_id.sudo().member_ids
        last = (
            self.env["crm.protection.event"]
            .sudo()
            .search_fetch(
                [
                    ("partner_id", "=", customer.id),
                    ("old_owner_id", "in", resting.ids),
                    ("day", ">", today - timedelta(days=pool.cooldown_days)),
                    ("cause", "in", self._get_owner_losing_causes()),
                ],
                ["day"],
                limit=1,
                order="day desc",
            )
        )
        if last:
            return self.env._(
                "%(name)s was yours or your team's until %(day)s. You can claim it again from "
                "%(again)s on.",
                name=customer.display_name,
                day=fields.Date.to_string(last.day),
                again=fields.Date.to_string(last.day + timedelta(days=pool.cooldown_days)),
            )
        return None

    @api.model
    def _get_owner_losing_causes(self):
        """Causes after which an earlier owner has to wait."""
        return ["release", "expire", "assign", "handover", "other"]

    def action_claim(self):
        """Take customers out of the pool.

        :raise UserError: with every reason, where none of the customers can be claimed
        :return: see `_act_on_each`
        """
        return self._act_on_each("_why_not_claim", "_claim", count_claims=True)

    def _claim(self):
        self._change_owner(self.env.user, "claim")

    # === RELEASE === #

    def _why_not_release(self):
        """Why the caller cannot release this customer, or None."""
        self.ensure_one()
        customer = self.sudo()
        if not customer.user_id:
            return self.env._("%(name)s is public already.", name=customer.display_name)
        if customer.user_id != self.env.user and not self._is_directed_by_me():
            return self.env._(
                "%(name)s is not yours. Its owner or a leader releases it.",
                name=customer.display_name,
            )
        return None

    def _release(self, note, pool=None):
        self._change_owner(self.env["res.users"], "release", note=note, pool=pool)

    # === ASSIGN === #

    def _why_not_assign(self, owner):
        """Why the caller cannot give this customer to that person, or None.

        :param owner: `res.users` record
        """
        self.ensure_one()
        customer = self.sudo()
        values = {"name": customer.display_name, "owner": owner.name}
        if not owner.active or owner.share:
            return self.env._("%(owner)s cannot own customers.", **values)
        if customer.company_id and customer.company_id not in owner.sudo().company_ids:
            return self.env._("%(name)s: %(owner)s does not work in its company.", **values)
        if customer.user_id == owner:
            return self.env._("%(name)s belongs to %(owner)s already.", **values)
        if self._is_customer_admin():
            return None
        if not self._is_directed_by_me():
            return self.env._("%(name)s: only its leader or the back office assigns it.", **values)
        if owner.id not in self.env["crm.team"]._get_led_user_ids() | {self.env.uid}:
            return self.env._("%(owner)s is in none of your teams.", **values)
        return customer.pool_id._why_over_capacity(owner)

    def _assign(self, owner, note, restart=False):
        self._change_owner(owner, "assign", note=note, restart=restart)

    # === LOCK, MOVE === #

    def _why_not_lock(self):
        """Why the caller cannot lock this customer for its owner, or None."""
        self.ensure_one()
        customer = self.sudo()
        policy = customer.protection_policy_id
        values = {"name": customer.display_name}
        if customer.protection_state != "protected":
            return self.env._("%(name)s is not protected until a day.", **values)
        if not self._is_directed_by_me():
            return self.env._("%(name)s: only its leader or the back office locks it.", **values)
        if customer.lock_count >= policy.lock_max_count:
            return self.env._(
                "%(name)s: the locks that %(policy)s allows are used up (%(count)s).",
                count=customer.lock_count,
                policy=policy.name,
                **values,
            )
        return None

    def _lock(self, note):
        self._lock_customers()
        for values, customers in self.sudo()._group_by_values(
            lambda customer: customer._prepare_lock_values()
        ):
            customers._write_protection("lock", values, note=note)

    def _prepare_lock_values(self):
        days = timedelta(days=self.protection_policy_id.lock_max_days)
        return {
            "locked_until": self._get_protection_company()._get_today() + days,
            "lock_count": self.lock_count + 1,
        }

    def _why_not_move(self, pool):
        """Why the caller cannot move this customer to another pool, or None."""
        self.ensure_one()
        customer = self.sudo()
        if customer.user_id:
            return self._get_owned_message()
        if not (self._is_customer_admin() or self.env.user in customer.pool_id.manager_ids):
            return self.env._(
                "%(name)s: only the managers of its pool or the back office move it.",
                name=customer.display_name,
            )
        if pool.company_id != customer._get_protection_company():
            return self.env._(
                "%(name)s: the pool %(pool)s belongs to another company.",
                name=customer.display_name,
                pool=pool.name,
            )
        return None

    def _move(self, pool, note):
        self._lock_customers()
        for values, customers in self.sudo()._group_by_values(
            lambda customer: customer._prepare_public_values(pool.sudo().company_id, pool)
        ):
            customers._write_protection("move", values, note=note)

    # === MANY AT ONCE === #

    def _act_on_each(self, question, deed, *args, count_claims=False, **kwargs):
        """Do something with the customers for which nothing speaks against it.

        The question comes before the lock, so that those who come too late neither wait nor get
        in each other's way. Its answer still holds after it: PostgreSQL gives a lock only on what
        did not change since this transaction first looked.

        :param str question: name of the `_why_not_…` method
        :param str deed: name of the method that does it
        :param bool count_claims: whether the caller's claims are counted, so that two calls of one
            person at the same time wait for each other; those that assign to one person always do
        :return: True for one customer; for several the action that shows what was done and what not
        :raise UserError: where one customer was asked for and something speaks against it
        """
        # Not of these: what lies in a pool is claimed without being seen. But customers at all.
        self.browse().check_access("read")
        taker = self.env.user if count_claims else self.env["res.users"]
        if question == "_why_not_assign" and not self._is_customer_admin():
            taker = args[0]
        question_args = args[:1] if question in _ASKED_WITH_AN_ARGUMENT else ()
        refused, done = [], self.browse()
        for customer in self:
            reason = getattr(customer, question)(*question_args)
            if reason:
                refused.append((customer, reason))
                continue
            if taker:
                # The next answer counts what this one adds.
                if not done:
                    self._queue_behind_claims(taker)
                getattr(customer, deed)(*args, **kwargs)
            done |= customer
        if done and not taker:
            getattr(done, deed)(*args, **kwargs)
        if refused and not done:
            raise UserError("\n".join(reason for __, reason in refused[:20]))
        if len(self) == 1:
            return True
        return self.env["crm.protection.result"]._show(done, refused)

    def _queue_behind_claims(self, taker):
        """Let claims and assignments of one person follow each other.

        Updating the row makes the second of two transactions fail its snapshot, so that Odoo
        repeats it with the first one's claims in the ledger. A mere lock would let it count an old
        snapshot.

        :param taker: `res.users` record who gets one customer more
        """
        self.env.execute_query(
            SQL(
                "UPDATE res_users SET claim_serial = COALESCE(claim_serial, 0) + 1 "
                "WHERE id = %s RETURNING claim_serial",
                taker.id,
            )
        )

    # === DIALOGS === #

    def action_release(self):
        """Open the dialog that gives customers back to the pool, with a reason.

        :return: an `ir.actions.act_window` dict
        """
        return self._open_protection_dialog("release", self.env._("Release"))

    def action_assign(self):
        """Open the dialog that gives customers to another owner.

        :return: an `ir.actions.act_window` dict
        """
        return self._open_protection_dialog("assign", self.env._("Assign"))

    def action_share(self):
        """Open the dialog that shares customers with colleagues.

        :return: an `ir.actions.act_window` dict
        """
        return self._open_protection_dialog("share", self.env._("Share"))

    def action_unshare(self):
        """Open the dialog that ends what is shared.

        :return: an `ir.actions.act_window` dict
        """
        context = {"default_user_ids": self.sudo().share_ids.user_id.ids}
        return self._open_protection_dialog("unshare", self.env._("Stop Sharing"), context)

    def action_lock(self):
        """Open the dialog that keeps customers with their owner for a while.

        :return: an `ir.actions.act_window` dict
        """
        return self._open_protection_dialog("lock", self.env._("Lock"))

    def action_move_pool(self):
        """Open the dialog that moves public customers to another pool.

        :return: an `ir.actions.act_window` dict
        """
        return self._open_protection_dialog("move", self.env._("Move to Another Pool"))

    def action_extend(self):
        """Open the dialog that asks for an extension.

        :return: an `ir.actions.act_window` dict
        """
        most = self.sudo().protection_policy_id[:1].extension_max_days
        return self._open_protection_dialog(
            "extend", self.env._("Ask for an Extension"), {"default_days": most}
        )

    def _open_protection_dialog(self, kind, title, context=None):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_customer_protection.crm_protection_dialog_action"
        )
        context = dict(context or {}, default_kind=kind, default_partner_ids=self.ids)
        return dict(action, name=title, context=context)

    # === BY A PLAIN WRITE === #

    def _request_owner(self, owner):
        """Carry out a plain write of the owner: the same rights, limits and ledger.

        :param owner: `res.users` record, empty to release
        :raise AccessError: where the caller may not
        """
        for customer in self.filtered(lambda customer: customer.user_id != owner):
            if self.env.su:
                customer._change_owner(owner, "other", note=self._get_foreign_note())
                continue
            if owner == self.env.user and not customer.user_id:
                self._queue_behind_claims(self.env.user)
                reason, cause = customer._why_not_claim(), "claim"
                if reason and customer._is_customer_admin():
                    reason, cause = None, "assign"
            elif owner:
                if not customer._is_customer_admin():
                    self._queue_behind_claims(owner)
                reason, cause = customer._why_not_assign(owner), "assign"
            else:
                reason, cause = customer._why_not_release(), "release"
            if reason:
                raise AccessError(reason)
            customer._change_owner(owner, cause)

    def _get_foreign_note(self):
        return self.env._("By another part of the system.")
