"""Signing in through one's own organisation: what opens an account, and everything that must not."""

import re
import textwrap
from html import unescape
from urllib.parse import parse_qs, urlparse

import pytest
from allauth.socialaccount.models import SocialAccount, SocialApp
from django.contrib.sessions.models import Session
from django.core.exceptions import ImproperlyConfigured
from django.test import Client as DjangoClient

from barnratt.accounts.models import User
from barnratt.audit.models import AuditEvent
from barnratt.identity_provider_file import read_identity_providers
from tests.accounts.identity_providers import (
    CLIENT,
    SIGN_ON,
    OidcProvider,
    certificate,
    key,
    question_id,
    saml_response,
)
from tests.accounts.sign_in import app_code, is_signed_in, letter, sign_in, with_app
from tests.client import StrictClient, check_html
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
HOST = {"Host": "portal.example"}
NO_ACCOUNT = "Inget konto hör till inloggningen"
FAILED = "Inloggningen gick inte"


class Client(DjangoClient):
    """A GET that comes back from a provider signs in, and so writes; StrictClient would not have it."""

    def __init__(self, **options):
        super().__init__(headers=HOST, **options)


@pytest.fixture
def oidc():
    provider = OidcProvider()
    yield provider
    provider.close()


@pytest.fixture
def file(tmp_path, oidc):
    """The file that names the two providers. A test may write another."""

    def write(text=""):
        path = tmp_path / "providers.toml"
        path.write_text(
            text
            or textwrap.dedent(f'''
            [[oidc]]
            id = "gavle"
            name = "Gävle kommun"
            server_url = "{oidc.address}"
            client_id = "{CLIENT}"
            client_secret = "hemligt"
            domains = ["gavle.example"]

            [[saml]]
            id = "gavle-saml"
            name = "Gävle kommun (SAML)"
            entity_id = "https://idp.gavle.example/metadata"
            sso_url = "{SIGN_ON}"
            x509cert = """
            {certificate()[0]}"""
            domains = ["gavle.example"]
            addresses_are_verified = true
            ''')
        )
        return read_identity_providers(path)

    return write


@pytest.fixture(autouse=True)
def providers(file, settings):
    settings.SOCIALACCOUNT_PROVIDERS = file()
    settings.ALLOWED_HOSTS = ["portal.example", "testserver"]


@pytest.fixture
def user():
    return UserFactory(email="stina@gavle.example", name="Stina Strateg")


def begin(provider, client, **more):
    """The address of the provider that the portal's page leads to."""
    answer = client.post(f"/konto/logga-in/hos/{provider}/", more)
    assert answer.status_code == 200, answer.text
    return unescape(re.search(r'http-equiv="refresh" content="0;url=([^"]+)"', answer.text)[1])


def by_oidc(client=None, state=None, **more):
    """(client, answer) after the provider has sent the person back."""
    client = client or Client()
    asked = parse_qs(urlparse(begin("gavle", client, **more)).query)
    return client, client.get("/konto/oidc/gavle/svar/", {"code": "abc", "state": state or asked["state"][0]})


def by_saml(client=None, question=None, **said):
    client = client or Client()
    asked = question_id(begin("gavle-saml", client))
    return client, send_saml(client, saml_response(asked if question is None else question, **said))


def send_saml(client, response):
    kept = client.post("/konto/saml/gavle-saml/svar/", {"SAMLResponse": response, "RelayState": ""})
    return client.get(kept["Location"])


def nothing_opened(client, answer, text=FAILED):
    assert text in answer.text
    check_html(answer.text)
    assert not is_signed_in(client)
    return True


# The page


def test_the_page_offers_the_providers_and_leads_on_without_another_host_in_a_form(oidc):
    client = StrictClient()
    text = client.get("/konto/logga-in/?next=/konto/e-post/").text
    assert "Gävle kommun (SAML)" in text
    client = Client()
    asked = urlparse(begin("gavle", client))
    assert f"{asked.scheme}://{asked.netloc}" == oidc.address
    query = parse_qs(asked.query)
    assert query["redirect_uri"] == ["http://portal.example/konto/oidc/gavle/svar/"]
    assert query["code_challenge_method"] == ["S256"]
    assert set(query["scope"][0].split()) == {"openid", "profile", "email"}
    assert begin("gavle-saml", client).startswith(SIGN_ON)


def test_without_a_file_nothing_is_offered_and_nothing_is_there(settings):
    settings.SOCIALACCOUNT_PROVIDERS = read_identity_providers("")
    client = StrictClient()
    assert "genom din organisation" not in client.get("/konto/logga-in/").text
    assert client.post("/konto/logga-in/hos/gavle/").status_code == 404
    for path in ("oidc/gavle/svar/", "saml/gavle-saml/metadata/", "saml/gavle-saml/svar/klart/"):
        assert client.get(f"/konto/{path}").status_code == 404
    assert client.post("/konto/saml/gavle-saml/svar/", {"SAMLResponse": "x"}).status_code == 404
    assert not Session.objects.exists()


def test_a_provider_in_the_database_is_not_one(settings):
    settings.SOCIALACCOUNT_PROVIDERS = read_identity_providers("")
    SocialApp.objects.create(provider="openid_connect", provider_id="gavle", name="Ond", client_id="x", settings={})
    assert StrictClient().post("/konto/logga-in/hos/gavle/").status_code == 404


def test_to_begin_is_a_post_with_the_forms_own_token(oidc):
    assert StrictClient().get("/konto/logga-in/hos/gavle/").status_code == 405
    assert Client(enforce_csrf_checks=True).post("/konto/logga-in/hos/gavle/").status_code == 403


def test_a_portal_whose_name_saml_does_not_take_is_told_plainly(settings):
    settings.ALLOWED_HOSTS = ["portalen"]
    answer = DjangoClient(headers={"Host": "portalen"}).post("/konto/logga-in/hos/gavle-saml/")
    assert FAILED in answer.text


def test_a_provider_that_does_not_answer_is_told_plainly(oidc):
    oidc.down = True
    answer = StrictClient().post("/konto/logga-in/hos/gavle/")
    assert FAILED in answer.text


# Both


WAYS = pytest.mark.parametrize("way", [by_oidc, by_saml])


@WAYS
def test_the_account_with_the_address_is_opened_and_tied(user, way):
    client, answer = way()
    assert answer["Location"] == "/"
    assert client.session["_auth_user_id"] == str(user.pk)
    assert SocialAccount.objects.get().user == user
    assert letter().subject == "Du kan nu logga in i Barnrättsportalen genom din organisation"
    events = {event.type: event.after for event in AuditEvent.objects.all()}
    assert events["signed_in"]["ways"][0].startswith("socialaccount:gavle")
    assert events["sign_in_changed"]["what"] == "identity_provider_added"
    assert is_signed_in(way()[0])
    assert SocialAccount.objects.count() == 1


@WAYS
def test_nobodys_account_is_made(way):
    assert nothing_opened(*way(), NO_ACCOUNT)
    assert not User.objects.exists()


@WAYS
def test_an_address_in_an_account_that_is_not_verified_is_not_enough(way):
    owner = UserFactory(email="ond@annan.example")
    owner.emailaddress_set.create(email="stina@gavle.example", verified=False)
    assert nothing_opened(*way(), NO_ACCOUNT)


@WAYS
def test_the_second_step_is_still_asked_for(user, way):
    with_app(user)
    client, answer = way()
    assert answer["Location"] == "/konto/logga-in/kod/"
    assert not is_signed_in(client)
    client.post("/konto/logga-in/kod/", {"code": app_code()})
    assert is_signed_in(client)


@WAYS
def test_a_closed_account_stays_closed(user, way):
    User.objects.filter(pk=user.pk).update(is_active=False)
    client, answer = way()
    assert answer["Location"] == "/konto/avstangt/"
    assert not is_signed_in(client)


@WAYS
def test_a_tie_does_not_outlive_the_address(user, way):
    """Who has moved to another authority is not let in by the old one."""
    way()
    user.emailaddress_set.all().delete()
    user.emailaddress_set.create(email="stina@tierp.example", verified=True, primary=True)
    User.objects.filter(pk=user.pk).update(email="stina@tierp.example")
    assert nothing_opened(*way(), NO_ACCOUNT)


def test_an_address_at_another_domain_is_not_believed(oidc, user):
    other = UserFactory(email="svante@tierp.example")
    oidc.claims["email"] = other.email
    assert nothing_opened(*by_oidc(), NO_ACCOUNT)
    assert nothing_opened(*by_saml(email=other.email), NO_ACCOUNT)
    assert not SocialAccount.objects.exists()


def test_an_address_that_somebody_else_has_taken_over_opens_nothing(oidc, user):
    by_oidc()
    oidc.claims["sub"] = "person-2"
    assert nothing_opened(*by_oidc(), NO_ACCOUNT)
    by_saml()
    assert nothing_opened(*by_saml(name="person-2"), NO_ACCOUNT)


def test_the_tie_is_shown_and_can_be_removed(user):
    by_oidc()
    client, _ = sign_in(user.email)
    assert "Du kan logga in genom din organisation" in client.get("/konto/").text
    address = f"/konto/inloggningar/{SocialAccount.objects.get().pk}/ta-bort/"
    assert client.post(address)["Location"].startswith("/konto/bekrafta/")
    answer = client.post(f"/konto/bekrafta/?next={address}", {"password": "ett långt lösenord"}, follow=True)
    assert "är borttagen" in answer.text
    assert not SocialAccount.objects.exists()
    assert "är borttagen" in letter().subject


def test_it_leads_to_the_page_one_came_for_and_nowhere_else(user):
    assert by_oidc(next="/konto/e-post/")[1]["Location"] == "/konto/e-post/"
    assert by_oidc(next="https://ond.example/")[1]["Location"] == "/"


# OpenID Connect


@pytest.mark.parametrize(
    "claims",
    [
        {"email_verified": False},
        {"email_verified": "false"},
        {"email_verified": None},
        {"email_verified": 0},
        {"email": None},
        {"email": "stina@gavle.example@ond.example"},
        {"email": "stina@gavle.example\n"},
        {"email": ["stina@gavle.example"]},
    ],
)
def test_an_address_that_the_provider_does_not_vouch_for_opens_nothing(oidc, user, claims):
    oidc.claims |= claims
    client, answer = by_oidc()
    assert not is_signed_in(client)
    assert answer.status_code in (200, 401)


def test_a_provider_that_says_true_as_a_text_is_understood(oidc, user):
    oidc.claims["email_verified"] = "true"
    assert is_signed_in(by_oidc()[0])


def test_the_file_may_vouch_for_a_provider_that_says_nothing(oidc, user, settings):
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["addresses_are_verified"] = True
    oidc.claims["email_verified"] = None
    assert is_signed_in(by_oidc()[0])
    oidc.claims["email_verified"] = False
    SocialAccount.objects.all().delete()
    assert nothing_opened(*by_oidc(), NO_ACCOUNT)


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another"},
        {"aud": [CLIENT, "another"]},
        {"aud": None},
        {"iss": "https://ond.example"},
        {"iss": None},
        {"exp": 1_700_000_000},
        {"exp": None},
        {"iat": None},
        {"sub": None},
        {"nbf": 4_000_000_000},
    ],
)
def test_a_token_for_another_from_another_or_too_old_opens_nothing(oidc, user, claims):
    oidc.claims |= claims
    assert nothing_opened(*by_oidc())


def test_a_token_signed_with_another_key_opens_nothing(oidc, user):
    oidc.signed_with = key("somebody else's")
    assert nothing_opened(*by_oidc())


@pytest.mark.parametrize("algorithm", ["none", "HS256", "PS256"])
def test_a_token_signed_in_another_way_opens_nothing(oidc, user, algorithm):
    oidc.algorithm = algorithm
    assert nothing_opened(*by_oidc())


def test_a_token_that_is_nonsense_opens_nothing(oidc, user, monkeypatch):
    for nonsense in ("", "x", "a.b.c", None, 7):
        monkeypatch.setattr(oidc, "id_token", lambda nonsense=nonsense: nonsense)
        assert nothing_opened(*by_oidc())


def test_an_answer_to_no_question_or_to_anothers_opens_nothing(user):
    client = Client()
    assert nothing_opened(client, client.get("/konto/oidc/gavle/svar/", {"code": "abc", "state": "made-up"}))
    assert nothing_opened(client, client.get("/konto/oidc/gavle/svar/", {"code": "abc"}))
    victim, attacker = Client(), Client()
    asked = parse_qs(urlparse(begin("gavle", attacker)).query)["state"][0]
    assert nothing_opened(victim, victim.get("/konto/oidc/gavle/svar/", {"code": "abc", "state": asked}))


def test_an_answer_is_taken_once(user):
    client = Client()
    state = parse_qs(urlparse(begin("gavle", client)).query)["state"][0]
    client.get("/konto/oidc/gavle/svar/", {"code": "abc", "state": state})
    client.post("/konto/logga-ut/")
    assert nothing_opened(client, client.get("/konto/oidc/gavle/svar/", {"code": "abc", "state": state}))


def test_the_portal_proves_that_it_is_the_one_that_asked(oidc, user):
    by_oidc()
    sent = oidc.asked[0]
    assert sent["client_secret"] == ["hemligt"]
    assert len(sent["code_verifier"][0]) >= 43


def test_who_changes_ones_mind_is_told_so():
    client = Client()
    state = parse_qs(urlparse(begin("gavle", client)).query)["state"][0]
    answer = client.get("/konto/oidc/gavle/svar/", {"error": "access_denied", "state": state}, follow=True)
    assert "Inloggningen blev avbruten" in answer.text


# SAML


def test_the_metadata_says_what_the_organisation_needs_and_no_more():
    answer = Client().get("/konto/saml/gavle-saml/metadata/")
    assert 'entityID="http://portal.example/konto/saml/gavle-saml/metadata/"' in answer.text
    assert 'WantAssertionsSigned="true"' in answer.text
    assert "/konto/saml/gavle-saml/svar/" in answer.text
    assert "SingleLogoutService" not in answer.text
    assert StrictClient().get("/konto/saml/gavle-saml/ut/").status_code == 404


@pytest.mark.parametrize(
    "said",
    [
        {"signed_by": "somebody else's"},
        {"sign": False},
        {"change": lambda text: text.replace("stina@gavle", "ada@gavle")},
        {"change": lambda text: text.replace("person-1", "person-2")},
        {"audience": "https://ond.example/metadata"},
        {"destination": "https://ond.example/acs"},
        {"issuer": "https://ond.example/metadata"},
        {"minutes": -30},
        {"minutes": 30},
    ],
    ids=[
        "forged signature",
        "no signature",
        "changed address",
        "changed name",
        "wrong audience",
        "wrong destination",
        "wrong issuer",
        "expired",
        "not yet valid",
    ],
)
def test_a_wrong_answer_opens_nothing(user, said):
    UserFactory(email="ada@gavle.example")
    assert nothing_opened(*by_saml(**said))


def test_an_answer_to_no_question_opens_nothing(user):
    assert nothing_opened(*by_saml(question=""))
    assert nothing_opened(*by_saml(question="_made_up"))


def test_an_answer_to_anothers_question_opens_nothing(user):
    attacker, victim = Client(), Client()
    asked = question_id(begin("gavle-saml", attacker))
    begin("gavle-saml", victim)
    assert nothing_opened(victim, send_saml(victim, saml_response(asked)))


def test_a_saml_answer_is_taken_once(user):
    client = Client()
    response = saml_response(question_id(begin("gavle-saml", client)))
    send_saml(client, response)
    assert is_signed_in(client)
    client.post("/konto/logga-ut/")
    assert nothing_opened(client, send_saml(client, response))
    begin("gavle-saml", client)
    assert nothing_opened(client, send_saml(client, response))


def test_a_stolen_assertion_in_a_new_answer_opens_nothing(user):
    """The attacker asks a question of the own, and puts somebody's signed assertion in the answer to it."""
    import base64

    victim, attacker = Client(), Client()
    stolen = base64.b64decode(saml_response(question_id(begin("gavle-saml", victim)))).decode()
    own = question_id(begin("gavle-saml", attacker))
    assertion = re.search(r"<saml:Assertion.*</saml:Assertion>", stolen, re.DOTALL)[0]
    forged = re.sub(r'InResponseTo="[^"]+"', f'InResponseTo="{own}"', stolen.replace(assertion, "{}")).format(assertion)
    assert nothing_opened(attacker, send_saml(attacker, base64.b64encode(forged.encode()).decode()))


def test_a_second_assertion_wrapped_around_the_signed_one_opens_nothing(user):
    def wrap(text):
        signed = re.search(r"<saml:Assertion.*</saml:Assertion>", text, re.DOTALL)[0]
        evil = re.sub(r"<ds:Signature.*</ds:Signature>", "", signed, flags=re.DOTALL)
        evil = evil.replace("stina@gavle", "ada@gavle").replace('ID="_', 'ID="_evil', 1)
        return text.replace(signed, evil + signed)

    UserFactory(email="ada@gavle.example")
    assert nothing_opened(*by_saml(change=wrap))


@pytest.mark.parametrize(
    "response", ["", "x", "PHg+", "å" * 10, "PCFET0NUWVBFIGEgW108IUVOVElUWSBiICJjIj5dPjxhPiZiOzwvYT4="]
)
def test_nonsense_is_answered_plainly(response):
    client = Client()
    begin("gavle-saml", client)
    assert nothing_opened(client, send_saml(client, response))


def test_a_huge_answer_is_not_kept():
    answer = StrictClient().post("/konto/saml/gavle-saml/svar/", {"SAMLResponse": "x" * 300_000})
    assert answer.status_code == 413
    assert not Session.objects.exists()


def test_answers_are_not_taken_without_end():
    client = Client()
    statuses = [client.post("/konto/saml/gavle-saml/svar/", {"SAMLResponse": "x"}).status_code for _ in range(61)]
    assert statuses[-1] == 429


def test_a_name_that_is_another_each_time_is_not_taken_for_a_person(user):
    transient = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
    assert nothing_opened(*by_saml(name_format=transient))


def test_the_file_may_name_the_attributes(user, settings):
    app = settings.SOCIALACCOUNT_PROVIDERS["saml"]["APPS"][0]
    app["settings"]["own_attributes"] = {"uid": "urn:oid:0.9.2342.19200300.100.1.3"}
    assert is_signed_in(by_saml(name_format="urn:oasis:names:tc:SAML:2.0:nameid-format:transient")[0])
    assert SocialAccount.objects.get().uid == "stina@gavle.example"


def test_the_libraries_for_signed_xml_fit_together():
    """xmlsec and lxml each bring a libxml2; where they differ, signatures cannot be checked at all."""
    import xmlsec
    from lxml import etree

    assert xmlsec.get_libxml_version() == etree.LIBXML_VERSION


# The file


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[[oidc]]", "leverantören utan id: id saknas"),
        ("[[ldap]]\nid = 'x'", "okänt avsnitt ldap"),
        ("not toml", "går inte att läsa"),
        (
            "[[saml]]\nid='a'\nname='A'\nentity_id='x'\nsso_url='x'\nx509cert='x'\ndomains='a.se'",
            "domains saknas eller",
        ),
        ("[[saml]]\nid='a'\nname='A'\nentity_id='x'\nsso_url='x'\nx509cert='x'\ndomains=['@a.se']", "domains ska vara"),
        ("[[saml]]\nid='A b'\nname='A'\nentity_id='x'\nsso_url='x'\nx509cert='x'\ndomains=['a.se']", "id får ha små"),
        ("[[saml]]\nid='a'\nsso='x'", "sso är okänt"),
        ("[[saml]]\nid='a'\n[[oidc]]\nid='a'", "samma id: a"),
    ],
)
def test_a_file_with_a_fault_stops_the_start_and_says_which(file, text, why):
    with pytest.raises(ImproperlyConfigured, match=why):
        file(text)


def test_a_file_that_is_not_there_stops_the_start():
    with pytest.raises(ImproperlyConfigured, match="går inte att läsa"):
        read_identity_providers("/finns/inte.toml")
