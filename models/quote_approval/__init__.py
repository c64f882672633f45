# What others extend comes first.
from . import sale_approval_rule, sale_approval_rule_step, sale_approval_delegation  # isort: skip
from . import sale_order_approval  # isort: skip
from . import (
    ir_ui_menu,
    mail_activity_type,
    res_company,
    res_config_settings,
    sale_approval_delegation_access,
    sale_approval_resolution,
    sale_approval_rule_match,
    sale_approval_rule_plan,
    sale_approval_step,
    sale_order_approval_content,
    sale_order_approval_course,
    sale_order_approval_cron,
    sale_order_approval_level,
    sale_order_approval_log,
    sale_order_approval_mine,
    sale_order_content,
    sale_order_discount,
    sale_order_documents,
    sale_order_fields,
    sale_order_line,
    sale_order_line_approval,
    sale_order_line_fields,
    sale_order_merge,
    sale_order_rule,
)
