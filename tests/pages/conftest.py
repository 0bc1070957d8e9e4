import os
from pathlib import Path

import pytest

from tests import chromium

# Playwright's event loop runs beside Django's synchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

AXE = (Path(__file__).parents[1] / "vendor/axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]


@pytest.fixture(scope="session")
def browser_type_launch_args():
    return {
        "executable_path": chromium.find(),
        "args": ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    }


@pytest.fixture
def plain_file_names(settings):
    """The live server hands out files by the names that they have in static/, not by their hashed ones."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture
def faults():
    """What axe finds wrong with the page that is open, as readable lines."""

    def find(page):
        page.evaluate(AXE)
        found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)["violations"]
        return [f"{rule['id']}: {node['html']}" for rule in found for node in rule["nodes"]]

    return find


@pytest.fixture
def as_staff(context, live_server, editor, client):
    """The browser's context, signed in as one of the portal's editors."""
    client.force_login(editor)
    context.add_cookies([{"name": "session", "value": client.cookies["session"].value, "url": live_server.url}])
    return context
