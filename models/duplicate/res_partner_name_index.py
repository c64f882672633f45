"""Keeps the index of names in the transaction of the names themselves (invariant 5)."""

from odoo import api, models

from odoo.addons.iap.tools.iap_tools import _MAIL_DOMAIN_BLACKLIST

from ...tools.domain import registered_domain

_INDEXED_FIELDS = frozenset(
    {"name", "registered_name", "email", "website", "parent_id", "is_company"}
)


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        self.env["crm.name.index"]._add(partners._get_indexed_names())
        return partners

    def write(self, vals):
        result = super().write(vals)
        if not _INDEXED_FIELDS.isdisjoint(vals):
            self.env["crm.name.index"]._replace(self._get_indexed_names())
        return result

    def _get_indexed_names(self):
        """What the index knows of each of these partners.

        A contact has no name of its own there: it is its company that is entered twice.

        :return: dict partner id -> (name, registered name, set of domains)
        """
        names = {}
        for partner in self.sudo():
            own = partner.is_company or not partner.parent_id
            names[partner.id] = (
                own and partner.name or "",
                own and partner.registered_name or "",
                self._get_own_domains(partner.email, partner.website),
            )
        return names

    @api.model
    def _get_own_domains(self, *addresses):
        """The domains of addresses, without those at which anybody has an address.

        :param addresses: str or False, e-mail addresses and websites
        :return: set of str
        """
        return set(map(registered_domain, addresses)) - _MAIL_DOMAIN_BLACKLIST - {""}
