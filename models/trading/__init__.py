# What others extend comes first.
from . import crm_contract_review, crm_contract_review_step  # isort: skip
from . import crm_contract_review_source_mixin  # isort: skip
from . import (
    crm_contract_review_content,
    crm_contract_review_course,
    crm_contract_review_notice,
    crm_contract_review_opening,
    crm_contract_review_order,
    crm_erp_order_review,
    crm_lead_review,
    ir_ui_menu_review,
    res_company_review,
    res_config_settings_review,
    res_users_review,
    sale_order_line_review,
    sale_order_review,
    sale_order_review_access,
)
