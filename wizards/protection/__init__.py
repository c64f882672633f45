# What others inherit from comes first.
from . import crm_protection_line_mixin  # isort: skip
from . import (
    crm_protection_adopt,
    crm_protection_dialog,
    crm_protection_dry_run,
    crm_protection_dry_run_apply,
    crm_protection_preview,
    crm_protection_result,
)
