"""The one thing that no client can send.

A context that arrives over RPC is JSON. It can hold any key and any value that JSON knows, but never
this object, so that code which finds it in the context was called by the server itself.
"""

_TOKEN = object()
_KEY = "crm_protection_token"
_MERGE_KEY = "crm_protection_merge"


def unlocked(records):
    """The same records, allowed to write the fields that nobody may forge.

    :param records: any recordset
    """
    return records.with_context(**{_KEY: _TOKEN})


def is_unlocked(env):
    """Whether the caller got its context from `unlocked`.

    :param env: `odoo.api.Environment`
    """
    return env.context.get(_KEY) is _TOKEN


def merging(records):
    """The same records, to which a merge writes what it found in others: not what is the system's.

    :param records: any recordset
    """
    return records.with_context(**{_MERGE_KEY: _TOKEN})


def is_merging(env):
    """Whether the caller got its context from `merging`.

    :param env: `odoo.api.Environment`
    """
    return env.context.get(_MERGE_KEY) is _TOKEN
