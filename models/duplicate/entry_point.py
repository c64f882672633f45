"""By which way a call reached the server: what the rules on duplicates depend on.

Read from facts of the server. A context key of a client can hold any text, but never an object of
this class, so that nobody chooses the way whose rule is the mildest.
"""

from odoo.http import request

ENTRY_POINTS = [
    ("form", "Forms"),
    ("import", "Import"),
    ("lead", "Lead conversion"),
    ("website", "Website"),
    ("mail", "E-mail"),
    ("api", "JSON-2 and XML-RPC"),
]
_KEY = "crm_entry_point"
_WEBSITE_PATH = "/website/form/"
_API_PATHS = ("/json/", "/jsonrpc", "/xmlrpc")


class _EntryPoint(str):
    """The name of a way in, as only the server's own code puts it in a context."""

    __slots__ = ()


def entering(records, name):
    """The same records, whose `create` is judged by the rules of this way in.

    :param records: any recordset
    :param str name: one of `ENTRY_POINTS`
    """
    return records.with_context(**{_KEY: _EntryPoint(name)})


def get_entry_point(env):
    """The way by which the current call came in, or None where the server itself acts.

    Whoever calls from outside is judged as such, whatever he makes the server do.

    :param env: `odoo.api.Environment`
    :return: one of `ENTRY_POINTS`, or None for a job, a shell and the system
    """
    if not request or env.su:
        return None
    if request.httprequest.path.startswith(_API_PATHS):
        return "api"
    known = env.context.get(_KEY)
    return str(known) if isinstance(known, _EntryPoint) else "form"


def get_lead_entry_point(env):
    """Whether a lead comes in by somebody outside of the company.

    :param env: `odoo.api.Environment`
    :return: `website`, `mail`, or None
    """
    known = env.context.get(_KEY)
    if isinstance(known, _EntryPoint) and known == "mail":
        return "mail"
    if request and _WEBSITE_PATH in request.httprequest.path:
        return "website"
    return None
