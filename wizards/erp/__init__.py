from . import crm_erp_key, crm_erp_order_customer
