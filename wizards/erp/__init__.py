from . import crm_erp_order_customer
