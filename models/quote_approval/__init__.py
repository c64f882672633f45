from . import sale_order_content
