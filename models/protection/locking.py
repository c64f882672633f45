"""Rows that several people change at the same time."""

from odoo.exceptions import ConcurrencyError, LockError, MissingError
from odoo.tools import SQL


def lock_rows(records, allow_referencing=True):
    """Lock rows until the end of the transaction and forget what was read of them before.

    :param records: any recordset
    :param bool allow_referencing: whether others may link new rows to these meanwhile
    :raise ConcurrencyError: where somebody else holds one of them; Odoo then repeats the call,
        which sees what the other one did
    :raise MissingError: where one of them is gone, which no repetition brings back
    """
    try:
        records.sudo().lock_for_update(allow_referencing=allow_referencing)
    except LockError as error:
        if len(records.sudo().exists()) < len(records):
            raise MissingError(
                records.env._("Somebody deleted it meanwhile. Load the page again.")
            ) from error
        raise ConcurrencyError(str(error)) from error
    records.invalidate_recordset()


def queue_for_rows(records):
    """Let those who work on the same rows at the same time come one after the other.

    Writing the rows makes the second of two transactions fail its snapshot, so that Odoo repeats it
    with what the first one did in sight. A mere lock would let it look at an old state.

    :param records: any recordset
    :raise ConcurrencyError: as `lock_rows`
    """
    records = records.sudo().sorted("id")
    lock_rows(records)
    touch_rows(records)


def touch_rows(records):
    """Let whoever works on the same rows at the same time, and saw them before, begin anew.

    :param records: any recordset
    :return: those of them that are there
    """
    rows = records.env.execute_query(
        SQL(
            "UPDATE %s SET write_date = write_date WHERE id = ANY(%s) RETURNING id",
            SQL.identifier(records._table),
            records.ids,
        )
    )
    there = {row[0] for row in rows}
    return records.filtered(lambda record: record.id in there)
