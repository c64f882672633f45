"""Calls over real HTTP as every role, with contexts that a client makes up."""

from datetime import datetime, timedelta

from odoo.tools import mute_logger

from ..models.protection.guard import _KEY, _MERGE_KEY
from .browser_common import WebCalls
from .visibility_common import VisibilitySetUp

# The seven roles, whoever reads all customers, an outsider, and the administrator of the database.
ROLES = (
    "sales",
    "leader",
    "clerk",
    "office",
    "manager",
    "erp",
    "plain",
    "accountant",
    "portal",
    "admin",
)
# What a client can put where the server puts its own object: any JSON. Besides, the keys with which
# Odoo and other addons switch checks off, and one that narrows a search.
FORGED_CONTEXTS = [
    {
        _KEY: value,
        _MERGE_KEY: value,
        "su": True,
        "uid": 1,
        "install_mode": True,
        "import_file": True,
        "tracking_disable": True,
        "mail_notrack": True,
        "active_test": False,
        "_force_unlink": True,
        "skip_check": True,
        "crm_protection_customers_only": True,
    }
    for value in (
        *(True, 1, 1.5, "", "<object object at 0x7f0000000000>", None),
        *({}, {"__class__": "object"}, [], [1]),
    )
]
QUIET = (
    "odoo.http",
    "odoo.sql_db",
    "odoo.addons.base.models.ir_rule",
    "odoo.addons.base.models.ir_model",
)


class ForgerySetUp(WebCalls, VisibilitySetUp):
    """For HttpCase."""

    quiet = QUIET

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # As in the demo data: the technical user has this one right.
        cls.erp = cls.new_user("tc_erp_only", "crm_customer_protection.group_erp_integration")
        cls.admin = cls.new_user("tc_admin", "base.group_system,sales_team.group_sale_manager")
        cls.roles = {role: getattr(cls, role) for role in ROLES}
        # Odoo itself lets nobody write contacts without that group.
        writes = cls.env.ref("base.group_partner_manager")
        (cls.sales | cls.leader).group_ids |= writes
        # Made here: what a test makes is gone for the next one.
        day = datetime.now() + timedelta(days=0.5)
        keys = cls.env["res.users.apikeys"]
        cls.keys = {
            user: keys.with_user(user)._generate("rpc", "forgery", day)
            for user in cls.roles.values()
        }

    def each_role(self):
        """Every role, logged in.

        :return: generator of (role, `res.users` record)
        """
        for role, user in self.roles.items():
            self.authenticate(user.login, user.login)
            yield role, user

    def post(self, user, model, method, **values):
        """Call as an outside program does.

        :return: `requests` response
        """
        with mute_logger(*QUIET):
            return self.url_open(
                f"/json/2/{model}/{method}",
                json=values,
                headers={"Authorization": f"bearer {self.keys[user]}"},
            )

    def assertRefused(self, answer):
        """Refused by a sentence for the user, not by an accident of the server.

        :param answer: what `call` or `post` gave
        """
        if isinstance(answer, tuple):
            result, error = answer
            self.assertTrue(error, f"gave {result}")
            self.assertRegex(error["name"], "AccessError|UserError|ValidationError")
        else:
            self.assertIn(answer.status_code, (403, 404, 422), answer.text[:200])

    def assertNotImported(self, answer):
        result, error = answer
        self.assertTrue(error or not result["ids"], result)
