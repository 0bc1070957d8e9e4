"""Portals of their own for the journeys: real reference data, real static files, gunicorn, two a worker.

They run beside the tests' own database, so what other tests write and empty is never seen here, and the
other way round. Journeys that only read share one; those that write have another with the demonstration's people.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connections
from playwright.sync_api import expect

from tests import chromium, databases
from tests.browser.prepare import EDITOR, PASSWORD, REVIEWER
from tests.browser.watch import Watch

# Playwright's event loop stays in the process, where tests of other folders use the database too.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

HERE = Path(__file__).parent
PATIENCE = 15_000  # milliseconds, for a machine that does other things too
ARGUMENTS = [
    "--disable-gpu",
    "--process-per-site",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Not even the browser's own errands find another machine.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]

expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items):
    """pytest-base-url, which pytest-playwright brings, is older than pytest 9."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined as instance methods"))


@contextmanager
def running_portal(name, template, *people):
    """The address of a portal with a database of its own. people: whom tests.browser.prepare adds to the template."""
    with databases.copied(template, name), socket.create_server(("127.0.0.1", 0)) as door:
        address = f"http://localhost:{door.getsockname()[1]}"
        environment = {**databases.environment_for(name), "PORTAL_URL": address}
        subprocess.run([sys.executable, "-m", "tests.browser.prepare", *people], env=environment, check=True)
        command = ["-m", "gunicorn", "barnratt.wsgi", "--bind", f"fd://{door.fileno()}", "--threads", "6"]
        command += ["--log-level", "warning"]
        gunicorn = subprocess.Popen([sys.executable, *command], env=environment, pass_fds=[door.fileno()])
        try:
            urllib.request.urlopen(f"{address}/om/", timeout=120).close()
            yield address
        finally:
            gunicorn.send_signal(signal.SIGTERM)
            gunicorn.wait(timeout=30)


@pytest.fixture(scope="session")
def portal(worker_id):
    """The address of a portal that holds the reference data. Its journeys only read, so they share it."""
    with running_portal(f"{databases.OWN['NAME']}_browser_{worker_id}", databases.REFERENCE, "reviewer") as address:
        yield address


@pytest.fixture(scope="session")
def living_portal(worker_id):
    """The address of a portal with the demonstration's people, for journeys that write. Each writes of its own."""
    with running_portal(f"{databases.OWN['NAME']}_living_{worker_id}", databases.DEMONSTRATION) as address:
        yield address


@pytest.fixture(scope="session")
def no_connections_left():
    """While Playwright's loop runs Django has other connections (asgiref's Local), so those of before are closed."""
    connections.close_all()


@pytest.fixture(scope="session")
def browser(no_connections_left, playwright):
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    browser = playwright.chromium.launch(executable_path=chromium.find(), args=ARGUMENTS + root)
    yield browser
    browser.close()
    connections.close_all()


@pytest.fixture
def watch(portal):
    """What the browser complains of during the test. Any complaint fails it."""
    watch = Watch(portal)
    yield watch
    assert watch.complaints == []


@pytest.fixture(scope="session")
def contexts():
    """The browser's contexts by their options. A new one costs more than most tests, so they are shared."""
    contexts = {}
    yield contexts
    for context in contexts.values():
        context.close()


@pytest.fixture
def open_window(browser, portal, contexts, watch):
    """Opens an empty window; `page.goto("/lan/")` is enough afterwards."""
    pages = []

    def open_window(width=1280, height=800, javascript=True, **options):
        key = json.dumps([javascript, options])
        if key not in contexts:
            contexts[key] = browser.new_context(
                base_url=portal, java_script_enabled=javascript, locale="sv-SE", reduced_motion="reduce", **options
            )
            contexts[key].set_default_timeout(PATIENCE)
        page = contexts[key].new_page()
        page.set_viewport_size({"width": width, "height": height})
        watch.follow(page)
        pages.append(page)
        return page

    yield open_window
    for page in pages:
        page.close()
    for context in contexts.values():
        context.clear_cookies(name="csrftoken")


@pytest.fixture
def page(open_window):
    return open_window()


@pytest.fixture
def phone(open_window):
    return open_window(width=360, height=740, has_touch=True, is_mobile=True)


@pytest.fixture(scope="session")
def editor_state(browser, portal):
    """The cookies of an editor who has signed in."""
    return signed_in(browser, portal, EDITOR)


@pytest.fixture(scope="session")
def reviewer_state(browser, portal):
    """The cookies of a county's reviewer who has signed in."""
    return signed_in(browser, portal, REVIEWER)


def signed_in(browser, portal, person):
    context = browser.new_context(base_url=portal)
    page = context.new_page()
    page.goto("/konto/logga-in/")
    page.get_by_label("E-postadress").fill(person["email"])
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Logga in", exact=True).click()
    page.get_by_role("button", name="Logga ut").wait_for()
    state = context.storage_state()
    context.close()
    return state


def become(context, portal, email):
    """Be one of the demonstration's people, without drawing the pages on the way."""
    page = f"{portal}/konto/demo/"
    context.request.get(page)
    token = next(cookie["value"] for cookie in context.cookies() if cookie["name"] == "csrftoken")
    sent = {"email": email, "csrfmiddlewaretoken": token}
    answer = context.request.post(page, form=sent, headers={"Referer": page})
    assert "Logga ut" in answer.text()


@pytest.fixture
def living_watch(living_portal):
    """What the browser complains of in the living portal. Any complaint fails the test."""
    watch = Watch(living_portal)
    yield watch
    assert watch.complaints == []


@pytest.fixture
def as_person(browser, living_portal, living_watch):
    """Opens a window of the living portal as one of the demonstration's people, or as nobody without an address."""
    contexts = []

    def as_person(email=None, width=1280, height=900, **options):
        context = browser.new_context(base_url=living_portal, locale="sv-SE", reduced_motion="reduce", **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": height})
        living_watch.follow(page)
        if email:
            become(context, living_portal, email)
        return page

    yield as_person
    for context in contexts:
        context.close()
