from . import (
    crm_duplicate_pair,
    crm_duplicate_rule,
    crm_duplicate_run,
    crm_duplicate_search,
    crm_lead,
    crm_name_index,
    crm_name_index_refresh,
    res_company,
    res_config_settings,
    res_partner,
    res_partner_duplicates,
    res_partner_hint_reason,
    res_partner_hints,
    res_partner_import,
    res_partner_name_index,
    res_partner_reasons,
    res_partner_rules,
    res_partner_rules_rename,
    res_partner_search,
)

# What builds on protection comes after what protection builds on.
from . import (  # isort: skip
    crm_collision_case,
    crm_collision_case_course,
    crm_collision_case_decision,
    crm_collision_case_opening,
    crm_collision_claim,
    crm_collision_claim_evidence,
    res_company_collision,
    res_config_settings_collision,
    res_partner_collision,
)
