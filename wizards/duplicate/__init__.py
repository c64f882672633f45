from . import (
    base_partner_merge,
    crm_collision_check,
    crm_collision_dialog,
    crm_customer_merge,
    crm_customer_merge_customer,
    crm_customer_merge_row,
    crm_customer_merge_value,
)
