"""The switch of contract review, off in a running Odoo (invariant 12), and who reviews."""

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

_SWITCHES = {"use_contract_review", "contract_review_user_ids"}


class ResCompany(models.Model):
    _inherit = "res.company"

    use_contract_review = fields.Boolean(
        "Contract Review",
        help="Salespeople hand won tasks and approved quotations to contract review, with what the "
        "ERP needs. Somebody else passes or refuses them.",
    )
    contract_review_user_ids = fields.Many2many(
        "res.users",
        "res_company_contract_reviewer_rel",
        "company_id",
        "user_id",
        "Reviewers",
        help="Empty: the back office and the sales administrators. They have to see the customers "
        "that they review.",
    )
    contract_review_days = fields.Integer(
        "Days to Review",
        default=3,
        help="After these days a review is late. 0: never.",
    )
    contract_review_document_required = fields.Boolean(
        "Contract Document Required",
        help="A contract is handed over with a file of it.",
    )
    contract_review_document_kind_id = fields.Many2one(
        "crm.document.kind",
        "Kind of Contract Document",
        ondelete="restrict",
        help="Empty: a file of any kind.",
    )
    contract_review_before_order = fields.Boolean(
        "Orders After Contract Review",
        help="A quotation is confirmed, and the ERP is told of it, only when its contract review is "
        "passed.",
    )

    @api.constrains("contract_review_days")
    def _check_contract_review_days(self):
        if any(company.contract_review_days < 0 for company in self):
            raise ValidationError(
                self.env._("A contract review has 0 days (no limit) or more. Enter a number.")
            )

    def write(self, vals):
        result = super().write(vals)
        if _SWITCHES & vals.keys():
            self.env.registry.clear_cache()
        return result

    # A new company clears the caches anyway.
    @api.model
    @tools.ormcache()
    def _get_review_company_ids(self):
        """Ids of the companies with contract review: asked with every quotation that is written.

        :return: frozenset of int
        """
        return frozenset(self.sudo().search([("use_contract_review", "=", True)]).ids)

    @api.model
    @tools.ormcache("user_id")
    def _get_named_review_company_ids(self, user_id):
        """Ids of the companies that name a person as a reviewer: a record rule asks it.

        :param int user_id: of the person
        :return: frozenset of int
        """
        named = [("use_contract_review", "=", True), ("contract_review_user_ids", "in", user_id)]
        return frozenset(self.sudo().search(named).ids)

    def _get_contract_reviewers(self):
        """Who reviews the contracts of this company.

        :return: `res.users` recordset in sudo
        """
        self.ensure_one()
        company = self.sudo()
        named = company.contract_review_user_ids.filtered("active")
        if not named:
            groups = (
                "crm_customer_protection.group_customer_admin",
                "sales_team.group_sale_manager",
            )
            for name in groups:
                named |= self.env.ref(name).sudo().all_user_ids
        return named.filtered(
            lambda user: user.active
            and company in user.company_ids
            and user.has_group("sales_team.group_sale_salesman")
        ).sorted("id")
