from . import customer, decision, duplicate, protection, sales_task
