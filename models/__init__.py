from . import customer, duplicate, protection
from .duplicate import merge  # isort: skip  It extends what protection has.
