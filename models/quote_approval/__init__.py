# What others inherit from comes first.
from . import sale_order_approval  # isort: skip
from . import (
    mail_activity_type,
    sale_approval_step,
    sale_order_approval_content,
    sale_order_approval_course,
    sale_order_approval_cron,
    sale_order_approval_level,
    sale_order_approval_log,
    sale_order_approval_mine,
    sale_order_content,
    sale_order_line_approval,
)
