from . import customer, duplicate, protection
