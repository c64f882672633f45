from . import sale_approval_dialog
