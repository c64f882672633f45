# What others inherit from comes first.
from . import crm_task_part_mixin  # isort: skip
from . import (
    crm_funnel_report,
    crm_lead_flow,
    crm_lead_gate,
    crm_lead_merge,
    crm_lead_promotion,
    crm_lead_scheme,
    crm_lead_stage,
    crm_stage,
    crm_stage_gate,
    crm_stage_history,
    crm_stage_scheme,
    crm_stage_scheme_seven,
    crm_stage_setup,
    crm_stage_setup_line,
    crm_stage_setup_move,
    crm_stage_setup_work,
    crm_team,
    res_company,
    sale_order,
)
