# What others extend comes first.
from . import crm_trading_event, crm_trading_check, crm_trading_request, res_partner_stage  # isort: skip
from . import (
    crm_customer_merge_log,
    crm_protection_run,
    crm_trading_check_kind,
    crm_trading_request_check,
    crm_trading_request_course,
    crm_trading_request_telling,
    ir_ui_menu,
    res_company,
    res_config_settings,
    res_partner_trading,
    res_partner_trading_follow,
)
