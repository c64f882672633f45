from odoo import fields, models

_FIELD = "use_order_notices"


class ResUsers(models.Model):
    _inherit = "res.users"

    use_order_notices = fields.Boolean(
        "Tell Me of Orders",
        default=True,
        help="One message in Odoo, never by e-mail, when orders of your customers come to another "
        "state or become late.",
    )

    @property
    def SELF_READABLE_FIELDS(self):  # noqa: N802
        return [*super().SELF_READABLE_FIELDS, _FIELD]

    @property
    def SELF_WRITEABLE_FIELDS(self):  # noqa: N802
        return [*super().SELF_WRITEABLE_FIELDS, _FIELD]
