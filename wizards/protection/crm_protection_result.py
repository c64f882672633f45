from odoo import Command, api, fields, models


class CrmProtectionResult(models.TransientModel):
    """What a mass action did, and why it did not do the rest."""

    _name = "crm.protection.result"
    _description = "Result of an Action on Customers"

    done_count = fields.Integer("Done", readonly=True)
    refused_count = fields.Integer("Not Done", readonly=True)
    line_ids = fields.One2many("crm.protection.result.line", "result_id", readonly=True)

    @api.model
    def _show(self, done, refused):
        """The action that shows the result of a mass action.

        :param done: `res.partner` recordset
        :param refused: list of (`res.partner` record, reason)
        :return: an `ir.actions.act_window` dict
        """
        result = self.sudo().create({"done_count": len(done)})
        result._add([(customer.sudo().display_name, reason) for customer, reason in refused])
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Result"),
            "res_model": self._name,
            "res_id": result.id,
            "views": [(False, "form")],
            "target": "new",
        }

    @api.model
    def _show_also(self, action, done, absent):
        """The result of a mass action, with the customers that were out of sight before it began.

        :param action: what the mass action returned: True, or the action of `_show`
        :param done: `res.partner` recordset on which it was done where it returned True
        :param absent: list of (name, reason)
        :return: an `ir.actions.act_window` dict
        """
        if action is True:
            action = self._show(done, [])
        self.sudo().browse(action["res_id"])._add(absent)
        return action

    def _add(self, refused):
        """Add lines of what was not done.

        :param refused: list of (name, reason)
        """
        self.write(
            {
                "refused_count": self.refused_count + len(refused),
                "line_ids": [
                    Command.create({"name": name, "reason": reason}) for name, reason in refused
                ],
            }
        )

    def action_close(self):
        """Close the dialog and show the list behind it anew.

        :return: an `ir.actions.client` dict
        """
        return {"type": "ir.actions.client", "tag": "soft_reload"}


class CrmProtectionResultLine(models.TransientModel):
    _name = "crm.protection.result.line"
    _description = "Customer on Which an Action Was Not Done"

    result_id = fields.Many2one(
        "crm.protection.result", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char("Customer", readonly=True)
    reason = fields.Char(readonly=True)
