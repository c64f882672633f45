from odoo import fields, models


class CrmDuplicateCandidate(models.Model):
    """What a run has yet to look at: a working table of the system, in the order of the work."""

    _name = "crm.duplicate.candidate"
    _description = "Possible Duplicate to Look at"
    _log_access = False

    # Plain numbers: there are a million, and they live for minutes.
    run_id = fields.Integer(required=True)
    # 0: the ids are those of names in the index. Otherwise of partners, and what they share.
    evidence = fields.Integer(required=True)
    first_id = fields.Integer(required=True)

    _run_idx = models.Index("(run_id, id)")

    def init(self):
        """Add the column that no field of Odoo can be: with which others the first is compared."""
        self.env.cr.execute(
            "ALTER TABLE crm_duplicate_candidate ADD COLUMN IF NOT EXISTS other_ids int4[] NOT NULL"
        )
