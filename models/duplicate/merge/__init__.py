# What others inherit from comes first.
from . import crm_customer_merge_record_mixin  # isort: skip
from . import (
    crm_customer_merge_log,
    crm_customer_merge_log_line,
    crm_customer_merge_log_source,
    crm_customer_merge_log_write,
    crm_customer_merge_undo,
    res_partner_merge,
    res_partner_merge_relations,
    res_partner_merge_share,
    res_partner_merge_snapshot,
    res_partner_merge_values,
)
