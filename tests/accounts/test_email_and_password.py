"""Forgotten and changed passwords, and addresses that come and go."""

import re
import time
from statistics import median

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from barnratt.accounts.models import User
from barnratt.audit.models import AuditEvent
from barnratt.outbox.models import Mail
from tests.accounts.sign_in import PASSWORD, is_signed_in, letter, link_in_letter, plain, show_again, sign_in
from tests.client import StrictClient
from tests.factories import UserFactory
from tests.soak import FLOOD

pytestmark = pytest.mark.django_db
NEW = "ett annat långt lösenord"
GONE = "Länken gäller inte längre"


@pytest.fixture
def user():
    return UserFactory(email="stina@gavle.example", name="Stina Strateg")


@pytest.fixture
def client(user):
    return sign_in(user.email)[0]


def changes():
    return [event.after.get("what") for event in AuditEvent.objects.filter(type="sign_in_changed").order_by("pk")]


def ask(email, client=None):
    return (client or StrictClient()).post("/konto/losenord/glomt/", {"email": email}, follow=True)


def code_in_letter():
    return re.search(r"^([A-Z]{4}-[A-Z]{4})$", letter().text, re.MULTILINE)[1]


# Forgotten


def test_a_forgotten_password_is_replaced_through_the_letter(user):
    there = sign_in(user.email)[0]
    assert "Titta i din inkorg" in ask("Stina@Gavle.example").text
    assert (letter().purpose, letter().recipient) == ("password_reset", user.email)
    visitor, address = StrictClient(), link_in_letter()
    page = visitor.get(address, follow=True)
    form = page.redirect_chain[-1][0]
    assert "set-password" in form  # the key is no longer in the address
    assert "noindex" in page.text
    assert "Lösenordet är ändrat" in visitor.post(form, {"password1": NEW}, follow=True).text
    assert not is_signed_in(visitor)
    assert is_signed_in(sign_in(user.email, NEW)[0])
    assert not is_signed_in(sign_in(user.email, PASSWORD)[0])
    assert there.get("/konto/").status_code == 302
    assert letter().subject == "Lösenordet till Barnrättsportalen är ändrat"
    assert changes() == ["password_reset"]


def test_the_letter_leads_to_the_portal_whatever_host_was_asked(user, settings):
    settings.ALLOWED_HOSTS = ["*"]
    StrictClient(headers={"Host": "ond.example"}).post("/konto/losenord/glomt/", {"email": user.email})
    assert "http://localhost:8000/konto/losenord/glomt/" in letter().text
    assert "ond.example" not in letter().text + letter().html


def test_a_link_works_once(user):
    ask(user.email)
    address = link_in_letter()
    visitor = StrictClient()
    form = visitor.get(address)["Location"]
    visitor.post(form, {"password1": NEW})
    assert GONE in StrictClient().get(address).text
    assert GONE in visitor.post(form, {"password1": "ett tredje långt lösenord"}).text
    assert is_signed_in(sign_in(user.email, NEW)[0])


def test_a_link_works_for_an_hour(user, monkeypatch):
    from django.contrib.auth.tokens import PasswordResetTokenGenerator

    ask(user.email)
    address = link_in_letter()
    now = PasswordResetTokenGenerator._now
    import datetime

    for minutes, works in ((59, True), (61, False)):
        later = datetime.timedelta(minutes=minutes)
        monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda self, later=later: now(self) + later)
        answer = StrictClient().get(address, follow=True)
        assert (GONE not in answer.text) == works


@pytest.mark.parametrize("key", ["1-forged", "zzzzzzzzzzzzz-abc-123", "0-" + "x" * 500, "1-set-password", "1--"])
def test_a_forged_link_is_told_plainly(key, user):
    assert GONE in StrictClient().get(f"/konto/losenord/glomt/{key}/").text
    assert GONE in StrictClient().post(f"/konto/losenord/glomt/{key}/", {"password1": NEW}).text


def test_an_anothers_key_does_not_open_ones_own(user):
    other = UserFactory()
    ask(user.email)
    uid, key = link_in_letter().rstrip("/").rpartition("/")[2].split("-", 1)
    from django.utils.http import int_to_base36

    assert uid == int_to_base36(user.pk)
    assert GONE in StrictClient().get(f"/konto/losenord/glomt/{int_to_base36(other.pk)}-{key}/").text


def test_known_and_unknown_addresses_get_the_same_answer(user):
    known, unknown = ask(user.email), ask("ingen@gavle.example")
    assert known.redirect_chain == unknown.redirect_chain
    assert plain(known) == plain(unknown)
    assert {mail.purpose for mail in Mail.objects.all()} == {"password_reset", "unknown_account"}


def test_known_and_unknown_addresses_take_about_as_long(user, settings):
    settings.ACCOUNT_RATE_LIMITS = {"reset_password": None}
    took = {user.email: [], "ingen@gavle.example": []}
    for _ in range(15):
        for email, times in took.items():
            client = StrictClient()
            start = time.process_time()
            client.post("/konto/losenord/glomt/", {"email": email})
            times.append(time.process_time() - start)
    known, unknown = (median(times) for times in took.values())
    assert 0.5 < known / unknown < 2


def test_a_flood_of_wishes_in_a_moment_sends_a_handful_of_letters_and_are_answered_plainly(user):
    start, statuses = time.monotonic(), []
    client = StrictClient()
    for number in range(FLOOD):
        email = user.email if number % 2 else f"person{number}@gavle.example"
        answer = client.post("/konto/losenord/glomt/", {"email": email})
        statuses.append(answer.status_code)
    assert Mail.objects.count() <= 10
    assert Mail.objects.filter(recipient=user.email).count() <= 3
    assert set(statuses) == {302, 429}
    assert "Vänta en stund" in answer.text
    assert time.monotonic() - start < 60  # so that they are within one window even on a busy machine


def test_a_flood_of_wishes_from_many_places_still_sends_few_letters_to_one(user):
    for number in range(FLOOD):
        client = StrictClient(REMOTE_ADDR=f"192.0.2.{number}")
        client.post("/konto/losenord/glomt/", {"email": user.email})
    assert Mail.objects.filter(recipient=user.email).count() == 3


def test_a_weak_new_password_is_explained(user):
    ask(user.email)
    visitor = StrictClient()
    form = visitor.get(link_in_letter())["Location"]
    for weak in ("kort", "123456789012345", "stina@gavle.example", "Stina Strateg"):
        text = visitor.post(form, {"password1": weak}).text
        assert "Fel: " in text.split("</title>")[0], weak
    assert is_signed_in(sign_in(user.email)[0])


def test_forgotten_needs_the_forms_own_token(user):
    assert Client(enforce_csrf_checks=True).post("/konto/losenord/glomt/", {"email": user.email}).status_code == 403


# Changed


def test_a_changed_password_ends_every_other_session_and_is_told_by_letter(user, client):
    there = sign_in(user.email)[0]
    answer = client.post("/konto/losenord/byt/", {"oldpassword": PASSWORD, "password1": NEW}, follow=True)
    assert "Lösenordet är ändrat." in answer.text
    assert is_signed_in(client)
    assert there.get("/konto/").status_code == 302
    assert UserSession.objects.filter(user=user).count() == 1
    assert is_signed_in(sign_in(user.email, NEW)[0])
    assert (letter().purpose, letter().recipient) == ("sign_in_changed", user.email)
    assert changes() == ["password_changed"]


def test_the_present_password_is_asked_for_and_may_not_be_guessed_for_ever(client):
    for _ in range(5):
        text = client.post("/konto/losenord/byt/", {"oldpassword": "fel", "password1": NEW}).text
        assert "Lösenordet stämmer inte." in text
    assert client.post("/konto/losenord/byt/", {"oldpassword": PASSWORD, "password1": NEW}).status_code == 429


def test_the_administrations_own_form_leads_to_ours(user, client):
    User.objects.filter(pk=user.pk).update(is_staff=True)
    before = User.objects.get(pk=user.pk).password
    address = "/administration/password_change/"
    form = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    for answer in (client.get(address), client.post(address, form)):
        assert answer["Location"] == "/konto/losenord/byt/"
    assert User.objects.get(pk=user.pk).password == before


# Addresses


def add(client, email):
    return client.post("/konto/e-post/", {"email": email, "action_add": "1"}, follow=True)


def test_showing_again_who_one_is_comes_first(user, client):
    answer = add(client, "stina@region.example")
    assert answer.redirect_chain[-1][0].startswith("/konto/bekrafta/")
    assert not Mail.objects.exists()
    answer = client.post(answer.redirect_chain[-1][0], {"password": PASSWORD}, follow=True)  # and then it goes on
    assert "Bekräfta e-postadressen" in answer.text
    assert letter().recipient == "stina@region.example"


def test_a_wrong_password_does_not_show_who_one_is(client):
    assert "Lösenordet stämmer inte." in client.post("/konto/bekrafta/", {"password": "fel"}).text
    add(client, "stina@region.example")
    assert not Mail.objects.exists()


def test_it_is_asked_again_after_five_minutes(user, client, monkeypatch):
    show_again(client)
    now = time.time()
    monkeypatch.setattr("allauth.account.internal.flows.reauthentication.time.time", lambda: now + 301)
    assert add(client, "stina@region.example").redirect_chain[-1][0].startswith("/konto/bekrafta/")


def test_the_address_is_changed_when_the_code_has_come_back(user, client):
    show_again(client)
    assert "Bekräfta e-postadressen" in add(client, "Stina@Region.example").text
    assert "stina@region.example" not in user.addresses
    answer = client.post("/konto/e-post/kod/", {"code": code_in_letter().lower()}, follow=True)
    assert "Adressen stina@region.example är bekräftad." in answer.text
    form = {"email": "stina@region.example"}
    client.post("/konto/e-post/", form | {"action_primary": "1"})
    user = User.objects.get(pk=user.pk)
    assert user.email == "stina@region.example"
    assert (letter().recipient, letter().subject) == (
        "stina@gavle.example",
        "Du har bytt e-postadress i Barnrättsportalen",
    )
    text = client.post("/konto/e-post/", {"email": "stina@gavle.example", "action_remove": "1"}, follow=True).text
    assert "Adressen stina@gavle.example är borttagen." in text
    assert user.addresses == ["stina@region.example"]
    assert not is_signed_in(sign_in("stina@gavle.example")[0])
    assert is_signed_in(sign_in("stina@region.example")[0])
    assert changes() == ["email_added", "email_changed", "email_removed"]
    assert "@" not in str(list(AuditEvent.objects.values_list("before", "after", "object_name")))


def test_three_wrong_codes_and_one_begins_again(client):
    show_again(client)
    add(client, "stina@region.example")
    right = code_in_letter()
    for _ in range(2):
        assert "Koden stämmer inte." in client.post("/konto/e-post/kod/", {"code": "BBBB-BBBB"}).text
    client.post("/konto/e-post/kod/", {"code": "BBBB-BBBB"})
    assert client.post("/konto/e-post/kod/", {"code": right})["Location"] == "/konto/e-post/"


def test_a_code_is_good_for_a_quarter_of_an_hour(user, client, monkeypatch):
    show_again(client)
    add(client, "stina@region.example")
    now = time.time()
    monkeypatch.setattr("allauth.account.internal.flows.code_verification.time.time", lambda: now + 16 * 60)
    client.post("/konto/e-post/kod/", {"code": code_in_letter()})
    assert user.addresses == ["stina@gavle.example"]


def test_a_code_is_good_in_the_browser_where_it_was_asked_for_only(user, client):
    show_again(client)
    add(client, "stina@region.example")
    elsewhere = show_again(sign_in(user.email)[0])
    elsewhere.post("/konto/e-post/kod/", {"code": code_in_letter()})
    assert user.addresses == ["stina@gavle.example"]


def test_anothers_address_gets_the_same_answer_and_cannot_be_taken(user, client):
    other = UserFactory(email="svante@tierp.example")
    show_again(client)
    free, taken = add(client, "ny@tierp.example"), add(client, other.email)
    assert free.redirect_chain == taken.redirect_chain
    assert plain(free, "ny@tierp.example") == plain(taken, other.email)
    text = client.post("/konto/e-post/kod/", {"code": code_in_letter()}).text
    assert "Adressen används redan i ett annat konto." in text
    assert user.addresses == ["stina@gavle.example"]


def test_the_address_that_the_portal_writes_to_is_not_removed(user, client):
    show_again(client)
    text = client.post("/konto/e-post/", {"email": user.email, "action_remove": "1"}, follow=True).text
    assert "Du kan inte ta bort den adress som portalen skickar brev till." in text
    assert user.addresses == [user.email]


def test_anothers_address_is_neither_removed_nor_made_ones_own(user, client):
    other = UserFactory()
    show_again(client)
    for what in ("action_remove", "action_primary", "action_send"):
        client.post("/konto/e-post/", {"email": other.email, what: "1"})
    assert other.addresses == [other.email]
    assert User.objects.get(pk=user.pk).email == user.email


def test_codes_to_one_address_are_few(client, settings):
    show_again(client)
    for _ in range(8):
        add(client, "offer@region.example")
    assert Mail.objects.filter(recipient="offer@region.example").count() == 1


@pytest.mark.parametrize(
    "email", ["a@b.example\nBcc: c@d.example", "a@b.example,c@d.example", "å@", "x" * 300 + "@b.example"]
)
def test_nonsense_as_address_is_explained(client, email):
    show_again(client)
    assert "Fel: " in add(client, email).text.split("</title>")[0]
    assert not Mail.objects.exists()


def test_a_person_and_an_address_never_part(user):
    """Whoever has an account has that very address verified, also those from before allauth."""
    from importlib import import_module

    from allauth.account.models import EmailAddress
    from django.apps import apps

    EmailAddress.objects.all().delete()
    import_module("barnratt.accounts.migrations.0005_verified_addresses").verify(apps, None)
    assert [(one.email, one.verified, one.primary) for one in user.emailaddress_set.all()] == [(user.email, True, True)]
