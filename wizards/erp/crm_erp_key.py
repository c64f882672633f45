"""The technical user of an ERP and its API key: made, replaced, and shown once."""

import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from odoo.addons.base.models.res_users import check_identity

_logger = logging.getLogger(__name__)
_MAKERS = ("base.group_system", "base.group_erp_manager")
_LOGIN = "erp-integration"


class CrmErpKey(models.TransientModel):
    _name = "crm.erp.key"
    _description = "API Key of the ERP"

    user_id = fields.Many2one(
        "res.users",
        "Technical User",
        domain="[('id', 'in', candidate_ids)]",
        default=lambda self: self._get_technical_users()[:1],
        help="Empty: a new one. It has the group ERP Integration and nothing else: no password, no "
        "menus.",
    )
    candidate_ids = fields.Many2many("res.users", compute="_compute_candidate_ids")
    company_ids = fields.Many2many(
        "res.company",
        string="Companies",
        required=True,
        compute="_compute_company_ids",
        store=True,
        readonly=False,
        domain="[('use_erp_orders', '=', True)]",
        help="For which its orders are taken. The first one counts where an order names none.",
    )
    duration = fields.Selection(
        [("30", "1 Month"), ("90", "3 Months"), ("180", "6 Months"), ("365", "1 Year")],
        "Valid for",
        required=True,
        default="365",
    )
    has_keys = fields.Boolean(compute="_compute_has_keys")
    remove_former = fields.Boolean(
        "Former Keys End at Once",
        help="Otherwise they hold until they expire, so that the ERP can be set to the new one.",
    )

    @api.depends_context("uid")
    def _compute_candidate_ids(self):
        self.candidate_ids = self._get_technical_users()

    @api.depends("user_id")
    def _compute_company_ids(self):
        for dialog in self:
            dialog.company_ids = dialog.user_id.company_ids or dialog.env.company

    @api.depends("user_id")
    def _compute_has_keys(self):
        for dialog in self:
            dialog.has_keys = bool(dialog.user_id.sudo().api_key_ids)

    @api.model
    def _get_technical_users(self):
        """Users of an ERP who are nothing else, those of the current company first.

        :return: `res.users` recordset, of no company that the caller has not
        """
        group = self.env.ref("crm_customer_protection.group_erp_integration").sudo()
        own = self.env.user.company_ids
        users = group.user_ids.filtered(
            lambda user: user.active and user.all_group_ids == group and user.company_ids <= own
        )
        users = users.sorted(lambda user: (self.env.company not in user.company_ids, user.id))
        return users.sudo(self.env.su)

    @check_identity
    def action_make(self):
        """Make the key, and show it: it is stored nowhere in a form that can be read.

        :return: action
        :raise AccessError: for whoever does not administer users
        """
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.users.apikeys.show",
            "name": self.env._("API Key Ready"),
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_key": self._make_key()},
        }

    def _make_key(self):
        """
        :return: str, the key
        """
        self.ensure_one()
        self._check_may_make()
        user = self._prepare_user()
        keys = self.env["res.users.apikeys"].with_user(user).sudo()
        if self.remove_former:
            # They are written past the ORM: what is in the cache may be older.
            keys.search([("user_id", "=", user.id)])._remove()
        until = fields.Datetime.now() + timedelta(days=int(self.duration))
        key = keys._generate("rpc", self.env._("ERP"), until)
        self._log_key(user, until)
        return key

    def _check_may_make(self):
        """:raise AccessError, UserError: where no key can be made"""
        if not any(map(self.env.user.has_group, _MAKERS)):
            raise AccessError(self.env._("Administrators of users make the keys of the ERP."))
        if not self.company_ids:
            raise UserError(self.env._("Say for which companies the ERP sends orders."))
        if self.company_ids - self.env.user.company_ids:
            raise AccessError(self.env._("Give it only companies that you have yourself."))
        if self.user_id and self.user_id not in self._get_technical_users():
            raise UserError(
                self.env._(
                    "%(name)s may do more than an ERP. Take a user with no other group than ERP "
                    "Integration, or leave the field empty for a new one.",
                    name=self.user_id.name,
                )
            )

    def _prepare_user(self):
        """The user of the key, made where there is none.

        :return: `res.users` record in sudo
        """
        companies = self.company_ids
        values = {"company_ids": [Command.set(companies.ids)]}
        user = self.user_id.sudo()
        if user:
            if user.company_id not in companies:
                values["company_id"] = companies[0].id
            user.write(values)
            return user
        users = self.env["res.users"].sudo().with_context(no_reset_password=True)
        group = self.env.ref("crm_customer_protection.group_erp_integration")
        taken = users.with_context(active_test=False).search_count(
            [("login", "=like", f"{_LOGIN}%")]
        )
        self.user_id = users.create(
            {
                **values,
                "name": self.env._("ERP"),
                "login": f"{_LOGIN}-{taken + 1}" if taken else _LOGIN,
                "company_id": companies[0].id,
                "group_ids": [Command.set(group.ids)],
            }
        )
        return self.user_id.sudo()

    def _log_key(self, user, until):
        """In the chatter of the technical user, and in the log of the server: never the key."""
        _logger.info(
            "API key of the ERP for %r (#%s) made by %r (#%s)",
            user.login, user.id, self.env.user.login, self.env.uid,
        )  # fmt: skip
        user.partner_id._message_log(
            author_id=self.env.user.partner_id.id,
            body=self.env._(
                "API key made, valid until %(date)s, for %(companies)s.",
                date=fields.Date.to_string(until),
                companies=", ".join(self.company_ids.mapped("name")),
            ),
        )
