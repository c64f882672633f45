"""The reference client `examples/erp_push.py`, as others run it: a command against a real server."""

import csv
import json
import os
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from odoo_server import clone_database, drop_database
from test_erp import CLIENT, Erp, expect, load_client

STORED, DEAD, GIVEN_UP, WRONG = 0, 1, 2, 3
COLUMNS = [
    "source", "number", "version", "state", "currency", "amount_total", "customer.code",
    "line.line", "line.quantity", "line.amount",
]  # fmt: skip


@pytest.fixture(scope="module")
def erp():
    with Erp.serving(workers=2) as server:
        yield server


@pytest.fixture(autouse=True)
def empty(erp):
    erp.clear()


@pytest.fixture
def orders(tmp_path):
    """A function that writes orders into a file. Returns its path."""

    def write(count, spoilt=None):
        path = tmp_path / "orders.csv"
        rows = [
            ["u8", f"SO-{n}", "4", "confirmed", "EUR", "4000", f"ERP{(n + 4) % 5}", line, "4", "40"]
            for n in range(count)
            for line in range(1, 6)
        ]
        if spoilt is not None:
            rows[spoilt * 5 + 2][8] = "-4"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([COLUMNS, *rows])
        return path

    return write


def command(path, url, database, *more):
    return [
        sys.executable, str(CLIENT), str(path), "--url", url, "--database", database,
        "--batch", "7", *more,
    ]  # fmt: skip


def run(erp, path, *more, key=None, url=None, text=None):
    """Run it to its end. Nothing that it says or writes holds the key."""
    key = erp.key if key is None else key
    found = subprocess.run(
        command(path, url or erp.url, erp.db, *more),
        env={**os.environ, "ODOO_API_KEY": key},
        input=text,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    secret = key.strip()
    written = "".join(
        file.read_text(encoding="utf-8", errors="replace")
        for file in Path(path).parent.glob("orders*")
        if file.is_file()
    )
    assert not secret or secret not in found.stdout + found.stderr + written
    return found


def letters(path):
    text = Path(f"{path}.dead.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_pushed(erp, orders):
    path = orders(30)
    first = run(erp, path)
    assert (first.returncode, json.loads(first.stdout)) == (STORED, {"created": 30})
    assert letters(path) == []
    assert not Path(f"{path}.progress.json").exists()
    again = run(erp, path)
    assert (again.returncode, json.loads(again.stdout)) == (STORED, {"unchanged": 30})
    assert erp.stored() == [expect(number, 4) for number in range(30)]


def test_dead_letters(erp, orders):
    path = orders(30, spoilt=1)
    first = run(erp, path)
    assert (first.returncode, json.loads(first.stdout)) == (DEAD, {"created": 29, "error": 1})
    (letter,) = letters(path)
    assert letter["order"]["number"] == "SO-1"
    assert letter["answer"]["field"] == "lines[2].quantity"
    run(erp, path)
    assert len(letters(path)) == 1, "those of this run"
    assert erp.stored() == [expect(number, 4) for number in range(30) if number != 1]


def test_standard_input(erp, orders, tmp_path):
    text = orders(3).read_text(encoding="utf-8")
    dead = tmp_path / "orders.dead"
    found = run(erp, "-", "--dead-letters", str(dead), text=text)
    assert (found.returncode, json.loads(found.stdout)) == (STORED, {"created": 3})


def test_given_up(erp, orders):
    path = orders(3)
    refused = run(erp, path, key="wrong")
    assert refused.returncode == GIVEN_UP
    assert "401" in refused.stderr
    started = time.monotonic()
    nobody = run(erp, path, "--attempts", "2", url="http://127.0.0.1:9")
    assert nobody.returncode == GIVEN_UP
    assert time.monotonic() - started > 0.4, "it waits between two attempts"
    assert erp.stored() == []


def test_wrong_calls(erp, orders, tmp_path):
    """Told apart from a server that is away: repeating is of no use."""
    path = orders(3)
    broken = tmp_path / "orders.latin1"
    broken.write_bytes("number\nMüller\n".encode("latin-1"))
    assert run(erp, broken).returncode == WRONG
    assert run(erp, tmp_path / "none").returncode == WRONG
    assert run(erp, path, "--batch", "0").returncode == WRONG
    assert run(erp, path, "--surprise").returncode == WRONG
    # Python would say what stands in the header.
    for key in ("", "abc\ndef123", "schlüssel123", "abc def456"):
        found = run(erp, path, key=key)
        assert found.returncode == WRONG
        assert "def" not in found.stderr
    assert erp.stored() == []


def test_no_redirect(erp, orders):
    """Whoever it is sent to would get the key."""
    asked = []

    class Elsewhere(BaseHTTPRequestHandler):
        def do_POST(self):
            asked.append(self.path)
            self.send_response(302)
            self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/caught")
            self.end_headers()

        def do_GET(self):
            asked.append(self.path)

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Elsewhere)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        url = f"http://127.0.0.1:{server.server_port}"
        found = run(erp, orders(3), "--attempts", "2", url=url)
    finally:
        server.shutdown()
        thread.join()
    assert found.returncode == GIVEN_UP
    assert asked == ["/json/2/crm.erp.order/upsert"]


def test_restarted_in_between(erp, orders):
    """The server goes away and comes back: the client waits, and each order is there once."""
    database = clone_database(erp.db)
    running = Erp(database, workers=2)
    path = orders(300, spoilt=140)
    try:
        running.start()
        port = running.port
        client = subprocess.Popen(
            command(path, running.url, database, "--attempts", "12"),
            env={**os.environ, "ODOO_API_KEY": erp.key},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        deadline = time.monotonic() + 60
        while not running.psql("SELECT 1 FROM crm_erp_order OFFSET 20 LIMIT 1"):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        running.kill()
        (stored,) = running.psql("SELECT count(*) FROM crm_erp_order")[0]
        time.sleep(1)
        start_on(running, port)
        out, err = client.communicate(timeout=240)
    finally:
        running.kill()
        found = running.stored()
        drop_database(database)
    print("killed after", stored, out)
    assert client.returncode == DEAD, err
    assert sum(json.loads(out).values()) == 300
    assert [letter["order"]["number"] for letter in letters(path)] == ["SO-140"]
    assert found == [expect(number, 4) for number in range(300) if number != 140]


def start_on(server, port):
    """Start it again on the port that its clients know."""
    import odoo_server

    original = odoo_server.free_port
    ports = iter([port])
    odoo_server.free_port = lambda: next(ports, None) or original()
    try:
        server.start()
    finally:
        odoo_server.free_port = original


def test_resumed(erp, orders):
    """Given up in the middle: the next call goes on from there, and keeps the dead letters."""
    path = orders(30, spoilt=1)
    client = load_client()
    pushed = client.Client(erp.url, erp.db, erp.key)
    read, content = client.read_file(str(path))
    note = f"{path}.progress.json"
    progress = client.Progress(note, content)

    class AwayError(Exception):
        pass

    calls = []

    def post(method, arguments):
        if len(calls) == 2:
            raise AwayError
        calls.append(arguments)
        return type(pushed)._post(pushed, method, arguments)

    pushed._post = post
    with open(f"{path}.dead.jsonl", "w", encoding="utf-8") as file, pytest.raises(AwayError):
        client.push_file(pushed, read, progress, file, 7, client.Counter())
    assert len(erp.stored()) == 13
    rest = run(erp, path)
    assert (rest.returncode, json.loads(rest.stdout)) == (DEAD, {"created": 16})
    assert [letter["order"]["number"] for letter in letters(path)] == ["SO-1"]
    assert not Path(note).exists()
    # A note about another file, half a note, and one that is not wanted.
    for text in ('{"sha256": "x", "done": 9, "dead": 0}', '{"sha', "[]"):
        Path(note).write_text(text, encoding="utf-8")
        assert json.loads(run(erp, path).stdout) == {"unchanged": 29, "error": 1}
    digest = client.Progress(None, content).digest
    text = json.dumps({"sha256": digest, "done": 28, "dead": 0})
    Path(note).write_text(text, encoding="utf-8")
    assert json.loads(run(erp, path, "--restart").stdout) == {"unchanged": 29, "error": 1}
    Path(note).write_text(text, encoding="utf-8")
    assert json.loads(run(erp, path).stdout) == {"unchanged": 2}
