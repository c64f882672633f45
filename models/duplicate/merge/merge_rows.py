"""Moving linked rows from one record to another, past the ORM, and letting what depends on it follow.

What violates a constraint at its new place stays where it is: nothing is deleted (invariant 11).
"""

from collections import defaultdict

from psycopg2 import IntegrityError

from odoo.orm.registry import TriggerTree
from odoo.tools import OrderedSet

from .merge_link import find_links


def find_rows(env, model_name, ids, conditions=None):
    """The rows that link to records, by link and record.

    :param str model_name: technical name
    :param list ids: of the records
    :param dict conditions: see `find_links`
    :return: list of (`Link`, record id, list of keys)
    """
    env.flush_all()
    found = (
        (link, record_id, link.find(env, record_id))
        for link in find_links(env, model_name, conditions)
        for record_id in ids
    )
    return [(link, record_id, keys) for link, record_id, keys in found if keys]


def move_rows(env, link, keys, old_id, new_id):
    """Let rows hold another id; what the database refuses stays.

    :param link: `Link`
    :param list keys: of the rows
    :return: list of the keys that stay
    """
    if not keys:
        return []
    try:
        with env.cr.savepoint(flush=False):
            env.cr.execute(link.change(keys, old_id, new_id), log_exceptions=False)
        return []
    except IntegrityError:
        if len(keys) == 1:
            return list(keys)
    # Some of them are in the way of others: find out which, without asking each.
    half = len(keys) // 2
    return [
        *move_rows(env, link, keys[:half], old_id, new_id),
        *move_rows(env, link, keys[half:], old_id, new_id),
    ]


def count_staying(env, found, new_id):
    """How many of the rows would stay, by trying and taking it back.

    :param list found: see `find_rows`
    :return: list of int, one for each of `found`
    """
    savepoint = env.cr.savepoint(flush=False)
    try:
        return [len(move_rows(env, link, keys, old_id, new_id)) for link, old_id, keys in found]
    finally:
        savepoint.close(rollback=True)


class Followers:
    """Stored computed fields that follow the rows that move, such as the company of a contact.

    A computed field that a person may change holds what was agreed, such as the terms of an order:
    it follows nobody, nor does what is computed from it.
    """

    def __init__(self, env, model_name):
        self.env = env(su=True, context=dict(env.context, active_test=False, tracking_disable=True))
        self.model_name = model_name
        self.marked = defaultdict(OrderedSet)

    def mark(self, moves):
        """Remember what depends on rows as they are now. Called before and after the move.

        :param list moves: of (`Link`, keys, ids of the two records)
        """
        for link, keys, record_ids in moves:
            for field, ids in self._get_fields(link, keys, record_ids):
                tree = _get_trigger_tree(self.env.registry, field)
                records = self.env[field.model_name].browse(ids).exists()
                for dependent, dependents, __ in records._modified_triggers(tree):
                    if dependent.store:
                        self.marked[dependent].update(dependents._ids)

    def recompute(self):
        """Compute anew what was marked."""
        for field, ids in self.marked.items():
            records = self.env[field.model_name].browse(ids).exists()
            self.env.add_to_compute(field, records)
        self.env.flush_all()
        self.marked.clear()

    def _get_fields(self, link, keys, record_ids):
        """The fields that a link's column holds, with the ids of the records that have them."""
        for model in self.env.registry.values():
            if model._abstract or not model._auto:
                continue
            if model._table == link.table and link.column in model._fields:
                yield model._fields[link.column], keys
            for field in model._fields.values() if link.key != "id" else ():
                if field.type == "many2many" and field.store and field.relation == link.table:
                    yield field, keys if field.column2 == link.column else record_ids


def _is_followed(field):
    """Whether a computed field is computed anew: no person can have changed it."""
    return field.readonly or not field.store


def _walk_triggers(triggers, field, prefix=(), seen=()):
    """Yield what depends on a field, through no field of persons, and the way to it."""
    if field in seen:
        return
    for path, targets in triggers.get(field, {}).items():
        followed = [target for target in targets if _is_followed(target)]
        yield (*prefix, *path), followed
        for target in followed:
            yield from _walk_triggers(triggers, target, (*prefix, *path), (*seen, field))


def _get_trigger_tree(registry, field):
    """As `Registry.get_trigger_tree`, but through no field of persons, and for stored ones only."""
    tree = TriggerTree()
    for path, targets in _walk_triggers(registry._field_triggers, field):
        branch = tree
        for label in path:
            branch = branch.increase(label)
        branch.root = OrderedSet([*branch.root, *targets])
    return TriggerTree.merge([tree], lambda target: target.store)
