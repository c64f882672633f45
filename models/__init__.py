from . import customer, duplicate, protection, sales_task, work_record

# It extends what protection has.
from .duplicate import merge  # isort: skip

# They extend the merge too, and approval answers what sales tasks ask.
from . import decision, quote_approval  # isort: skip

# Orders of the ERP tell of customers, quotations and tasks.
from . import erp  # isort: skip

# Potential becomes trading: what protection, documents and orders say decides with it.
from . import trading  # isort: skip
