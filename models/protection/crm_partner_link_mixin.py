from odoo import api, models


class CrmPartnerLinkMixin(models.AbstractModel):
    """For models that show contact data of the partner to which they are linked.

    Whoever guesses the id of a hidden customer and links a record to it would read its phone there.
    So a new link needs the right to read the partner; what is linked already stays. Stands before
    the model in `_inherit`, so that it sees what the client sent.
    """

    _name = "crm.partner.link.mixin"
    _description = "Linked to Partners That One Sees"
    _partner_link_fields = ("partner_id",)

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        for name in self._partner_link_fields:
            linked = self._get_linked_ids(values.get(name))
            if linked and self.env["res.partner"].browse(linked)._filter_hidden():
                del values[name]
        return values

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_partner_links(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_partner_links(vals)
        return super().write(vals)

    def onchange(self, values, field_names, fields_spec):
        self._check_partner_links(values)
        return super().onchange(values, field_names, fields_spec)

    def _check_partner_links(self, vals):
        """Refuse links to partners that the caller may not read, but for those that stand already.

        :param dict vals: values of `create`, `write` or `onchange`
        :raise AccessError: that does not say which partner it is
        """
        if self.env.su:
            return
        linked = {
            partner_id
            for name in self._partner_link_fields
            if name in vals
            for partner_id in self._get_linked_ids(vals[name])
            if not self or any(partner_id not in record.sudo()[name].ids for record in self)
        }
        if linked:
            self.env["res.partner"].browse(linked)._check_not_hidden()

    @api.model
    def _get_linked_ids(self, value):
        """Ids in a value of a relational field, as an id or as commands."""
        if isinstance(value, models.BaseModel):
            return value.ids
        if isinstance(value, dict):
            value = value.get("id")
        if not isinstance(value, list | tuple):
            return [value] if value and isinstance(value, int) else []
        linked = []
        for command in value:
            if isinstance(command, int):
                linked.append(command)
            elif isinstance(command, list | tuple) and len(command) > 1:
                if command[0] == 6 and len(command) > 2:
                    linked += command[2] or []
                elif command[0] in (1, 4):
                    linked.append(command[1])
        return [partner_id for partner_id in linked if isinstance(partner_id, int)]
