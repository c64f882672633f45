"""The funnel: how many tasks came how far, what they are worth, and where they stay how long."""

from odoo import fields, models
from odoo.tools import SQL


class CrmFunnelReport(models.Model):
    """A row for each sales task and each stage that it reached or passed.

    The furthest stage counts: a task that went back is still one that was there.
    """

    _name = "crm.funnel.report"
    _description = "Sales Funnel"
    _inherit = "crm.task.part.mixin"
    _auto = False
    _order = "lead_id, sequence"
    _rec_name = "lead_id"
    _depends = {
        "crm.lead": ["company_id", "expected_revenue", "partner_id", "stage_id", "team_id", "type"]
        + ["user_id", "won_status"],
        "crm.stage": ["active", "is_won", "scheme_id", "sequence"],
        "crm.stage.history": ["days", "from_stage_id", "lead_id", "merged_from", "to_stage_id"],
    }

    lead_id = fields.Many2one("crm.lead", "Sales Task", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    stage_id = fields.Many2one("crm.stage", readonly=True)
    scheme_id = fields.Many2one("crm.stage.scheme", "Stage Scheme", readonly=True)
    sequence = fields.Integer(readonly=True)
    team_id = fields.Many2one("crm.team", "Sales Team", readonly=True)
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    date = fields.Datetime("Begun On", readonly=True)
    won_status = fields.Selection(
        [("won", "Won"), ("lost", "Lost"), ("pending", "Open")], "Outcome", readonly=True
    )
    is_here = fields.Boolean("Stands Here", readonly=True)
    amount = fields.Monetary(readonly=True, aggregator="sum", help="The expected revenue.")
    conversion = fields.Float(
        readonly=True,
        aggregator="avg",
        help="The share of the tasks in this stage that came further.",
    )
    days = fields.Float(
        "Days in the Stage",
        readonly=True,
        aggregator="avg",
        digits=(16, 1),
        help="Of the tasks that left the stage, all their stays in it added up.",
    )

    @property
    def _table_query(self):
        return SQL(
            """
            WITH furthest AS (
                SELECT lead.id, stage.scheme_id, max(reached.sequence) AS sequence
                  FROM crm_lead lead
                  JOIN crm_stage stage ON stage.id = lead.stage_id
                  JOIN crm_stage_history history
                    ON history.lead_id = lead.id AND history.merged_from IS NULL
                  JOIN crm_stage reached
                    ON reached.id = history.to_stage_id AND reached.scheme_id = stage.scheme_id
                 WHERE lead.type = 'opportunity'
                 GROUP BY lead.id, stage.scheme_id),
            stays AS (
                SELECT lead_id, from_stage_id, sum(days) AS days
                  FROM crm_stage_history
                 WHERE from_stage_id <> to_stage_id AND merged_from IS NULL
                 GROUP BY lead_id, from_stage_id)
            SELECT lead.id::bigint * 100
                       + rank() OVER (PARTITION BY lead.id ORDER BY stage.sequence, stage.id) AS id,
                   lead.id AS lead_id,
                   lead.partner_id,
                   stage.id AS stage_id,
                   stage.scheme_id,
                   stage.sequence,
                   lead.team_id,
                   lead.user_id,
                   lead.company_id,
                   COALESCE(company.currency_id, %(currency)s) AS currency_id,
                   lead.create_date AS date,
                   lead.won_status,
                   lead.stage_id = stage.id AS is_here,
                   lead.expected_revenue AS amount,
                   CASE WHEN stage.is_won THEN NULL
                        WHEN furthest.sequence > stage.sequence THEN 1.0
                        ELSE 0.0 END AS conversion,
                   stays.days
              FROM furthest
              JOIN crm_lead lead ON lead.id = furthest.id
              JOIN crm_stage stage
                ON stage.scheme_id = furthest.scheme_id AND stage.active
               AND stage.sequence <= furthest.sequence
              LEFT JOIN res_company company ON company.id = lead.company_id
              LEFT JOIN stays ON stays.lead_id = lead.id AND stays.from_stage_id = stage.id
            """,
            # Of tasks without a company, as Odoo has it.
            currency=self.env.company.currency_id.id,
        )

    def action_open_lead(self):
        """Open the task.

        :return: an `ir.actions.act_window` dict
        """
        self.ensure_one()
        return self.lead_id.get_formview_action()
