from . import crm_collision_check, crm_collision_dialog
