"""The benchmarks' own databases, beside the portal's on the same server. The user's own is never touched."""

from contextlib import contextmanager
from urllib.parse import quote, urlencode

from django.core.management import call_command
from django.db import connection

PREFIX = "barnratt_bench"


@contextmanager
def connected_to(name):
    """Let Django's connection lead to another database of the same server."""
    before = connection.settings_dict["NAME"]
    _switch(name)
    try:
        yield
    finally:
        _switch(before)


def _switch(name):
    connection.close()
    connection.close_pool()
    connection.settings_dict["NAME"] = name


def exists(name):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_database WHERE datname = %s", [name])
        return bool(cursor.fetchone()[0])


def create(name, template=None):
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else ""))


def drop(name):
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def create_with_reference_data():
    """A database with what the portal ships, the first entries included and the values of the statistics left out; the
    others are copied from it. Returns its name."""
    drop(PREFIX)
    create(PREFIX)
    with connected_to(PREFIX):
        call_command("migrate", verbosity=0)
        call_command("load_reference_data", without_observations=True, stdout=_Silent())
    return PREFIX


class _Silent:
    def write(self, text):
        pass


def url_of(name):
    """The DATABASE_URL of a database on the same server, for the processes that the benchmarks start."""
    settings = connection.settings_dict
    options = {key: value for key, value in settings["OPTIONS"].items() if key != "pool"}
    options |= {"host": settings["HOST"], "port": settings["PORT"], "user": settings["USER"]}
    options |= {"password": settings["PASSWORD"]}
    given = {key: value for key, value in options.items() if value}
    return f"postgresql:///{quote(name)}?{urlencode(given, quote_via=quote)}"


def size_in_bytes():
    """Of the database that the connection leads to."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return cursor.fetchone()[0]


def server_version():
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return cursor.fetchone()[0]
