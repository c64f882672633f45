"""Who sways whom at a customer. An arrow stands between two contacts of one customer, and once.

Read and changed like the two people it joins (invariant 6): see the record rules. There is no
UNIQUE: Odoo's merge of partners would delete rows over it. The customer is locked instead.
"""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..protection.locking import queue_for_rows


class CrmContactInfluence(models.Model):
    _name = "crm.contact.influence"
    _inherit = ["crm.partner.link.mixin"]
    _description = "Influence Between Contacts"
    _order = "partner_id, source_id, id"
    _rec_name = "target_id"
    _partner_link_fields = ("source_id", "target_id")

    source_id = fields.Many2one(
        "res.partner",
        "Who",
        required=True,
        index=True,
        ondelete="cascade",
        help="The one whose word counts.",
    )
    target_id = fields.Many2one(
        "res.partner",
        "Influences",
        required=True,
        index=True,
        ondelete="cascade",
        help="The one who listens: another contact of the same customer.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        related="source_id.commercial_partner_id",
        store=True,
        index=True,
        help="The customer at which both are.",
    )
    strength = fields.Selection(
        [("weak", "Weak"), ("medium", "Medium"), ("strong", "Strong")],
        required=True,
        default="medium",
    )
    detail = fields.Char(help="How it works: former colleagues, same university, budget…")

    @api.depends("source_id.name", "target_id.name")
    def _compute_display_name(self):
        for influence in self:
            influence.display_name = f"{influence.source_id.name} → {influence.target_id.name}"

    @api.constrains("source_id", "target_id")
    def _check_ends(self):
        for influence in self.sudo():
            refusal = influence._why_not()
            if refusal:
                raise ValidationError(refusal)

    def _why_not(self):
        """What speaks against this arrow.

        :return: a sentence, or None
        """
        source, target = self.source_id, self.target_id
        names = {"who": source.name, "whom": target.name}
        if source == target:
            return self.env._(
                "%(who)s needs no arrow to himself or herself. Choose another contact.", **names
            )
        if not source.managed_customer_id or not self._joins_one_customer():
            return self.env._(
                "%(who)s and %(whom)s are not contacts of the same customer. An influence "
                "joins two contacts of one customer.",
                **names,
            )
        twin = [
            ("source_id", "=", source.id),
            ("target_id", "=", target.id),
            ("id", "!=", self.id),
        ]
        if self.search_count(twin, limit=1):
            return self.env._(
                "That %(who)s influences %(whom)s is known already. Change that influence.",
                **names,
            )
        return None

    def _joins_one_customer(self):
        people = self.source_id | self.target_id
        return len(people.commercial_partner_id) == 1 and not any(people.mapped("is_company"))

    @api.model_create_multi
    def create(self, vals_list):
        self._lock_customers(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._lock_customers([vals])
        return super().write(vals)

    @api.model
    def _lock_customers(self, vals_list):
        """Two people who enter the same arrow wait for each other."""
        ends = {
            vals[end] for vals in vals_list for end in ("source_id", "target_id") if vals.get(end)
        }
        customers = self.env["res.partner"].sudo().browse(ends).exists().commercial_partner_id
        if customers:
            queue_for_rows(customers)

    @api.model
    def _drop_broken(self, people):
        """Delete arrows of these people that join no customer any more, or that stand twice.

        :param people: `res.partner` records that moved, or were merged
        """
        arrows = self.sudo().search(
            ["|", ("source_id", "in", people.ids), ("target_id", "in", people.ids)], order="id"
        )
        known, broken = set(), self.sudo().browse()
        for arrow in arrows:
            ends = (arrow.source_id, arrow.target_id)
            if ends in known or len({*ends}) == 1 or not arrow._joins_one_customer():
                broken |= arrow
            known.add(ends)
        broken.unlink()
