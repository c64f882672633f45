from . import crm_contract_review_dialog
