"""The dialog of the back office that merges customers: who survives, which values stay, what moves."""

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ...models.duplicate.merge.merge_rows import count_staying, find_rows

# Side by side people compare a few; all of them go into the survivor.
_MOST_COMPARED = 20


class CrmCustomerMerge(models.TransientModel):
    _name = "crm.customer.merge"
    _description = "Merge Customers"

    partner_ids = fields.Many2many(
        "res.partner",
        string="Customers",
        context={"active_test": False},
        help="All of them become one. Whoever goes into another one is archived with a way back.",
    )
    survivor_id = fields.Many2one(
        "res.partner",
        compute="_compute_survivor_id",
        store=True,
        readonly=False,
        domain="[('id', 'in', partner_ids)]",
        help="Keeps its owner, its date and its code. The others go into it.",
    )
    reason = fields.Text(help="Stands in the ledger of the survivor and in the log.")
    refusal = fields.Text(compute="_compute_refusal")
    customer_ids = fields.One2many(
        "crm.customer.merge.customer", "merge_id", compute="_compute_customer_ids"
    )
    value_ids = fields.One2many(
        "crm.customer.merge.value",
        "merge_id",
        compute="_compute_value_ids",
        store=True,
        readonly=False,
    )
    row_ids = fields.One2many("crm.customer.merge.row", "merge_id", compute="_compute_row_ids")
    row_count = fields.Integer("Rows", compute="_compute_row_ids")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        context = self.env.context
        if "partner_ids" in values or context.get("active_model") != "res.partner":
            return values
        ids = context.get("active_ids") or []
        partners = self.env["res.partner"].browse(ids).exists()._filtered_access("read")
        values["partner_ids"] = [Command.set(partners.ids)]
        return values

    @api.depends("partner_ids")
    def _compute_survivor_id(self):
        """The one of Odoo's own choice: active before archived, the oldest; a customer before all."""
        wizard = self.env["base.partner.merge.automatic.wizard"]
        for merge in self:
            partners = merge.partner_ids._origin
            if merge.survivor_id._origin not in partners or not merge.survivor_id:
                customers = partners.filtered("is_managed_customer") or partners
                merge.survivor_id = customers and wizard._get_ordered_partner(customers.ids)[-1]

    @api.depends("partner_ids", "survivor_id")
    def _compute_refusal(self):
        for merge in self:
            survivor, sources = merge._get_partners()
            merge.refusal = (
                survivor._get_merge_refusal(sources)
                if survivor
                else self.env._("Choose at least two customers to merge.")
            )

    @api.depends("partner_ids", "survivor_id")
    def _compute_customer_ids(self):
        for merge in self:
            merge.customer_ids = [Command.clear()] + [
                Command.create({"partner_id": partner.id, "is_survivor": partner == survivor})
                for survivor, sources in [merge._get_partners()]
                for partner in (survivor | sources)[:_MOST_COMPARED]
            ]

    @api.depends("partner_ids", "survivor_id")
    def _compute_value_ids(self):
        for merge in self:
            survivor, sources = merge._get_partners()
            names = survivor._get_differing_fields(sources) if sources else []
            merge.value_ids = [Command.clear()] + [
                Command.create(
                    {
                        "name": name,
                        "partner_id": survivor._get_merge_origin(sources, name).id,
                        "allowed_ids": [Command.set((survivor | sources).ids)],
                    }
                )
                for name in names
            ]

    @api.depends("partner_ids", "survivor_id")
    def _compute_row_ids(self):
        Line = self.env["crm.customer.merge.log.line"]
        for merge in self:
            survivor, sources = merge._get_partners()
            rows = {}
            if sources and not merge.refusal:
                survivor, sources = survivor.sudo(), sources.sudo()
                conditions = survivor._get_merge_conditions(sources)
                found = find_rows(self.env, "res.partner", sources.ids, conditions)
                staying = count_staying(self.env, found, survivor.id)
                for (link, __, keys), stay in zip(found, staying, strict=True):
                    label = Line._get_label(link.table, link.column)
                    moved, kept = rows.get(label, (0, 0))
                    rows[label] = (moved + len(keys) - stay, kept + stay)
            merge.row_count = sum(moved for moved, __ in rows.values())
            merge.row_ids = [Command.clear()] + [
                Command.create({"label": label, "row_count": moved, "kept_count": kept})
                for label, (moved, kept) in sorted(rows.items(), key=lambda item: -item[1][0])
            ]

    def _get_partners(self):
        """The survivor, and those that go into it.

        :return: two `res.partner` recordsets
        """
        self.ensure_one()
        partners, survivor = self.partner_ids._origin, self.survivor_id._origin
        self.env["res.partner"]._check_merge_right(partners)
        return (survivor, partners - survivor) if survivor else (survivor, survivor)

    def action_merge(self):
        """Merge.

        :return: a notification with a link to the log
        :raise AccessError: for anybody but the back office
        :raise UserError: where something speaks against it
        """
        self.ensure_one()
        survivor, sources = self._get_partners()
        if not sources:
            raise UserError(self.env._("Choose at least two customers to merge."))
        choices = {value.name: value.partner_id.id for value in self.value_ids}
        log = survivor._merge_customers(sources, choices, self.reason or "")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "sticky": True,
                "message": "%s",
                "links": [
                    {
                        "label": self.env._(
                            "%(names)s went into %(survivor)s. Rows moved: %(count)s.",
                            names=log.source_names,
                            survivor=survivor.name,
                            count=log.row_count,
                        ),
                        "url": f"/odoo/crm.customer.merge.log/{log.id}",
                    }
                ],
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
