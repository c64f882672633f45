from . import crm_collision_check
