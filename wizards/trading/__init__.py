from . import crm_trading_bulk, crm_trading_dialog, crm_trading_lapse
