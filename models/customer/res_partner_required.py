"""What a team wants to know of a customer, enforced for people in `create` and `write`."""

from lxml import etree

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools import format_list


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        if not self.env.su:
            partners.filtered("is_managed_customer")._check_customer_required()
        return partners

    def write(self, vals):
        result = super().write(vals)
        if not self.env.su:
            customers = self.filtered("is_managed_customer")
            if customers:
                becoming = vals.get("is_managed_customer")
                customers._check_customer_required(None if becoming else vals.keys())
        return result

    def _get_customer_team(self):
        """The sales team whose rules hold for this customer: its owner's, else the caller's.

        :return: `crm.team` record, possibly empty
        """
        self.ensure_one()
        return (self.user_id.sudo() or self.env.user).sale_team_id

    def _get_missing_customer_fields(self, among=None):
        """Names of the required fields that are empty.

        :param among: names to look at; all where None
        :return: list of field names
        """
        self.ensure_one()
        required = self._get_customer_team()._get_customer_required_fields()
        return [
            name
            for name in required
            if name in self._fields and (among is None or name in among) and not self[name]
        ]

    def _check_customer_required(self, among=None):
        """Refuse customers that lack what their team requires.

        A customer that lacked something before may still be worked on: `write` looks only at the
        fields that it is given.

        :param among: names to look at; all where None
        :raise ValidationError: with the labels that are missing
        """
        for customer in self:
            missing = customer._get_missing_customer_fields(among)
            if missing:
                raise ValidationError(customer._get_required_message(missing))

    def _get_required_message(self, missing):
        """The sentence for missing information, with the labels a person sees.

        :param missing: list of field names
        """
        labels = self.fields_get(missing, ["string"])
        return self.env._(
            "%(name)s: the sales team requires more of a customer. Fill in: %(fields)s.",
            name=self.display_name or self.env._("New customer"),
            fields=format_list(
                self.env, [labels[name]["string"] for name in missing if name in labels]
            ),
        )

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        if view_type == "form":
            key += tuple(self.env.user.sale_team_id._get_customer_required_fields())
        return key

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Mark what the caller's team requires, and show what the form does not have yet."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "form" and arch.xpath("//field[@name='is_managed_customer']"):
            self._mark_required_fields(arch)
        return arch, view

    @api.model
    def _mark_required_fields(self, arch):
        """Add the `required` condition to the fields of a partner form, in place."""
        condition = "is_managed_customer"
        for name in self.env.user.sale_team_id._get_customer_required_fields():
            if name not in self._fields:
                continue
            nodes = arch.xpath(f"//field[@name='{name}'][not(ancestor::field)]")
            for node in nodes:
                present = node.get("required")
                node.set("required", f"({present}) or {condition}" if present else condition)
            if not nodes:
                for group in arch.xpath("//group[@name='customer_required_more']"):
                    etree.SubElement(group, "field", name=name, required=condition)
