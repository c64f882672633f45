from odoo import fields, models


class CrmDuplicatePair(models.Model):
    """Two partners that look like one. No UNIQUE here: Odoo's merge deletes rows over it."""

    _name = "crm.duplicate.pair"
    _description = "Duplicate Pair"
    _order = "score desc, name_key, id"
    _rec_name = "partner_id"

    run_id = fields.Many2one("crm.duplicate.run", required=True, index=True, ondelete="cascade")
    kind = fields.Selection(
        [
            ("same", "Same name"),
            ("likely", "Likely"),
            ("similar", "Similar"),
            ("related", "Related"),
        ],
        required=True,
        readonly=True,
    )
    score = fields.Float(readonly=True, help="From 0 to 1.")
    name_key = fields.Char("Compared as", readonly=True)
    partner_id = fields.Many2one(
        "res.partner", "First Entered", readonly=True, index=True, ondelete="cascade"
    )
    other_partner_id = fields.Many2one(
        "res.partner", "Entered Again", readonly=True, index=True, ondelete="cascade"
    )
    owner_id = fields.Many2one(related="partner_id.user_id", string="Owner")
    other_owner_id = fields.Many2one(related="other_partner_id.user_id", string="Other Owner")
    create_date_first = fields.Datetime(related="partner_id.create_date", string="Entered on")
    create_date_other = fields.Datetime(
        related="other_partner_id.create_date", string="Entered Again on"
    )

    def action_view_partner(self):
        """Open the partner that was entered first.

        :return: an `ir.actions.act_window` dict
        """
        self.ensure_one()
        return self.partner_id.get_formview_action()

    def action_view_other_partner(self):
        """Open the partner that was entered again.

        :return: an `ir.actions.act_window` dict
        """
        self.ensure_one()
        return self.other_partner_id.get_formview_action()
