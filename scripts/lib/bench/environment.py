"""Odoo in this process: the registry of one database, as `odoo shell` has it."""

import logging
import os
import sys
from contextlib import contextmanager

sys.path.insert(0, os.environ["CCP_ODOO_PATH"])

SALES_LOGIN = "bench_sales"
LEADER_LOGIN = "bench_leader"


def open_registry(database):
    """Load Odoo's registry of a database. What Odoo logs below WARNING is dropped."""
    from odoo.modules.registry import Registry
    from odoo.service.server import load_server_wide_modules
    from odoo.tools import config

    config.parse_config(
        ["-d", database, "--log-level=warn", "--max-cron-threads=0"], setup_logging=True
    )
    # Odoo calls functions that its own pinned libraries have announced to remove.
    logging.getLogger("py.warnings").setLevel(logging.ERROR)
    load_server_wide_modules()
    return Registry(database)


@contextmanager
def transaction(registry, login=None, commit=False):
    """A fresh transaction, as one request has it; rolled back at the end unless `commit`.

    :param login: of the user; the superuser where None
    :return: the environment
    """
    from odoo import SUPERUSER_ID, api

    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        if login:
            user = env["res.users"].search([("login", "=", login)])
            # As the web client: language, time zone and companies of the user.
            context = dict(user.context_get(), allowed_company_ids=user.company_ids.ids[:1])
            env = api.Environment(cr, user.id, context)
        try:
            yield env
            if commit:
                env.cr.flush()
                cr.commit()
        finally:
            cr.rollback()
            env.transaction.reset()
