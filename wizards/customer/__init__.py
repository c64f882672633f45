from . import crm_customer_deactivate
