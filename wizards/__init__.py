from . import customer, decision, duplicate, protection
