from . import customer, duplicate, protection, sales_task
