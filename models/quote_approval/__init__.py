from . import (
    res_company_attachment,
    res_config_settings_attachment,
    sale_order_content,
    sale_order_documents,
    sale_order_fields,
    sale_order_line_fields,
)
