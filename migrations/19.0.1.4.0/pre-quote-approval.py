"""The state of the approval, for orders that have none: made here, or the ORM writes every order."""

from odoo.tools import SQL
from odoo.tools.sql import column_exists


def migrate(cr, version):
    """Run twice, it does nothing."""
    if not column_exists(cr, "sale_order", "approval_state"):
        cr.execute(
            SQL("ALTER TABLE sale_order ADD COLUMN approval_state varchar NOT NULL DEFAULT 'none'")
        )
