"""Contacts of managed customers: who they are in the customer's decision, and the main one."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_list

DECISION_ROLES = [
    ("decision_maker", "Decision maker"),
    ("approver", "Approver"),
    ("influencer", "Influencer"),
    ("user", "User"),
    ("gatekeeper", "Gatekeeper"),
    ("coach", "Coach"),
]


class ResPartner(models.Model):
    _inherit = "res.partner"

    primary_contact_id = fields.Many2one(
        "res.partner",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        domain="[('parent_id', '=', id), ('type', '=', 'contact')]",
        help="The person to turn to first.",
    )
    is_primary_contact = fields.Boolean(
        compute="_compute_is_primary_contact",
        inverse="_inverse_is_primary_contact",
        search="_search_is_primary_contact",
        help="The person to turn to first. A customer has one.",
    )
    is_care_object = fields.Boolean(
        help="A person whom the sales team looks after: holidays, birthdays, invitations.",
        copy=False,
    )
    decision_role = fields.Selection(
        DECISION_ROLES,
        "Role in Decision",
        help="What the person is for the customer's decision to buy.",
    )

    @api.depends("parent_id.primary_contact_id")
    def _compute_is_primary_contact(self):
        for partner in self:
            partner.is_primary_contact = partner.parent_id.primary_contact_id == partner

    def _inverse_is_primary_contact(self):
        for partner in self.filtered("parent_id"):
            if partner.is_primary_contact:
                partner.parent_id.primary_contact_id = partner
            elif partner.parent_id.primary_contact_id == partner:
                partner.parent_id.primary_contact_id = False

    def _search_is_primary_contact(self, operator, value):
        if operator != "in":
            return NotImplemented
        primary = self.sudo()._search([("primary_contact_id", "!=", False)])
        contacts = self.sudo().browse(primary).primary_contact_id.ids
        return [("id", "in" if True in value else "not in", contacts)]

    @api.constrains("primary_contact_id")
    def _check_primary_contact_id(self):
        for partner in self.filtered("primary_contact_id"):
            if partner.primary_contact_id.parent_id != partner:
                raise ValidationError(
                    self.env._(
                        "%(contact)s is not a contact of %(customer)s and cannot be its primary "
                        "contact. Choose one of its own contacts.",
                        contact=partner.primary_contact_id.name,
                        customer=partner.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        partners._check_contact_required()
        # The first contact of a customer is its primary one until somebody says otherwise.
        for contact in partners._filter_customer_contacts():
            customer = contact.parent_id.sudo()
            if not customer.primary_contact_id:
                customer.primary_contact_id = contact
        return partners

    def write(self, vals):
        result = super().write(vals)
        watched = {"name", "function", "phone", "parent_id", "type"}
        if watched.intersection(vals):
            self._check_contact_required()
        if {"parent_id", "active"} & vals.keys():
            self._leave_primary_contact()
        return result

    def _filter_customer_contacts(self):
        """Those of the records that are persons at a managed customer."""
        return self.filtered(
            lambda partner: partner.type == "contact"
            and not partner.is_company
            and partner.parent_id.is_managed_customer
        )

    def _check_contact_required(self):
        """Name, role and phone of a contact, where a person enters it.

        The mail gateway, the website and other server code run as superuser and pass.

        :raise ValidationError: with the labels that are missing
        """
        if self.env.su:
            return
        for contact in self._filter_customer_contacts():
            missing = [name for name in ("name", "function", "phone") if not contact[name]]
            if missing:
                labels = self.fields_get(missing, ["string"])
                raise ValidationError(
                    self.env._(
                        "The contact %(contact)s of %(customer)s lacks: %(fields)s. Fill it in.",
                        contact=contact.name or self.env._("without a name"),
                        customer=contact.parent_id.display_name,
                        fields=format_list(self.env, [labels[name]["string"] for name in missing]),
                    )
                )

    def _leave_primary_contact(self):
        """A contact that moved away or was archived is nobody's primary contact."""
        customers = self.sudo().search([("primary_contact_id", "in", self.ids)])
        for customer in customers:
            contact = customer.primary_contact_id
            if not contact.active or contact.parent_id != customer:
                customer.primary_contact_id = False
