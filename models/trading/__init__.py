from . import crm_trading_event, res_partner_stage, sale_order_trading  # isort: skip
from . import (
    crm_lead,
    crm_trading_event_undo,
    res_company_meaning,
    res_config_settings_meaning,
    res_partner_lapse,
    res_partner_lapse_run,
    res_partner_proposal,
    res_partner_stage_actions,
    sale_order_proposal,
    sale_order_stage,
)
