"""19.0.1.0.0 knew customers and owners, but no protection: give every customer its state.

Without it customers entered before the update would be neither protected nor public nor exempt
(invariant 1), nor in the ledger. Owned ones become exempt: nobody loses a customer to an update; the
adoption wizard puts them under protection. Running it twice changes nothing.
"""

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL

# Companies count their days by themselves; of a state that is given at once UTC is exact enough.
_STATES = """
    UPDATE res_partner
       SET protection_state = CASE WHEN user_id IS NULL THEN 'public' ELSE 'exempt' END,
           protection_owner_id = user_id,
           visible_user_id = user_id,
           pool_date = CASE WHEN user_id IS NULL THEN now() AT TIME ZONE 'UTC' END
     WHERE is_managed_customer IS TRUE
       AND protection_state IS NULL
 RETURNING id, user_id, company_id, protection_state
"""
_CONTACTS = """
    UPDATE res_partner contact
       SET protection_state = customer.protection_state,
           protection_owner_id = customer.protection_owner_id,
           visible_user_id = customer.visible_user_id
      FROM res_partner customer
     WHERE contact.managed_customer_id = customer.id
       AND contact.id != customer.id
       AND contact.protection_state IS DISTINCT FROM customer.protection_state
"""
_LEDGER = """
    WITH stated AS (%s)
    INSERT INTO crm_protection_event
                (partner_id, company_id, cause, date, day, user_id, new_owner_id, new_state,
                 create_uid, create_date, write_uid, write_date)
    SELECT stated.id, stated.company_id, 'adopt', now() AT TIME ZONE 'UTC',
           (now() AT TIME ZONE 'UTC')::date, %%(root)s, stated.user_id, stated.protection_state,
           %%(root)s, now() AT TIME ZONE 'UTC', %%(root)s, now() AT TIME ZONE 'UTC'
      FROM stated
"""


def migrate(cr, version):
    """Set-based: a million customers take seconds, not an update of each record."""
    cr.execute(_LEDGER % _STATES, {"root": SUPERUSER_ID})
    cr.execute(_CONTACTS)
    env = api.Environment(cr, SUPERUSER_ID, {})
    env.invalidate_all()
    env["res.partner"]._refresh_visible_user(SQL("TRUE"))
