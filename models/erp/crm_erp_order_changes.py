"""What the ERP asks for, and what it says that it has."""

from odoo import api, models


class CrmErpOrder(models.Model):
    _inherit = "crm.erp.order"

    @api.model
    @api.readonly
    def changes(self, since=None, limit=100):
        """What the ERP has to enter and did not acknowledge yet, the oldest first.

        Begin each poll without `since`; while `cursor` is not false, go on with it.

        :param since: cursor of the answer before
        :param int limit: at most so many, up to 500
        :return: dict: changes, a list of dicts (see the README), and cursor
        :raise AccessError: for anybody but the ERP
        :raise UserError: where an argument is no number
        """
        self._check_may_upsert()
        return self.env["crm.erp.change"]._get_changes(since, limit)

    @api.model
    def acknowledge(self, changes):
        """Say that the ERP has these changes, and by which number it knows them.

        :param list changes: of dicts with `id`, and `number` where there is one
        :return: list of dicts in the same order: id, result (acknowledged, unchanged or error),
            code and message
        :raise AccessError: for anybody but the ERP
        """
        self._check_may_upsert()
        return self.env["crm.erp.change"]._acknowledge(changes)
