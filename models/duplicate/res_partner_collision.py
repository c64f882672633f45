"""The customer's side of a collision case: nobody takes, gives or loses it while one is going on."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from .crm_collision_case import OPEN_STATES

_READERS = "sales_team.group_sale_salesman,crm_customer_protection.group_clerk"


class ResPartner(models.Model):
    _inherit = "res.partner"

    collision_case_ids = fields.One2many(
        "crm.collision.case", "partner_id", "Collision Cases", readonly=True, groups=_READERS
    )
    collision_claim_ids = fields.One2many(
        "crm.collision.claim", "partner_id", "Collision Claims", readonly=True, groups=_READERS
    )
    collision_case_count = fields.Integer(
        "Number of Collision Cases", compute="_compute_collision_case_count", groups=_READERS
    )
    collision_note = fields.Char("Open Case", compute="_compute_collision_note", compute_sudo=True)

    @api.depends_context("uid")
    @api.depends("collision_case_ids", "collision_claim_ids")
    def _compute_collision_case_count(self):
        for partner in self:
            partner.collision_case_count = len(partner._get_collision_cases())

    @api.depends("collision_case_ids.state", "collision_claim_ids.case_id.state")
    @api.depends_context("lang")
    def _compute_collision_note(self):
        for partner in self:
            case = partner._get_open_collision_case()
            partner.collision_note = bool(case) and self.env._(
                "%(case)s is going on about this customer: until its decision nobody claims, "
                "releases or assigns it, and it does not fall free.",
                case=case.name,
            )

    def _get_collision_cases(self):
        """The cases about this customer that the caller sees.

        :return: `crm.collision.case` recordset
        """
        cases = self.collision_case_ids | self.collision_claim_ids.case_id
        return cases._filtered_access("read")

    # === OPENING === #

    def action_open_collision_case(self):
        """Open the dialog that opens a case on this customer, or on several that are one company.

        :return: an `ir.actions.act_window` dict
        :raise UserError: where something speaks against a case
        """
        self.check_access("read")
        cases = self.env["crm.collision.case"]
        mine = len(self) == 1 and self.user_id == self.env.user
        if len(self) > 1 and not self._is_customer_admin():
            raise AccessError(
                self.env._("The back office opens cases on several customers. Choose one.")
            )
        for customer in self.sudo():
            why_not = None if mine else cases._why_not_open(customer)
            if why_not:
                raise UserError(why_not)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_customer_protection.crm_collision_dialog_action"
        )
        context = {"default_kind": "open", "default_partner_ids": self.ids}
        if mine:
            context["default_stated_name"] = self.registered_name
        return dict(action, context=context)

    def _open_collision_case(self, note, claimants=None):
        """Open a case on the one of these customers that was entered first.

        The owners of the others are claimants with their records.

        :param str note: why
        :param claimants: `res.users` recordset besides the owners; the caller where he or she sells
        :return: `crm.collision.case` record
        """
        customers = self.sudo()
        cases = self.env["crm.collision.case"]
        first = customers.sorted(lambda customer: (customer.create_date, customer.id))[:1]
        claimants = (claimants or self.env["res.users"]) | cases._get_claimant()
        others = (customers - first).filtered("user_id")
        case = cases._open_case(first, claimants, note)
        for customer in others:
            added = case._add_claims(customer.user_id, record=customer)
            case._tell_of_opening(added, note)
        return case

    def action_view_collision_cases(self):
        """Open the cases about this customer.

        :return: an `ir.actions.act_window` dict
        """
        self.ensure_one()
        cases = self._get_collision_cases()
        if len(cases) == 1:
            return cases._get_form_action()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_customer_protection.crm_collision_case_action"
        )
        return dict(action, domain=[("id", "in", cases.ids)], context={})

    # === WHILE A CASE IS GOING ON === #

    def _get_open_collision_case(self):
        """The case that is going on about this customer.

        :return: `crm.collision.case` record in sudo, or none
        """
        customer = self.sudo()
        cases = customer.collision_case_ids | customer.collision_claim_ids.case_id
        return cases.filtered(lambda case: case.state in OPEN_STATES)[:1]

    def _why_in_case(self):
        """That a case is going on, for everybody but the back office, or None."""
        if self._is_customer_admin():
            return None
        case = self._get_open_collision_case()
        if not case:
            return None
        return self.env._(
            "%(name)s: %(case)s is going on about it. Wait for the decision of the back office.",
            name=self.sudo().display_name,
            case=case.name,
        )

    def _why_not_claim(self):
        return super()._why_not_claim() or self._why_in_case()

    def _why_not_release(self):
        return super()._why_not_release() or self._why_in_case()

    def _why_not_assign(self, owner):
        return super()._why_not_assign(owner) or self._why_in_case()

    @api.model
    def _get_expiry_from(self, company, policy=None):
        """Leave out customers about which a case is going on: they fall free after it.

        The ids are read once for a query. They are few.
        """
        return SQL(
            """
            %s
               AND p.id <> ALL(ARRAY(
                   SELECT disputed.partner_id FROM crm_collision_case disputed
                    WHERE disputed.state = ANY(%s)
                    UNION
                   SELECT claim.partner_id FROM crm_collision_claim claim
                     JOIN crm_collision_case disputed ON disputed.id = claim.case_id
                    WHERE disputed.state = ANY(%s)))
            """,
            super()._get_expiry_from(company, policy),
            list(OPEN_STATES),
            list(OPEN_STATES),
        )

    @api.model
    def _get_owner_losing_causes(self):
        return [*super()._get_owner_losing_causes(), "collision"]

    @api.model
    def _get_history_tables(self):
        return [
            *super()._get_history_tables(),
            ("crm_collision_case", "partner_id"),
            ("crm_collision_claim", "partner_id"),
        ]
