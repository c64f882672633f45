"""A look over all partners for names entered twice (invariant 12).

Partners that were entered twice before the addon came keep working; this lists them.
"""

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.company_name import normalise

# Rows read from the server at a time, so that a million names need no gigabyte.
_FETCH_SIZE = 20_000


class CrmDuplicateRun(models.Model):
    _name = "crm.duplicate.run"
    _description = "Duplicate Run"
    _order = "id desc"

    name = fields.Char(compute="_compute_name")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    state = fields.Selection(
        [("draft", "New"), ("done", "Done")], "Status", default="draft", readonly=True
    )
    date = fields.Datetime("Carried out on", readonly=True)
    partner_count = fields.Integer("Partners Compared", readonly=True)
    pair_ids = fields.One2many("crm.duplicate.pair", "run_id", "Duplicates", readonly=True)
    pair_count = fields.Integer("Duplicates Found", compute="_compute_pair_count")

    @api.depends("date")
    @api.depends_context("lang", "tz")
    def _compute_name(self):
        for run in self:
            when = run.date or fields.Datetime.now()
            when = fields.Datetime.context_timestamp(run, when)
            run.name = self.env._("Duplicates of %(date)s", date=when.strftime("%Y-%m-%d %H:%M"))

    @api.depends("pair_ids")
    def _compute_pair_count(self):
        counts = dict(
            self.env["crm.duplicate.pair"]._read_group(
                [("run_id", "in", self.ids)], ["run_id"], ["__count"]
            )
        )
        for run in self:
            run.pair_count = counts.get(run, 0)

    @api.model
    def action_find_same_names(self):
        """Make a run, carry it out and open what it found.

        :return: an `ir.actions.act_window` dict
        """
        run = self.create({})
        run.action_run()
        return run.action_view_pairs()

    def action_run(self):
        """Compare the names of all companies and of all persons without one."""
        self.check_access("write")
        for run in self:
            groups, count = run._group_same_names()
            run.pair_ids.sudo().unlink()
            run.env["crm.duplicate.pair"].sudo().create(
                [values for key, ids in groups for values in run._prepare_pair_values(key, ids)]
            )
            run.write({"state": "done", "date": fields.Datetime.now(), "partner_count": count})

    def action_view_pairs(self):
        """Open the list of what the run found.

        :return: an `ir.actions.act_window` dict
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_customer_protection.crm_duplicate_pair_action"
        )
        return dict(action, domain=[("run_id", "=", self.id)], display_name=self.name)

    def _group_same_names(self):
        """Read the names in chunks and put equal ones together.

        :return: (list of (key, list of partner ids, oldest first), int number of names)
        """
        self.env.flush_all()
        by_key = {}
        count = last_id = 0
        while rows := self.env.execute_query(self._get_names_query(last_id)):
            for partner_id, name in rows:
                by_key.setdefault(normalise(name), []).append(partner_id)
            count += len(rows)
            last_id = rows[-1][0]
        groups = [(key, ids) for key, ids in by_key.items() if key and len(ids) > 1]
        return groups, count

    def _get_names_query(self, after_id):
        """Names of the next partners: commercial entities of this company, no users' own ones."""
        return SQL(
            """
            SELECT id, COALESCE(registered_name, name)
              FROM res_partner
             WHERE id > %s AND id = commercial_partner_id AND active IS TRUE
               AND (company_id IS NULL OR company_id = %s)
               AND name IS NOT NULL AND partner_share IS TRUE
          ORDER BY id
             LIMIT %s
            """,
            after_id,
            self.company_id.id,
            _FETCH_SIZE,
        )

    def _prepare_pair_values(self, key, partner_ids):
        """One pair for each later partner of a name with the first one."""
        first, *others = partner_ids
        for other in others:
            yield {
                "run_id": self.id,
                "partner_id": first,
                "other_partner_id": other,
                "kind": "same",
                "score": 1.0,
                "name_key": key,
            }
