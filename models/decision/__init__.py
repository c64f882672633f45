# What others link to comes first.
from . import crm_contact_influence, crm_lead_contact  # isort: skip
from . import (
    crm_lead,
    crm_lead_merge,
    res_company,
    res_config_settings,
    res_partner_decision_merge,
    res_partner_gaps,
    res_partner_influence,
    res_partner_talk,
    res_partner_task,
    res_partner_tree,
)
