"""A real Odoo server with several workers on a database of its own, and a client for it.

These tests stand outside of Odoo's process, as an ERP or a browser does: only so do concurrent
transactions, locks and killed processes happen as in production. `scripts/test --server` sets the
variables that this file reads.
"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
import uuid
from pathlib import Path

import psycopg2
from psycopg2 import sql as pgsql

ADDON = "crm_customer_protection"
START_TIMEOUT = 120


class RPCError(Exception):
    """An answer that is not 200. `name` is the Python exception of the server, if it says so."""

    def __init__(self, status, body):
        super().__init__(f"{status} {body.get('name', '')}: {body.get('message', body)}")
        self.status = status
        self.body = body
        self.name = body.get("name", "")
        self.message = str(body.get("message", ""))


def connect(database, autocommit=True):
    """A connection to a database of the test's PostgreSQL (PGHOST, PGPORT and PGUSER are set)."""
    connection = psycopg2.connect(dbname=database)
    connection.autocommit = autocommit
    return connection


def filestore(database):
    return Path(os.environ["CCP_DATA"]) / "filestore" / database


def administer(*statements):
    """Run statements that PostgreSQL allows only outside of a transaction."""
    connection = connect("postgres")
    try:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
    finally:
        connection.close()


def end_connections(name):
    """A statement that ends our connections to a database. Not PostgreSQL's own workers: they may
    just be cleaning up there, and nobody but a superuser ends them."""
    return pgsql.SQL(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = {} AND usename = current_user"
    ).format(pgsql.Literal(name))


def drop_database(name):
    drop = pgsql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(pgsql.Identifier(name))
    for seconds in (1, 2, 4, 8, 0):
        try:
            administer(drop)
            break
        except psycopg2.errors.InsufficientPrivilege:
            if not seconds:
                raise
            time.sleep(seconds)
    shutil.rmtree(filestore(name), ignore_errors=True)


def clone_database(source, name=None):
    """A copy of a database, in a second. Returns its name."""
    name = name or os.environ["CCP_SERVER_PREFIX"] + uuid.uuid4().hex[:8]
    drop_database(name)
    administer(
        # A source with open connections cannot be cloned: a worker may just be leaving it.
        end_connections(source),
        pgsql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
            pgsql.Identifier(name), pgsql.Identifier(source)
        ),
    )
    if filestore(source).is_dir():
        shutil.copytree(filestore(source), filestore(name))
    return name


def free_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def odoo_command(*arguments):
    return [os.environ["PYTHON"], os.environ["CCP_LAUNCHER"], *arguments]


def run_odoo(*arguments, stdin=None, timeout=900):
    """Run Odoo's command line to its end. Returns its output; raises when it fails."""
    process = subprocess.run(
        odoo_command(*arguments),
        input=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=timeout,
        check=False,
    )
    if process.returncode:
        raise AssertionError(f"odoo {' '.join(arguments)} failed:\n{process.stdout[-4000:]}")
    return process.stdout


class Server:
    """One Odoo server on one database.

    server = Server(database).start()
    key = server.api_key("sales")
    server.json2("res.partner", "search_read", key, domain=[], fields=["name"])
    """

    def __init__(self, database, workers=4, options=()):
        self.db = database
        self.workers = workers
        self.options = list(options)
        self.port = None
        self.process = None
        self.log_path = Path(os.environ["CCP_CACHE"]) / "log" / f"{database}.log"
        self._keys = {}

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    # --- life ---------------------------------------------------------------------------------

    def start(self):
        """Start it on a free port, and wait until its login page answers."""
        self.port = free_port()
        command = odoo_command(
            "-d", self.db, "--db-filter", f"^{re.escape(self.db)}$",
            "--http-port", str(self.port), "--gevent-port", str(free_port()),
            "--workers", str(self.workers), "--max-cron-threads", "0", *self.options,
        )  # fmt: skip
        with self.log_path.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, "CCP_END_WITH_PARENT": "1"},
                # Killing it hard must reach its workers too.
                start_new_session=True,
            )
        self._wait_until_ready()
        return self

    def _wait_until_ready(self):
        deadline = time.monotonic() + START_TIMEOUT
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{self.url}/web/login", timeout=30):
                    return
            except OSError:
                time.sleep(0.2)
        self.kill()
        raise AssertionError(f"the server did not start:\n{self.log()[-4000:]}")

    def stop(self):
        """End it as an administrator does; running requests are finished."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.kill()
        self.process = None

    def kill(self):
        """End it and all its workers at once, as a power failure does."""
        if self.process:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            self.process.wait(30)
        self.process = None

    def log(self):
        return self.log_path.read_text(encoding="utf-8", errors="replace")

    # --- clients ------------------------------------------------------------------------------

    def post(self, path, body, headers=None, timeout=120):
        """POST JSON. Returns the status and the decoded answer, whatever the status is."""
        request = urllib.request.Request(
            self.url + path,
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json", **(headers or {})},
        )
        try:
            with urllib.request.urlopen(request, timeout=timeout) as answer:
                status, raw = answer.status, answer.read()
        except urllib.error.HTTPError as error:
            status, raw = error.code, error.read()
        try:
            return status, json.loads(raw)
        except ValueError:
            return status, {"message": raw.decode(errors="replace")[:2000]}

    def json2(self, model, method, key, ids=None, context=None, timeout=120, **kwargs):
        """Call a public method over JSON-2. Returns its result, raises RPCError."""
        body = dict(kwargs)
        if ids is not None:
            body["ids"] = ids
        if context is not None:
            body["context"] = context
        headers = {"Authorization": f"bearer {key}", "X-Odoo-Database": self.db}
        status, answer = self.post(f"/json/2/{model}/{method}", body, headers, timeout)
        if status != 200:
            raise RPCError(status, answer if isinstance(answer, dict) else {"message": answer})
        return answer

    def api_key(self, login):
        """An API key of a user, made once."""
        if login not in self._keys:
            self._keys[login] = self.api_keys([login])[login]
        return self._keys[login]

    def api_keys(self, logins):
        """API keys of several users in one go: starting a shell takes seconds."""
        output = self.shell(
            "import datetime, json\n"
            "until = datetime.datetime.now() + datetime.timedelta(days=1)\n"
            "keys = {}\n"
            f"for login in {list(logins)!r}:\n"
            "    user = env['res.users'].search([('login', '=', login)])\n"
            "    assert user, f'no user {login}'\n"
            "    keys[login] = env['res.users.apikeys'].with_user(user).sudo()._generate(\n"
            "        None, 'server test', until)\n"
            "\n"
            "env.cr.commit()\n"
            "print('KEYS', json.dumps(keys))\n"
        )
        match = re.search(r"^KEYS (.*)$", output, re.M)
        assert match, output[-2000:]
        self._keys.update(json.loads(match.group(1)))
        return {login: self._keys[login] for login in logins}

    def shell(self, code):
        """Run Python in `odoo shell` on this database. Returns the output; an exception raises."""
        # The shell ends with 0 whatever happens, so the code says itself that it came to its end.
        wrapped = f"exec(compile({code!r}, 'server test', 'exec'))\nprint('SHELL', 'DONE')\n"
        output = run_odoo("shell", "-d", self.db, "--no-http", "--log-level=warn", stdin=wrapped)
        if "SHELL DONE" not in output:
            raise AssertionError(f"the shell failed:\n{output[-4000:]}")
        return output

    def psql(self, query, parameters=None):
        """Run SQL past Odoo. Returns the rows, or an empty list for a statement without any."""
        connection = connect(self.db)
        try:
            with connection.cursor() as cursor:
                cursor.execute(query, parameters)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()
