# What others extend comes first.
from . import sale_approval_rule, sale_approval_rule_step, sale_approval_delegation  # isort: skip
from . import (
    res_company,
    res_config_settings,
    sale_approval_delegation_access,
    sale_approval_resolution,
    sale_approval_rule_match,
    sale_approval_rule_plan,
    sale_order_discount,
    sale_order_line,
    sale_order_rule,
)
