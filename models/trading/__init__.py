# What others extend comes first.
from . import crm_trading_event, crm_trading_check, crm_trading_request, res_partner_stage  # isort: skip
from . import sale_order_trading  # isort: skip
from . import (
    crm_customer_merge_log,
    crm_lead,
    crm_protection_run,
    crm_trading_check_kind,
    crm_trading_event_undo,
    crm_trading_request_check,
    crm_trading_request_course,
    crm_trading_request_telling,
    ir_ui_menu,
    res_company,
    res_company_meaning,
    res_config_settings,
    res_config_settings_meaning,
    res_partner_lapse,
    res_partner_lapse_run,
    res_partner_proposal,
    res_partner_stage_actions,
    res_partner_trading,
    res_partner_trading_follow,
    sale_order_proposal,
    sale_order_stage,
)
