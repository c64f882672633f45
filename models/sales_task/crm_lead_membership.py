"""Sales tasks that one sees and changes as a member of their team (invariant 6)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL


class CrmLead(models.Model):
    _inherit = "crm.lead"

    member_ids = fields.One2many("crm.lead.member", "lead_id", "Team Members")
    member_user_ids = fields.Many2many(
        "res.users", string="Members", compute="_compute_member_user_ids", compute_sudo=True
    )
    can_choose_members = fields.Boolean(compute="_compute_can_choose_members")
    # Of the record rules.
    is_shared_with_me = fields.Boolean(
        compute="_compute_is_shared_with_me", search="_search_is_shared_with_me", compute_sudo=True
    )
    is_opened_to_me = fields.Boolean(
        compute="_compute_is_shared_with_me", search="_search_is_opened_to_me", compute_sudo=True
    )

    @api.depends("member_ids.user_id")
    def _compute_member_user_ids(self):
        for task in self:
            task.member_user_ids = task.member_ids.user_id

    @api.depends("user_id", "team_id")
    @api.depends_context("uid")
    def _compute_can_choose_members(self):
        for task in self:
            task.can_choose_members = task._may_choose_members()

    @api.depends("member_ids.access", "member_ids.user_id", "partner_id.is_visible_to_me")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_is_shared_with_me(self):
        for task in self:
            mine = task.member_ids.filtered(lambda member: member.user_id.id == self.env.uid)
            seen = not task.partner_id or task.partner_id.is_visible_to_me
            task.is_shared_with_me = bool(mine and seen)
            task.is_opened_to_me = bool(mine.filtered(lambda row: row.access == "write") and seen)

    def _search_is_shared_with_me(self, operator, value):
        return self._search_membership(operator, value, ("read", "write"))

    def _search_is_opened_to_me(self, operator, value):
        return self._search_membership(operator, value, ("write",))

    def _search_membership(self, operator, value, accesses):
        """
        :param tuple accesses: of the memberships that count
        """
        if operator != "in" or list(value) != [True]:
            return NotImplemented
        if not self._has_stage_schemes():
            return Domain.FALSE
        self.env["crm.lead.member"].flush_model()
        # The array is made once for a query, so that the primary key can be used.
        member = Domain.custom(
            to_sql=lambda _model, alias, _query: SQL(
                """%s = ANY(ARRAY(SELECT lead_id FROM crm_lead_member
                                   WHERE user_id = %s AND access IN %s))""",
                SQL.identifier(alias, "id"),
                self.env.uid,
                accesses,
            )
        )
        partners = self.env["res.partner"]
        viewer = partners._get_viewer()
        if viewer.sees_all:
            return member
        return member & Domain.custom(
            to_sql=lambda _model, alias, _query: partners._get_link_sql(
                SQL.identifier(alias, "partner_id"), viewer
            )
        )

    # === WHO CHOOSES === #

    def _may_choose_members(self):
        """Whether the caller decides who works on this task: its owner, leaders, the back office."""
        self.ensure_one()
        user, task = self.env.user, self.sudo()
        if self.env.su or not task.id or task.user_id == user:
            return True
        if user.has_group("sales_team.group_sale_salesman_all_leads"):
            return True
        teams = self.env["crm.team"]
        return (
            task.team_id in teams._get_led_teams() or task.user_id.id in teams._get_led_user_ids()
        )

    def _check_may_choose_members(self):
        """:raise AccessError: that says who chooses the members"""
        for task in self:
            if not task._may_choose_members():
                raise AccessError(
                    self.env._(
                        "Only the owner of the task %(task)s, a leader or the back office chooses "
                        "who works on it. Ask %(owner)s.",
                        task=task.sudo().display_name,
                        owner=task.sudo().user_id.name or self.env._("a leader"),
                    )
                )

    def _check_may_give_away(self):
        """Members do not make themselves, or others, the owner.

        :raise AccessError: that says who does
        """
        for task in self:
            if not task._may_choose_members() and self.env.user in task.sudo().member_ids.user_id:
                raise AccessError(
                    self.env._(
                        "Members do not give the task %(task)s to somebody else. Ask its owner or a "
                        "leader.",
                        task=task.sudo().display_name,
                    )
                )

    # === WHAT FOLLOWS === #

    def write(self, vals):
        if not {"user_id", "team_id", "partner_id"} & vals.keys() or not self._has_stage_schemes():
            return super().write(vals)
        if {"user_id", "team_id"} & vals.keys():
            self._check_may_give_away()
        # Only sales tasks get members: Odoo writes thousands of leads where it assigns them.
        members = self.filtered("stage_scheme_id").sudo().member_ids
        if "partner_id" in vals:
            members._take_customer()
        result = super().write(vals)
        # The owner has every right without it.
        members.filtered(lambda member: member.user_id == member.lead_id.user_id).unlink()
        if "partner_id" in vals:
            members.exists().sudo(self.env.su)._give_customer(strict=False)
        return result

    def unlink(self):
        # Only sales tasks have members: Odoo deletes thousands of leads where it merges them.
        tasks = self.filtered("stage_scheme_id") if self._has_stage_schemes() else self.browse()
        if tasks:
            tasks.check_access("unlink")
            tasks.sudo().member_ids.unlink()
        return super().unlink()

    def _merge_task_parts(self, opportunities):
        self._merge_members(opportunities)
        return super()._merge_task_parts(opportunities)

    def _merge_members(self, opportunities):
        """Take over who works on the opportunities that go, each person once and with most rights.

        :param opportunities: `crm.lead` recordset
        """
        members = self.env["crm.lead.member"].sudo()
        known = {member.user_id: member for member in self.sudo().member_ids}
        for old in opportunities.sudo().member_ids:
            if old.user_id == self.user_id:
                continue
            if old.user_id not in known:
                values = {"lead_id": self.id, "user_id": old.user_id.id, "note": old.note}
                known[old.user_id] = members.create(dict(values, access=old.access))
                known[old.user_id].sees_as_member = old.sees_as_member
            elif old.access == "write":
                known[old.user_id].access = "write"
