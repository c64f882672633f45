"""A sales task whose subject is left empty is named after its customer and product.

Holds on every path: form, quick entry, import, API. A typed subject is never overwritten; a made one
follows the customer and the products until somebody types another.
"""

from odoo import api, fields, models

# What the subject is made of.
_SOURCES = {"partner_id", "partner_name", "contact_name", "task_product_ids"}


class CrmLead(models.Model):
    _inherit = "crm.lead"

    has_made_subject = fields.Boolean(
        help="The subject was left empty and made from customer and product. It follows them."
    )

    subject_hint = fields.Char(compute="_compute_subject_hint")

    @api.depends("stage_scheme_id")
    def _compute_subject_hint(self):
        for lead in self:
            lead.subject_hint = lead.stage_scheme_id and self.env._(
                "Left empty: customer - product - sales task"
            )

    def _compute_name(self):
        # The form leaves the subject empty, so that saving makes it.
        tasks = self.filtered("stage_scheme_id") if self._has_stage_schemes() else self.browse()
        return super(CrmLead, self - tasks)._compute_name()

    @api.onchange("commercial_partner_id")
    def _onchange_commercial_partner_id(self):
        empty = self.filtered(lambda task: not task.name and task.stage_scheme_id)
        result = super()._onchange_commercial_partner_id()
        empty.update({"name": False})
        return result

    @api.model_create_multi
    def create(self, vals_list):
        if self._has_stage_schemes():
            vals_list = [self._fill_subject(vals) for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        if not self._has_stage_schemes():
            return super().write(vals)
        if "name" in vals and not (vals["name"] or "").strip():
            tasks = self.filtered("stage_scheme_id")
            if tasks:
                return self._empty_subject(tasks, vals)
        typed = "name" in vals and any(task.name != vals["name"] for task in self)
        if typed and "has_made_subject" not in vals:
            vals = dict(vals, has_made_subject=False)
        result = super().write(vals)
        if _SOURCES & vals.keys():
            self.filtered(lambda task: task.has_made_subject)._make_subject()
        return result

    def _empty_subject(self, tasks, vals):
        """Write values of which the subject is empty.

        :param tasks: the sales tasks among the records, which get a made subject
        :param dict vals: values of `write`
        """
        others = self - tasks
        if others:
            others.write(dict(vals))
        rest = {name: value for name, value in vals.items() if name != "name"}
        tasks.write(dict(rest, has_made_subject=True))
        tasks._make_subject()
        return True

    @api.model
    def _fill_subject(self, vals):
        """Values of `create`, with a subject where they have none and are of a sales task.

        :param dict vals: values of `create`
        :return: dict
        """
        if (vals.get("name") or "").strip():
            return vals
        given = {name: value for name, value in vals.items() if name != "name"}
        # Defaults decide the team, and so the scheme.
        values = self._add_missing_default_values(given)
        if values.get("name"):
            return vals
        task = self.sudo().new(values)
        if not task.stage_scheme_id:
            return vals
        return dict(given, name=task._get_subject(), has_made_subject=True)

    def _make_subject(self):
        for task in self:
            subject = task._get_subject()
            if task.name != subject:
                task.write({"name": subject, "has_made_subject": True})

    def _get_subject(self):
        """Customer, first product and what it is, in the language of the caller.

        :return: str
        """
        self.ensure_one()
        # Whoever keeps the task of a hidden customer knows its name.
        task = self.sudo()
        customer = task.partner_id.commercial_partner_id.name
        parts = [customer or task.partner_name or task.contact_name, task._get_product_words()]
        words = [part for part in parts if part]
        return " - ".join([*words, self.env._("sales task")]) if words else self.env._("Sales task")

    def _get_product_words(self):
        """The first product, and that there are more.

        :return: str, empty without products
        """
        products = self.task_product_ids
        if len(products) > 1:
            return self.env._("%(product)s etc.", product=products[0].name)
        return products.name or ""
