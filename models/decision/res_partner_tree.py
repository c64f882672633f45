"""Who stands above whom at a customer: a tree, never a ring, never across customers.

Whoever leaves, be it to another customer or into the archive, leaves the others under the next
superior who is still there.
"""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..protection.locking import queue_for_rows

STANCES = [
    ("supporter", "Supporter"),
    ("neutral", "Neutral"),
    ("opponent", "Opponent"),
    ("unknown", "Unknown"),
]
# What decides whether somebody has a place in the tree.
_PLACE_FIELDS = frozenset({"active", "is_company", "is_managed_customer", "parent_id"})


class ResPartner(models.Model):
    _inherit = "res.partner"
    # The two of the base, and ours: whoever guesses an id learns nothing of a hidden person.
    _partner_link_fields = ("parent_id", "commercial_partner_id", "superior_id")

    superior_id = fields.Many2one(
        "res.partner",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="base.group_user",
        domain="[('commercial_partner_id', '=', commercial_partner_id), "
        "('is_company', '=', False), ('id', '!=', id)]",
        help="To whom the person reports: another contact of the same customer. When that one is "
        "archived or leaves the customer, the person moves up to the next superior.",
    )
    subordinate_ids = fields.One2many(
        "res.partner", "superior_id", "Subordinates", groups="base.group_user"
    )
    # What we think of people is not for them to read in the portal.
    decision_stance = fields.Selection(
        STANCES,
        "Stance",
        copy=False,
        groups="base.group_user",
        help="Whether the person is for us or against us.",
    )

    @api.constrains("superior_id")
    def _check_superior_id(self):
        for person in self.sudo().filtered("superior_id"):
            refusal = person._why_not_superior()
            if refusal:
                raise ValidationError(refusal)

    def _why_not_superior(self):
        """What speaks against the superior that the person has.

        :return: a sentence, or None
        """
        superior = self.superior_id
        names = {"person": self.name, "superior": superior.name}
        if superior == self:
            return self.env._("%(person)s cannot report to himself or herself.", **names)
        if not self.managed_customer_id:
            return self.env._(
                "%(person)s is no contact of a customer, and reports to nobody here.", **names
            )
        if superior.is_company or superior.commercial_partner_id != self.commercial_partner_id:
            return self.env._(
                "%(superior)s is no contact of %(customer)s, and no superior of %(person)s. Choose "
                "a contact of the same customer.",
                customer=self.commercial_partner_id.name,
                **names,
            )
        if self.active and not superior.active:
            return self.env._(
                "%(superior)s is archived, and no superior of %(person)s. Choose somebody else, or "
                "bring %(superior)s back first.",
                **names,
            )
        if self._has_cycle("superior_id"):
            return self.env._(
                "%(superior)s reports to %(person)s, be it through others, and cannot be the "
                "superior. Give %(superior)s another superior first.",
                **names,
            )
        return None

    # === CRUD === #

    def write(self, vals):
        if vals.get("superior_id"):
            # Two at once could each put one under the other.
            queue_for_rows(self.sudo().commercial_partner_id)
        if not _PLACE_FIELDS & vals.keys():
            return super().write(vals)
        before = self._filter_of_customers()
        result = super().write(vals)
        (before | self._filter_of_customers())._tidy_decision_tree()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_passes_on(self):
        """Whoever is deleted leaves subordinates to the superior, and tasks to the others there."""
        leaving = self._filter_of_customers()
        if not leaving:
            return
        people = leaving._with_archived().search([("superior_id", "in", leaving.ids)]) - self
        people._write_superiors(people._find_superiors(leaving))
        rows = self.env["crm.lead.contact"].sudo()
        rows.search([("partner_id", "in", leaving.ids)]).unlink()

    # === TREE === #

    def _filter_of_customers(self):
        """Those of the records that belong to customers; the others have no tree."""
        return self.sudo().filtered("managed_customer_id")

    def _with_archived(self):
        return self.with_context(active_test=False)

    def _tidy_decision_tree(self):
        """After these moved, came or went: nobody is left under somebody who is not there.

        Who is archived keeps the place, and finds it again.
        """
        if not self:
            return
        everybody = self.sudo()._with_archived()
        family = everybody.search([("id", "child_of", self.ids)])
        people = everybody.search(
            [
                ("superior_id", "!=", False),
                ("active", "=", True),
                "|",
                ("id", "in", family.ids),
                ("superior_id", "in", family.ids),
            ]
        )
        people._write_superiors(people._find_superiors())
        self.env["crm.contact.influence"]._drop_broken(family)

    def _find_superiors(self, leaving=()):
        """The next superior of each who is there and belongs to the same customer.

        :param leaving: `res.partner` records that do not count
        :return: dict of person -> superior, possibly empty
        """
        return {person: person._find_superior(leaving) for person in self}

    def _find_superior(self, leaving):
        superior, seen = self.superior_id, self
        while superior and (superior in leaving or not superior._can_lead(self)):
            # What was written past the ORM may be a ring.
            if superior in seen:
                return self.browse()
            seen |= superior
            superior = superior.superior_id
        return superior

    def _can_lead(self, person):
        return (
            self != person
            and self.active
            and not self.is_company
            and self.commercial_partner_id == person.commercial_partner_id
        )

    def _write_superiors(self, superiors):
        for person in self:
            if person.superior_id != superiors[person]:
                person.superior_id = superiors[person]
