# What others extend comes first.
from . import crm_erp_order, crm_erp_order_line, crm_erp_change, crm_erp_execution_mixin  # isort: skip
from . import (
    crm_erp_change_payload,
    crm_erp_change_resend,
    crm_erp_order_again,
    crm_erp_order_changes,
    crm_erp_order_customer,
    crm_erp_order_line_store,
    crm_erp_order_links,
    crm_erp_order_parked,
    crm_erp_order_store,
    crm_erp_order_upsert,
    crm_lead,
    ir_ui_menu,
    res_company,
    res_config_settings,
    res_partner,
    sale_order,
    sale_order_changed,
)
