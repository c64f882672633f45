from . import customer, decision, duplicate, protection, quote_approval, sales_task
