"""Measures a duplicate run over a whole table: seconds, memory, and what it finds.

`entered again`: names of the table in another spelling are added before the run; which of them the
run puts together with the right one. `wide`: of a sample of names, all that share any key with at
most 30 others are compared; which of those that score high enough the run has found as well.
"""

import time
from pathlib import Path

from environment import transaction

from .fill import FIRST_ID

_WIDE = """
    WITH asked AS MATERIALIZED (
        SELECT id, partner_id, unnest(keys) AS key FROM crm_partner_name
         WHERE kind != 'domain' AND partner_id %% %(every)s = 0
    ), few AS MATERIALIZED (
        SELECT k.key, array_agg(k.name_id) AS ids
          FROM crm_partner_name_key k WHERE k.key IN (SELECT key FROM asked)
         GROUP BY k.key HAVING count(*) BETWEEN 2 AND 30
    )
    SELECT DISTINCT asked.id, other FROM asked JOIN few USING (key), unnest(few.ids) AS other
     WHERE other != asked.id
"""


def enter_again(registry, queries, count):
    """Add partners: names of the table as people write them a second time.

    :return: dict id of the new partner -> id of the right one
    """
    # At their share of all kinds of variation.
    known = [query for query in queries if query.answer is not None]
    chosen = known[:: max(1, len(known) // count)]
    with transaction(registry, commit=True) as env:
        partners = env["res.partner"].with_context(mail_create_nolog=True)
        made = partners.create([{"name": query.text, "is_company": True} for query in chosen])
        return dict(zip(made.ids, (FIRST_ID + query.answer for query in chosen), strict=True))


def run_batch(registry):
    """Carry out a run over all, each step in its transaction.

    :return: dict of figures
    """
    from odoo.addons.crm_customer_protection.models.protection.guard import unlocked

    with transaction(registry, commit=True) as env:
        env["crm.duplicate.pair"].search([]).unlink()
        temp = _get_temp_bytes(env)
        Path("/proc/self/clear_refs").write_text("5")  # the peak counts from here on
        before = _read_status("self", "VmRSS")
        run = unlocked(env["crm.duplicate.run"].create({"level": "likely"}))
        run.write({"state": "queued"})
        env.flush_all()
        env.cr.commit()
        start = last = time.perf_counter()
        steps = []
        for _done in run._steps():
            env.flush_all()
            env.cr.commit()
            now = time.perf_counter()
            steps.append(now - last)
            last = now
        counts = {f"{kind}_pairs": run[f"{kind}_count"] for kind in ("same", "likely", "related")}
        return {
            "seconds": last - start,
            "prepare_s": steps[1],
            "longest_slice_s": max(steps[3:], default=0),
            # Without the names of the queries, which this process holds.
            "odoo_mb": _read_status("self", "VmHWM") - before,
            "server_mb": _get_backend_mb(env),
            "temp_mb": (_get_temp_bytes(env) - temp) / 1e6,
            **counts,
        }


def _get_temp_bytes(env):
    env.cr.execute("SELECT temp_bytes FROM pg_stat_database WHERE datname = current_database()")
    return env.cr.fetchone()[0]


def _get_backend_mb(env):
    """The peak of the database's process, its share of the common buffers with it."""
    env.cr.execute("SELECT pg_backend_pid()")
    return _read_status(env.cr.fetchone()[0], "VmHWM")


def _read_status(pid, name):
    """A figure of a process in MB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024


def measure_recall(registry, again, names, sample):
    """What of the right answers, and of a wide look at a sample, the run has found.

    :return: dict of figures
    """
    from odoo.addons.crm_customer_protection.tools.company_name import THRESHOLD

    with transaction(registry) as env:
        env.cr.execute("SELECT partner_id, other_partner_id FROM crm_duplicate_pair")
        found = {frozenset(pair) for pair in env.cr.fetchall()}
        env.cr.execute(_WIDE, {"every": max(1, names // sample)})
        pairs = env.cr.fetchall()
        run = env["crm.duplicate.run"].search([], limit=1)
        kept = {}
        run._read_names({name_id for pair in pairs for name_id in pair}, kept)
        compare = env["res.partner"]._compare_names
        wide = set()
        for one, other in pairs:
            if one in kept and other in kept and kept[one][0] != kept[other][0]:
                sides, parts = zip(kept[one], kept[other], strict=True)
                if compare(*parts)[0] >= THRESHOLD:
                    wide.add(frozenset(sides))
        partners = env["res.partner"].browse({side for pair in wide for side in pair})
        vat = dict(zip(partners.ids, partners.mapped(lambda p: p.vat or ""), strict=True))
        # Two tax numbers speak against it, whatever the names say.
        wide = {pair for pair in wide if not all(vat[side] for side in pair)}
        right = sum(frozenset(pair) in found for pair in again.items())
        return {
            "again": right / len(again),
            "wide_pairs": len(wide),
            "wide": len(wide & found) / max(1, len(wide)),
        }


def measure_batch(registry, queries, names, sample=5000):
    """Run, look, and take back what was added.

    :return: dict of figures, for the table and for JSON
    """
    again = enter_again(registry, queries, 2000)
    try:
        figures = run_batch(registry)
        return {**figures, **measure_recall(registry, again, names, sample)}
    finally:
        with transaction(registry, commit=True) as env:
            env["crm.duplicate.pair"].search([]).unlink()
            env["res.partner"].browse(list(again)).unlink()


def batch_rows(figures):
    """The figures as a table: one row of heads, one of values."""
    cells = {
        "a run over all": f"{figures['seconds']:.0f} s",
        "to prepare": f"{figures['prepare_s']:.0f} s",
        "longest slice": f"{figures['longest_slice_s']:.1f} s",
        "Odoo, more than before": f"{figures['odoo_mb']:.0f} MB",
        "PostgreSQL": f"{figures['server_mb']:.0f} MB",
        "temporary": f"{figures['temp_mb']:.0f} MB",
        "likely pairs": f"{figures['likely_pairs']:,}",
        "related": f"{figures['related_pairs']:,}",
        "entered again, found": f"{figures['again']:.3f}",
        "of a wide look": f"{figures['wide']:.3f}",
    }
    return [list(cells), list(cells.values())]
