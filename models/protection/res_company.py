from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    use_protection = fields.Boolean(
        "Customer Protection",
        help="Customers are protected for the days that the policies say, and fall into the public "
        "pool when nothing happens with them.",
    )
    use_visibility = fields.Boolean(
        "Restricted Visibility",
        help="Salespeople see their own customers, those shared with them and the pool; leaders "
        "see their teams; the back office sees all.",
    )

    def _get_today(self):
        """The calendar day of this company: that of its partner's time zone, or of the caller's.

        :return: `datetime.date`
        """
        self.ensure_one()
        timezone = self.sudo().partner_id.tz or self.env.context.get("tz") or self.env.user.tz
        return fields.Date.context_today(self.with_context(tz=timezone or "UTC"))
