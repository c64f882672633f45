from . import (
    res_company_meaning,
    res_config_settings_meaning,
    res_partner_lapse,
    res_partner_proposal,
    sale_order_proposal,
    sale_order_trading,
)
