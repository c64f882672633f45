"""What one person may see of the customers, in numbers: read by the record rules.

Kept for the length of a transaction, never in a cache that outlives it: whoever joins a team today
is seen by its leader today.
"""

from typing import NamedTuple

_KEY = "crm_customer_protection.viewers"


class Viewer(NamedTuple):
    # Sees whatever Odoo's own rules let through.
    sees_all: bool
    # The person and everybody below.
    owner_ids: frozenset = frozenset()
    # The same, and whoever stands for everybody in `visible_user_id`.
    seen_ids: frozenset = frozenset()
    # Pools of which the person is a manager: nothing in them is hidden.
    pool_ids: frozenset = frozenset()
    # Sees what he or she registered.
    is_clerk: bool = False
    # Whether customers without a company are restricted, by the company in which the person works.
    restricts_shared: bool = True
    # Companies that restrict.
    company_ids: frozenset = frozenset()


EVERYTHING = Viewer(sees_all=True)


def remembered(env, key, make):
    """The viewer of this transaction, made where there is none yet.

    :param env: `odoo.api.Environment`
    :param key: everything on which the viewer depends, but for the teams and pools
    :param make: function without arguments that makes it
    """
    viewers = env.cr.precommit.data.setdefault(_KEY, {})
    if key not in viewers:
        viewers[key] = make()
    return viewers[key]


def forget(env):
    """Make the viewers anew: a team, a pool or a share has changed.

    :param env: `odoo.api.Environment`
    """
    env.cr.precommit.data.pop(_KEY, None)
    env["res.partner"].invalidate_model(["is_visible_to_me", "is_editable_by_me"], flush=False)
