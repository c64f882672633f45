from odoo import api, models


class CrmTeam(models.Model):
    _inherit = "crm.team"

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

        :return: set of int
        """
        led = self._get_led_teams(user)
        return {*led.crm_team_member_all_ids.user_id.ids, *led.user_id.ids, *led.manager_ids.ids}
