"""Stored computed columns whose right value is NULL: made here, or the ORM computes every task."""

from odoo.tools import SQL
from odoo.tools.sql import column_exists


def migrate(cr, version):
    """Until this version nobody has written work down; run twice, it does nothing."""
    if not column_exists(cr, "crm_lead", "last_work_date"):
        cr.execute(SQL("ALTER TABLE crm_lead ADD COLUMN last_work_date timestamp"))
