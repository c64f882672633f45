from . import customer, duplicate
