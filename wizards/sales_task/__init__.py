from . import crm_stage_promotion, crm_stage_promotion_line
