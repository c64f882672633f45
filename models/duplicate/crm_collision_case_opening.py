"""How a collision case begins: one open case for a customer, which others join."""

from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import UserError

from ..protection.guard import unlocked
from .crm_collision_case import OPEN_STATES

SALESMAN = "sales_team.group_sale_salesman"


class CrmCollisionCase(models.Model):
    _inherit = "crm.collision.case"

    @api.model
    def action_open_for(self, name, note, vat=None):
        """Open a case on the customer of this name that a colleague has, or join the open one.

        The caller need not see the customer, and does not see it afterwards.

        :param str name: the registered name, in any spelling
        :param str note: why the customer is the caller's
        :param str vat: tax number or unified social credit code
        :return: an `ir.actions.act_window` dict of the case
        :raise AccessError: for whoever is no salesperson, clerk or customer administrator
        :raise UserError: where nobody has such a customer, or something speaks against a case
        """
        # Any type can come over RPC; what is no text says nothing.
        name, note, vat = (text if isinstance(text, str) else "" for text in (name, note, vat))
        # As the caller: it counts among the searches, and is refused beyond their limit.
        self.env["res.partner"].find_duplicates(name, vat=vat, limit=1)
        customer = self._find_disputed(name, vat)
        if not customer:
            raise UserError(
                self.env._(
                    "%(name)s: no colleague has a customer of this name. Add it instead.",
                    name=name,
                )
            )
        case = self._open_case(customer, self._get_claimant(), note)
        if self._get_claimant() and name:
            case._add_claims(self.env.user, stated_name=name, only_missing=True)
        self.env["crm.duplicate.search"]._note_outcome(customer.registered_name, "case")
        return case._get_form_action()

    @api.model
    def _open_case(self, customer, claimants=None, note="", values=None):
        """Open a case on a customer, or join the one that is open.

        The owner of the customer is always a claimant.

        :param customer: `res.partner` record, which the caller need not see
        :param claimants: `res.users` recordset besides the owner
        :param str note: why; the statement of the caller, where he or she is a claimant
        :param dict values: further values of a new case
        :return: `crm.collision.case` record, as the caller has it
        :raise UserError: where something speaks against a case
        """
        customer = customer.sudo()
        claimants = (claimants if claimants is not None else self.env["res.users"]).sudo()
        if why_not := self._why_not_open(customer):
            raise UserError(why_not)
        customer._lock_customers()
        # As the caller, who may less than the search.
        case = self.browse(self._find_open_case(customer).id)
        if case:
            if why_not := case._why_not_join():
                raise UserError(why_not)
        else:
            case = unlocked(self.sudo()).create(self._prepare_case_values(customer, note, values))
            case = self.browse(case.id)
            case._schedule_decision(self.env._("Decide: %(case)s", case=case.sudo().name), note)
        people = customer.user_id | claimants
        added = case._add_claims(people - self.env.user)
        added |= case._add_claims(people & self.env.user, statement=note)
        case._tell_of_opening(added, note)
        return case

    @api.model
    def _prepare_case_values(self, customer, note, values=None):
        number = self.env["ir.sequence"].sudo().next_by_code("crm.collision.case")
        return {
            "name": number,
            "partner_id": customer.id,
            "company_id": customer._get_protection_company().id,
            "opened_by_id": self.env.uid,
            "note": note,
            **(values or {}),
        }

    # === WHY NOT === #

    @api.model
    def _why_not_open(self, customer):
        """Why the caller cannot open or join a case on this customer, or None.

        :param customer: `res.partner` record in sudo
        """
        self.env["res.partner"]._check_collision_right()
        # These two name nobody: any id can be sent.
        if not customer.is_managed_customer:
            return self.env._("Only of customers a case can be opened.")
        if customer.company_id and customer.company_id not in self.env.user.company_ids:
            return self.env._("Of a customer of another company no case can be opened.")
        values = {"name": customer.display_name}
        if not customer.active:
            return self.env._(
                "%(name)s is deactivated. Ask the back office to reactivate it.", **values
            )
        if self.env["res.partner"]._is_customer_admin():
            return None
        if not customer.user_id:
            return self.env._(
                "%(name)s belongs to nobody: claim it, or ask the back office.", **values
            )
        if customer.user_id == self.env.user:
            return self.env._("%(name)s is your own customer.", **values)
        return self._why_decided(customer)

    @api.model
    def _why_decided(self, customer):
        """That the caller's claim was decided already: a second case would be a second dispute."""
        claim = (
            self.env["crm.collision.claim"]
            .sudo()
            .search(
                [
                    ("case_id.partner_id", "=", customer.id),
                    ("case_id.state", "in", ["decided", "final"]),
                    ("user_id", "=", self.env.uid),
                ],
                limit=1,
            )
        )
        if claim:
            return self.env._(
                "%(name)s: %(case)s decided already about your claim. Dispute the decision there, "
                "or ask the back office.",
                name=customer.display_name,
                case=claim.case_id.name,
            )
        return None

    def _why_not_join(self):
        """Why no claim can be added to this case, or None."""
        case = self.sudo()
        late = case.state != "open" and not self.env["res.partner"]._is_customer_admin()
        if (late or case.state == "disputed") and self.env.user not in case.claim_ids.user_id:
            return self.env._(
                "%(name)s: %(case)s takes no more claims. Wait for its decision.",
                name=case.partner_id.display_name,
                case=case.name,
            )
        return None

    # === CLAIMS === #

    @api.model
    def _get_claimant(self):
        """The caller, where he or she sells; the back office and clerks open for others.

        :return: `res.users` record, or none
        """
        user = self.env.user
        seller = user.has_group(SALESMAN) and not self.env["res.partner"]._is_customer_admin()
        return user if seller else user.browse()

    def _add_claims(self, users, record=None, only_missing=False, **values):
        """Add the claims of persons; of one who has a claim the values are written.

        :param users: `res.users` recordset
        :param record: `res.partner` record on which they work, by the names where not given
        :param bool only_missing: whether to leave what a standing claim says
        :return: `res.users` recordset of those who are new
        """
        case, added = self.sudo(), self.env["res.users"]
        values = {name: value for name, value in values.items() if value}
        for user in users:
            claim = unlocked(
                case.claim_ids.filtered(lambda claim, user=user: claim.user_id == user)
            )
            if claim:
                claim.write(
                    {n: v for n, v in values.items() if not (only_missing and claim[n])}
                    | ({"partner_id": record.id} if record else {})
                )
                continue
            own = record or self._find_own_record(user)
            held = own.user_id == user and own.registered_name
            unlocked(self.env["crm.collision.claim"].sudo()).create(
                {
                    "case_id": case.id,
                    "user_id": user.id,
                    "partner_id": own.id,
                    "stated_name": held,
                    **values,
                }
            )
            added |= user
        return added

    def _find_own_record(self, user):
        """The customer of a claimant that stands for the disputed one: itself, or a near-duplicate.

        :return: `res.partner` record in sudo
        """
        customer = self.sudo().partner_id
        if customer.user_id == user:
            return customer
        for partner in self._find_customers(customer.registered_name, customer.vat):
            if partner.user_id == user:
                return partner
        return customer

    @api.model
    def _find_disputed(self, name, vat=None):
        """The colleague's customer of this name, seen or not.

        :return: `res.partner` record in sudo, or none
        """
        for partner in self._find_customers(name, vat):
            if partner.user_id != self.env.user:
                return partner
        return self.env["res.partner"].sudo()

    @api.model
    def _find_customers(self, name, vat=None):
        """Customers that are likely the one of this name, seen or not, best first.

        Asked as the system: a hint to a person has no id where the person may not see the record.

        :return: list of `res.partner` records in sudo
        """
        system = self.env["res.partner"].with_user(SUPERUSER_ID)
        system = system.with_context(allowed_company_ids=self.env.companies.ids)
        matches = system.find_duplicates(name, vat=vat or None)
        partners = self.env["res.partner"].sudo()
        return [
            partners.browse(match["id"]) for match in matches if match["kind"] in ("same", "likely")
        ]

    # === HELPERS === #

    @api.model
    def _find_open_case(self, customer):
        """The case that is going on about this customer, as the disputed one or as a claimant's.

        :return: `crm.collision.case` record in sudo, or none
        """
        return self.sudo().search(
            [
                ("state", "in", OPEN_STATES),
                "|",
                ("partner_id", "=", customer.id),
                ("claim_ids.partner_id", "=", customer.id),
            ],
            order="id",
            limit=1,
        )

    def _tell_of_opening(self, users, note):
        """Let new claimants follow the case, and tell those who did not open it themselves."""
        case = self.sudo()
        case.message_subscribe(users.partner_id.ids)
        others = users - self.env.user
        if others:
            case.message_post(
                body=self.env._(
                    "%(name)s has a claim on %(customer)s. State your own. %(note)s",
                    name=self.env.user.name,
                    customer=case.partner_id.display_name,
                    note=note or "",
                ),
                partner_ids=others.partner_id.ids,
                subtype_xmlid="mail.mt_note",
            )

    def _get_form_action(self):
        """Open this case.

        :return: an `ir.actions.act_window` dict
        """
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "current",
        }
