# In this order: of two that extend the same method the later one is called first.
from . import crm_work_kind, crm_work_record  # isort: skip
from . import crm_work_record_course, crm_work_record_times  # isort: skip
from . import crm_work_record_plan, crm_work_record_access  # isort: skip
from . import (
    calendar_event,
    crm_lead,
    crm_lead_rotting,
    crm_protection_policy,
    crm_work_summary,
    crm_work_summary_customers,
    ir_http,
    mail_activity,
    mail_message,
    res_partner,
)
