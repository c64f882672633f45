"""Installation in a running company (invariant 12): seconds, not a recompute of every partner."""

from odoo.tools import SQL
from odoo.tools.sql import column_exists

from .models.customer.res_partner_search_index import PARAMETER
from .models.duplicate.crm_name_index_refresh import PARAMETER as KEYS_PARAMETER

# Stored computed columns whose right value for every partner that exists before the installation is
# NULL, since none of them is a managed customer yet. Made here, the ORM finds them and does not
# compute a million partners one by one.
_PARTNER_COLUMNS = {
    "managed_customer_id": "integer",
    "registered_name_key": "varchar",
    "customer_value": "numeric",
    "last_deal_date": "timestamp",
}


def pre_init_hook(env):
    """Create the computed columns of `res_partner` and of opportunities empty."""
    for name, sql_type in _PARTNER_COLUMNS.items():
        if not column_exists(env.cr, "res_partner", name):
            env.cr.execute(
                SQL("ALTER TABLE res_partner ADD COLUMN %s %s", SQL.identifier(name), SQL(sql_type))
            )
    if not column_exists(env.cr, "sale_order", "approval_state"):
        env.cr.execute(
            "ALTER TABLE sale_order ADD COLUMN approval_state varchar NOT NULL DEFAULT 'none'"
        )
    # Nobody has written work down before the installation.
    if not column_exists(env.cr, "crm_lead", "last_work_date"):
        env.cr.execute(SQL("ALTER TABLE crm_lead ADD COLUMN last_work_date timestamp"))


def post_init_hook(env):
    """Switch everything on in a fresh database; leave a running one as it was.

    A database is fresh as long as it holds no opportunity, archived ones included.
    """
    env["crm.name.index"]._fill()
    if env["crm.lead"].sudo().with_context(active_test=False).search_count([], limit=1):
        return
    companies = env["res.company"].sudo().search([])
    companies.write(
        {
            "use_customer_management": True,
            "customer_auto_manage": True,
            "use_protection": True,
            "use_visibility": True,
            # With the rule that a company begins with.
            "use_quote_approval": True,
            "use_trading_request": True,
            "trading_propose": True,
            "use_contract_review": True,
            "use_erp_orders": True,
            "use_native_execution": True,
        }
    )
    _set_up_sales_tasks(env)


def _set_up_sales_tasks(env):
    """The seven stages for every team, and for tasks without one."""
    scheme = env["crm.stage.scheme"]._get_seven_stages()
    teams = env["crm.team"].sudo().with_context(active_test=False).search([])
    teams.stage_scheme_id = scheme
    env["res.company"].sudo().search([]).stage_scheme_id = scheme


def uninstall_hook(env):
    """Take away what does not go with the tables: sequences, indexes, the guard, external ids."""
    _keep_stages(env)
    codes = ["crm.customer.code", "crm.collision.case"]
    sequences = env["ir.sequence"].sudo().search([("code", "in", codes)])
    # Those of the years, which the database would delete without their counters.
    sequences.date_range_ids.unlink()
    sequences.unlink()
    env["ir.config_parameter"].sudo().search([("key", "in", [PARAMETER, KEYS_PARAMETER])]).unlink()
    for statement in env["res.partner"]._get_search_index_statements(SQL()):
        env.cr.execute(statement)
    env.cr.execute(
        """
        DROP FUNCTION IF EXISTS crm_protection_event_append_only() CASCADE;
        DROP FUNCTION IF EXISTS sale_approval_step_append_only() CASCADE;
        DROP FUNCTION IF EXISTS crm_trading_event_append_only() CASCADE;
        DROP FUNCTION IF EXISTS crm_contract_review_step_append_only() CASCADE;
        DROP TABLE IF EXISTS crm_partner_name_key, crm_partner_name;
        DROP FUNCTION IF EXISTS crm_partner_name_keys();
        """
    )
    # What our models have from the chatter is registered in the names of the modules that made it.
    env.cr.execute(
        """
        DELETE FROM ir_model_data theirs
         USING ir_model_data ours
         WHERE ours.module = 'crm_customer_protection'
           AND ours.model = 'ir.model'
           AND theirs.module <> ours.module
           AND theirs.model IN ('ir.model.inherit', 'ir.model.fields.selection')
           AND theirs.name ~ ('^(model_inherit|selection)__' || substr(ours.name, 7) || '__')
           AND NOT EXISTS (SELECT FROM ir_model_data
                            WHERE name = ours.name AND model = 'ir.model'
                              AND module <> ours.module)
        """
    )


def _keep_stages(env):
    """Leave the stages to the tasks that stand in them: a pipeline as Odoo has it."""
    env.cr.execute(
        """
        DELETE FROM ir_model_data
         WHERE module = 'crm_customer_protection' AND model = 'crm.stage';
        DELETE FROM crm_stage_history;
        DELETE FROM crm_stage
         WHERE scheme_id NOT IN (SELECT stage_scheme_id FROM crm_team
                                  WHERE stage_scheme_id IS NOT NULL)
           AND NOT EXISTS (SELECT FROM crm_lead WHERE stage_id = crm_stage.id);
        UPDATE crm_stage SET scheme_id = NULL WHERE scheme_id IS NOT NULL;
        """
    )
