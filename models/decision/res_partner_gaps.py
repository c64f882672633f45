"""What is missing among the people behind a customer's decision, in words."""

from collections import namedtuple

from odoo import api, fields, models
from odoo.tools import format_list

# Somebody who takes part in a decision, as the customer or the task has it.
Person = namedtuple("Person", "partner role stance")


class ResPartner(models.Model):
    _inherit = "res.partner"

    decision_gaps = fields.Text(
        "Coverage Gaps",
        compute="_compute_decision_gaps",
        groups="base.group_user",
        help="What is missing among the people behind the decision to buy, one sentence a line.",
    )
    decision_person_count = fields.Integer(
        "Contacts in the Decision",
        compute="_compute_decision_person_count",
        compute_sudo=True,
        groups="base.group_user",
    )

    @api.depends(
        "child_ids.active",
        "child_ids.decision_role",
        "child_ids.decision_stance",
    )
    @api.depends_context("uid", "company")
    def _compute_decision_gaps(self):
        for customer in self:
            people = customer._get_decision_people() if customer.is_managed_customer else []
            shown = customer.is_managed_customer and not customer._filter_hidden()
            company = customer.company_id or self.env.company
            gaps = self._get_decision_gaps(people, company) if shown else []
            customer.decision_gaps = "\n".join(gaps)

    @api.depends("child_ids.active")
    def _compute_decision_person_count(self):
        customers = self.filtered("is_managed_customer")
        counts = dict(
            self._read_group(
                customers._get_decision_domain(), ["commercial_partner_id"], ["__count"]
            )
            if customers
            else ()
        )
        for customer in self:
            customer.decision_person_count = counts.get(customer._origin, 0)

    def _get_decision_domain(self):
        """Domain of the people at these customers."""
        return [
            ("commercial_partner_id", "in", self._origin.ids),
            ("is_company", "=", False),
            ("type", "=", "contact"),
        ]

    def _get_decision_people(self):
        """The people at this customer.

        :return: list of `Person`
        """
        contacts = self.sudo().search(self._get_decision_domain())
        return [
            Person(contact, contact.decision_role, contact.decision_stance) for contact in contacts
        ]

    @api.model
    def _get_decision_gaps(self, people, company):
        """What is missing among people who decide together.

        :param list people: of `Person`
        :param company: `res.company` that says after how many days silence is a gap
        :return: list of sentences
        """
        if not people:
            return [self.env._("No contact is known.")]
        gaps = []
        if len(people) == 1:
            gaps.append(
                self.env._("Only one contact is known: %(name)s.", name=people[0].partner.name)
            )
        deciders = self.browse(
            person.partner.id for person in people if person.role == "decision_maker"
        )
        gaps += deciders._get_silence_gaps(company.sudo().decision_contact_days)
        if not deciders:
            gaps.append(self.env._("No decision maker is known."))
        if not any(person.stance == "supporter" for person in people):
            gaps.append(self.env._("Nobody supports us."))
        opponents = [person.partner.id for person in people if person.stance == "opponent"]
        return gaps + self.browse(opponents)._get_opponent_gaps()

    def _get_silence_gaps(self, days):
        """With which of these decision makers nobody talked for so many days; 0: never mind."""
        people = self.sudo() if days else self.sudo().browse()
        gaps = []
        for person in people:
            if not person.last_talk_date:
                gaps.append(
                    self.env._(
                        "Nobody has talked with the decision maker %(name)s yet.", name=person.name
                    )
                )
            elif person.silent_days >= days:
                gaps.append(
                    self.env._(
                        "Nobody has talked with the decision maker %(name)s for %(days)s days.",
                        name=person.name,
                        days=person.silent_days,
                    )
                )
        return gaps

    def _get_opponent_gaps(self):
        """Whom these opponents strongly influence."""
        gaps = []
        for person in self.sudo():
            arrows = person.influence_out_ids.filtered(
                lambda arrow: arrow.strength == "strong" and arrow.target_id.active
            )
            if arrows:
                gaps.append(
                    self.env._(
                        "%(name)s is against us and strongly influences %(others)s.",
                        name=person.name,
                        others=format_list(self.env, arrows.target_id.mapped("name")),
                    )
                )
        return gaps
