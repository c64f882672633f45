from markupsafe import Markup

from odoo import api, fields, models

_MOST_LISTED = 2_000


class CrmProtectionNotice(models.Model):
    """Who was told what: written together with the message, so that nobody is told twice.

    Its page lists all customers of the message by name. In a pool that hides its customers the former
    owner finds them nowhere else; the page tells nothing that he or she did not know.
    """

    _name = "crm.protection.notice"
    _inherit = ["crm.system.record.mixin"]
    _description = "Protection Summary"
    _order = "id desc"
    _rec_name = "day"

    kind = fields.Selection(
        [("loss", "Fallen free"), ("return", "Given back"), ("warning", "Falls free soon")],
        required=True,
        readonly=True,
    )
    user_id = fields.Many2one(
        "res.users", "Person", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    day = fields.Date(required=True, readonly=True)
    run_id = fields.Many2one(
        "crm.protection.run", required=True, readonly=True, index=True, ondelete="cascade"
    )
    customer_count = fields.Integer("Customers", readonly=True)
    customer_list = fields.Html("Names", compute="_compute_customer_list", sanitize=False)

    _one_per_run = models.UniqueIndex("(run_id, user_id, kind)")
    _one_warning_a_day = models.UniqueIndex("(user_id, company_id, day) WHERE kind = 'warning'")

    @api.depends("kind", "user_id", "run_id")
    def _compute_customer_list(self):
        for notice in self:
            notice.customer_list = Markup("<ul>%s</ul>") % Markup().join(
                Markup("<li><b>%s</b>: %s</li>") % (event.partner_id.name, event.note)
                for event in notice.sudo()._get_events()
            )

    def _get_events(self):
        """The rows of the ledger of which this summary tells.

        :return: `crm.protection.event` recordset
        """
        domain = [("run_id", "=", self.run_id.id)]
        if self.kind == "loss":
            domain += [("cause", "=", "expire"), ("old_owner_id", "=", self.user_id.id)]
        elif self.kind == "return":
            domain += [("cause", "=", "undo"), ("new_owner_id", "=", self.user_id.id)]
        else:
            return self.env["crm.protection.event"]
        return self.env["crm.protection.event"].search(domain, limit=_MOST_LISTED)

    def _get_locked_message(self):
        return self.env._("Summaries are written by the system alone.")
