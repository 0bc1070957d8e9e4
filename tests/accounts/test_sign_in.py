"""The way in and out: password, what is told to whom, how often one may try, and where it leads."""

import time
from statistics import median

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from barnratt.accounts import actions
from barnratt.accounts.models import Role, User
from barnratt.accounts.templatetags.accounts import browser_name
from barnratt.audit.models import AuditEvent
from barnratt.outbox.models import Mail
from tests.accounts.sign_in import PASSWORD, is_signed_in, plain, sign_in
from tests.client import StrictClient
from tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
NO = "E-postadressen eller lösenordet stämmer inte."
WAIT = "Vänta några minuter"


@pytest.fixture
def user():
    return UserFactory(email="stina@gavle.example", name="Stina Strateg")


def types():
    return list(AuditEvent.objects.order_by("pk").values_list("type", flat=True))


def test_signing_in_leads_home_and_is_in_the_log(user):
    client, answer = sign_in(user.email)
    assert answer["Location"] == "/"
    assert is_signed_in(client)
    event = AuditEvent.objects.get()
    assert (event.type, event.actor_id, event.after) == ("signed_in", user.pk, {"ways": ["password"]})


def test_an_address_may_be_written_with_capitals_and_blanks(user):
    assert is_signed_in(sign_in(" Stina@Gavle.EXAMPLE ")[0])


def test_another_verified_address_of_the_same_person_works_too(user):
    user.emailaddress_set.create(email="stina@region.example", verified=True)
    client, _ = sign_in("stina@region.example")
    assert client.session["_auth_user_id"] == str(user.pk)


def test_an_address_that_is_not_verified_opens_nothing(user):
    user.emailaddress_set.create(email="stina@region.example", verified=False)
    client, answer = sign_in("stina@region.example")
    assert not is_signed_in(client)
    assert answer["Location"] == "/konto/e-post/kod/"


def test_known_and_unknown_addresses_get_the_same_page(user):
    known, unknown = sign_in(user.email, "fel")[1], sign_in("ingen@gavle.example", "fel")[1]
    assert NO in known.text
    assert plain(known, user.email) == plain(unknown, "ingen@gavle.example")


def test_known_and_unknown_addresses_take_as_long(user, settings):
    """With the real hasher, whose time is what could tell. The best of several, in turn, on a busy machine."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    settings.ACCOUNT_RATE_LIMITS = {}
    user.set_password(PASSWORD)
    user.save()
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": None}
    took = {user.email: [], "ingen@gavle.example": []}
    for _ in range(5):
        for email, times in took.items():
            start = time.process_time()
            sign_in(email, "fel")
            times.append(time.process_time() - start)
    known, unknown = (median(times) for times in took.values())
    assert 0.8 < known / unknown < 1.25


def test_a_wrong_password_is_in_the_log_at_the_account_and_never_the_password(user):
    sign_in(user.email, "hemlighet123456")
    event = AuditEvent.objects.get()
    assert (event.type, event.object_id, event.actor_id) == ("sign_in_failed", str(user.pk), None)
    assert "hemlighet" not in str(event.before) + str(event.after) + event.object_name


def test_an_address_that_nobody_has_is_not_kept():
    sign_in("ingen@gavle.example", "fel")
    assert not AuditEvent.objects.exists()


def test_a_closed_account_is_told_so_only_with_the_right_password(user):
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert NO in sign_in(user.email, "fel")[1].text
    client, answer = sign_in(user.email)
    assert answer["Location"] == "/konto/avstangt/"
    assert "Kontot är avstängt" in client.get("/konto/avstangt/").text
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "place",
    [
        "https://ond.example/",
        "//ond.example/",
        "/\\ond.example",
        "\\\\ond.example",
        "http:///ond.example",
        "javascript:alert(1)",
        "https://testserver.ond.example/",
        "http://testserver@ond.example/",
        " //ond.example",
        "/%0d%0aSet-Cookie:x",
    ],
)
def test_signing_in_leads_nowhere_else(user, place):
    client, answer = sign_in(user.email, next=place)
    assert answer["Location"] in ("/", "/%0d%0aSet-Cookie:x")
    out = client.post("/konto/logga-ut/", {"next": place})
    assert out["Location"] in ("/", "/%0d%0aSet-Cookie:x")
    assert "Set-Cookie" not in out.headers


def test_signing_in_leads_to_the_page_one_came_for(user):
    client = StrictClient()
    asked = client.get("/konto/e-post/")
    assert asked["Location"] == "/konto/logga-in/?next=/konto/e-post/"
    assert 'name="next" value="/konto/e-post/"' in client.get(asked["Location"]).text
    assert sign_in(user.email, client=client, next="/konto/e-post/")[1]["Location"] == "/konto/e-post/"


def test_five_wrong_passwords_and_the_account_waits_even_for_the_right_one(user):
    for _ in range(5):
        assert NO in sign_in(user.email, "fel")[1].text
    assert WAIT in sign_in(user.email, "fel")[1].text
    client, answer = sign_in(user.email)
    assert WAIT in answer.text
    assert not is_signed_in(client)
    other = UserFactory()
    assert is_signed_in(sign_in(other.email)[0])


def test_unknown_addresses_wait_as_known_ones_do():
    answers = [sign_in("ingen@gavle.example", "fel")[1].text for _ in range(6)]
    assert all(NO in answer for answer in answers[:5])
    assert WAIT in answers[5]


def test_many_accounts_from_one_place_wait_too(user):
    """One password tried against many accounts."""
    for number in range(30):
        sign_in(f"person{number}@gavle.example", "Sommar2026!!")
    assert WAIT in sign_in(user.email)[1].text


def test_a_made_up_address_on_the_network_does_not_help(user):
    for number in range(30):
        client = StrictClient(headers={"X-Forwarded-For": f"10.0.0.{number}", "X-Real-IP": f"10.0.0.{number}"})
        sign_in(f"person{number}@gavle.example", "Sommar2026!!", client=client)
    client = StrictClient(headers={"X-Forwarded-For": "10.9.9.9"})
    assert WAIT in sign_in(user.email, client=client)[1].text


def test_behind_one_proxy_the_visitors_address_is_what_that_proxy_saw(user, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(30):
        client = StrictClient(headers={"X-Forwarded-For": f"10.0.0.{number}, 192.0.2.1"})  # the first is made up
        sign_in(f"person{number}@gavle.example", "Sommar2026!!", client=client)
    assert WAIT in sign_in(user.email, client=StrictClient(headers={"X-Forwarded-For": "10.9.9.9, 192.0.2.1"}))[1].text
    assert is_signed_in(sign_in(user.email, client=StrictClient(headers={"X-Forwarded-For": "192.0.2.2"}))[0])


def test_attempts_are_counted_in_the_database_where_all_processes_see_them(user):
    from django.db import connection

    sign_in(user.email, "fel")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cache WHERE cache_key LIKE %s", ["%login_failed%"])
        assert cursor.fetchone()[0] == 4  # this minute and hour from here, five minutes and a day of this account


def test_so_many_keys_fit_that_nobody_can_push_out_the_counts():
    assert cache._max_entries >= 100_000


def test_the_page_for_too_many_attempts_is_plain_swedish(settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    sign_in("a@b.example")
    _, answer = sign_in("a@b.example")
    assert answer.status_code == 429
    assert "Vänta en stund" in answer.text


def test_signing_in_needs_the_forms_own_token(user):
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/konto/logga-in/", {"login": user.email, "password": PASSWORD})
    assert answer.status_code == 403
    assert not is_signed_in(client)


def test_a_session_that_somebody_prepared_is_not_the_one_that_is_signed_in(user):
    client = StrictClient()
    client.get("/konto/logga-in/")
    session = client.session
    session["prepared"] = True
    session.save()
    client.cookies["session"] = before = session.session_key
    sign_in(user.email, client=client)
    assert is_signed_in(client)
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_an_oversized_post_is_refused_and_told_plainly(user):
    client = StrictClient()
    for form in (
        {"login": user.email, "password": "x" * 3_000_000},
        {f"f{n}": "" for n in range(1100)},
        {f"f{n}": SimpleUploadedFile("a", b"a") for n in range(200)},
    ):
        answer = client.post("/konto/logga-in/", form)
        assert answer.status_code == 413
        assert "Det du skickade är större än portalen tar emot" in answer.text


@pytest.mark.parametrize(
    "email", ["a\r\nBcc: alla@b.example@gavle.example", "%00@b.example", "x" * 400 + "@b.example", "å"]
)
def test_nonsense_in_the_address_is_answered_plainly(email):
    answer = sign_in(email)[1]
    assert answer.status_code == 200
    assert "Fel: " in answer.text.split("</title>")[0]


def test_signing_out_asks_and_then_ends_the_session(user):
    client, _ = sign_in(user.email)
    assert "Vill du logga ut?" in client.get("/konto/logga-ut/").text
    assert is_signed_in(client)
    key = client.session.session_key
    assert "Du är utloggad." in client.post("/konto/logga-ut/", follow=True).text
    assert not is_signed_in(client)
    assert not Session.objects.filter(session_key=key).exists()


def test_there_is_no_sign_up_and_none_of_allauths_own_addresses(user):
    for path in [
        "login",
        "signup",
        "email",
        "password/reset",
        "2fa",
        "3rdparty",
        "sessions",
        "inactive",
        "social/signup",
    ]:
        assert StrictClient().get(f"/konto/{path}/").status_code == 404, path
        assert StrictClient().get(f"/accounts/{path}/").status_code == 404, path
    client = StrictClient()
    client.post("/konto/ga-med/", {"email": "ny@gavle.example", "password1": PASSWORD, "password": PASSWORD})
    assert User.objects.count() == 1


# Sessions


def signed_in_as(user, browser):
    return sign_in(user.email, client=StrictClient(headers={"User-Agent": browser}))[0]


def test_one_sees_where_one_is_signed_in_and_signs_out_there(user):
    here, there = signed_in_as(user, "Firefox"), signed_in_as(user, "Safari")
    text = here.get("/konto/sessioner/").text
    assert "Firefox" in text
    assert "Safari" in text
    one = UserSession.objects.get(user_agent="Safari")
    assert "Du är utloggad där." in here.post(f"/konto/sessioner/{one.pk}/logga-ut/", follow=True).text
    assert "Safari" not in here.get("/konto/sessioner/").text
    assert there.get("/konto/").status_code == 302
    assert here.get("/konto/").status_code == 200
    assert types()[-1] == "sign_in_changed"


def test_one_signs_out_everywhere_else_at_once(user):
    here, there, and_there = (signed_in_as(user, browser) for browser in ("Firefox", "Safari", "Chrome"))
    assert "utloggad överallt utom här" in here.post("/konto/sessioner/", follow=True).text
    assert [one.get("/konto/").status_code for one in (here, there, and_there)] == [200, 302, 302]


def test_anothers_session_is_not_there(user):
    signed_in_as(user, "Firefox")
    other = sign_in(UserFactory().email)[0]
    assert "Firefox" not in other.get("/konto/sessioner/").text
    assert other.post(f"/konto/sessioner/{UserSession.objects.get(user=user).pk}/logga-ut/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_sessions_are_listed_in_as_many_statements_however_many(user, number, django_assert_num_queries):
    clients = [signed_in_as(user, f"Firefox {n}") for n in range(number)]
    with django_assert_num_queries(3):  # session, user, sessions
        text = clients[0].get("/konto/sessioner/").text
    assert text.count("<strong>Firefox</strong>") == number


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge, Windows",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
        ("curl/8", "Okänd webbläsare"),
        ("", "Okänd webbläsare"),
    ],
)
def test_a_browser_is_called_what_people_call_it(said, name):
    assert browser_name(said) == name


def test_what_has_ended_is_forgotten(user):
    signed_in_as(user, "Firefox")
    Session.objects.update(expire_date="2020-01-01T00:00Z")
    cache.set("kort", 1, timeout=-1)
    assert actions.forget_expired() >= 1
    assert not Session.objects.exists()
    assert not UserSession.objects.exists()


def test_a_role_that_ends_is_gone_in_the_next_moment_and_the_session_goes_on(user):
    membership = MembershipFactory(user=user, role=Role.STRATEGIST, organisation__key="gavle-kommun")
    client, _ = sign_in(user.email)
    assert client.get("/konto/medlemmar/gavle-kommun/").status_code == 200
    actions.end_membership(membership, by=user)
    assert client.get("/konto/medlemmar/gavle-kommun/").status_code == 404
    assert client.get("/konto/").status_code == 200


def test_the_demo_signs_in_with_a_trace_too(settings, demonstrated):
    client = StrictClient()
    client.post("/konto/demo/", {"email": "stina@gavle.example"})
    assert types()[-1] == "signed_in"
    assert UserSession.objects.count() == 1
    settings.DEMO = False
    assert StrictClient().post("/konto/demo/", {"email": "stina@gavle.example"}).status_code == 404
    assert not Mail.objects.exists()
