import os
import socket
import threading

import pytest
from django.conf import settings
from django.core.management import call_command
from hypothesis import settings as hypothesis_settings

from tests import databases
from tests.client import StrictClient
from tests.factories import UserFactory
from tests.soak import SOAK

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")
# The fixtures that ask for a filled database.
FILLED = {
    "reference_database": databases.REFERENCE,
    "portal": databases.REFERENCE,
    "demonstration_database": databases.DEMONSTRATION,
    "living_portal": databases.DEMONSTRATION,
    "statistics_database": databases.STATISTICS,
}
MIGRATING = pytest.StashKey[threading.Thread]()

hypothesis_settings.register_profile("default", max_examples=30, deadline=None)
hypothesis_settings.register_profile("soak", max_examples=2000, deadline=None)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_configure():
    """What costs time and proves nothing: slow hashing of passwords, every client reading all static files."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.WHITENOISE_AUTOREFRESH = True


def pytest_sessionstart(session):
    """Pages need the hashed names of the static files; the workers of a parallel run share them.

    They also share the migrated database, which is made while they gather their tests.
    """
    if not hasattr(session.config, "workerinput"):
        call_command("collectstatic", interactive=False, verbosity=0)
        databases.drop_made()
        if session.config.getoption("numprocesses", None):
            session.config.stash[MIGRATING] = threading.Thread(target=databases.make, args=[[databases.EMPTY]])
            session.config.stash[MIGRATING].start()


def pytest_sessionfinish(session):
    if not hasattr(session.config, "workerinput"):
        if migrating := session.config.stash.get(MIGRATING, None):
            migrating.join()
        databases.drop_made()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """What needs no database comes first and what needs a filled one last; both are made while the rest is run."""
    long = [] if SOAK else [item for item in items if item.get_closest_marker("soak")]
    config.hook.pytest_deselected(items=long)
    items[:] = [item for item in items if item not in long]
    files = {}
    for item in items:
        files.setdefault(item.path, set()).update(item.fixturenames)
    needed = [name for fixture, name in FILLED.items() if any(fixture in names for names in files.values())]
    items.sort(key=lambda item: 2 if not files[item.path].isdisjoint(FILLED) else _needs_database(item))
    if needed and WORKER == "gw0":
        threading.Thread(target=databases.make, args=[needed], daemon=True).start()


def _needs_database(item):
    return "db" in item.fixturenames or item.get_closest_marker("django_db") is not None


@pytest.fixture(autouse=True)
def no_other_host(monkeypatch):
    """Nothing that the tests run may reach another machine."""
    connect = socket.socket.connect

    def connect_here(self, address):
        if isinstance(address, tuple) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"A test reaches out to {address}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect_here)


@pytest.fixture
def client():
    return StrictClient()


@pytest.fixture
def editor(db):
    """Somebody of the portal's own editors."""
    return UserFactory(name="Edla Ek", is_staff=True)


@pytest.fixture
def editor_client(editor):
    client = StrictClient()
    client.force_login(editor)
    return client


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker):
    """A database of the worker's own, copied from one that has been migrated once."""
    own = databases.copied(databases.EMPTY, f"test_{databases.OWN['NAME']}_{WORKER}")
    with own as name, django_db_blocker.unblock(), databases.connected_to(name):
        yield


@pytest.fixture(scope="session")
def reference_database():
    with databases.copied(databases.REFERENCE, f"{databases.REFERENCE}_{WORKER}") as name:
        yield name


@pytest.fixture(scope="session")
def demonstration_database():
    with databases.copied(databases.DEMONSTRATION, f"{databases.DEMONSTRATION}_{WORKER}") as name:
        yield name


@pytest.fixture(scope="session")
def statistics_database():
    with databases.copied(databases.STATISTICS, f"{databases.STATISTICS}_{WORKER}") as name:
        yield name


@pytest.fixture(scope="module")
def with_reference(django_db_setup, django_db_blocker, reference_database):
    """From the first test of a file that asks and to the file's end."""
    with django_db_blocker.unblock(), databases.connected_to(reference_database):
        yield


@pytest.fixture(scope="module")
def with_demonstration(django_db_setup, django_db_blocker, demonstration_database):
    with django_db_blocker.unblock(), databases.connected_to(demonstration_database):
        yield


@pytest.fixture(scope="module")
def with_statistics(django_db_setup, django_db_blocker, statistics_database):
    with django_db_blocker.unblock(), databases.connected_to(statistics_database):
        yield


@pytest.fixture
def loaded(with_reference, db):
    """The reference data is there. What the test changes is as it was before the next."""


@pytest.fixture
def demonstrated(with_demonstration, db):
    """The reference data is there, and the demonstration's people."""


@pytest.fixture
def statistics(with_statistics, db):
    """The reference data is there, and all 572 578 values of the shipped statistics."""
