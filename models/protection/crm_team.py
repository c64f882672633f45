from odoo import api, models
from odoo.tools import SQL


class CrmTeam(models.Model):
    _name = "crm.team"
    _inherit = ["crm.viewer.source.mixin", "crm.team"]

    def _get_path_ids(self):
        """Ids of these teams and of all above them.

        :return: set of int
        """
        return {int(part) for team in self for part in (team.parent_path or "").split("/") if part}

    @api.model
    def _get_led_teams(self, user=None):
        """The teams that a person leads or co-leads, with all teams below them.

        :param user: `res.users` record, the caller where not given
        :return: `crm.team` recordset in sudo
        """
        user = user or self.env.user
        teams = self.sudo().with_context(active_test=False)
        led = teams.search(["|", ("user_id", "=", user.id), ("manager_ids", "in", user.ids)])
        return teams.search([("id", "child_of", led.ids)]) if led else led

    @api.model
    def _get_led_user_ids(self, user=None):
        """Ids of the persons in the teams that somebody leads, sub-leaders among them.

        Whoever left a team is led there no more, unless the person left the company: somebody has
        to give the customers to others. One query, since the record rules ask for it.

        :return: set of int
        """
        user = user or self.env.user
        return self._get_tree_user_ids(
            SQL(
                """
                top.user_id = %(user)s
                OR EXISTS (SELECT FROM crm_team_manager_rel rel
                            WHERE rel.team_id = top.id AND rel.user_id = %(user)s)
                """,
                user=user.id,
            )
        )

    @api.model
    def _get_tree_user_ids(self, condition):
        """Ids of the persons of some teams and of all teams below: members, leaders, co-leaders.

        :param SQL condition: on the teams at the top, `crm_team` as `top`
        :return: set of int
        """
        self.env["crm.team"].flush_model(["user_id", "manager_ids", "parent_path"])
        self.env["crm.team.member"].flush_model(["crm_team_id", "user_id", "active"])
        self.env["res.users"].flush_model(["active"])
        rows = self.env.execute_query(
            SQL(
                """
                WITH led AS (
                    SELECT below.id, below.user_id
                      FROM crm_team top
                      JOIN crm_team below ON below.parent_path LIKE top.parent_path || '%%'
                     WHERE (%s))
                SELECT member.user_id
                  FROM crm_team_member member
                  JOIN led ON led.id = member.crm_team_id
                  JOIN res_users person ON person.id = member.user_id
                 WHERE member.active OR NOT person.active
                 UNION
                SELECT led.user_id FROM led WHERE led.user_id IS NOT NULL
                 UNION
                SELECT rel.user_id FROM crm_team_manager_rel rel JOIN led ON led.id = rel.team_id
                """,
                condition,
            )
        )
        return {user_id for (user_id,) in rows}
