"""Leads that come by the website or by e-mail: never blocked, but marked where they may be a customer.

What the lead asked with when it came in is kept, and compared anew for each reader (invariant 6): no
link to a customer is stored, and nobody looks up another name by writing it into a lead.
"""

import logging

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import format_list

from .entry_point import entering, get_lead_entry_point

_logger = logging.getLogger(__name__)


class CrmLead(models.Model):
    _inherit = "crm.lead"

    may_be_customer = fields.Boolean(
        "May Be a Customer Already",
        copy=False,
        help="The lead came by the website or by e-mail and looks like a customer that exists.",
    )
    incoming_evidence = fields.Json(copy=False, readonly=True, groups=fields.NO_ACCESS)
    customer_matches = fields.Json(
        "Customers That It May Be", compute="_compute_customer_matches", compute_sudo=True
    )

    _may_be_customer_idx = models.Index("(may_be_customer) WHERE may_be_customer IS TRUE")

    @api.depends("may_be_customer")
    @api.depends_context("uid", "lang", "allowed_company_ids")
    def _compute_customer_matches(self):
        for lead in self:
            asked = lead.may_be_customer and lead.incoming_evidence
            companies = lead._get_judging_company() & self.env.user.company_ids
            found = asked and companies and lead._find_customers(asked, companies)
            lead.customer_matches = found or []

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        entry_point = get_lead_entry_point(self.env)
        if entry_point:
            leads._try_to_mark(entry_point)
        return leads

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        lead = super(CrmLead, entering(self, "mail")).message_new(msg_dict, custom_values)
        return lead.with_env(self.env)

    def write(self, vals):
        result = super().write(vals)
        if vals.get("partner_id"):
            # Whose customer it is stands there by now.
            known = self.sudo().filtered(
                lambda lead: lead.may_be_customer and lead.partner_id.managed_customer_id
            )
            if known:
                known.may_be_customer = False
        return result

    def action_not_a_customer(self):
        """Take the mark away: somebody compared, and it is another one."""
        self.check_access("write")
        for lead in self.filtered("may_be_customer"):
            lead.may_be_customer = False
            lead._message_log(body=self.env._("Compared: it is no customer that exists already."))

    def _try_to_mark(self, entry_point):
        """Mark those that may be customers; whatever goes wrong, the leads come in.

        :param str entry_point: `website` or `mail`
        """
        try:
            with self.env.cr.savepoint():
                # The visitor or sender has no rights, and learns nothing.
                self.with_user(SUPERUSER_ID)._mark_possible_customers(entry_point)
        except Exception:
            _logger.exception("leads %s could not be compared with the customers", self.ids)

    def _mark_possible_customers(self, entry_point):
        """Mark those of these leads that the rules of this way in speak of.

        :param str entry_point: `website` or `mail`
        """
        for lead in self:
            company = lead._get_judging_company()
            rules = company and self.env["crm.duplicate.rule"]._get_rules(company, entry_point)
            if not rules or lead.partner_id.managed_customer_id:
                continue
            reader = lead.user_id or lead.team_id.user_id or company
            lead = lead.with_context(lang=reader.partner_id.lang)
            asked = lead._get_incoming_evidence()
            matches = lead._find_customers(asked, company)
            if rules._get_action(matches) or any(match["kind"] == "same" for match in matches):
                lead.write({"may_be_customer": True, "incoming_evidence": asked})
                lead._message_log(body=lead._get_customer_note(matches))

    def _get_judging_company(self):
        """The company whose rules hold: the lead's, its team's, or the one it came in by.

        :return: `res.company` record, or none where the company manages no customers
        """
        self.ensure_one()
        company = self.company_id or self.team_id.company_id or self.env.company
        return company._get_searched_companies().sudo(self.env.su)

    def _get_incoming_evidence(self):
        """What tells who the sender is, by the names of `ASKED`."""
        self.ensure_one()
        name = self.partner_name or self.contact_name
        return self.env["res.partner"]._get_asked(
            name, None, self.phone, self.email_from, self.website
        )

    def _find_customers(self, asked, companies):
        """Customers that the sender of this lead may be, as far as the current person may know.

        Not counted as a search: nobody chose what is asked.

        :param dict asked: see `_get_asked`
        :param companies: `res.company` recordset
        :return: list of dict, as `find_duplicates` gives them
        """
        partners = self.env["res.partner"].with_context(allowed_company_ids=companies.ids)
        return partners.sudo().find_duplicates(**asked)

    def _get_customer_note(self, matches):
        """The likely customers in words for whoever reads the lead: no contact data."""
        partners = self.env["res.partner"]
        lines = [partners._get_match_sentence(match).removeprefix("- ") for match in matches[:3]]
        return self.env._(
            "This may be a customer already: %(matches)s",
            matches=format_list(self.env, lines),
        )
