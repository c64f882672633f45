from . import (
    crm_duplicate_pair,
    crm_duplicate_run,
    crm_name_index,
    crm_name_index_refresh,
    res_config_settings,
    res_partner,
    res_partner_duplicates,
    res_partner_import,
    res_partner_name_index,
    res_partner_reasons,
)
