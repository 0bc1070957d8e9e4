"""A test client that is stricter than a browser: what it is shown must be right in more ways than the test asks."""

import re

import html5lib
from django.db import connection
from django.test import Client

# Data that no browser runs is no script.
SCRIPT = re.compile(r"<script(?![^>]*\s(?:src=|nonce=|type=\"application/json\"))", re.IGNORECASE)
OTHER_HOST = re.compile(
    r"<(?:script|link|img|source|iframe)[^>]+(?:src|href)=[\"'](?:https?:)?//(?!testserver)", re.IGNORECASE
)
# What writes a report sees its references, as {{ tal("natverk.ja") }}; a template's variable never has parentheses.
TEMPLATE_CODE = re.compile(r"\{\{(?!\s*\w+\()|\{%|\{#")
WRITES = re.compile(r"^\s*(?:INSERT|UPDATE|DELETE|TRUNCATE|MERGE|COPY)\b", re.IGNORECASE)
# Signing in and keeping the session are not writes of the portal's own; that an assessment is read has to be kept.
SESSION_TABLES = ("django_session", "assessments_reading", "sharing_sharingreading", "sharing_supportreading")
# A partial for htmx begins without a doctype; the rest of the rules hold for it too.
PARTIAL_ERRORS = {"expected-doctype-but-got-start-tag", "expected-doctype-but-got-chars"}


class StrictClient(Client):
    """Fails a GET that writes, inline script or style, template code that shows, and HTML that is not valid."""

    checks_html = True

    def generic(self, method, path, *args, **kwargs):
        if method in ("GET", "HEAD"):
            with connection.execute_wrapper(_refuse_writes):
                response = super().generic(method, path, *args, **kwargs)
        else:
            response = super().generic(method, path, *args, **kwargs)
        if self.checks_html and response.get("Content-Type", "").startswith("text/html") and not response.streaming:
            check_html(response.content.decode())
        return response


def _refuse_writes(execute, sql, params, many, context):
    if WRITES.match(str(sql)) and not any(table in str(sql) for table in SESSION_TABLES):
        raise AssertionError(f"En GET skriver: {sql}")
    return execute(sql, params, many, context)


def check_html(text):
    """Raise AssertionError for what no page of ours may hold."""
    for pattern, what in (
        (SCRIPT, "inline script without nonce"),
        (OTHER_HOST, "something from another host"),
        (TEMPLATE_CODE, "template code that shows"),
    ):
        if found := pattern.search(text):
            raise AssertionError(f"The page has {what}: {text[max(0, found.start() - 60) : found.end() + 60]}")
    if not text.strip():
        return
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    if text.lstrip().lower().startswith("<!doctype"):
        tree = parser.parse(text)
        errors = parser.errors
        assert '<html lang="sv"' in text
    else:
        tree = parser.parseFragment(text)
        errors = [error for error in parser.errors if error[1] not in PARTIAL_ERRORS]
    assert not errors, "\n".join(f"{position}: {code} {data}" for position, code, data in errors[:5])
    for element in tree.iter():
        inline = [name for name in element.attrib if str(name).lower() == "style" or str(name).lower().startswith("on")]
        assert not inline, f"The page has inline style or handler: <{element.tag} {inline}>"
    ids = re.findall(r'\sid="([^"]*)"', text)
    twice = {name for name in ids if ids.count(name) > 1}
    assert not twice, f"The page has the same id more than once: {sorted(twice)}"


def client_of(user):
    """A browser in which somebody is signed in."""
    client = StrictClient()
    client.force_login(user)
    return client
