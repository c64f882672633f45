"""Who works on a sales task beside its owner, to read or to write.

The record rules read these rows afresh, so that whoever leaves has no access any more (invariant 6).
A member sees the customer: the task itself holds its phone and address. Who adds a member shares the
customer for as long as the membership lasts, and whoever may not share it is told so.
"""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

# Changes of a task of which its members are told, beside what followers get by default.
_TOLD = (
    "mail.mt_comment",
    "crm.mt_lead_stage",
    "crm.mt_lead_won",
    "crm.mt_lead_lost",
    "crm.mt_lead_restored",
    "crm_customer_protection.mail_message_subtype_task_changed",
)


class CrmLeadMember(models.Model):
    _name = "crm.lead.member"
    _inherit = ["crm.task.part.mixin"]
    _description = "Member of a Sales Task"
    _order = "access desc, id"
    _rec_name = "user_id"
    _check_company_auto = True

    lead_id = fields.Many2one("crm.lead", "Sales Task", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="lead_id.company_id")
    user_id = fields.Many2one(
        "res.users",
        "Member",
        required=True,
        ondelete="cascade",
        check_company=True,
        domain="[('share', '=', False)]",
        help="A colleague who uses Odoo's CRM. The owner of the task is no member of it.",
    )
    access = fields.Selection(
        [("read", "Read"), ("write", "Read and write")],
        required=True,
        default="write",
        help="Whoever writes may change the task. Only its owner, a leader or the back office "
        "chooses the members.",
    )
    note = fields.Char("Part in the Task", help="For instance: technical advice.")
    # Whether leaving ends it.
    follows_as_member = fields.Boolean(readonly=True)
    sees_as_member = fields.Boolean(readonly=True)

    _lead_user_unique = models.UniqueIndex(
        "(lead_id, user_id)", "This person is a member of the sales task already."
    )
    # For the record rules of the tasks.
    _user_access_idx = models.Index("(user_id, access, lead_id)")

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals.pop("follows_as_member", None)
            vals.pop("sees_as_member", None)
        members = super().create(vals_list)
        members.lead_id._check_may_choose_members()
        for member in members:
            member._check_can_join()
            member._join()
        return members

    def write(self, vals):
        fixed = {"lead_id", "user_id"} & vals.keys()
        if not self.env.su:
            fixed |= {"follows_as_member", "sees_as_member"} & vals.keys()
        if fixed:
            raise UserError(
                self.env._("A member cannot be changed into another one. Remove it and add one.")
            )
        self.lead_id._check_may_choose_members()
        result = super().write(vals)
        if "access" in vals:
            for member in self:
                member._tell(self.env._("%(member)s: %(access)s", **member._get_words()))
        return result

    def unlink(self):
        if self.user_id != self.env.user:
            # Everybody may leave.
            self.lead_id._check_may_choose_members()
        # Whoever left does not see the row any more.
        self.check_access("unlink")
        for member in self.sudo():
            member._leave()
        return super(CrmLeadMember, self.sudo()).unlink()

    # === JOINING AND LEAVING === #

    def _check_can_join(self):
        """
        :raise ValidationError: where the person cannot work on the task
        """
        self.ensure_one()
        task, user = self.sudo().lead_id, self.sudo().user_id
        names = {"member": user.name, "task": task.display_name}
        if not task.stage_scheme_id:
            message = self.env._("%(task)s is no sales task: only sales tasks have members.")
        elif user == task.user_id:
            message = self.env._("%(member)s owns the task %(task)s and needs no membership.")
        elif not user.active or not user.has_group("sales_team.group_sale_salesman"):
            message = self.env._(
                "%(member)s does not use Odoo's CRM. Choose a colleague who does, or ask an "
                "administrator for the right."
            )
        else:
            return
        if not self.env.su:
            raise ValidationError(message % names)

    def _join(self):
        """Let a new member follow the task and see its customer."""
        self.ensure_one()
        self._give_customer()
        self.sudo().follows_as_member = self._follow()
        self._tell(self.env._("%(member)s joined the team: %(access)s", **self._get_words()))

    def _give_customer(self, strict=True):
        """Share the customer of the task with members who do not see it.

        :param bool strict: whether to say where the caller may not share it
        :raise AccessError: in that case
        """
        for member in self:
            task, user = member.sudo().lead_id, member.sudo().user_id
            customer = task.partner_id.managed_customer_id
            if not customer or not customer._as_seen_by(user)._filter_hidden():
                continue
            giver = customer.sudo(self.env.su)
            refusal = not self.env.su and giver._why_not_share()
            if not refusal:
                note = self.env._("As a member of %(task)s.", task=task.display_name)
                giver._share(user, "read", False, note)
                member.sudo().sees_as_member = True
            elif strict:
                raise AccessError(
                    self.env._(
                        "%(member)s does not see the customer of this task. %(reason)s",
                        member=user.name,
                        reason=refusal,
                    )
                )

    def _take_customer(self):
        """End what was shared for the memberships, where no other one needs it."""
        for member in self.sudo().filtered("sees_as_member"):
            customer = member.lead_id.partner_id.managed_customer_id
            member.sees_as_member = False
            # A share that somebody widened since is no longer the membership's.
            share = customer.share_ids.filtered(
                lambda row, user=member.user_id: row.user_id == user
            )
            given = share.mode == "read" and not share.until
            if given and not member._get_other_memberships(customer):
                note = self.env._("Left %(task)s.", task=member.lead_id.display_name)
                customer._unshare(member.user_id, note)

    def _follow(self):
        """Have the member told of what happens on the task.

        :return: bool, whether the person did not follow it before
        """
        task, partner = self.sudo().lead_id, self.sudo().user_id.partner_id
        follower = task.message_follower_ids.filtered(lambda row: row.partner_id == partner)
        subtypes = follower.subtype_ids.ids + [self.env.ref(name).id for name in _TOLD]
        task._message_subscribe(partner.ids, subtypes)
        return not follower

    def _leave(self):
        """Take back what the membership gave, where nothing else gives it too."""
        self.ensure_one()
        task, user = self.lead_id, self.user_id
        if self.follows_as_member and task.user_id != user:
            task.message_unsubscribe(user.partner_id.ids)
        self._take_customer()
        self._tell(self.env._("%(member)s left the team", **self._get_words()))

    def _get_other_memberships(self, customer):
        """What else the member sees a customer for.

        :param customer: `res.partner` record
        :return: `crm.lead.member` recordset
        """
        return self.search(
            [
                ("user_id", "=", self.user_id.id),
                ("id", "!=", self.id),
                ("lead_id.partner_id.managed_customer_id", "=", customer.id),
            ],
            limit=1,
        )

    def _get_words(self):
        access = dict(self._fields["access"]._description_selection(self.env))
        return {"member": self.sudo().user_id.name, "access": access[self.access]}

    def _tell(self, body):
        """Tell the followers of the task.

        :param str body: what changed
        """
        subtype = "crm_customer_protection.mail_message_subtype_task_changed"
        task = self.sudo().lead_id
        task.message_post(body=body, subtype_xmlid=subtype)
