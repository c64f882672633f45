"""What makes a partner a managed customer: its flag, its code, its registration, its owner.

Keeps the part of invariants 1 and 9 that belongs to the record itself. A partner without
`is_managed_customer` is never touched.
"""

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import format_list

from ...tools.company_name import display_clean, is_blank
from .res_company import OWN_COMPANY

# Fields that only the back office changes. In `create` a person may say that it is a customer;
# who registered it and when is set by the server.
_ADMIN_FIELDS = frozenset(
    {"is_managed_customer", "customer_stage", "registrar_id", "registration_date"}
)
# Fields that only the server itself changes: whoever sends one over RPC is refused.
_SYSTEM_FIELDS = frozenset(
    {
        "customer_value",
        "deactivated_by_id",
        "deactivation_date",
        "deactivation_reason",
        "last_contact_date",
        "last_deal_date",
        "managed_customer_id",
        "registered_name_key",
    }
)
# Names that are cleaned before they are stored.
_NAME_FIELDS = ("name", "registered_name")
# PostgreSQL refuses index entries over about 2,700 bytes, and Odoo indexes the name of a contact
# together with that of its company.
_MAX_NAME_LENGTH = 500


class ResPartner(models.Model):
    _inherit = "res.partner"

    # Identity
    is_managed_customer = fields.Boolean(
        "Managed Customer",
        copy=False,
        help="Set for customers whose ownership, name and history this database watches over. "
        "Users, vendors and addresses are left as Odoo has them.",
    )
    managed_customer_id = fields.Many2one(
        "res.partner",
        "Customer",
        compute="_compute_managed_customer_id",
        store=True,
        index="btree_not_null",
        help="The managed customer itself, and for a contact the customer that it belongs to.",
    )
    registered_name = fields.Char(
        copy=False,
        help="The full name as the trade register has it. It cannot be entered twice, however it "
        "is spelt. The name above may be shorter.",
    )
    customer_stage = fields.Selection(
        [("potential", "Potential"), ("trading", "Trading")],
        copy=False,
        help="Only the back office turns a potential customer into a trading customer.",
    )
    customer_category_id = fields.Many2one(
        "crm.customer.category", "Category", index="btree_not_null", ondelete="restrict"
    )
    customer_category_icon = fields.Selection(
        related="customer_category_id.icon", string="Category Icon"
    )
    customer_category_color = fields.Integer(
        related="customer_category_id.color", string="Category Colour"
    )
    customer_grade_id = fields.Many2one(
        "crm.customer.grade", "Grade", index="btree_not_null", ondelete="restrict"
    )
    customer_importance = fields.Selection(
        [("0", "Normal"), ("1", "Important"), ("2", "Very important"), ("3", "Key customer")],
        "Importance",
    )
    customer_region_id = fields.Many2one(
        "crm.customer.region", "Region", index="btree_not_null", ondelete="restrict"
    )
    fax = fields.Char()

    # Registration
    registrar_id = fields.Many2one(
        "res.users", "Registered by", copy=False, index="btree_not_null", ondelete="restrict"
    )
    registration_date = fields.Datetime("Registered on", copy=False)

    # Two companies number their customers by themselves; a customer without company counts as one
    # of its own, since everybody sees it.
    _customer_code_uniq = models.UniqueIndex(
        "(ref, COALESCE(company_id, 0)) WHERE is_managed_customer IS TRUE AND ref IS NOT NULL",
        "This customer code is taken already. Leave the code empty to get the next free one.",
    )

    # The order of Odoo's partner lists, over the customers alone.
    _customer_list_idx = models.Index(
        "(complete_name, id DESC) WHERE is_managed_customer IS TRUE AND active IS TRUE"
    )

    @api.depends("commercial_partner_id", "commercial_partner_id.is_managed_customer")
    def _compute_managed_customer_id(self):
        for partner in self:
            customer = partner.commercial_partner_id
            partner.managed_customer_id = customer if customer.is_managed_customer else False

    @api.constrains("is_managed_customer", "parent_id", "is_company")
    def _check_managed_customer(self):
        for partner in self.filtered("is_managed_customer"):
            if partner.commercial_partner_id != partner:
                raise ValidationError(
                    self.env._(
                        "%(name)s is a customer and cannot at the same time be a contact of "
                        "%(company)s. Enter a new contact there, or let the back office merge "
                        "the two.",
                        name=partner.display_name,
                        company=partner.parent_id.display_name,
                    )
                )

    @api.constrains("is_managed_customer", "name", "registered_name")
    def _check_customer_name(self):
        for partner in self.filtered("is_managed_customer"):
            if is_blank(partner.name) or is_blank(partner.registered_name):
                raise ValidationError(self._get_blank_name_message())

    @api.model
    def _get_blank_name_message(self):
        return self.env._("A customer needs a name. Type its full registered name.")

    # === CRUD === #

    @api.model
    def default_get(self, fields):
        """Never let the Customers menu's default make a contact of a customer a customer too.

        The defaults in the context are the client's: none may set what `create` would refuse.
        """
        values = super().default_get(fields)
        for name in _SYSTEM_FIELDS | {"registrar_id", "registration_date"}:
            values.pop(name, None)
        if "customer_stage" in values:
            values["customer_stage"] = "potential"
        if values.get("parent_id"):
            values.pop("is_managed_customer", None)
        return values

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [dict(vals) for vals in vals_list]
        managed = [vals for vals in vals_list if self._is_customer_entry(vals)]
        for vals in vals_list:
            self._check_customer_values(vals)
            vals.setdefault("is_managed_customer", False)
        for vals in managed:
            vals.update(self._prepare_managed_customer_values(vals))
        self._assign_customer_codes(managed)
        return super().create(vals_list)

    def write(self, vals):
        vals = dict(vals)
        self._check_customer_values(vals, self)
        becoming = self.browse()
        if vals.get("is_managed_customer"):
            becoming = self.filtered(lambda partner: not partner.is_managed_customer)
        if becoming or self.filtered("is_managed_customer"):
            self._clean_customer_names(vals)
        # The constraint on names looks as soon as the flag is written.
        for partner in becoming.filtered(lambda partner: not partner.registered_name):
            if not vals.get("registered_name"):
                name = display_clean(vals.get("name") or partner.name)
                super(ResPartner, partner).write({"registered_name": name})
        result = super().write(vals)
        becoming._complete_managed_customers()
        return result

    def copy_data(self, default=None):
        """A copy is another partner: the customer code stays with the customer."""
        vals_list = super().copy_data(default)
        for partner, vals in zip(self, vals_list, strict=True):
            if partner.is_managed_customer and "ref" not in (default or {}):
                vals.pop("ref", None)
        return vals_list

    # === BUSINESS === #

    @api.model
    def _is_customer_entry(self, vals):
        """Whether a partner created with these values becomes a managed customer.

        :param dict vals: values of `create`
        """
        context = self.env.context
        parent_id = vals.get("parent_id", context.get("default_parent_id"))
        if parent_id and not vals.get("is_company"):
            return False
        if not {"is_company", "company_type"} & vals.keys():
            is_company = context.get("default_is_company")
        else:
            is_company = vals.get("is_company") or vals.get("company_type") == "company"
        # Odoo's contact form sends the flag it does not show: a False in it decides nothing.
        if is_company and self._is_customer_auto_managed():
            return True
        if "is_managed_customer" in vals:
            return bool(vals["is_managed_customer"])
        return bool(context.get("default_is_managed_customer")) and not parent_id

    @api.model
    def _is_customer_auto_managed(self):
        """Whether a company that the current person enters becomes a managed customer."""
        return (
            not self.env.su
            and self.env.context.get("customer_own_company") is not OWN_COMPANY
            and self.env.company.use_customer_management
            and self.env.company.customer_auto_manage
            and self.env.user.has_group("sales_team.group_sale_salesman")
        )

    @api.model
    def _is_customer_admin(self):
        """Whether the caller decides about customers: back office, sales administrator, server."""
        user = self.env.user
        return (
            self.env.su
            or user.has_group("crm_customer_protection.group_customer_admin")
            or user.has_group("sales_team.group_sale_manager")
        )

    @api.model
    def _check_customer_values(self, vals, partners=()):
        """Refuse values that are not the caller's to set, whatever way they came.

        :param dict vals: values of `create` or `write`
        :param partners: the records that are written; none in `create`
        :raise AccessError: for a field of the system or of the back office
        """
        if self.env.su:
            return
        forged = _SYSTEM_FIELDS.intersection(vals)
        admin_fields = _ADMIN_FIELDS.intersection(vals)
        if partners:
            if admin_fields and not self._is_customer_admin():
                forged |= {name for name in admin_fields if partners._is_changed(name, vals[name])}
        else:
            # A form sends back what the server proposed; an empty value harms nobody.
            forged = {name for name in forged if vals[name]}
            if vals.get("customer_stage") not in (None, False, "potential"):
                forged |= set() if self._is_customer_admin() else {"customer_stage"}
        if forged:
            labels = self.fields_get(sorted(forged), ["string"])
            raise AccessError(
                self.env._(
                    "You cannot set %(fields)s of a customer. Ask the back office to do it.",
                    fields=format_list(
                        self.env, [labels[name]["string"] for name in sorted(labels)]
                    ),
                )
            )

    def _is_changed(self, name, value):
        """Whether writing this value of the field changes any of the records."""
        field = self._fields[name]
        return any(
            field.convert_to_cache(value, partner) != field.convert_to_cache(partner[name], partner)
            for partner in self
        )

    @api.model
    def _clean_customer_names(self, vals):
        """Store names without control characters and without white space around them, in place."""
        for name in _NAME_FIELDS:
            if name in vals:
                refusal = self._get_name_refusal(vals[name])
                if refusal:
                    raise ValidationError(refusal)
                vals[name] = display_clean(vals[name])

    @api.model
    def _get_name_refusal(self, name):
        """Why this cannot be the name of a customer, or None.

        :param name: as it came, of any type
        """
        if not isinstance(name, str) or is_blank(name):
            return self._get_blank_name_message()
        if len(display_clean(name)) > _MAX_NAME_LENGTH:
            return self.env._(
                "%(name)s...: this name is too long. A customer's name has up to %(count)s "
                "characters.",
                name=name[:40],
                count=_MAX_NAME_LENGTH,
            )
        return None

    @api.model
    def _prepare_managed_customer_values(self, vals):
        """Values that a new managed customer gets besides those that were typed.

        :param dict vals: values of `create`, names not yet cleaned
        :return: dict of values to put over them
        :raise ValidationError: where there is no name
        """
        values = {"is_managed_customer": True}
        values.update((name, vals[name]) for name in _NAME_FIELDS if vals.get(name))
        self._clean_customer_names(values)
        name = values.get("name") or values.get("registered_name")
        if is_blank(name):
            raise ValidationError(self._get_blank_name_message())
        values["name"] = name
        values["registered_name"] = values.get("registered_name") or name
        values.setdefault("customer_stage", vals.get("customer_stage") or "potential")
        may_backdate = self._is_customer_admin()
        if not may_backdate or not vals.get("registrar_id"):
            values["registrar_id"] = self.env.uid
        if not may_backdate or not vals.get("registration_date"):
            values["registration_date"] = fields.Datetime.now()
        if not vals.get("user_id") and self._is_owner_of_new_customers():
            values["user_id"] = self.env.uid
        return values

    @api.model
    def _is_owner_of_new_customers(self):
        """Whether a customer that the caller enters without an owner is the caller's own.

        So it is for salespeople. Clerks and the back office enter customers for others.
        """
        user = self.env.user
        return (
            not self.env.su
            and user.has_group("sales_team.group_sale_salesman")
            and not user.has_group("crm_customer_protection.group_clerk")
        )

    @api.model
    def _assign_customer_codes(self, vals_list):
        """Give every new customer without a code the next free one of its company, in place.

        :param vals_list: list of dict, values of `create`
        """
        by_company = {}
        typed = {vals["ref"] for vals in vals_list if vals.get("ref")}
        for vals in vals_list:
            if not vals.get("ref"):
                company_id = vals.get("company_id") or self.env.company.id
                by_company.setdefault(company_id, []).append(vals)
        for company_id, group in by_company.items():
            company = self.env["res.company"].browse(company_id)
            codes = self._get_free_customer_codes(company, len(group), typed)
            for vals, code in zip(group, codes, strict=True):
                vals["ref"] = code

    @api.model
    def _get_free_customer_codes(self, company, count, typed=()):
        """The next customer codes that nobody typed by hand before.

        :param company: `res.company` record
        :param int count: how many
        :param typed: codes that are about to be stored
        :return: list of str
        """
        sequence = self.env["ir.sequence"]._get_customer_code_sequence(company)
        codes = []
        while len(codes) < count:
            batch = sequence._next_many(count - len(codes))
            taken = (
                self.sudo()
                .with_context(active_test=False)
                .search_fetch([("ref", "in", batch), ("is_managed_customer", "=", True)], ["ref"])
            )
            taken = {*typed, *taken.mapped("ref")}
            codes += [code for code in batch if code not in taken]
        return codes

    def _complete_managed_customers(self):
        """Give existing partners that become customers what a new customer has."""
        for partner in self:
            values = {}
            if not partner.registered_name:
                values["registered_name"] = display_clean(partner.name or "")
            if not partner.customer_stage:
                values["customer_stage"] = "potential"
            if not partner.registrar_id:
                values["registrar_id"] = self.env.uid
                values["registration_date"] = fields.Datetime.now()
            if not partner.ref:
                company = partner.company_id or self.env.company
                values["ref"] = self._get_free_customer_codes(company, 1)[0]
            if values:
                partner.sudo().write(values)
