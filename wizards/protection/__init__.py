from . import crm_protection_adopt, crm_protection_dialog, crm_protection_result
