from . import customer, decision, duplicate, erp, protection, quote_approval, sales_task, trading
