"""The one thing that no client can send.

A context that arrives over RPC is JSON. It can hold any key and any value that JSON knows, but never
this object, so that code which finds it in the context was called by the server itself.
"""

_TOKEN = object()
_KEY = "crm_protection_token"
_MERGE_KEY = "crm_protection_merge"


def make_mark(key):
    """A mark that only the server puts on records.

    :param str key: of the context
    :return: function that marks a recordset, and one that says whether an environment is marked
    """

    def mark(records):
        return records.with_context(**{key: _TOKEN})

    def is_marked(env):
        return env.context.get(key) is _TOKEN

    return mark, is_marked


# The same records, allowed to write the fields that nobody may forge.
unlocked, is_unlocked = make_mark(_KEY)
# The same records, to which a merge writes what it found in others: not what is the system's.
merging, is_merging = make_mark(_MERGE_KEY)
