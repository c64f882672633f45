from . import crm_contract_review_dialog, crm_trading_bulk, crm_trading_dialog, crm_trading_lapse
