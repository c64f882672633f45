"""`find_duplicates` as an integrator calls it: JSON-2, a real server, a new connection each time.

Beside it, in the same run, a call that does nothing: what Odoo itself takes.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[4] / "tests" / "server"))

from environment import SALES_LOGIN  # noqa: E402
from odoo_server import Server  # noqa: E402

from .index import Hit  # noqa: E402
from .measure import ask, summarise  # noqa: E402

_HITS = 10


def measure_json2(database, table, queries, threshold):
    """Ask the queries one after the other, as a salesperson.

    :return: the summaries of the calls that do nothing and of those that ask
    """
    server = Server(database, workers=2)
    # Whoever asks a thousand times a day is refused.
    server.psql("UPDATE res_company SET collision_search_limit = 0")
    try:
        server.start()
        key = server.api_key(SALES_LOGIN)

        def find(name, _depth):
            found = server.json2("res.partner", "find_duplicates", key, name=name, limit=_HITS)
            return [Hit(table.owner(hit["name"]), hit["score"]) for hit in found]

        def do_nothing(_name, _depth):
            server.json2("res.users", "context_get", key)
            return []

        summaries = []
        for label, search in (
            ("JSON-2: a call that does nothing", do_nothing),
            ("JSON-2: find_duplicates, salesperson", find),
        ):
            # The workers load what they need with the first calls.
            ask(search, queries[:20])
            summaries.append(summarise(label, ask(search, queries), threshold))
        return summaries
    finally:
        server.kill()
