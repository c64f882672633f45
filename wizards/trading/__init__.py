from . import crm_trading_dialog
