"""19.0.1.1.0 compared whole names only: take every name apart, and make the keys to find it by.

Without it customers entered before the update would be found by nothing but their exact name. The
rules on duplicates stay off where customers are managed already: nobody is asked for a reason
overnight. Running it twice changes nothing but that.
"""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """About two minutes for a million partners."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["crm.name.index"]._fill()
    env["crm.duplicate.rule"].search([]).active = False
