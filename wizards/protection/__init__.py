from . import crm_protection_result
