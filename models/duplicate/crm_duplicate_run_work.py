"""The job behind a duplicate run: slices that are committed, so that a killed one goes on.

How far it got stands on the run and changes in the transaction of what was found. Nobody is locked
out while a slice is worked on: the row of the run is locked at its end only, and where somebody
stopped the run meanwhile, the slice is taken back.
"""

import gc
import logging
from collections import defaultdict
from contextlib import contextmanager

from psycopg2 import errors

from odoo import api, fields, models
from odoo.tools import SQL

from ..protection.guard import unlocked
from .crm_duplicate_run_compare import MANY

_logger = logging.getLogger(__name__)

# Partners in one group: as many as a person looks through.
MAX_GROUP = 30
_BY_OTHERS = (errors.SerializationFailure, errors.DeadlockDetected)


@contextmanager
def _collecting_later():
    """Make no search for garbage meanwhile: a million names in memory are read through by each."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


class CrmDuplicateRun(models.Model):
    _inherit = "crm.duplicate.run"

    @api.model
    def _cron_run(self):
        """Carry out the runs that wait, and those that a kill left in the middle.

        A run that fails says why on its row, and harms no other.
        """
        cron = self.env["ir.cron"]
        for run in self.sudo().search([("state", "in", ["queued", "running"])], order="id"):
            try:
                if not run._work():
                    return
            except Exception as error:
                self.env.cr.rollback()
                _logger.exception("Duplicate run %s failed", run.id)
                unlocked(run).write({"state": "failed", "failure": str(error)})
                cron._commit_progress()
        cron._commit_progress(1, remaining=0)

    def _work(self):
        """Do what is left of this run.

        :return: False where the time of the job was up before the end
        """
        try:
            for done in unlocked(self)._steps():
                remaining = self.total_count - self.done_count + 1
                if not self.env["ir.cron"]._commit_progress(done, remaining=max(remaining, 1)):
                    return False
        except _BY_OTHERS:
            self.env.cr.rollback()
            self.env["ir.cron"]._commit_progress(remaining=1)
            return not self._is_running()
        return True

    def _steps(self):
        """Carry the run out; after each step the caller may commit.

        :return: generator of int, pairs looked at in the step
        """
        if self.state == "queued":
            self.write({"state": "running", "start_date": fields.Datetime.now()})
            yield 0
        if self._is_running() and not self.is_prepared:
            partners, total = self._prepare_candidates()
            self._advance(is_prepared=True, partner_count=partners, total_count=total)
            yield 0
        many = self.total_count - self.done_count > MANY
        with _collecting_later():
            kept = self._read_all_names() if many else {}
        while self._is_running() and (rows := self._read_candidates()):
            with _collecting_later():
                self._compare(rows, kept)
            self._advance(last_id=rows[-1][0], done_count=self.done_count + len(rows))
            yield len(rows)
        if self._is_running():
            self._drop_doubles()
            self._group_pairs()
            self._delete_candidates()
            self._advance(state="done", date=fields.Datetime.now())
            yield 0

    def _is_running(self):
        self.invalidate_recordset(["state"])
        return self.state == "running"

    def _advance(self, **values):
        """Write how far the run got, unless somebody stopped it meanwhile.

        :raise psycopg2.errors.SerializationFailure: if so
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL("SELECT FROM crm_duplicate_run WHERE id = %s FOR NO KEY UPDATE", self.id),
            log_exceptions=False,
        )
        self.write(values)

    # === GROUPS === #

    def _drop_doubles(self):
        """Drop open pairs that another run, at work at the same time, has found too."""
        for sides in ("partner_id", "other_partner_id"), ("other_partner_id", "partner_id"):
            one, other = map(SQL.identifier, sides)
            self.env.cr.execute(
                SQL(
                    """
                    DELETE FROM crm_duplicate_pair p USING crm_duplicate_pair twin
                     WHERE p.run_id = %(run)s AND p.decision = 'open' AND twin.id != p.id
                       AND twin.company_id = p.company_id
                       AND twin.%(one)s = p.partner_id AND twin.%(other)s = p.other_partner_id
                       AND (twin.decision != 'open' OR twin.id < p.id)
                    """,
                    run=self.id,
                    one=one,
                    other=other,
                )
            )

    def _group_pairs(self):
        """Put what hangs together into one group, named after the partner entered first.

        The likeliest pairs come first, and a group that is full takes no more: a chain of names, each
        a little like the next, would tie thousands together.
        """
        pairs = self.env.execute_query(
            SQL(
                """
                SELECT id, partner_id, other_partner_id FROM crm_duplicate_pair
                 WHERE run_id = %s AND decision = 'open' ORDER BY score DESC, id
                """,
                self.id,
            )
        )
        parent, size = {}, defaultdict(lambda: 1)
        for __, *sides in pairs:
            one, other = sorted(self._find_root(parent, side) for side in sides)
            if one != other and size[one] + size[other] <= MAX_GROUP:
                parent[other] = one
                size[one] += size[other]
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_duplicate_pair p SET group_partner_id = found.root
                  FROM unnest(%s::int[], %s::int[]) AS found(id, root)
                 WHERE p.id = found.id AND p.group_partner_id IS DISTINCT FROM found.root
                """,
                [pair_id for pair_id, __, __ in pairs],
                [self._find_root(parent, one) for __, one, __ in pairs],
            )
        )
        self.env["crm.duplicate.pair"].invalidate_model()

    @api.model
    def _find_root(self, parent, node):
        """The smallest id of the group of a partner; shortens the way on it (union-find)."""
        root = node
        while parent.get(root, root) != root:
            root = parent[root]
        while parent.get(node, node) != root:
            parent[node], node = root, parent[node]
        return root
