"""Orders of customers whom nobody knows: kept until a person says whose they are.

What he or she says holds for every order with the same code, those that come later too.
"""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..protection.guard import unlocked
from ..protection.locking import lock_rows

_CHOSEN = Domain("is_customer_chosen", "=", True)
_DECIDERS = ("crm_customer_protection.group_customer_admin", "sales_team.group_sale_manager")


class CrmErpOrder(models.Model):
    _inherit = "crm.erp.order"

    can_choose_customer = fields.Boolean(compute="_compute_can_choose_customer")

    @api.depends("partner_id", "is_customer_chosen")
    @api.depends_context("uid")
    def _compute_can_choose_customer(self):
        is_decider = self._is_customer_decider()
        for order in self:
            order.can_choose_customer = is_decider and order._is_customer_open()

    @api.model
    def _is_customer_decider(self):
        """:return: bool, whether the caller says which customer a code of the ERP means"""
        return self.env.su or any(map(self.env.user.has_group, _DECIDERS))

    def _is_customer_open(self):
        """Whether a person says whose it is: nobody knew, or a person had said so."""
        self.ensure_one()
        return not self.partner_id or self.is_customer_chosen

    def action_choose_customer(self):
        """Open the dialog in which the customer of these orders is chosen.

        :return: action
        """
        self._check_may_choose()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Choose the Customer"),
            "res_model": "crm.erp.order.customer",
            "view_mode": "form",
            "target": "new",
            "context": {"default_erp_order_ids": self.ids},
        }

    def _check_may_choose(self):
        """:raise AccessError, UserError: see `_choose_customer`"""
        if not self._is_customer_decider():
            raise AccessError(self.env._("The back office says whose an order of the ERP is."))
        self.check_access("read")
        for order in self:
            if not order._is_customer_open():
                raise UserError(
                    self.env._(
                        "%(number)s has its customer by the code or tax number that the ERP sent. "
                        "Correct it in the ERP.",
                        number=order.number,
                    )
                )

    def _choose_customer(self, partner):
        """Say whose these orders are, and all others of the same customer of the ERP.

        :param partner: `res.partner` record, a managed customer
        :return: `crm.erp.order` recordset, all that got the customer
        :raise AccessError: for whoever is not of the back office
        :raise UserError: where the partner is no customer, or of another company
        """
        self._check_may_choose()
        partner.check_access("read")
        if not partner.is_managed_customer:
            raise UserError(
                self.env._("%(name)s is no managed customer.", name=partner.display_name)
            )
        orders = self | self.sudo()._get_same_customer().sudo(self.env.su)
        lock_rows(orders)
        for company in orders.company_id:
            if partner.company_id not in (company, self.env["res.company"]):
                raise UserError(
                    self.env._(
                        "%(name)s is a customer of another company than the order.",
                        name=partner.display_name,
                    )
                )
        system = unlocked(orders.sudo())
        # For this customer it is a new order.
        system.filtered(lambda order: order.partner_id != partner).is_followed = False
        chosen = {
            "partner_id": partner.id,
            "parked_reason": False,
            "is_customer_chosen": True,
            "decided_partner_id": partner.id,
            "chosen_by_id": self.env.uid,
            "chosen_date": fields.Datetime.now(),
        }
        for (code, vat), group in system.grouped(
            lambda order: (order.customer_code or "", order.customer_vat)
        ).items():
            group.write({**chosen, "decided_code": code, "decided_vat": vat})
        system._relink()
        system._after_upsert(system.ids)
        return orders

    def _get_same_customer(self):
        """Orders of the same customers of the ERP whose customer is open too.

        :return: `crm.erp.order` recordset
        """
        domain = Domain.OR(order._get_same_customer_domain() for order in self)
        return self.search(domain & (Domain("partner_id", "=", False) | _CHOSEN))

    def _get_same_customer_domain(self):
        """:return: Domain"""
        self.ensure_one()
        domain = Domain("company_id", "=", self.company_id.id) & Domain("source", "=", self.source)
        if self.customer_code:
            return domain & Domain("customer_code", "=", self.customer_code)
        return domain & Domain(
            [("customer_code", "=", False), ("customer_vat", "=", self.customer_vat)]
        )
