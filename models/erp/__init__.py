# What others extend comes first.
from . import crm_erp_order, crm_erp_order_line, crm_erp_order_step, crm_erp_change  # isort: skip
from . import crm_erp_execution_mixin, crm_erp_order_store  # isort: skip
from . import (
    crm_erp_change_payload,
    crm_erp_change_resend,
    crm_erp_order_again,
    crm_erp_order_changes,
    crm_erp_order_customer,
    crm_erp_order_follow,
    crm_erp_order_line_store,
    crm_erp_order_links,
    crm_erp_order_parked,
    crm_erp_order_step_notice,
    crm_erp_order_upsert,
    crm_erp_order_value,
    crm_lead,
    crm_order_execution,
    ir_ui_menu,
    res_company,
    res_config_settings,
    res_partner,
    res_partner_figures,
    res_users,
    sale_order,
    sale_order_changed,
    sale_order_execution,
)
