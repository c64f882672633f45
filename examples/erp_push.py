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

When the server cannot be reached for long, the client gives up and notes beside the file how far it
came. The same call goes on from there, as long as the file is the same, and adds to the dead letters;
`--restart` begins with the first order again.

Exit code: 0 all stored, 1 some are in the dead-letter file, 2 given up (nothing of the running batch
is stored for certain: push the file again), 3 the file or the call is wrong, and nothing was sent.
"""

import argparse
import csv
import hashlib
import http.client
import io
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


class NoRedirects(urllib.request.HTTPRedirectHandler):
    """Nowhere but to the given server: whoever it points to would get the key."""

    def redirect_request(self, *args, **kwargs):
        return None


class GivenUpError(Exception):
    """The server cannot be reached, or lets this key do nothing."""


class Client:
    """One method of Odoo over JSON-2, called until it answers."""

    def __init__(self, url, database, key, attempts=8, timeout=300, wait=1.0):
        self.url = url.rstrip("/")
        self.opener = urllib.request.build_opener(NoRedirects)
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
            # Cut off in the middle of an answer, too.
            except (OSError, ValueError, http.client.HTTPException) as error:
                why = f"{type(error).__name__} {error}"
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
            with self.opener.open(request, timeout=self.timeout) as answer:
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


def push_batch(client, orders):
    """Send orders in one call, and in smaller ones where something in it cannot be read.

    :return: generator of (order, answer of Odoo)
    :raise GivenUpError: see `Client.call`
    """
    status, answer = client.call("upsert", orders=orders)
    if status == 200:
        yield from zip(orders, answer, strict=True)
    elif len(orders) == 1:
        yield orders[0], {"result": "error", "code": str(status), "message": get_message(answer)}
    else:
        middle = len(orders) // 2
        yield from push_batch(client, orders[:middle])
        yield from push_batch(client, orders[middle:])


class Progress:
    """How many orders of a file Odoo has answered, in a file beside it.

    Of another content the note is void: then it begins with the first order.
    """

    def __init__(self, path, content, is_restarted=False):
        """
        :param str path: of the note; None keeps none
        :param bytes content: what is pushed
        """
        self.path = path
        self.digest = hashlib.sha256(content).hexdigest()
        self.done, self.dead = (0, 0) if is_restarted else self._read()

    def _read(self):
        try:
            with open(self.path, encoding="utf-8") as file:
                note = json.load(file)
            return (note["done"], note["dead"]) if note["sha256"] == self.digest else (0, 0)
        except (OSError, ValueError, KeyError, TypeError):
            return 0, 0

    def write(self):
        if not self.path:
            return
        note = {"sha256": self.digest, "done": self.done, "dead": self.dead}
        # Never half a note, whenever it is killed.
        with open(f"{self.path}.new", "w", encoding="utf-8") as file:
            json.dump(note, file)
        os.replace(f"{self.path}.new", self.path)

    def remove(self):
        if self.path and os.path.exists(self.path):
            os.remove(self.path)


class Parser(argparse.ArgumentParser):
    def error(self, message):
        # Its own code is that of giving up.
        stop(f"{self.format_usage()}{message}")


def parse_arguments(arguments):
    parser = Parser(description=__doc__.split("\n")[0])
    parser.add_argument("file", help="CSV file in UTF-8, - for standard input")
    parser.add_argument("--url", required=True)
    parser.add_argument("--database", required=True)
    parser.add_argument("--batch", type=int, default=500, help="orders in one call")
    parser.add_argument("--attempts", type=int, default=8)
    parser.add_argument("--dead-letters", help="default: the file's name with .dead.jsonl")
    parser.add_argument("--restart", action="store_true", help="begin with the first order again")
    options = parser.parse_args(arguments)
    if options.batch < 1 or options.attempts < 1:
        parser.error("--batch and --attempts are at least 1")
    return options


def stop(message):
    """Say that nothing was sent, and why."""
    print(message, file=sys.stderr)
    sys.exit(3)


def read_file(path):
    """:return: pair of the orders of a CSV file and its bytes"""
    try:
        if path == "-":
            content = sys.stdin.buffer.read()
        else:
            with open(path, "rb") as file:
                content = file.read()
        text = content.decode("utf-8-sig")
        return read_orders(csv.DictReader(io.StringIO(text, newline=""))), content
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        stop(f"{path}: {error}")


def push_file(client, orders, progress, letters, batch, counts):
    """Send what Odoo has not answered yet, and note how far it came.

    :param letters: file for what is refused
    :param Counter counts: of results, filled here
    :raise GivenUpError: see `Client.call`
    """
    while progress.done < len(orders):
        part = orders[progress.done : progress.done + batch]
        answers = list(push_batch(client, part))
        for order, answer in answers:
            counts[answer["result"]] += 1
            if answer["result"] in REFUSED:
                progress.dead += 1
                letters.write(json.dumps({"order": order, "answer": answer}, ensure_ascii=False))
                letters.write("\n")
        # First the letters: killed between the two, some are there twice, and none is lost.
        letters.flush()
        progress.done += len(part)
        progress.write()


def main(arguments=None):
    options = parse_arguments(arguments)
    key = os.environ.get("ODOO_API_KEY", "").strip()
    # Of any other Python would say what stands in the header: the key.
    if not key.isascii() or not key.isalnum():
        stop("ODOO_API_KEY is not set, or is no API key")
    orders, content = read_file(options.file)
    client = Client(options.url, options.database, key, options.attempts)
    is_stdin = options.file == "-"
    note = None if is_stdin else f"{options.file}.progress.json"
    progress = Progress(note, content, options.restart)
    path = options.dead_letters or f"{'orders' if is_stdin else options.file}.dead.jsonl"
    counts = Counter()
    try:
        # Written as they come: what was refused is not lost when the rest is given up.
        with open(path, "a" if progress.done else "w", encoding="utf-8") as letters:
            push_file(client, orders, progress, letters, options.batch, counts)
    except GivenUpError as error:
        print(f"given up: {error}".replace(key, "***"), file=sys.stderr)
        return 2
    finally:
        print(json.dumps(dict(counts)))
    progress.remove()
    return 1 if progress.dead else 0


if __name__ == "__main__":
    sys.exit(main())
