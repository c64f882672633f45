"""What somebody planned and did with a customer: when, with whom, what came of it (工作记录)."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..protection.guard import is_unlocked, unlocked
from .crm_work_kind import IMPORTANCES


class CrmWorkRecord(models.Model):
    _name = "crm.work.record"
    _description = "Work Record"
    _inherit = ["crm.partner.link.mixin", "crm.customer.document.mixin", "mail.thread"]
    _order = "start desc, id desc"
    _check_company_auto = True
    _partner_link_fields = ("partner_id", "contact_id")
    # Leaders ask back without a right to write.
    _mail_post_access = "read"

    # What
    name = fields.Char("Subject", required=True)
    name_proposal = fields.Char(store=False)
    kind_id = fields.Many2one(
        "crm.work.kind",
        required=True,
        tracking=True,
        ondelete="restrict",
        default=lambda self: self.env["crm.work.kind"].search([], limit=1),
    )
    kind_icon = fields.Selection(related="kind_id.icon", string="Icon")
    kind_color = fields.Integer(related="kind_id.color", string="Colour")
    importance = fields.Selection(
        IMPORTANCES,
        required=True,
        compute="_compute_importance",
        store=True,
        readonly=False,
        precompute=True,
    )
    priority = fields.Selection(
        [("0", "Normal"), ("1", "Soon"), ("2", "Urgent"), ("3", "At once")], default="0"
    )
    place = fields.Char(help="Where one meets.")
    description = fields.Text(help="What is to be talked about or prepared.")
    result = fields.Text(copy=False, help="What came of it, and what comes next.")
    expense = fields.Monetary(copy=False, tracking=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    active = fields.Boolean(default=True)

    # Who
    user_id = fields.Many2one(
        "res.users",
        "Salesperson",
        required=True,
        tracking=True,
        ondelete="restrict",
        check_company=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    team_id = fields.Many2one(
        "crm.team",
        compute="_compute_team_id",
        store=True,
        precompute=True,
        index="btree_not_null",
        ondelete="set null",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        compute="_compute_company_id",
        store=True,
        readonly=False,
        precompute=True,
    )

    # With whom, for what
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        compute="_compute_partner_id",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        ondelete="restrict",
        check_company=True,
        domain="[('parent_id', '=', False)]",
    )
    contact_id = fields.Many2one(
        "res.partner",
        compute="_compute_contact_id",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        domain="[('parent_id', '=', partner_id), ('type', '=', 'contact')]",
        help="The person with whom one talks.",
    )
    contact_phone = fields.Char(compute="_compute_contact_phone")
    lead_id = fields.Many2one(
        "crm.lead",
        "Sales Task",
        ondelete="restrict",
        check_company=True,
        domain="[('type', '=', 'opportunity'), ('partner_id', 'child_of', partner_id)]"
        " if partner_id else [('type', '=', 'opportunity')]",
    )
    stage_id = fields.Many2one(
        "crm.stage",
        compute="_compute_stage_id",
        store=True,
        precompute=True,
        index="btree_not_null",
        ondelete="set null",
        help="The stage in which the task was at that time.",
    )

    # The lists of a person and a team, of a customer, of a task, each newest first.
    _user_start_idx = models.Index("(user_id, start DESC)")
    # The summary of a team reads this index alone, and never the rows.
    _user_day_idx = models.Index(
        "(user_id, day) INCLUDE (company_id, state, kind_id, partner_id, planned_stop)"
        " WHERE active IS TRUE"
    )
    _partner_start_idx = models.Index("(partner_id, start DESC) WHERE partner_id IS NOT NULL")
    _lead_start_idx = models.Index("(lead_id, start DESC) WHERE lead_id IS NOT NULL")
    _start_idx = models.Index("(start DESC, id DESC)")

    _expense_not_negative = models.Constraint(
        "CHECK (expense >= 0)", "An expense cannot be negative. Enter what was spent."
    )
    _about_somebody = models.Constraint(
        "CHECK (partner_id IS NOT NULL OR lead_id IS NOT NULL)",
        "Say with which customer, or for which sales task.",
    )

    # === COMPUTED === #

    @api.depends("kind_id")
    def _compute_importance(self):
        for record in self:
            record.importance = record.kind_id.importance or record.importance or "normal"

    @api.depends("user_id")
    def _compute_team_id(self):
        for record in self:
            record.team_id = record.user_id.sale_team_id

    @api.depends("lead_id", "partner_id")
    def _compute_company_id(self):
        """That of the task or the customer; what stands already never changes its company."""
        here = self.env.company
        for record in self:
            about = record.lead_id.company_id or record.partner_id.company_id
            if record._origin.company_id:
                record.company_id = record._origin.company_id
            else:
                record.company_id = here if not about or about in here.parent_ids else about

    @api.depends("lead_id")
    def _compute_partner_id(self):
        for record in self:
            customer = record.lead_id.partner_id.commercial_partner_id
            record.partner_id = customer or record.partner_id

    @api.depends("partner_id", "lead_id")
    def _compute_contact_id(self):
        """The person of the task, or else the main contact of the customer."""
        for record in self:
            customer, person = record.partner_id, record.lead_id.partner_id
            if record.contact_id.commercial_partner_id == customer and record.contact_id:
                continue
            if person == customer or person.commercial_partner_id != customer:
                person = customer.primary_contact_id
            record.contact_id = person

    @api.depends("contact_id.phone", "partner_id.phone")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_contact_phone(self):
        """Follows the contact, and shows nothing of a customer that the reader does not see."""
        for record in self:
            about = record.contact_id or record.partner_id
            hidden = about._filter_hidden()
            record.contact_phone = False if hidden else about.sudo().phone

    @api.depends("lead_id")
    def _compute_stage_id(self):
        for record in self:
            record.stage_id = record.lead_id.stage_id

    @api.onchange("kind_id", "partner_id", "lead_id")
    def _onchange_name(self):
        """The subject follows kind and customer until somebody types another."""
        if not self.name or self.name == self.name_proposal:
            self.name = self._join_name(self.kind_id, self.partner_id or self.lead_id)
            self.name_proposal = self.name

    # === CHECKS === #

    @api.constrains("partner_id", "contact_id")
    def _check_contact_id(self):
        for record in self.sudo().filtered("contact_id"):
            if record.contact_id.commercial_partner_id != record.partner_id.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "%(record)s: %(contact)s is not a contact of %(customer)s. Choose one of "
                        "its own contacts.",
                        record=record.name,
                        contact=record.contact_id.name,
                        customer=record.partner_id.name or self.env._("no customer"),
                    )
                )

    @api.constrains("partner_id", "lead_id")
    def _check_lead_id(self):
        """A merge of tasks brings what happened with the other customer along."""
        if is_unlocked(self.env):
            return
        for record in self.sudo():
            customer = record.lead_id.partner_id.commercial_partner_id
            if customer and customer != record.partner_id.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "%(record)s: the task %(task)s belongs to %(customer)s. Choose that "
                        "customer, or another task.",
                        record=record.name,
                        task=record.lead_id.name,
                        customer=customer.name,
                    )
                )

    # === CRUD === #

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        partner = self.env["res.partner"].sudo().browse(values.get("partner_id") or [])
        if partner.commercial_partner_id != partner:
            values["partner_id"] = partner.commercial_partner_id.id
            if "contact_id" in fields:
                values.setdefault("contact_id", partner.id)
        return values

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._prepare_about_values(vals) for vals in vals_list]
        # Who made it and when stands in the record: a million records need no message each.
        quiet = self.with_context(mail_create_nolog=True, mail_create_nosubscribe=True)
        return super(CrmWorkRecord, quiet).create(vals_list).with_env(self.env)

    def write(self, vals):
        return super().write(self._prepare_about_values(vals) if "partner_id" in vals else vals)

    def copy_data(self, default=None):
        """A copy is a new plan at the same time."""
        copies = super().copy_data(default)
        for record, values in zip(self, copies, strict=True):
            proposed = {"state": "planned", "planned_start": record.start}
            values.update({**proposed, "planned_stop": record.stop, **(default or {})})
        return copies

    @api.model
    def _prepare_about_values(self, vals):
        """Values in which a contact that was given as the customer stands where it belongs.

        A record without a subject is called after its kind and customer.

        :param dict vals: values of `create` or `write`
        :return: dict
        """
        vals = dict(vals)
        partner = self.env["res.partner"].sudo().browse(vals.get("partner_id") or [])
        customer = partner.commercial_partner_id
        if customer != partner:
            vals["partner_id"] = customer.id
            vals.setdefault("contact_id", partner.id)
        if not self and not (vals.get("name") or "").strip():
            vals["name"] = self._get_proposed_name(vals, customer)
        return vals

    @api.model
    def _get_proposed_name(self, vals, customer):
        """What a record is called where nobody gave it a subject.

        :param dict vals: values of `create`
        :param customer: `res.partner` record in sudo, possibly empty
        """
        default = self.env.context.get("default_kind_id")
        kind = self.env["crm.work.kind"].browse(vals.get("kind_id") or default or [])
        kind = kind or kind.search([], limit=1)
        if not customer:
            lead = self.env["crm.lead"].sudo().browse(vals.get("lead_id") or [])
            customer = lead.partner_id.commercial_partner_id or lead
        return self._join_name(kind, customer)

    @api.model
    def _join_name(self, kind, about):
        if not about.name or not kind:
            return kind.name or about.name
        return self.env._("%(kind)s: %(name)s", kind=kind.name, name=about.name)

    def _move_to_task(self, lead):
        """Put what was done under another task, with whom and in which stage it was done.

        :param lead: `crm.lead` record, empty where the task is gone
        """
        kept = [self._fields[name] for name in ("stage_id", "partner_id", "contact_id")]
        with self.env.protecting(kept, self):
            unlocked(self).write({"lead_id": lead.id})
