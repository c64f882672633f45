from . import customer, duplicate, protection, sales_task, work_record

# It extends the orders of protection and of sales tasks.
from . import quote_approval  # isort: skip

# It extends what protection has.
from .duplicate import merge  # isort: skip

# It extends the merge too.
from . import decision  # isort: skip
