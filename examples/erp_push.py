#!/usr/bin/env python3
"""Pushes orders of an ERP to Odoo over JSON-2: a reference client, with Python's own library alone.

    python3 erp_push.py orders.csv --url https://odoo.example.com --database sales

The API key stands in the environment as ODOO_API_KEY. The file is UTF-8 with a header and one row for
each line of an order; columns of the order are repeated on each of its rows. Columns of the order
have the names of the API's fields (`number`, `source`, `version`, `state`, `currency`, …), those of the
customer begin with `customer.` (`customer.code`), those of the line with `line.` (`line.quantity`); the
number of the line is `line.line`. Empty cells are left out.

Whatever happens, the same file may be pushed again: what Odoo has already is answered with
`unchanged`. What Odoo refuses goes into the dead-letter file, one JSON object a line, with the answer:
correct it in the ERP and push it with a newer version.

Exit code: 0 all stored, 1 some are in the dead-letter file, 2 given up (nothing of the running batch
is stored for certain: push the file again).
"""

import argparse
import csv
import json
import os
import random
import sys
import time
import urllib.error
import urllib.request
from collections import Counter

# The server is busy, restarted or behind a proxy that is: the same call again.
RETRIED = {408, 409, 425, 429, 500, 502, 503, 504}
# Something in the batch: a smaller one shows what it is.
SPLIT = {400, 413, 422}
REFUSED = ("error", "stale")


class GivenUpError(Exception):
    """The server cannot be reached, or lets this key do nothing."""


class Client:
    """One method of Odoo over JSON-2, called until it answers."""

    def __init__(self, url, database, key, attempts=8, timeout=300, wait=1.0):
        self.url = url.rstrip("/")
        self.headers = {
            "Authorization": f"bearer {key}",
            "X-Odoo-Database": database,
            "Content-Type": "application/json; charset=utf-8",
        }
        self.attempts = attempts
        self.timeout = timeout
        self.wait = wait

    def call(self, method, **arguments):
        """Call a method of `crm.erp.order`.

        :return: (HTTP status, decoded answer) with a status of 200 or one of SPLIT
        :raise GivenUpError: after the last attempt, or where repeating is of no use
        """
        why = ""
        for attempt in range(self.attempts):
            if attempt:
                # Not all clients at the same moment.
                time.sleep(self.wait * 2 ** (attempt - 1) * random.uniform(0.5, 1.5))
            try:
                status, answer = self._post(method, arguments)
            except (OSError, ValueError) as error:
                why = str(error)
                continue
            if status == 200 or status in SPLIT:
                return status, answer
            why = f"{status} {get_message(answer)}"
            if status not in RETRIED:
                break
        raise GivenUpError(why)

    def _post(self, method, arguments):
        request = urllib.request.Request(
            f"{self.url}/json/2/crm.erp.order/{method}",
            data=json.dumps(arguments, ensure_ascii=False).encode(),
            headers=self.headers,
        )
        try:
            with urllib.request.urlopen(request, timeout=self.timeout) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            raw = error.read()
            try:
                return error.code, json.loads(raw)
            except ValueError:
                return error.code, raw.decode(errors="replace")[:200]


def get_message(answer):
    return answer.get("message", "") if isinstance(answer, dict) else str(answer)


def read_orders(rows):
    """Make the orders of the rows of a CSV file.

    :param rows: iterable of dicts, column -> text
    :return: list of dicts as `upsert` takes them, in the order of the file
    """
    orders = {}
    for row in rows:
        cells = {name: text.strip() for name, text in row.items() if name and text and text.strip()}
        line = {name[5:]: text for name, text in cells.items() if name.startswith("line.")}
        customer = {name[9:]: text for name, text in cells.items() if name.startswith("customer.")}
        order = {name: text for name, text in cells.items() if "." not in name}
        # An order without a number is refused by Odoo and not by us, so each of them is its own.
        key = (order.get("source"), order.get("number") or len(orders), order.get("version"))
        known = orders.setdefault(key, {**order, "customer": customer, "lines": []})
        if line:
            known["lines"].append(line)
    return list(orders.values())


def push(client, orders, batch=500):
    """Send orders, in batches.

    :return: generator of (order, answer of Odoo)
    :raise GivenUpError: see `Client.call`
    """
    for start in range(0, len(orders), batch):
        yield from push_batch(client, orders[start : start + batch])


def push_batch(client, orders):
    status, answer = client.call("upsert", orders=orders)
    if status == 200:
        yield from zip(orders, answer, strict=True)
    elif len(orders) == 1:
        yield orders[0], {"result": "error", "code": str(status), "message": get_message(answer)}
    else:
        middle = len(orders) // 2
        yield from push_batch(client, orders[:middle])
        yield from push_batch(client, orders[middle:])


def parse_arguments(arguments):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("file", help="CSV file in UTF-8, - for standard input")
    parser.add_argument("--url", required=True)
    parser.add_argument("--database", required=True)
    parser.add_argument("--batch", type=int, default=500, help="orders in one call")
    parser.add_argument("--attempts", type=int, default=8)
    parser.add_argument("--dead-letters", help="default: the file's name with .dead.jsonl")
    return parser.parse_args(arguments)


def main(arguments=None):
    options = parse_arguments(arguments)
    key = os.environ.get("ODOO_API_KEY")
    if not key:
        sys.exit("ODOO_API_KEY is not set")
    if options.file == "-":
        orders = read_orders(csv.DictReader(sys.stdin))
    else:
        with open(options.file, encoding="utf-8-sig", newline="") as file:
            orders = read_orders(csv.DictReader(file))
    client = Client(options.url, options.database, key, options.attempts)
    path = options.dead_letters or f"{options.file}.dead.jsonl"
    counts = Counter()
    try:
        # Written as they come: what was refused is not lost when the rest is given up.
        with open(path, "w", encoding="utf-8") as letters:
            for order, answer in push(client, orders, options.batch):
                counts[answer["result"]] += 1
                if answer["result"] in REFUSED:
                    letter = {"order": order, "answer": answer}
                    letters.write(json.dumps(letter, ensure_ascii=False) + "\n")
                    letters.flush()
    except GivenUpError as error:
        print(f"given up: {error}", file=sys.stderr)
        return 2
    finally:
        print(json.dumps(dict(counts)))
    return 1 if any(counts[result] for result in REFUSED) else 0


if __name__ == "__main__":
    sys.exit(main())
