"""19.0.1.1.0 listed equal names and knew no decision: give its runs and pairs what the new ones have.

Without it nobody would see the old pairs, as rules look for their company, and a new run would list
them a second time. Where several runs found one pair, the newest keeps it: nobody had decided
anything about them. Running it twice changes nothing.
"""

from odoo import SUPERUSER_ID, api

_RUNS = """
    UPDATE crm_duplicate_run
       SET level = 'same', start_date = date, is_prepared = TRUE
     WHERE state = 'done' AND start_date IS NULL
"""
_DOUBLES = """
    DELETE FROM crm_duplicate_pair older USING crm_duplicate_pair newer, crm_duplicate_run run,
                crm_duplicate_run other
     WHERE older.company_id IS NULL AND newer.company_id IS NULL AND older.id < newer.id
       AND older.partner_id = newer.partner_id
       AND older.other_partner_id = newer.other_partner_id
       AND run.id = older.run_id AND other.id = newer.run_id AND run.company_id = other.company_id
"""
_PAIRS = """
    UPDATE crm_duplicate_pair pair
       SET company_id = run.company_id, group_partner_id = pair.partner_id, reasons = 'same_name',
           name = COALESCE(one.registered_name, one.name),
           other_name = COALESCE(other.registered_name, other.name)
      FROM crm_duplicate_run run, res_partner one, res_partner other
     WHERE pair.company_id IS NULL AND run.id = pair.run_id
       AND one.id = pair.partner_id AND other.id = pair.other_partner_id
"""


def migrate(cr, version):
    for statement in (_RUNS, _DOUBLES, _PAIRS):
        cr.execute(statement)
    env = api.Environment(cr, SUPERUSER_ID, {})
    env.invalidate_all()
    # It is noupdate, and went by the run, which may be deleted now.
    rule = env.ref("crm_customer_protection.crm_duplicate_pair_rule_company", False)
    if rule:
        rule.domain_force = '[("company_id", "in", company_ids)]'
