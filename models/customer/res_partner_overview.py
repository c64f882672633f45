"""The page that shows everything about a customer, and the ways into it."""

from odoo import api, fields, models

# Rows of each list on the page; the smart buttons open the rest.
_OVERVIEW_ROWS = 20


class ResPartner(models.Model):
    _inherit = "res.partner"

    customer_opportunity_ids = fields.Many2many(
        "crm.lead",
        string="Latest Opportunities",
        compute="_compute_customer_opportunity_ids",
        groups="sales_team.group_sale_salesman",
    )
    customer_order_ids = fields.Many2many(
        "sale.order",
        string="Latest Quotations and Orders",
        compute="_compute_customer_order_ids",
        groups="sales_team.group_sale_salesman",
    )
    customer_meeting_ids = fields.Many2many(
        "calendar.event", string="Latest Meetings", compute="_compute_customer_meeting_ids"
    )

    def _compute_customer_opportunity_ids(self):
        self._compute_overview("customer_opportunity_ids", [("type", "=", "opportunity")])

    def _compute_customer_order_ids(self):
        self._compute_overview("customer_order_ids", [], order="date_order desc, id desc")

    def _compute_customer_meeting_ids(self):
        for customer in self:
            family = customer._get_customer_family_domain("partner_ids")
            customer.customer_meeting_ids = self.env["calendar.event"].search(
                family, limit=_OVERVIEW_ROWS, order="start desc"
            )

    def _compute_overview(self, name, domain, order=None):
        """Fill a list of the page with the latest documents of the customer and its contacts.

        :param str name: the field to fill
        :param domain: what counts
        :param str order: newest first where not given
        """
        model = self.env[self._fields[name].comodel_name]
        for customer in self:
            customer[name] = model.with_context(active_test=False).search(
                domain + customer._get_customer_family_domain("partner_id"),
                limit=_OVERVIEW_ROWS,
                order=order or "create_date desc, id desc",
            )

    def _get_customer_family_domain(self, partner_field):
        """Domain of documents whose partner is this customer or one of its contacts."""
        return [(f"{partner_field}.commercial_partner_id", "=", self._origin.id)]

    def get_formview_id(self, access_uid=None):
        """Customers open in the customer page, wherever they are opened from."""
        if len(self) == 1 and self.is_managed_customer:
            return self.env.ref("crm_customer_protection.res_partner_view_form_customer").id
        return super().get_formview_id(access_uid=access_uid)

    def action_view_customer(self):
        """Open the customer page of this partner, or of the customer that it belongs to.

        :return: an `ir.actions.act_window` dict
        """
        self.ensure_one()
        return self.managed_customer_id.get_formview_action()

    @api.model
    def action_customer_add(self):
        """Open the first of the two steps that add a customer.

        :return: an `ir.actions.act_window` dict
        """
        return self.env["ir.actions.act_window"]._for_xml_id(
            "crm_customer_protection.crm_collision_check_action"
        )

    def action_customer_entry_next(self):
        """After the second step: back to the first one, for the next customer.

        :return: an `ir.actions.act_window` dict
        """
        return dict(self.action_customer_add(), context={"last_customer_id": self[:1].id})

    def action_customer_entry_open(self):
        """After the second step: open the customer that was entered.

        :return: an `ir.actions.act_window` dict
        """
        self.ensure_one()
        return dict(self.get_formview_action(), target="main")
