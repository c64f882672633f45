from odoo import fields, models


class CrmDuplicateCandidate(models.Model):
    """What a run has yet to look at: a working table of the system, in the order of the work."""

    _name = "crm.duplicate.candidate"
    _description = "Possible Duplicate to Look at"
    _log_access = False

    # Plain numbers: there are millions, and they live for minutes.
    run_id = fields.Integer(required=True)
    partner_id = fields.Integer(required=True)
    other_id = fields.Integer(required=True)
    name_id = fields.Integer()
    other_name_id = fields.Integer()
    evidence = fields.Integer(required=True)

    _run_idx = models.Index("(run_id, id)")
