from . import crm_protection_dialog, crm_protection_result
