"""Who at the customer takes part in a task, with role and stance in it, and exactly one main contact.

Whoever reads the task reads its contacts, whoever changes it changes them; contacts of customers
that one does not see stay hidden (invariant 6, see the record rule).
"""

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain

from ..customer.res_partner_contact import DECISION_ROLES
from ..protection.guard import is_unlocked, unlocked
from ..protection.locking import queue_for_rows
from .res_partner_tree import STANCES


class CrmLeadContact(models.Model):
    _name = "crm.lead.contact"
    _inherit = ["crm.partner.link.mixin", "crm.visible.partner.mixin"]
    _description = "Task Contact"
    _order = "lead_id, sequence, id"
    _rec_name = "partner_id"

    lead_id = fields.Many2one(
        "crm.lead", "Sales Task", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    partner_id = fields.Many2one(
        "res.partner",
        "Contact",
        required=True,
        index=True,
        ondelete="cascade",
        help="Somebody at the customer of the task.",
    )
    decision_role = fields.Selection(
        DECISION_ROLES,
        "Role in Decision",
        compute="_compute_from_contact",
        store=True,
        readonly=False,
        precompute=True,
        help="What the person is for this decision. Taken from the contact; a change here stays "
        "here.",
    )
    stance = fields.Selection(
        STANCES,
        compute="_compute_from_contact",
        store=True,
        readonly=False,
        precompute=True,
        help="Whether the person is for us in this task. Taken from the contact; a change here "
        "stays here.",
    )
    is_main = fields.Boolean(
        "Main Contact",
        help="The person to turn to first in this task. A task with contacts has one.",
    )
    note = fields.Char()
    function = fields.Char(related="partner_id.function", related_sudo=False)
    phone = fields.Char(related="partner_id.phone", related_sudo=False)
    last_talk_date = fields.Datetime(related="partner_id.last_talk_date", related_sudo=False)

    _one_main_idx = models.UniqueIndex(
        "(lead_id) WHERE is_main IS TRUE",
        "A task has one main contact, and somebody made another one the main contact just now.",
    )

    @api.depends("partner_id")
    def _compute_from_contact(self):
        for row in self:
            row.decision_role = row.partner_id.decision_role
            row.stance = row.partner_id.decision_stance

    @api.constrains("partner_id", "lead_id")
    def _check_partner_id(self):
        if is_unlocked(self.env):
            # A merge brings the contacts of the customer that the task gets with it.
            return
        for row in self.sudo():
            refusal = row._why_not()
            if refusal:
                raise ValidationError(refusal)

    def _why_not(self):
        """What speaks against this contact in this task.

        :return: a sentence, or None
        """
        names = {"contact": self.partner_id.name, "task": self.lead_id.name}
        if not self._is_of_customer():
            return self.env._(
                "%(contact)s is no contact of the customer of %(task)s. Choose one of its "
                "contacts, or enter a new one there.",
                **names,
            )
        twin = [
            ("lead_id", "=", self.lead_id.id),
            ("partner_id", "=", self.partner_id.id),
            ("id", "!=", self.id),
        ]
        if self.search_count(twin, limit=1):
            return self.env._(
                "%(contact)s takes part in %(task)s already. Change that row.", **names
            )
        return None

    def _is_of_customer(self):
        """Whether the person belongs to the customer that the task has now."""
        customer = self.lead_id.partner_id.commercial_partner_id
        partner = self.partner_id
        return not partner.is_company and partner.commercial_partner_id == customer

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        leads = self.env["crm.lead"].browse(
            {vals["lead_id"] for vals in vals_list if vals.get("lead_id")}
        )
        self._lock_tasks(leads)
        with_main = [vals.get("lead_id") for vals in vals_list if vals.get("is_main")]
        self._check_one_main(with_main)
        self.browse()._clear_main(leads.browse(with_main))
        rows = super().create(vals_list)
        rows.lead_id._ensure_main_contact()
        return rows

    def write(self, vals):
        if is_unlocked(self.env):
            return super().write(vals)
        leads = self.lead_id
        if vals.keys() & {"is_main", "lead_id", "partner_id"}:
            leads |= leads.browse(vals.get("lead_id") or ())
            self._lock_tasks(leads)
        if vals.get("is_main"):
            self._check_one_main([vals.get("lead_id") or row.lead_id.id for row in self])
            self._clear_main(leads.browse(vals.get("lead_id") or ()) or leads)
        result = super().write(vals)
        if vals.keys() & {"is_main", "lead_id"}:
            leads._ensure_main_contact()
        return result

    def unlink(self):
        leads = self.lead_id
        result = super().unlink()
        leads._ensure_main_contact()
        return result

    @api.model
    def _check_one_main(self, lead_ids):
        """:raise ValidationError: where one of the tasks stands twice in the list"""
        for lead in self.env["crm.lead"].browse(set(lead_ids)):
            if lead_ids.count(lead.id) > 1:
                raise ValidationError(
                    self.env._(
                        "%(task)s can have one main contact. Choose one of them.",
                        task=lead.sudo().name,
                    )
                )

    @api.model
    def _lock_tasks(self, leads):
        """Two people who choose a main contact at the same time wait for each other."""
        if leads:
            queue_for_rows(leads)

    def _clear_main(self, leads):
        """Nobody is the main contact of tasks for the moment, but for these rows.

        :param leads: `crm.lead` records
        """
        rows = leads.sudo().task_contact_ids.filtered("is_main") - self
        if rows:
            unlocked(rows).write({"is_main": False})
            # The index looks at each statement.
            rows.flush_recordset(["is_main"])

    def action_set_main(self):
        """Make this contact the main one of its task."""
        self.ensure_one()
        self.is_main = True

    def action_open_task(self):
        """Open the task in which the contact takes part.

        :return: an `ir.actions.act_window` dict
        """
        self.ensure_one()
        self.check_access("read")
        return self.lead_id.get_formview_action()

    # === RIGHTS: those of the task === #

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not self.env.su and not bypass_access:
            tasks = self.env["crm.lead"].with_context(active_test=False)._search(Domain.TRUE)
            domain = Domain(domain) & Domain("lead_id", "in", tasks)
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if self.env.su or not self.ids:
            return result
        # The row is read as superuser: its right is what is asked here.
        tasks = self.sudo().lead_id.sudo(False)
        open_tasks = tasks._filtered_access("read" if operation == "read" else "write")
        closed = self.filtered(lambda row: row.sudo().lead_id.sudo(False) not in open_tasks)
        if not closed:
            return result
        return ((result[0] if result else closed) | closed, self._make_closed_error)

    def _make_closed_error(self):
        return AccessError(
            self.env._(
                "This contact is part of a sales task that you do not see, or may not change. Ask "
                "its salesperson."
            )
        )
