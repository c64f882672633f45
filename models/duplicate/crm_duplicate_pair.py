"""Two partners that look like one, and what the back office decided about them.

A decision is remembered: later runs leave the pair out. Nobody can forge what was found or decided.
No UNIQUE here: Odoo's merge deletes rows over it. `_store_pairs` of the run keeps a pair single.
"""

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ...tools.company_name import parse
from ..protection.guard import unlocked
from .res_partner_reasons import REASON_TEXTS

_lt = LazyTranslate(__name__)

# What is said besides the codes of `company_name.REASONS`.
_OTHER_TEXTS = {
    "vat": _lt("same tax number"),
    "phone": _lt("same phone number"),
    "email": _lt("same e-mail address"),
    "domain": _lt("same domain of website or e-mail"),
    "other_vat": _lt("other tax number"),
}


class CrmDuplicatePair(models.Model):
    _name = "crm.duplicate.pair"
    _inherit = ["crm.system.record.mixin"]
    _description = "Duplicate Pair"
    _order = "score desc, group_partner_id, id"
    _free_fields = frozenset({"note"})

    # What was found
    run_id = fields.Many2one("crm.duplicate.run", readonly=True, index=True, ondelete="set null")
    company_id = fields.Many2one(
        "res.company", readonly=True, index=True, help="A deleted run leaves decisions to it."
    )
    kind = fields.Selection(
        [
            ("same", "Same name"),
            ("likely", "Likely"),
            ("similar", "Similar"),
            ("related", "Related"),
        ],
        required=True,
        readonly=True,
    )
    score = fields.Float(
        "Likeness",
        readonly=True,
        aggregator="max",
        help="How likely the two are one, from 0 to 100%.",
    )
    reasons = fields.Char("Codes of Reasons", readonly=True)
    reason_text = fields.Char("Reasons", compute="_compute_reason_text")
    name = fields.Char("First Name", readonly=True)
    other_name = fields.Char("Second Name", readonly=True)
    group_partner_id = fields.Many2one(
        "res.partner",
        "Group of Duplicates",
        readonly=True,
        index=True,
        ondelete="set null",
        help="All that hangs together, named after the partner that was entered first.",
    )

    # The two
    partner_id = fields.Many2one(
        "res.partner", "First Entered", readonly=True, index=True, ondelete="cascade"
    )
    other_partner_id = fields.Many2one(
        "res.partner", "Entered Again", readonly=True, index=True, ondelete="cascade"
    )
    owner_id = fields.Many2one(related="partner_id.user_id", string="Owner")
    other_owner_id = fields.Many2one(related="other_partner_id.user_id", string="Other Owner")
    create_date_first = fields.Datetime(related="partner_id.create_date", string="Entered on")
    create_date_other = fields.Datetime(
        related="other_partner_id.create_date", string="Entered Again on"
    )
    is_merged = fields.Boolean(compute="_compute_is_merged", search="_search_is_merged")

    # Side by side, for the reader: with the rights of the reader
    ref_first = fields.Char("Customer Code", related="partner_id.ref", related_sudo=False)
    vat_first = fields.Char("Tax Number", related="partner_id.vat", related_sudo=False)
    phone_first = fields.Char("Phone", related="partner_id.phone", related_sudo=False)
    email_first = fields.Char("Email", related="partner_id.email", related_sudo=False)
    website_first = fields.Char("Website", related="partner_id.website", related_sudo=False)
    city_first = fields.Char("City", related="partner_id.city", related_sudo=False)
    opportunity_count_first = fields.Integer(
        "Opportunities", related="partner_id.opportunity_count", related_sudo=False
    )
    order_count_first = fields.Integer(
        "Orders", related="partner_id.sale_order_count", related_sudo=False
    )
    ref_other = fields.Char(
        "Other Customer Code", related="other_partner_id.ref", related_sudo=False
    )
    vat_other = fields.Char("Other Tax Number", related="other_partner_id.vat", related_sudo=False)
    phone_other = fields.Char("Other Phone", related="other_partner_id.phone", related_sudo=False)
    email_other = fields.Char("Other Email", related="other_partner_id.email", related_sudo=False)
    website_other = fields.Char(
        "Other Website", related="other_partner_id.website", related_sudo=False
    )
    city_other = fields.Char("Other City", related="other_partner_id.city", related_sudo=False)
    opportunity_count_other = fields.Integer(
        "Other Opportunities", related="other_partner_id.opportunity_count", related_sudo=False
    )
    order_count_other = fields.Integer(
        "Other Orders", related="other_partner_id.sale_order_count", related_sudo=False
    )

    # What was decided
    decision = fields.Selection(
        [
            ("open", "Undecided"),
            ("same", "Same"),
            ("different", "Different"),
            ("related", "Related"),
        ],
        required=True,
        readonly=True,
        default="open",
        index=True,
    )
    decided_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    decision_date = fields.Datetime("Decision Taken on", readonly=True)
    note = fields.Text()

    _partners_idx = models.Index("(partner_id, other_partner_id)")

    @api.depends("reasons", "name", "other_name")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        for pair in self:
            codes = [code for code in (pair.reasons or "").split(",") if code]
            named = tuple(code for code in codes if code in REASON_TEXTS)
            parts = (parse(pair.name or ""), parse(pair.other_name or ""))
            texts = self.env["res.partner"]._get_reason_texts(named, *parts)
            texts += [self.env._(_OTHER_TEXTS[code]) for code in codes if code in _OTHER_TEXTS]
            pair.reason_text = ", ".join(texts)

    @api.depends("partner_id", "other_partner_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for pair in self:
            pair.display_name = self.env._(
                "%(one)s and %(other)s", one=pair.name or "", other=pair.other_name or ""
            )

    @api.depends("partner_id.active", "other_partner_id.active")
    def _compute_is_merged(self):
        for pair in self:
            one, other = pair.partner_id, pair.other_partner_id
            pair.is_merged = one == other or not (one.active and other.active)

    def _search_is_merged(self, operator, value):
        if operator != "in" or list(value) != [True]:
            return NotImplemented
        one = Domain.custom(
            to_sql=lambda _model, alias, _query: SQL(
                "%s = %s",
                SQL.identifier(alias, "partner_id"),
                SQL.identifier(alias, "other_partner_id"),
            )
        )
        inactive = Domain("partner_id.active", "=", False)
        return one | inactive | Domain("other_partner_id.active", "=", False)

    def _get_locked_message(self):
        if not self:
            return self.env._("Pairs are found by a run. Start one.")
        return self.env._("Decide about a pair by its buttons.")

    # === DECISIONS === #

    def action_same(self):
        """Decide that these are one, and open the merge of a single group.

        :raise AccessError: for anybody but the back office and sales administrators
        :return: an `ir.actions.act_window` dict; of the pairs to merge where there are several groups
        """
        self._decide("same")
        return self.action_merge()

    def action_merge(self):
        """Open the merge of what was decided to be one.

        :raise AccessError: see `action_same`
        :return: an `ir.actions.act_window` dict
        """
        self._check_right()
        actions = self.env["ir.actions.act_window"]
        if len(self.group_partner_id) > 1:
            action = actions._for_xml_id("crm_customer_protection.crm_duplicate_pair_action")
            context = {"search_default_to_merge": 1}
            return dict(action, domain=[("id", "in", self.ids)], context=context)
        partners = self.partner_id | self.other_partner_id
        action = actions._for_xml_id("crm_customer_protection.crm_customer_merge_action")
        return dict(
            action, context={"active_model": "res.partner", "active_ids": partners.sorted("id").ids}
        )

    def action_different(self):
        """Decide that these are not one. Later runs leave them out.

        :raise AccessError: see `action_same`
        """
        self._decide("different")

    def action_related(self):
        """Decide that one belongs to the other, and link the two.

        :raise AccessError: see `action_same`
        """
        self._decide("related")
        for pair in self:
            pair._relate()

    def action_reopen(self):
        """Take a decision back; the link of a related pair goes with it.

        :raise AccessError: see `action_same`
        """
        self._check_right()
        relations = self.env["crm.customer.relation"].sudo()
        unlocked(relations.search([("pair_id", "in", self.ids)])).unlink()
        self._write_decision("open", self.env["res.users"])

    def _decide(self, decision):
        self._check_right()
        self.filtered(lambda pair: pair.decision == "related").action_reopen()
        self._write_decision(decision, self.env.user)

    def _write_decision(self, decision, user):
        when = user and fields.Datetime.now()
        values = {"decision": decision, "decided_by_id": user.id, "decision_date": when}
        unlocked(self.sudo()).write(values)

    def _check_right(self):
        """:raise AccessError: unless the caller decides about customers, and sees these pairs"""
        if not self.env["res.partner"]._is_customer_admin():
            raise AccessError(
                self.env._("Only the back office and sales administrators decide about duplicates.")
            )
        self.check_access("write")

    def _relate(self):
        codes = set((self.reasons or "").split(","))
        kind = next((code for code in ("branch", "group") if code in codes), "other")
        self.env["crm.customer.relation"]._link(self, kind)

    # === OPENING === #

    def action_view_partner(self):
        """Open the partner that was entered first.

        :return: an `ir.actions.act_window` dict
        """
        self.ensure_one()
        return self.partner_id.get_formview_action()

    def action_view_other_partner(self):
        """Open the partner that was entered again.

        :return: an `ir.actions.act_window` dict
        """
        self.ensure_one()
        return self.other_partner_id.get_formview_action()
