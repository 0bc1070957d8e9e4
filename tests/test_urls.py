"""Every address of the portal, as somebody who is not signed in. A new page is private until it is listed here."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from barnratt.audit.models import AuditEvent
from tests.client import StrictClient

# Pages that anyone may read. The steps on the way in are not here: without the step before, they lead to the first.
PUBLIC = {
    "pages:start",
    "pages:about",
    "pages:privacy",
    "pages:accessibility",
    "pages:healthz",
    "initiatives:catalogue",
    "initiatives:suggestions",
    "initiatives:compare",
    "initiatives:questions",
    "initiatives:question",
    "initiatives:detail",
    "matchmaking:notices",
    "matchmaking:notice",
    "matchmaking:report_notice",
    "matchmaking:report_adoption",
    "matchmaking:report_note",
    "following:watch_new",
    "following:watch_asked",
    "following:watch_link",
    "following:watch_link_change",
    "following:watch_stop",
    "following:watch_stop_all",
    "following:collection_link",
    "following:use",
    "following:need_new",
    "commentary:commentary",
    "profiles:counties",
    "profiles:county",
    "profiles:municipalities",
    "profiles:municipality",
    "statistics:country",
    "statistics:about",
    "statistics:own_table",
    "statistics:indicator",
    "statistics:changes",
    "statistics:chart",
    "statistics:embedded",
    "statistics:api_indicators",
    "statistics:api_areas",
    "statistics:api_observations",
    "pages:api",
    "pages:openapi",
    "statistics:lagesbild_file",
    "statistics:talking_points",
    "statistics:municipality_sheet",
    "surveys:results",  # of published rounds; of others 404
    "surveys:question",
    "surveys:chart",
    "surveys:approval",  # with a signed link
    "reports:list",
    "reports:report",
    "reports:version",
    "reports:file",
    "reports:version_file",
    "reports:approval",  # with a signed link
    "freshness:question",  # with a signed link
    "account_login",
    "account_logout",  # nothing to do without a session
    "account_signup",  # our own page to ask to join
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "socialaccount_login_cancelled",
    "identity_provider",  # without providers 404, and none is configured
    "openid_connect_callback",
    "saml_acs",
    "saml_finish_acs",
    "saml_metadata",
    "saml_sls",
    "accounts:demo",  # on this machine only; elsewhere 404
    "accounts:demo_outbox",
    "accounts:invitation",
    "accounts:join",
    "admin_sign_in",
}
ARGUMENTS = {
    "slug": "finns-inte",
    "code": "9999",
    "key": "finns-inte",
    "pk": 0,
    "token": "0:forged",
    "number": 0,
    "year": 2025,
}
ARGUMENTS |= {
    "year": 2025,
    "uidb36": "0",
    "provider_id": "finns-inte",
    "organization_slug": "finns-inte",
    "item": 0,
    "kind": "finns-inte",
    "block": "finns-inte",
    "address": "finns-inte",
    "template": "finns-inte",
    "indicator": "finns-inte",
    "county": "finns-inte",
    "form": "pdf",
    "question": "finns-inte",
}
# What a stranger may send about the own identity, each with its own rate limit.
SIGN_IN = {
    "account_login",
    "account_logout",
    "account_reset_password",
    "account_reset_password_from_key",
    "account_signup",
    "admin_sign_in",
}
# Public forms: what is sent without anything in it comes back with its faults, and nothing is written.
FORMS = {"following:watch_new", "following:need_new"}


def named_patterns(patterns, namespace=""):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace != "admin":
                yield from named_patterns(
                    pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else namespace
                )
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}", pattern


PAGES = dict(named_patterns(get_resolver().url_patterns))


def address(name):
    return reverse(name, kwargs={key: ARGUMENTS[key] for key in PAGES[name].pattern.converters})


def test_the_list_of_public_pages_has_no_page_that_is_gone():
    assert set(PAGES) >= PUBLIC


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_is_private_unless_it_is_listed_as_public(name):
    response = StrictClient().get(address(name))
    sent_to_sign_in = response.status_code == 302 and response["Location"].startswith("/konto/logga-in/")
    if name == "admin_sign_in":
        assert sent_to_sign_in
    elif name in PUBLIC:
        assert not sent_to_sign_in
        assert response.status_code in (200, 302, 400, 404, 405)
    else:
        assert sent_to_sign_in or response.status_code in (404, 405)


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(set(PAGES) - SIGN_IN))
def test_a_stranger_can_write_nothing(name):
    response = StrictClient().post(address(name))
    assert not AuditEvent.objects.exists()
    assert response.status_code in ((200,) if name in FORMS else (302, 403, 404, 405))
    if response.status_code == 302:
        assert response["Location"].startswith("/konto/logga-in/")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/administration/", "/administration/search/samewords/", "/om/komponenter/"])
def test_a_stranger_is_sent_to_the_one_page_to_sign_in(path):
    response = StrictClient().get(path, follow=True)
    assert response.redirect_chain[-1][0].startswith("/konto/logga-in/")
    assert response.status_code == 200
