from . import models, wizards
from .hooks import post_init_hook, pre_init_hook, uninstall_hook

__all__ = ["models", "post_init_hook", "pre_init_hook", "uninstall_hook", "wizards"]
