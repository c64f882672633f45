"""Who looks whether the content of an order changed: the outermost write, once."""

from ..protection.guard import make_mark

# Of these an approval does not depend. Whatever else is written, the content is looked at again.
_HARMLESS = frozenset(
    {
        "access_token",
        "date_order",
        "invoice_status",
        "locked",
        "pending_email_template_id",
        "signature",
        "signed_by",
        "signed_on",
        "state",
    }
)
# The same records, within a write that looks at the content when it is through.
_KEY = "crm_quote_watch"
watching, is_watching = make_mark(_KEY)


def unwatched(records):
    """The same records, at which nobody looks yet.

    :param records: any recordset
    """
    return records.with_context(**{_KEY: None})


def is_harmless(vals):
    """Whether a write cannot change the content of an order.

    :param dict vals: what is written
    """
    return _HARMLESS.issuperset(vals)
