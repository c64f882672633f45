"""The mark by which a record, its activity and its meeting know that the change came from one of them.

A private object, as in `models/protection/guard.py`: a client cannot send it, and with it can neither
link its activity to another person's record nor keep the three out of step.
"""

_TOKEN = object()
_KEY = "crm_work_record_syncing"


def syncing(records):
    """The same records, whose changes are not carried on to what belongs to them.

    :param records: any recordset
    """
    return records.with_context(**{_KEY: _TOKEN})


def is_syncing(env):
    """Whether the caller got its context from `syncing`.

    :param env: `odoo.api.Environment`
    """
    return env.context.get(_KEY) is _TOKEN
