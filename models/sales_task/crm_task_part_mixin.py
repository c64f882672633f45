from odoo import api, fields, models
from odoo.fields import Domain


class CrmTaskPartMixin(models.AbstractModel):
    """For rows of a sales task, which are seen and changed by whom the task is."""

    _name = "crm.task.part.mixin"
    _description = "Part of a Sales Task"
    _task_field = "lead_id"

    is_task_readable = fields.Boolean(
        compute="_compute_task_access", search="_search_is_task_readable", compute_sudo=False
    )
    is_task_writable = fields.Boolean(
        compute="_compute_task_access", search="_search_is_task_writable", compute_sudo=False
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_task_access(self):
        # Rules are judged as superuser, with the person who asks as the user.
        # The rows themselves are read in sudo: who may not see one is told so here, not by an error.
        tasks = self.sudo()[self._task_field].sudo(False).with_context(active_test=False)
        readable, writable = (tasks._filtered_access(mode) for mode in ("read", "write"))
        for part in self:
            task = part.sudo()[self._task_field]
            part.is_task_readable = task.id in readable._ids
            part.is_task_writable = task.id in writable._ids

    def _search_is_task_readable(self, operator, value):
        return self._search_task_access("read", operator, value)

    def _search_is_task_writable(self, operator, value):
        return self._search_task_access("write", operator, value)

    def _search_task_access(self, mode, operator, value):
        if operator != "in" or list(value) != [True]:
            return NotImplemented
        tasks = self.env["crm.lead"].sudo(False).with_context(active_test=False)
        if not tasks.has_access(mode):
            return Domain.FALSE
        rule = self.env["ir.rule"].sudo(False)._compute_domain("crm.lead", mode)
        return Domain(self._task_field, "in", tasks.sudo()._search(rule))
