"""A portal of its own for the journeys: real reference data, real static files, gunicorn, one a worker.

It runs beside the tests' own database, so what other tests write and empty is never seen here, and the
other way round. The pages only read, so all journeys of a worker share it.
"""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path
from urllib.parse import quote, urlencode

import psycopg
import pytest
from django.conf import settings

from tests import chromium
from tests.browser.prepare import EDITOR, PASSWORD
from tests.browser.watch import Watch

# Playwright's event loop stays in the process, where tests of other folders use the database too.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

HERE = Path(__file__).parent
DATABASE = dict(settings.DATABASES["default"])
SECONDS = 20_000 / 1000


def pytest_collection_modifyitems(items):
    """pytest-base-url, which pytest-playwright brings, is older than pytest 9."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined as instance methods"))


def database_url(name):
    parts = {key: DATABASE[key.upper()] for key in ("host", "port", "user", "password") if DATABASE.get(key.upper())}
    parts |= {key: value for key, value in DATABASE.get("OPTIONS", {}).items() if key != "pool"}
    return "postgresql:///?" + urlencode({"dbname": name, **parts}, quote_via=quote)


@pytest.fixture(scope="session")
def portal(worker_id):
    """The address of a portal that holds the reference data."""
    name = f"{DATABASE['NAME']}_browser_{worker_id}"
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(name),
        "DEMO": "True",
        "DJANGO_SETTINGS_MODULE": "barnratt.settings",
    }
    with psycopg.connect(database_url("postgres"), autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE template0 ENCODING \'UTF8\'')
        try:
            subprocess.run([sys.executable, "-m", "tests.browser.prepare"], env=environment, check=True)
            with socket.create_server(("127.0.0.1", 0)) as door:
                command = ["-m", "gunicorn", "barnratt.wsgi", "--bind", f"fd://{door.fileno()}", "--threads", "6"]
                command += ["--log-level", "warning"]
                gunicorn = subprocess.Popen(
                    [sys.executable, *command], env=environment, pass_fds=[door.fileno()], start_new_session=False
                )
                address = f"http://127.0.0.1:{door.getsockname()[1]}"
            try:
                urllib.request.urlopen(f"{address}/om/", timeout=30).close()
                yield address
            finally:
                gunicorn.send_signal(signal.SIGTERM)
                gunicorn.wait(timeout=30)
        finally:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
