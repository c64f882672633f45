from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CrmStageSetupLine(models.Model):
    _name = "crm.stage.setup.line"
    _description = "Stage in a Set-up"
    _order = "id"

    setup_id = fields.Many2one("crm.stage.setup", required=True, index=True, ondelete="cascade")
    scheme_id = fields.Many2one(related="setup_id.scheme_id")
    origin_id = fields.Many2one("crm.stage", "Old Stage", ondelete="cascade", readonly=True)
    is_won = fields.Boolean(related="origin_id.is_won")
    target_id = fields.Many2one(
        "crm.stage",
        "New Stage",
        ondelete="cascade",
        domain="[('scheme_id', '=', scheme_id), ('is_won', '=', is_won)]",
    )
    task_count = fields.Integer("Sales Tasks", readonly=True)

    @api.constrains("target_id")
    def _check_target(self):
        for line in self.filtered("target_id"):
            target = line.target_id
            if target.scheme_id != line.scheme_id or target.is_won != line.is_won:
                raise ValidationError(
                    self.env._(
                        "The tasks of %(old)s cannot go to %(new)s: choose a stage of the scheme, "
                        "a won one for what is won and an open one for what is open.",
                        old=line.origin_id.name or self.env._("no stage"),
                        new=target.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_draft()
        return lines

    def write(self, vals):
        self._check_draft()
        result = super().write(vals)
        self._check_draft()
        return result

    def unlink(self):
        self._check_draft()
        return super().unlink()

    def _check_draft(self):
        """:raise UserError: where the way back of what was carried out would change"""
        if any(setup.state != "draft" for setup in self.setup_id):
            self.setup_id._refuse_change()
