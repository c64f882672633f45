"""The mark by which a record, its activity and its meeting know that the change came from one of them.

A client cannot send it, and with it can neither link its activity to another person's record nor keep
the three out of step.
"""

from ..protection.guard import make_mark

_KEY = "crm_work_record_syncing"

# The same records, whose changes are not carried on to what belongs to them.
syncing, is_syncing = make_mark(_KEY)
