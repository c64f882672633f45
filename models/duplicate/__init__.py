from . import (
    crm_duplicate_pair,
    crm_duplicate_run,
    res_partner,
    res_partner_import,
)
