"""Who protects a customer until when: the fields, and the one door through which they change.

Keeps invariants 1 and 2. Whoever writes `user_id` of a customer, wherever it comes from, ends in
`_change_owner`, which writes the ledger; nobody writes the other fields at all.
"""

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..customer.res_partner import _ADMIN_FIELDS, _SYSTEM_FIELDS
from .guard import is_merging, is_unlocked, unlocked

# Written by the system alone, the superuser's own code included.
PROTECTED_FIELDS = frozenset(
    {
        "claim_day",
        "extension_count",
        "lock_count",
        "locked_until",
        "paused_on",
        "pool_date",
        "pool_id",
        "protected_until",
        "protection_extra_days",
        "protection_owner_id",
        "protection_policy_id",
        "protection_state",
        "visible_user_id",
    }
)
# What a customer that survives a merge keeps as it was, besides what only the system writes.
_KEPT_IN_A_MERGE = _ADMIN_FIELDS | {"ref", "registered_name"}
# What the contacts of a customer have from it.
_INHERITED_FIELDS = (
    "protection_state",
    "protection_owner_id",
    "protected_until",
    "pool_id",
    "visible_user_id",
)


class ResPartner(models.Model):
    _inherit = "res.partner"

    # State, on every row of a customer and its contacts
    protection_state = fields.Selection(
        [("protected", "Protected"), ("public", "Public"), ("exempt", "Exempt")],
        "Protection",
        copy=False,
        readonly=True,
        index="btree_not_null",
        help="Protected until a day, in the public pool, or without a limit.",
    )
    protection_owner_id = fields.Many2one(
        "res.users",
        "Protected For",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    protected_until = fields.Date(
        copy=False,
        readonly=True,
        index="btree_not_null",
        help="The last protected day. On the next one the customer falls into the public pool.",
    )
    visible_user_id = fields.Many2one(
        "res.users",
        "Visible To",
        copy=False,
        readonly=True,
        index=True,
        ondelete="restrict",
        help="Technical: the owner, the public user for what everybody sees, or the system for "
        "what lies in a pool that hides something. Empty for whoever is no customer.",
    )

    # The clock
    claim_day = fields.Date("Clock Started", copy=False, readonly=True)
    protection_policy_id = fields.Many2one(
        "crm.protection.policy",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    protection_extra_days = fields.Integer("Days Granted", copy=False, readonly=True)
    extension_count = fields.Integer("Extensions", copy=False, readonly=True)
    paused_on = fields.Date("Clock Stopped on", copy=False, readonly=True)
    locked_until = fields.Date(copy=False, readonly=True)
    lock_count = fields.Integer("Locks", copy=False, readonly=True)
    days_left = fields.Integer(compute="_compute_days_left", search="_search_days_left")

    # The pool
    pool_id = fields.Many2one(
        "crm.customer.pool", copy=False, readonly=True, index="btree_not_null", ondelete="restrict"
    )
    pool_date = fields.Datetime("In the Pool Since", copy=False, readonly=True)

    protection_event_ids = fields.One2many(
        "crm.protection.event", "partner_id", "Protection Ledger", readonly=True
    )

    _protected_is_owned = models.Constraint(
        "CHECK (protection_state IS DISTINCT FROM 'protected' OR protection_owner_id IS NOT NULL)",
        "A protected customer has an owner.",
    )
    # What the nightly run looks for.
    _protection_due_idx = models.Index(
        "(protected_until) WHERE protection_state = 'protected' AND is_managed_customer IS TRUE"
    )

    @api.depends("protected_until")
    @api.depends_context("tz")
    def _compute_days_left(self):
        today = self.env.company._get_today()
        for partner in self:
            until = partner.protected_until
            partner.days_left = (until - today).days if until else 0

    def _search_days_left(self, operator, value):
        if operator not in ("<", "<=", ">", ">=") or not isinstance(value, int):
            return NotImplemented
        day = fields.Date.add(self.env.company._get_today(), days=value)
        return [("protected_until", operator, day), ("protection_state", "=", "protected")]

    # === CRUD === #

    @api.model
    def default_get(self, fields):
        """The defaults in the context are the client's: none sets what `create` would refuse."""
        return super().default_get([name for name in fields if name not in PROTECTED_FIELDS])

    @api.model_create_multi
    def create(self, vals_list):
        if not is_unlocked(self.env):
            for vals in vals_list:
                self._check_protected_fields(vals)
        partners = super().create(vals_list)
        customers = partners.filtered("is_managed_customer")
        customers._check_first_owner()
        customers._start_protection("register")
        contacts = partners.filtered(
            lambda partner: partner.managed_customer_id and not partner.is_managed_customer
        )
        contacts._follow_customer()
        return partners

    def write(self, vals):
        if is_unlocked(self.env):
            return super().write(vals)
        if is_merging(self.env):
            kept = PROTECTED_FIELDS | _SYSTEM_FIELDS
            if self.filtered("is_managed_customer"):
                kept |= _KEPT_IN_A_MERGE
            vals = {name: value for name, value in vals.items() if name not in kept}
        self._check_protected_fields(vals)
        self._check_moving(vals)
        vals = dict(vals)
        becoming = watched = self.browse()
        if vals.get("is_managed_customer"):
            becoming = self.filtered(lambda partner: not partner.is_managed_customer)
        if "user_id" in vals:
            watched = (self - becoming).filtered("managed_customer_id")
        result = self._write_with_owner(vals, watched) if watched else super().write(vals)
        becoming._start_protection("adopt")
        if "parent_id" in vals:
            self._follow_with_contacts()
        return result

    def _check_first_owner(self):
        """Refuse new customers for somebody to whom the caller could not assign them.

        Salespeople enter customers for themselves, leaders for their teams too, clerks and the back
        office for everybody who works here.

        :raise AccessError: that names the owner
        """
        if self.env.su:
            return
        user = self.env.user
        anybody = self._is_customer_admin() or user.has_group("crm_customer_protection.group_clerk")
        for owner in self.sudo().user_id - user:
            if not owner.active or owner.share:
                raise AccessError(self.env._("%(owner)s cannot own customers.", owner=owner.name))
            if not anybody and owner.id not in self.env["crm.team"]._get_led_user_ids():
                raise AccessError(
                    self.env._(
                        "%(owner)s is in none of your teams: you cannot enter customers for "
                        "somebody else. Leave the salesperson empty or ask a clerk.",
                        owner=owner.name,
                    )
                )

    def _write_with_owner(self, vals, watched):
        """Write values of which the owner goes through `_change_owner`.

        :param dict vals: with `user_id`
        :param watched: those of the records that are customers or contacts of customers
        """
        # pylint: disable=super-method-mismatch
        owner = self.env["res.users"].browse(vals.pop("user_id") or [])
        result = super().write(vals) if vals else True
        if others := self - watched:
            result = super(ResPartner, others).write({"user_id": owner.id})
        watched.filtered("is_managed_customer")._request_owner(owner)
        return result

    @api.model
    def _check_protected_fields(self, vals):
        """Refuse what only the system writes. Empty values of a new form harm nobody.

        :raise AccessError: with the labels of the fields
        """
        forged = sorted(name for name in PROTECTED_FIELDS.intersection(vals) if vals[name])
        if not forged and self:
            forged = sorted(PROTECTED_FIELDS.intersection(vals))
        if forged:
            labels = self.fields_get(forged, ["string"])
            raise AccessError(
                self.env._(
                    "%(fields)s: the system alone sets this. Claim, release, assign or ask for an "
                    "extension instead.",
                    fields=", ".join(labels[name]["string"] for name in forged),
                )
            )

    def _check_moving(self, vals):
        """Refuse to move a colleague's customer to another company or under another partner.

        Whom it is shared with, to write too, would change whose rules hold for it.

        :raise AccessError: that names the customer
        """
        moving = {"company_id", "parent_id"}.intersection(vals)
        if self.env.su or not moving or self._is_customer_admin():
            return
        for customer in self.filtered("is_managed_customer"):
            ours = customer.sudo().user_id | customer.sudo().registrar_id
            if self.env.user in ours or customer._is_directed_by_me():
                continue
            if any(customer._is_changed(name, vals[name]) for name in moving):
                raise AccessError(
                    self.env._(
                        "%(name)s: only its owner, a leader or the back office moves it to "
                        "another company.",
                        name=customer.display_name,
                    )
                )

    def _push_to_contacts(self):
        """Write what the contacts have from their customer to those that differ."""
        contacts = (
            self.sudo()
            .with_context(active_test=False)
            .search([("managed_customer_id", "in", self.ids), ("is_managed_customer", "=", False)])
        )
        contacts._follow_customer()

    def _follow_customer(self):
        """Give contacts the owner and the protection of their customer, or take them away."""
        contacts = self.sudo().filtered(lambda partner: not partner.is_managed_customer)
        # The new owner is told of the customer, not of each of its contacts.
        contacts = contacts.with_context(mail_auto_subscribe_no_notify=True)
        for values, group in contacts._group_by_values(
            lambda contact: contact._prepare_values_of_customer()
        ):
            if values:
                unlocked(group).write(values)

    def _follow_with_contacts(self):
        """After a move let these and all below them follow the customer that they belong to now."""
        moved = self.filtered(
            lambda partner: partner.managed_customer_id or partner.protection_state
        )
        if moved:
            family = self.sudo().with_context(active_test=False)
            family.search([("id", "child_of", moved.ids)])._follow_customer()

    def _prepare_values_of_customer(self):
        """What this contact has to take over from its customer, where it differs.

        :return: dict of `write` values
        """
        customer = self.managed_customer_id
        if not customer and not self.protection_state:
            return {}
        values = {name: customer[name] for name in _INHERITED_FIELDS}
        if customer:
            values["user_id"] = customer.user_id
        return {
            name: value.id if isinstance(value, models.BaseModel) else value
            for name, value in values.items()
            if self[name] != value
        }

    # === WHAT OTHERS MAY KNOW === #

    @api.model
    def _get_hint_fields(self):
        return [*super()._get_hint_fields(), "protection_state", "protected_until", "pool_id"]

    def _get_protection_state(self):
        return self.protection_state or super()._get_protection_state()

    def _get_protected_until(self):
        return self.protected_until if self.protection_state == "protected" else False
