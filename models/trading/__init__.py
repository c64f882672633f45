from . import crm_trading_event, res_partner_stage
