from . import base_partner_merge, crm_collision_check
