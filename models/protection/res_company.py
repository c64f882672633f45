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

    def _get_timezone(self):
        """Name of the time zone in which this company counts its days."""
        self.ensure_one()
        return self.sudo().partner_id.tz or self.env.context.get("tz") or self.env.user.tz or "UTC"

    def _get_today(self):
        """The calendar day of this company.

        :return: `datetime.date`
        """
        return fields.Date.context_today(self.with_context(tz=self._get_timezone()))
