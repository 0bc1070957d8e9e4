"""A second step: an app's code, recovery codes, and what keys do without a browser (else tests/browser)."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.db import connection

from barnratt.audit.models import AuditEvent
from tests.accounts.sign_in import (
    SECRET,
    app_code,
    is_signed_in,
    letter,
    show_again,
    sign_in,
    steps_of,
    with_app,
    wrong_code,
)
from tests.client import StrictClient
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
WAIT = "Vänta några minuter"


@pytest.fixture
def user():
    return UserFactory(email="stina@gavle.example", name="Stina Strateg")


@pytest.fixture
def client(user):
    return show_again(sign_in(user.email)[0])


def at_second_step(user):
    client, answer = sign_in(user.email)
    assert answer["Location"] == "/konto/logga-in/kod/"
    assert not is_signed_in(client)
    return client


def last_event():
    return AuditEvent.objects.latest("pk")


def test_turning_on_shows_a_picture_and_a_text_and_ends_with_recovery_codes(
    user, client, django_capture_on_commit_callbacks
):
    page = client.get("/konto/mfa/app/pa/")
    assert 'src="data:image/svg+xml;base64,' in page.text
    secret = page.context["form"].secret
    assert secret in page.text
    assert "Koden stämmer inte." in client.post("/konto/mfa/app/pa/", {"code": wrong_code(secret)}).text
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/konto/mfa/app/pa/", {"code": app_code(secret)})
    assert answer["Location"] == "/konto/mfa/koder/"
    assert steps_of(user) == {"totp", "recovery_codes"}
    assert client.get("/konto/mfa/koder/").text.count("<code>") == 10
    assert letter().subject == "Tvåstegsinloggning med app är påslagen i Barnrättsportalen"
    kinds = [event.after["kind"] for event in AuditEvent.objects.filter(type="sign_in_changed")]
    assert sorted(kinds) == ["recovery_codes", "totp"]
    assert secret not in str(list(AuditEvent.objects.values_list("after", flat=True)))


def test_the_secrets_cannot_be_read_out_of_the_database(user):
    with_app(user)
    with connection.cursor() as cursor:
        cursor.execute("SELECT data::text FROM mfa_authenticator")
        stored = " ".join(row[0] for row in cursor.fetchall())
    assert SECRET not in stored


def test_the_secrets_can_be_read_after_a_change_of_the_secret_key(user, settings):
    with_app(user)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "en ny hemlig nyckel som är alldeles tillräckligt lång"
    client = at_second_step(user)
    client.post("/konto/logga-in/kod/", {"code": app_code()})
    assert is_signed_in(client)


def test_both_steps_are_needed_and_the_log_says_which(user):
    with_app(user)
    client = at_second_step(user)
    assert client.get("/konto/").status_code == 302
    assert "Koden stämmer inte." in client.post("/konto/logga-in/kod/", {"code": wrong_code()}).text
    event = last_event()
    assert (event.type, event.object_id, event.after) == ("sign_in_failed", str(user.pk), {"way": "totp"})
    assert client.post("/konto/logga-in/kod/", {"code": app_code()})["Location"] == "/"
    assert is_signed_in(client)
    assert last_event().after == {"ways": ["password", "mfa:totp"]}


def test_the_page_one_came_for_is_remembered_through_both_steps(user):
    with_app(user)
    client, _ = sign_in(user.email, next="/konto/e-post/")
    assert client.post("/konto/logga-in/kod/", {"code": app_code()})["Location"] == "/konto/e-post/"


def test_the_session_is_another_after_the_second_step(user):
    with_app(user)
    client = at_second_step(user)
    before = client.session.session_key
    client.post("/konto/logga-in/kod/", {"code": app_code()})
    assert client.session.session_key != before


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_clock_may_differ_by_half_a_minute(user, steps):
    with_app(user)
    client = at_second_step(user)
    client.post("/konto/logga-in/kod/", {"code": app_code(steps=steps)})
    assert is_signed_in(client)


@pytest.mark.parametrize("steps", [-3, 3])
def test_but_not_by_more(user, steps):
    with_app(user)
    client = at_second_step(user)
    client.post("/konto/logga-in/kod/", {"code": app_code(steps=steps)})
    assert not is_signed_in(client)


@pytest.mark.parametrize("as_written", ["{}", " {} ", "{}-", "{}."])
def test_a_code_that_somebody_saw_cannot_be_used_again(user, as_written, monkeypatch):
    with_app(user)
    code = app_code(steps=1)
    client = at_second_step(user)
    client.post("/konto/logga-in/kod/", {"code": code})
    assert is_signed_in(client)
    # Half a minute later allauth's own mark is gone, and the code would still be right.
    from django.core.cache import cache

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cache WHERE cache_key LIKE %s", ["%allauth.mfa.totp.used%"])
    assert cache
    again = at_second_step(user)
    assert "Koden stämmer inte." in again.post("/konto/logga-in/kod/", {"code": as_written.format(code)}).text
    assert not is_signed_in(again)


def test_codes_cannot_be_guessed_for_ever_not_even_in_new_sessions(user):
    with_app(user)
    for _ in range(5):
        client = at_second_step(user)
        assert "Koden stämmer inte." in client.post("/konto/logga-in/kod/", {"code": wrong_code()}).text
    client = at_second_step(user)
    assert WAIT in client.post("/konto/logga-in/kod/", {"code": app_code()}).text
    assert not is_signed_in(client)


def test_the_second_step_waits_a_quarter_of_an_hour(user, monkeypatch):
    import time

    with_app(user)
    client = at_second_step(user)
    now = time.time()
    monkeypatch.setattr("allauth.account.internal.stagekit.time.time", lambda: now + 16 * 60)
    client.post("/konto/logga-in/kod/", {"code": app_code()})
    assert not is_signed_in(client)


def test_a_recovery_code_works_once(user):
    code = with_app(user)[0]
    client = at_second_step(user)
    client.post("/konto/logga-in/kod/", {"code": code})
    assert is_signed_in(client)
    client = at_second_step(user)
    assert "Koden stämmer inte." in client.post("/konto/logga-in/kod/", {"code": code}).text


def test_recovery_codes_are_seen_fetched_and_renewed(user, client, django_capture_on_commit_callbacks):
    codes = with_app(user)
    assert all(code in client.get("/konto/mfa/koder/").text for code in codes)
    file = client.get("/konto/mfa/koder/hamta/")
    assert file["Content-Disposition"] == 'attachment; filename="reservkoder.txt"'
    assert codes[9] in file.text
    assert "no-store" in file["Cache-Control"]
    assert "De koder du har i dag slutar att gälla." in client.get("/konto/mfa/koder/nya/").text
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/konto/mfa/koder/nya/")
    assert codes[0] not in client.get("/konto/mfa/koder/").text
    assert last_event().after == {"what": "renewed", "kind": "recovery_codes"}
    assert letter().subject == "Du har fått nya reservkoder till Barnrättsportalen"


def test_the_codes_are_not_shown_before_one_has_shown_again_who_one_is(user):
    with_app(user)
    client = at_second_step(user)
    client.post("/konto/logga-in/kod/", {"code": app_code()})
    for path in ("koder/", "koder/hamta/", "koder/nya/", "app/av/", "nycklar/ny/"):
        assert client.get(f"/konto/mfa/{path}")["Location"].startswith("/konto/bekrafta/"), path


def test_who_has_an_app_may_show_again_who_one_is_with_it(user):
    with_app(user)
    client = at_second_step(user)
    client.post("/konto/logga-in/kod/", {"code": app_code(steps=-1)})
    page = client.get("/konto/bekrafta/?next=/konto/mfa/koder/")
    assert "Skriv en kod från appen" in page.text
    answer = client.post("/konto/bekrafta/kod/?next=/konto/mfa/koder/", {"code": app_code()})
    assert answer["Location"] == "/konto/mfa/koder/"


def test_turning_off_asks_first_takes_the_codes_along_and_is_told_by_letter(user, client):
    with_app(user)
    assert "Vill du sluta logga in med kod från en app?" in client.get("/konto/mfa/app/av/").text
    assert steps_of(user) == {"totp", "recovery_codes"}
    assert "är avslagen" in client.post("/konto/mfa/app/av/", follow=True).text
    assert steps_of(user) == set()
    assert letter().subject == "Tvåstegsinloggning med app är avslagen i Barnrättsportalen"
    assert is_signed_in(sign_in(user.email)[0])


def test_a_new_password_does_not_go_past_the_second_step(user):
    from tests.accounts.sign_in import link_in_letter

    with_app(user)
    visitor = StrictClient()
    visitor.post("/konto/losenord/glomt/", {"email": user.email})
    form = visitor.get(link_in_letter())["Location"]
    visitor.post(form, {"password1": "ett annat långt lösenord"})
    assert not is_signed_in(visitor)
    client, answer = sign_in(user.email, "ett annat långt lösenord")
    assert answer["Location"] == "/konto/logga-in/kod/"
    assert not is_signed_in(client)


def test_who_has_lost_everything_is_let_in_by_those_who_run_the_portal(user, capsys):
    with_app(user)
    call_command("remove_second_steps", "Stina@gavle.example")
    assert "bara lösenordet" in capsys.readouterr().out
    assert is_signed_in(sign_in(user.email)[0])
    assert letter().recipient == user.email
    assert AuditEvent.objects.filter(after={"what": "second_steps_removed"}).exists()
    with pytest.raises(CommandError, match="Inget konto"):
        call_command("remove_second_steps", "ingen@gavle.example")


# Keys, as far as a forger comes


@pytest.mark.parametrize(
    "credential",
    [
        "",
        "{}",
        "null",
        "[]",
        '"x"',
        "{not json",
        json.dumps({"id": "x", "rawId": "x", "type": "public-key", "response": {"userHandle": "MQ"}}),
        json.dumps(
            {
                "id": "eA",
                "rawId": "eA",
                "type": "public-key",
                "response": {"clientDataJSON": "e30", "authenticatorData": "AA", "signature": "AA", "userHandle": "MQ"},
            }
        ),
    ],
)
def test_a_made_up_key_opens_nothing_and_is_answered_plainly(user, client, credential):
    visitor = StrictClient()
    visitor.get("/konto/logga-in/nyckel/", headers={"Accept": "application/json"})
    answer = visitor.post("/konto/logga-in/nyckel/", {"credential": credential}, follow=True)
    assert answer.status_code == 200
    assert not is_signed_in(visitor)
    client.get("/konto/mfa/nycklar/ny/")
    answer = client.post("/konto/mfa/nycklar/ny/", {"name": "x", "credential": credential})
    assert answer.status_code == 200
    assert "Fel: " in answer.text.split("</title>")[0]
    assert steps_of(user) == set()


def test_anothers_key_is_neither_renamed_nor_removed(client):
    other = UserFactory()
    key = Authenticator.objects.create(user=other, type="webauthn", data={"name": "Telefonen", "credential": {}})
    for path in ("byt-namn", "ta-bort"):
        assert client.get(f"/konto/mfa/nycklar/{key.pk}/{path}/").status_code == 404
        assert client.post(f"/konto/mfa/nycklar/{key.pk}/{path}/", {"name": "x"}).status_code == 404
    assert Authenticator.objects.filter(pk=key.pk).exists()


def test_ones_own_key_is_renamed_and_removed(user, client):
    key = Authenticator.objects.create(user=user, type="webauthn", data={"name": "Telefonen", "credential": {}})
    assert "Telefonen" in client.get(f"/konto/mfa/nycklar/{key.pk}/ta-bort/").text
    client.post(f"/konto/mfa/nycklar/{key.pk}/byt-namn/", {"name": "Jobbtelefonen" + "n" * 100})
    key.refresh_from_db()
    assert key.data["name"].startswith("Jobbtelefonen")
    assert len(key.data["name"]) == 60
    assert "Nyckeln är borttagen." in client.post(f"/konto/mfa/nycklar/{key.pk}/ta-bort/", follow=True).text
    assert steps_of(user) == set()


def test_signing_in_with_a_key_cannot_be_tried_without_end(user):
    visitor = StrictClient()
    for _ in range(10):
        visitor.post("/konto/logga-in/nyckel/", {"credential": "{}"})
    assert visitor.post("/konto/logga-in/nyckel/", {"credential": "{}"}).status_code == 429


def test_no_secret_can_be_reached_in_the_administration(db):
    from django.contrib import admin

    registered = {model._meta.label for model in admin.site._registry}
    hidden = {"mfa.Authenticator", "account.EmailAddress", "usersessions.UserSession", "socialaccount.SocialAccount"}
    assert registered.isdisjoint(hidden | {"socialaccount.SocialApp", "socialaccount.SocialToken"})
    call_command("check")
