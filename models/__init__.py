from . import customer, duplicate, protection, sales_task

# It extends what protection has.
from .duplicate import merge  # isort: skip
