"""What a merge writes down, and whom it tells."""

from markupsafe import Markup

from odoo import models

from ...protection.guard import unlocked


class CrmCustomerMergeLog(models.Model):
    _inherit = "crm.customer.merge.log"

    def _note_rows(self, model_name, moves, kept):
        """Write down which rows moved and which stay.

        :param list moves: of (`Link`, keys, old id, new id)
        :param list kept: for each move the list of keys that stay
        """
        unlocked(self.env["crm.customer.merge.log.line"].sudo()).create(
            [
                {
                    "log_id": self.id,
                    "kind": link.kind,
                    "table_name": link.table,
                    "column_name": link.column,
                    "key_name": link.key,
                    "path": link.path,
                    "model_name": model_name,
                    "old_id": old_id,
                    "new_id": new_id,
                    "moved_keys": [key for key in keys if key not in set(stay)],
                    "kept_keys": stay,
                    "row_count": len(keys) - len(stay),
                    "kept_count": len(stay),
                }
                for (link, keys, old_id, new_id), stay in zip(moves, kept, strict=True)
            ]
        )

    def _write_values(self, pictures):
        """Write down what the survivor is after the merge.

        :param dict pictures: field name -> picture that was overwritten
        """
        after = self.survivor_id._read_rows()[self.survivor_id.id]
        unlocked(self).write({"values_after": after, "image_before": pictures.get("image_1920")})
        unlocked(self).write({"changes": "\n".join(self._get_changes("image_1920" in pictures))})

    def _get_changed_names(self):
        """Names of the survivor's fields that the merge changed and people may choose.

        :return: list of str
        """
        before, after = self.values_before, self.values_after or {}
        partner = self.env["res.partner"]
        names = [*partner._get_merge_fields(), *partner._get_summed_fields(), "user_id"]
        names += [name for name, field in partner._fields.items() if field.company_dependent]
        names = [name for name in dict.fromkeys(names) if name in before]
        return [name for name in names if before[name] != after.get(name)]

    def _get_changes(self, picture):
        """Yield sentences that say which values of the survivor changed."""
        partner, after = self.env["res.partner"], self.values_after
        names = self._get_changed_names() + ["image_1920"] * picture
        labels = partner.fields_get(names, ["string"])
        for name in names:
            old, new = self.values_before.get(name), after.get(name)
            field = partner._fields[name]
            if field.type == "many2one" and not field.company_dependent:
                comodel = self.env[field.comodel_name].sudo()
                old, new = (comodel.browse(one or []).display_name for one in (old, new))
            if name == "image_1920" or isinstance(new, dict):
                yield labels[name]["string"]
            else:
                yield f"{labels[name]['string']}: {old or '-'} → {new or '-'}"

    # === WHO IS TOLD === #

    def _tell_about_merge(self, note):
        """Say it in the chatter of all of them, and to the owners who no longer have one."""
        survivor = self.survivor_id
        survivor.message_post(body=note)
        for source in self.source_ids:
            source.partner_id.message_post(
                body=self.env._("Went into %(name)s.", name=survivor.display_name)
            )
        lost = self.source_ids.filtered(lambda source: source.owner_id != survivor.user_id)
        for owner, sources in lost.grouped("owner_id").items():
            env = self.with_context(lang=owner.lang or self.env.lang).env
            self._notify(
                owner,
                env._("Customers of yours that were merged: %(count)s", count=len(sources)),
                [
                    env._(
                        "%(name)s went into %(survivor)s, which belongs to %(owner)s.",
                        name=source.name,
                        survivor=survivor.name,
                        owner=survivor.user_id.name or env._("nobody"),
                    )
                    for source in sources
                ],
            )

    def _tell_about_undo(self, note):
        """Say it in the chatter of all of them, and to the owners who have one again."""
        (self.survivor_id | self.source_ids.partner_id)._post_each(note)
        back = self.source_ids.filtered(lambda source: source.owner_id != self.survivor_id.user_id)
        for owner, sources in back.grouped("owner_id").items():
            env = self.with_context(lang=owner.lang or self.env.lang).env
            subject = env._("Customers that came back to you: %(count)s", count=len(sources))
            self._notify(owner, subject, sources.mapped("name"))

    def _notify(self, owner, subject, lines):
        """One message to a person who works here.

        :param owner: `res.users` record, possibly empty
        :param list lines: of str
        """
        if not owner.active or owner == self.env.user:
            return
        body = Markup("<ul>%s</ul>") % Markup().join(Markup("<li>%s</li>") % line for line in lines)
        self.env["mail.thread"].message_notify(
            partner_ids=owner.partner_id.ids,
            author_id=self.env.ref("base.partner_root").id,
            subject=subject,
            body=body,
            record_company_id=(self.company_id or self.env.company).id,
        )
