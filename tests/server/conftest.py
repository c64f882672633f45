"""Fixtures of the server tests: run them with `scripts/test --server`."""

import os

import pytest

if "CCP_TEST_DB" not in os.environ:
    pytest.exit("these tests need a prepared database: run scripts/test --server", returncode=4)

from odoo_server import Server, clone_database, drop_database


@pytest.fixture(scope="session")
def server():
    """A running server with four workers on a database with the addon and its demo data."""
    database = clone_database(os.environ["CCP_TEST_DB"])
    running = Server(database, workers=4)
    try:
        yield running.start()
    finally:
        running.kill()
        drop_database(database)


@pytest.fixture
def make_server():
    """A function that makes a server of one test's own: make_server(plain=True, workers=2).

    With `plain` the database is Odoo with demo data but without the addon. It is not started.
    """
    made = []

    def make(plain=False, workers=2, options=()):
        source = os.environ["CCP_TEMPLATE" if plain else "CCP_TEST_DB"]
        server = Server(clone_database(source), workers=workers, options=options)
        made.append(server)
        if plain:
            # A running company: an addon that it installs brings no demo data.
            server.psql("UPDATE ir_module_module SET demo = false")
        return server

    try:
        yield make
    finally:
        for server in made:
            server.kill()
            drop_database(server.db)


@pytest.fixture
def clean_log(race):
    """Fails the test after which the log of its module's server holds an error nobody expects."""
    start = len(race.log())
    yield
    assert race.complaints(start) == []
