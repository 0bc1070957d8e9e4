"""The pages about the portal itself, and those that are shown when something is wrong."""

import re

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.template.loader import get_template
from django.test import RequestFactory
from django.views import defaults

from barnratt.accounts.actions import INVITATION_HOLDS, UNANSWERED_KEPT
from barnratt.accounts.imports import InvitationKind
from barnratt.approvals import models as approvals
from barnratt.approvals.models import HOLDS
from barnratt.outbox import actions as outbox
from initiatives.following.models import STOPPED_KEPT, UNCONFIRMED_KEPT
from initiatives.matchmaking import actions as matchmaking
from tests.client import check_html


@pytest.mark.parametrize("address", ["/om/", "/tillganglighet/"])
def test_anyone_can_read_about_the_portal(client, db, address):
    response = client.get(address)
    assert response.status_code == 200
    assert "– Barnrättsportalen</title>" in response.text


@pytest.mark.parametrize("address", ["/om/", "/tillganglighet/"])
def test_pages_about_the_portal_ask_the_database_nothing(client, db, django_assert_num_queries, address):
    with django_assert_num_queries(0):
        client.get(address)


def test_about_says_that_being_listed_is_no_recommendation(client, db):
    assert "ingen rekommendation" in client.get("/om/").text


@pytest.mark.parametrize(
    "what",
    ["delvis", "2018:1937", "https://www.digg.se/tdosanmalan", "självskattning", "2026-11-22", "skärmläsare"],
)
def test_accessibility_statement_has_what_the_law_asks_for(client, db, what):
    assert what.lower() in client.get("/tillganglighet/").text.lower()


def test_contact_address_comes_from_the_settings(client, db, settings):
    settings.CONTACT_EMAIL = "hjalp@portal.example"
    for address in ["/om/", "/tillganglighet/"]:
        assert 'href="mailto:hjalp@portal.example"' in client.get(address).text


# The gallery


def test_gallery_asks_a_stranger_to_sign_in(client, db):
    response = client.get("/om/komponenter/")
    assert response.status_code == 302
    assert response["Location"].startswith("/konto/logga-in/")


def test_gallery_tells_a_member_why_not(client, member):
    client.force_login(member)
    response = client.get("/om/komponenter/")
    assert response.status_code == 403
    assert "till för dem som arbetar med portalen" in response.text


def test_gallery_is_open_to_staff(editor_client):
    assert editor_client.get("/om/komponenter/").status_code == 200


@pytest.fixture
def member(db):
    from tests.factories import UserFactory

    return UserFactory(name="Moa Medlem")


# When something is wrong


def test_a_missing_page_offers_ways_on(client, db):
    response = client.get("/finns-inte/")
    assert response.status_code == 404
    assert '<form role="search"' in response.text
    assert 'content="noindex"' in response.text


def test_a_refusal_shows_its_reason(rf, db):
    request = rf.get("/x/")
    response = defaults.permission_denied(request, PermissionDenied("Bara den egna nämnden ser prövningen."))
    assert response.status_code == 403
    assert "Bara den egna nämnden ser prövningen." in response.content.decode()


def test_a_refusal_without_reason_still_explains(rf, db):
    response = defaults.permission_denied(rf.get("/x/"), PermissionDenied())
    assert "andra roller eller andra organisationer" in response.content.decode()


def test_an_outdated_form_says_how_to_save_the_text(db):
    from django.test import Client

    response = Client(enforce_csrf_checks=True).post("/konto/logga-in/", {"username": "x"})
    assert response.status_code == 403
    assert "bakåtknapp" in response.text


def test_a_wrong_host_name_gets_a_page_and_not_a_crash(client, db):
    response = client.get("/om/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "Adressen gick inte att tolka" in response.text
    assert "evil.example" not in response.text


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html"])
def test_error_pages_can_be_drawn_without_request_or_database(name):
    check_html(get_template(name).render())


def test_every_file_that_500_asks_for_exists(settings):
    for address in re.findall(r'"/static/([^"]+)"', get_template("500.html").render()):
        assert (settings.BASE_DIR / "static" / address).is_file(), address


def test_500_needs_neither_database_nor_file_names():
    """It asks for files by their plain addresses, so that a broken manifest does not hide it."""
    response = defaults.server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    text = response.content.decode()
    assert "Något gick fel hos oss" in text
    assert 'href="/static/css/frame.css"' in text


# The frame


def test_every_page_has_language_skip_link_and_landmarks(client, db):
    text = client.get("/om/").text
    for part in [
        '<html lang="sv">',
        'href="#innehall"',
        '<main class="site-main" id="innehall"',
        '<nav aria-label="Huvudmeny">',
        '<nav class="breadcrumbs" aria-label="Du är här">',
        "<footer",
        '<link rel="canonical" href="http://testserver/om/">',
    ]:
        assert part in text


def test_title_says_when_a_form_has_faults(client, db):
    assert "<title>Logga in" in client.get("/konto/logga-in/").text
    assert "<title>Fel: Logga in" in client.post("/konto/logga-in/", {"login": "", "password": ""}).text


def test_htmx_is_held_to_the_content_security_policy(client, db):
    text = client.get("/om/").text
    for setting in ['"includeIndicatorStyles": false', '"allowEval": false', '"historyRestoreAsHxRequest": false']:
        assert setting in text


def test_the_privacy_page_says_how_long_as_the_code_does(client):
    text = client.get("/om/personuppgifter/").text
    for told, kept in {
        "Länken gäller i 14 dagar. En inbjudan": INVITATION_HOLDS.days == 14,
        "tas bort 90 dagar därefter, en antagen": UNANSWERED_KEPT.days == 90,
        "Länken gäller i 14 dagar. Adressen tas bort 180 dagar": (HOLDS.days, approvals.KEPT.days) == (14, 180),
        "tar vi bort adressen efter sju dagar": UNCONFIRMED_KEPT.days == 7,
        "tar vi bort den efter 30 dagar": STOPPED_KEPT.days == 30,
        "Hur länge? 90 dagar.</span>": outbox.KEPT.days == 90,
        "Ett år efter att kontakten avslutades": matchmaking.KEPT.days == 365,
        "sparas i 30 dagar": InvitationKind.keep_days == 30,
        "annars två veckor": settings.SESSION_COOKIE_AGE == 14 * 24 * 3600,
    }.items():
        assert told in text
        assert kept, told


def test_the_privacy_page_tells_of_all_that_the_browser_keeps(client):
    text = client.get("/om/personuppgifter/").text
    for cookie in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, "messages", "saml-acs-session"):
        assert f'<th scope="row">{cookie}</th>' in text
    keeps = re.compile(r"localStorage|sessionStorage|indexedDB|document\.cookie")
    scripts = (settings.BASE_DIR / "static" / "js").glob("*.js")
    assert [one.name for one in scripts if keeps.search(one.read_text(encoding="utf-8"))] == ["autosave.js"]
    assert "local storage" in text
