"""Rows that several people change at the same time."""

from odoo.exceptions import ConcurrencyError, LockError


def lock_rows(records, allow_referencing=True):
    """Lock rows until the end of the transaction and forget what was read of them before.

    :param records: any recordset
    :param bool allow_referencing: whether others may link new rows to these meanwhile
    :raise ConcurrencyError: where somebody else holds one of them; Odoo then repeats the call,
        which sees what the other one did
    """
    try:
        records.sudo().lock_for_update(allow_referencing=allow_referencing)
    except LockError as error:
        raise ConcurrencyError(str(error)) from error
    records.invalidate_recordset()
