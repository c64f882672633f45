from . import crm_trading_bulk, crm_trading_lapse
