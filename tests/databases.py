"""Databases that are made once in a run of the tests and copied: to fill one takes much longer than to copy it."""

import os
import subprocess
import sys
from contextlib import contextmanager
from urllib.parse import quote, urlencode

import psycopg
from django.conf import settings
from django.db import connection
from psycopg.sql import SQL, Identifier

OWN = dict(settings.DATABASES["default"])
REFERENCE, DEMONSTRATION = f"{OWN['NAME']}_reference", f"{OWN['NAME']}_demonstration"
STATISTICS = f"{OWN['NAME']}_statistics"
EMPTY = f"{OWN['NAME']}_empty"
# What each is made from, and the commands that fill it. The statistics' values are ten times the rest together.
MADE = {
    EMPTY: (None, ["migrate"]),
    REFERENCE: (EMPTY, ["load_reference_data --without-observations"]),
    DEMONSTRATION: (REFERENCE, ["load_demo"]),
    STATISTICS: (REFERENCE, ["load_reference_data"]),
}
LOCK = 0x7E575


def url_of(name):
    parts = {key: OWN[key.upper()] for key in ("host", "port", "user", "password") if OWN.get(key.upper())}
    parts |= {key: value for key, value in OWN.get("OPTIONS", {}).items() if key != "pool"}
    return "postgresql:///?" + urlencode({"dbname": name, **parts}, quote_via=quote)


def environment_for(name):
    return {**os.environ, "DATABASE_URL": url_of(name), "DEMO": "True", "DJANGO_SETTINGS_MODULE": "barnratt.settings"}


@contextmanager
def copied(template, name):
    """A database of one's own that begins as one of those in MADE."""
    with psycopg.connect(url_of("postgres"), autocommit=True) as server:
        _make(server, template)
        _drop(server, name)
        _create(server, name, template)
        try:
            yield name
        finally:
            _drop(server, name)


def make(names):
    """Make some of those in MADE, so that they are there when somebody asks."""
    with psycopg.connect(url_of("postgres"), autocommit=True) as server:
        for name in names:
            _make(server, name)


@contextmanager
def connected_to(name):
    """Let Django's connection lead to another database of the same server."""
    before = connection.settings_dict["NAME"]
    _switch(name)
    try:
        yield
    finally:
        _switch(before)


def drop_made():
    """Begin and end without them: what they hold may be of yesterday's code."""
    with psycopg.connect(url_of("postgres"), autocommit=True) as server:
        for name in MADE:
            _drop(server, name)
            _drop(server, f"{name}_unfinished")


def _make(server, name):
    """Make it unless it is there. Workers that run beside each other wait for the one that came first."""
    if name is None or _is_there(server, name):
        return
    template, commands = MADE[name]
    _make(server, template)
    server.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    try:
        if not _is_there(server, name):
            unfinished = f"{name}_unfinished"
            _drop(server, unfinished)
            _create(server, unfinished, template)
            for command in commands:
                command = [sys.executable, "manage.py", *command.split()]
                environment = environment_for(unfinished)
                subprocess.run(command, env=environment, cwd=settings.BASE_DIR, stdout=subprocess.DEVNULL, check=True)
            server.execute(SQL("ALTER DATABASE {} RENAME TO {}").format(Identifier(unfinished), Identifier(name)))
    finally:
        server.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _is_there(server, name):
    return server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def _create(server, name, template):
    server.execute(
        SQL("CREATE DATABASE {} TEMPLATE {} ENCODING 'UTF8'").format(
            Identifier(name), Identifier(template or "template0")
        )
    )


def _drop(server, name):
    server.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))


def _switch(name):
    connection.close()
    connection.settings_dict["NAME"] = name
