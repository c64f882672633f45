from . import (
    crm_lead_scheme,
    crm_stage,
    crm_stage_scheme,
    crm_team,
    res_company,
)
