import re

import pytest
from django.core.management import call_command
from django.test import override_settings


@pytest.mark.django_db
def test_the_content_security_policy_allows_nothing_but_our_own(client):
    policy = client.get("/")["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    directives["script-src"] = re.sub(r"'nonce-[^']+'", "'nonce-…'", directives["script-src"])
    assert directives == {
        "default-src": "'none'",
        "script-src": "'self' 'nonce-…'" if "nonce" in directives["script-src"] else "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        "manifest-src": "'self'",
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ],
)
def test_every_page_carries_the_security_headers(client, header, value):
    assert client.get("/om/")[header] == value


@pytest.mark.django_db
def test_a_reader_gets_no_cookie(client):
    for path in ("/", "/initiativ/", "/initiativ/?q=barn", "/lan/", "/om/"):
        assert not client.get(path).cookies, path


@pytest.mark.django_db
@override_settings(
    DEBUG=False,
    SECURE_SSL_REDIRECT=True,
    SECURE_HSTS_SECONDS=31536000,
    SECURE_HSTS_INCLUDE_SUBDOMAINS=True,
    SECURE_HSTS_PRELOAD=True,
    SESSION_COOKIE_SECURE=True,
    CSRF_COOKIE_SECURE=True,
)
def test_djangos_deployment_check_has_nothing_to_say(monkeypatch):
    # Set by the browser tests, for themselves.
    monkeypatch.delenv("DJANGO_ALLOW_ASYNC_UNSAFE", raising=False)
    call_command("check", deploy=True, fail_level="WARNING")
