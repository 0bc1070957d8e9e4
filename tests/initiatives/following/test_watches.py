"""Saving a search: at once for who is signed in, with a letter in between for who is not; stopping it with a button."""

import datetime
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from barnratt.accounts.models import User
from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from barnratt.outbox.actions import deliver_due
from barnratt.outbox.models import Mail
from initiatives.following import actions
from initiatives.following.actions import SOMEBODY
from initiatives.following.links import WATCH, watch_address
from initiatives.following.models import STOPPED_KEPT, UNCONFIRMED_KEPT, Watch
from tests.accounts.test_memberships import signed_in
from tests.client import StrictClient
from tests.factories import InitiativeFactory, UserFactory, WatchFactory
from tests.soak import FLOOD

pytestmark = pytest.mark.django_db

HERE = "http://localhost:8000"
ANNA = "anna@kommun.example"
SEARCH = "q=ungdomsr%C3%A5d"


def path_of(watch, page="following:watch_link"):
    return watch_address(watch, page).removeprefix(HERE)


def ask(client, email=ANNA, query=SEARCH, rhythm="veckovis", **options):
    return client.post("/bevakningar/ny/", {"email": email, "sokning": query, "rhythm": rhythm}, **options)


def anonymous(email=ANNA, **fields):
    return WatchFactory(user=None, email=email, **fields)


def waiting(email=ANNA, **fields):
    return anonymous(email, confirmed_at=None, checked_at=None, **fields)


# Signed in


def test_somebody_signed_in_watches_with_one_click(client):
    entry = InitiativeFactory(published=True, title="Ungdomsråd")
    user = UserFactory()
    client.force_login(user)
    text = client.get(f"/initiativ/?{SEARCH}&sort=titel").text
    hidden = re.search(r'name="sokning" value="([^"]*)" form="bevaka"', text).group(1)
    answer = client.post("/bevakningar/ny/", {"sokning": hidden, "rhythm": "dagligen"}, follow=True)
    assert "Nu bevakar du sökningen. Är det något nytt får du ett brev en gång om dagen." in answer.text
    assert answer.redirect_chain == [(f"/initiativ/?{SEARCH}", 302)]
    watch = Watch.objects.get()
    assert (watch.user, watch.query, watch.rhythm, watch.known) == (user, SEARCH, "dagligen", [entry.pk])
    assert not Mail.objects.exists()
    event = AuditEvent.objects.get(type="search_saved")
    assert (event.actor_id, event.after) == (user.pk, {"rhythm": "dagligen"})


def test_the_same_search_is_watched_once_and_gets_the_rhythm_that_was_asked_for_last():
    user = UserFactory()
    client = signed_in(user)
    for query, rhythm in (("lan=&q=plan&sida=2", "veckovis"), ("q=plan", "dagligen")):
        answer = client.post("/bevakningar/ny/", {"sokning": query, "rhythm": rhythm}, follow=True)
    assert "Du bevakar redan sökningen. Är det något nytt får du ett brev en gång om dagen." in answer.text
    assert Watch.objects.get().rhythm == "dagligen"


@pytest.mark.parametrize("sought", ["", "sort=titel", "lan=99", "q=%20", "\x00", "%", "&&==&"])
def test_nothing_is_watched_without_words_or_filters(sought):
    user = UserFactory()
    answer = signed_in(user).post("/bevakningar/ny/", {"sokning": sought, "rhythm": "veckovis"})
    assert "Det finns ingen sökning att bevaka" in answer.text
    with pytest.raises(RuleBroken, match="Skriv ett sökord eller välj ett filter först"):
        actions.save_search(sought.replace("\x00", ""), rhythm="veckovis", by=user)
    assert not Watch.objects.exists()


def test_there_is_an_end_to_how_many_one_watches(monkeypatch):
    monkeypatch.setattr(actions, "MOST_WATCHES", 1)
    user = UserFactory()
    actions.save_search("q=ett", rhythm="veckovis", by=user)
    answer = signed_in(user).post("/bevakningar/ny/", {"sokning": "q=tva", "rhythm": "veckovis"})
    assert "Du kan ha högst 1 bevakningar" in answer.text
    assert 'value="q=tva"' in answer.text
    actions.ask_to_watch(ANNA, "q=ett", rhythm="veckovis", by=SOMEBODY)
    with pytest.raises(RuleBroken, match="högst 1"):
        actions.ask_to_watch(ANNA, "q=tva", rhythm="veckovis", by=SOMEBODY)


def test_ones_own_watches_are_listed_changed_and_stopped():
    user = UserFactory()
    watch = WatchFactory(user=user, query="q=barnbokslut")
    WatchFactory(query="q=hemligt")
    client = signed_in(user)
    text = client.get("/konto/bevakningar/").text
    assert "”barnbokslut”" in text
    assert "hemligt" not in text
    for what, told, field, value in (
        ("pausa", "Bevakningen är pausad.", "paused_at", True),
        ("fortsatt", "Bevakningen är igång igen.", "paused_at", False),
        ("sluta", "Bevakningen är avslutad.", "stopped_at", True),
        ("fortsatt", "Bevakningen är igång igen.", "stopped_at", False),
    ):
        assert told in client.post(f"/konto/bevakningar/{watch.pk}/", {"gor": what}, follow=True).text
        assert bool(getattr(Watch.objects.get(pk=watch.pk), field)) is value
    client.post(f"/konto/bevakningar/{watch.pk}/", {"gor": "veckovis"})
    assert Watch.objects.get(pk=watch.pk).rhythm == "veckovis"
    assert client.post(f"/konto/bevakningar/{watch.pk}/", {"gor": "explodera"}).status_code == 400
    types = list(AuditEvent.objects.order_by("pk").values_list("type", flat=True))
    assert types == ["search_saved", "search_saved", "search_stopped", "search_saved", "search_saved"]


def test_another_persons_watch_is_not_there():
    watch = WatchFactory()
    assert signed_in(UserFactory()).post(f"/konto/bevakningar/{watch.pk}/", {"gor": "sluta"}).status_code == 404
    assert Watch.objects.get().stopped_at is None


def test_a_stopped_watch_does_nothing_until_it_is_started_again():
    watch = WatchFactory(stopped_at=timezone.now())
    for change in (actions.pause_watch, actions.confirm_watch):
        with pytest.raises(RuleBroken, match="avslutad"):
            change(watch, by=watch.user)
    with pytest.raises(RuleBroken, match="avslutad"):
        actions.set_rhythm(watch, rhythm="veckovis", by=watch.user)


def test_a_watch_is_not_started_again_beside_a_new_one_of_the_same():
    user = UserFactory()
    old = WatchFactory(user=user, stopped_at=timezone.now())
    WatchFactory(user=user)
    answer = signed_in(user).post(f"/konto/bevakningar/{old.pk}/", {"gor": "fortsatt"}, follow=True)
    assert "Du bevakar redan den här sökningen." in answer.text


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_watches_does_not_grow_queries(number, django_assert_num_queries):
    user = UserFactory()
    for n in range(number):
        WatchFactory(user=user, query=f"q=plan{n}")
    InitiativeFactory(published=True, title="plan0 plan1 plan2")
    client = signed_in(user)
    # Session, user, watches, word lists; what is new: the index, the entries, those that are known.
    with django_assert_num_queries(7):
        text = client.get("/konto/bevakningar/").text
    assert text.count("1\u00a0nytt initiativ") == number


# Without an account


def test_an_address_is_asked_by_letter_and_nothing_is_sent_before_it_has_said_yes(client):
    InitiativeFactory(published=True, title="Ungdomsråd")
    text = client.get(f"/initiativ/?{SEARCH}").text
    assert f'href="/bevakningar/ny/?{SEARCH}"' in text
    assert "csrftoken" not in client.cookies
    assert "”ungdomsråd”" in client.get(f"/bevakningar/ny/?{SEARCH}").text
    answer = ask(client, "Anna@Kommun.example", follow=True)
    assert "Titta i din inkorg" in answer.text
    assert ANNA not in answer.text
    watch = Watch.objects.get()
    assert (watch.email, watch.user, watch.is_waiting, watch.is_running) == (ANNA, None, True, False)
    letter = Mail.objects.get()
    assert (letter.recipient, letter.purpose) == (ANNA, "watch_confirm")
    event = AuditEvent.objects.get(type="search_saved")
    assert (event.actor_id, event.actor_name) == (None, "någon utan konto")
    address = re.search(rf"{HERE}(/bevakningar/\S+)", letter.text).group(1)
    assert client.get(address).status_code == 200


def test_the_letters_link_opens_a_page_with_one_button_and_the_button_starts_the_watch(client):
    entry = InitiativeFactory(published=True, title="Ungdomsråd")
    watch = waiting()
    page = client.get(path_of(watch)).text
    main = page.split("<main")[1].split("</main>")[0]
    assert main.count("<button") == 1
    assert "”ungdomsråd”" in main
    assert not Watch.objects.get().confirmed_at
    action = re.search(r'action="([^"]+)"', main).group(1)
    answer = client.post(action, {"gor": "starta"}, follow=True)
    assert "Bevakningen är igång." in answer.text
    watch = Watch.objects.get()
    assert watch.is_running
    assert watch.known == [entry.pk]
    actions.confirm_watch(watch, by=SOMEBODY)
    assert AuditEvent.objects.get(type="search_saved").after == {"confirmed": True}


def test_the_letter_that_asks_holds_nothing_that_was_typed(client):
    """Else anybody could send what they like to anybody, from us."""
    ask(client, query="q=K%C3%B6p+nu+http%3A%2F%2Fond.example")
    letter = Mail.objects.get()
    for part in (letter.subject, letter.text, letter.html):
        assert "ond" not in part
        assert "Köp" not in part


def test_an_address_gets_one_letter_a_day_however_many_searches_are_asked_for(client):
    ask(client, query="q=ett")
    ask(client, query="q=tva")
    ask(client, query="q=ett")
    assert Mail.objects.count() == 1
    assert Watch.objects.count() == 2
    first = Watch.objects.get(query="q=ett")
    client.post(f"{path_of(first)}{first.pk}/", {"gor": "starta"})
    page = client.get(path_of(first)).text
    assert "väntar på att du startar den" in page
    other = Watch.objects.get(query="q=tva")
    client.post(f"{path_of(first)}{other.pk}/", {"gor": "starta"})
    assert Watch.objects.running().count() == 2
    Watch.objects.update(mailed_at=timezone.now() - datetime.timedelta(hours=25))
    ask(client, query="q=tre")
    assert Mail.objects.count() == 2


def test_the_answer_tells_nothing_about_an_address(client):
    """Unknown, waiting, running, somebody's account, and one that has had its letters: the same page."""
    UserFactory(email="konto@kommun.example")
    anonymous("igang@kommun.example")
    waiting("vantar@kommun.example")
    for _ in range(11):
        ask(client, "matt@kommun.example")
    cache.clear()
    emails = ["ny@kommun.example", "konto@kommun.example", "igang@kommun.example", "vantar@kommun.example"]
    answers = [ask(client, email) for email in [*emails, "matt@kommun.example"]]
    assert {(answer.status_code, answer["Location"], answer.content) for answer in answers} == {
        (302, "/bevakningar/skickat/", b"")
    }


@pytest.mark.parametrize(
    "email",
    [
        "",
        "anna",
        "anna@",
        "anna@kommun.example\r\nBcc: alla@kommun.example",
        "anna@kommun.example, alla@kommun.example",
        "a" * 300 + "@kommun.example",
        "<script>@kommun.example",
    ],
)
def test_an_address_that_is_none_is_explained_and_nothing_is_lost(client, email):
    answer = ask(client, email)
    assert "Fel: " in answer.text.split("</title>")[0]
    assert f'value="{SEARCH}"' in answer.text
    assert not Watch.objects.exists()
    assert not Mail.objects.exists()


def test_an_address_with_a_line_break_at_its_end_makes_no_header(client):
    ask(client, "anna@kommun.example\r\n")
    deliver_due()
    assert mail.outbox[0].recipients() == [ANNA]
    assert Watch.objects.get().email == ANNA


def test_a_flood_of_sign_ups_gives_twenty_letters(client):
    statuses = [ask(client, f"person{n}@kommun.example").status_code for n in range(FLOOD)]
    assert statuses == [302] * 20 + [429] * (FLOOD - 20)
    assert Mail.objects.count() == Watch.objects.count() == 20
    refused = ask(client, ANNA)
    assert "Försök igen om en stund" in refused.text
    assert f'value="{ANNA}"' in refused.text


def test_a_flood_of_sign_ups_of_one_address_from_everywhere_gives_one_letter(client):
    for n in range(FLOOD):
        ask(client, query=f"q=ord{n}", REMOTE_ADDR=f"198.51.100.{n}")
    assert Mail.objects.count() == 1
    assert Watch.objects.count() == 10


@pytest.mark.django_db(transaction=True)
def test_an_address_that_is_asked_many_times_at_once_gets_one_letter():
    def once(n):
        try:
            actions.ask_to_watch(ANNA, f"q=ord{n % 3}", rhythm="veckovis", by=SOMEBODY)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(once, range(12)))
    assert Mail.objects.count() == 1
    assert Watch.objects.count() == 3


# Links: forged, too old, another's


@pytest.mark.parametrize("token", ["1:forged", "1", "x" * 500, "%00", "1:2:3", "abc:def"])
@pytest.mark.parametrize("page", ["", "sluta/", "sluta-alla/", "1/"])
def test_a_forged_link_is_told_plainly_and_does_nothing(client, token, page):
    WatchFactory(pk=1)
    address = f"/bevakningar/{token}/{page}"
    if page != "1/":
        assert client.get(address).status_code == 404
    answer = client.post(address, {"gor": "sluta", "List-Unsubscribe": "One-Click"})
    assert answer.status_code == (405 if page == "" else 404)
    assert Watch.objects.get().stopped_at is None


def test_the_link_of_one_purpose_is_no_link_of_another(client):
    watch = WatchFactory()
    from initiatives.following.links import COLLECTION

    assert client.get(f"/bevakningar/{COLLECTION.sign(watch.pk)}/").status_code == 404
    assert client.get(f"/samlingar/delad/{WATCH.sign(f'{watch.pk}-1')}/").status_code == 404


def test_what_nobody_confirmed_is_forgotten_after_seven_days_and_its_link_says_so(client):
    old, young, running = waiting(), waiting("b@kommun.example"), anonymous("c@kommun.example")
    Watch.objects.filter(pk__in=[old.pk, running.pk]).update(
        created_at=timezone.now() - UNCONFIRMED_KEPT - datetime.timedelta(minutes=1)
    )
    assert actions.forget_watches() == 1
    assert set(Watch.objects.all()) == {young, running}
    answer = client.post(f"{path_of(old)}{old.pk}/", {"gor": "starta"})
    assert answer.status_code == 404
    assert "Bevakningen finns inte längre" in answer.text


def test_what_was_stopped_is_forgotten_after_a_month_unless_its_address_still_gets_letters():
    long_ago = timezone.now() - STOPPED_KEPT - datetime.timedelta(minutes=1)
    alone = anonymous("a@kommun.example", stopped_at=long_ago)
    beside = anonymous("b@kommun.example", stopped_at=long_ago)
    anonymous("b@kommun.example", query="q=annat")
    users = WatchFactory(stopped_at=long_ago)
    lately = anonymous("c@kommun.example", stopped_at=timezone.now())
    actions.forget_watches()
    kept = set(Watch.objects.all())
    assert alone not in kept
    assert users not in kept
    assert {beside, lately} <= kept


def test_a_link_leads_to_the_watches_of_its_own_address_only(client):
    mine, others = anonymous(), anonymous("bo@kommun.example", query="q=hemligt")
    assert "hemligt" not in client.get(path_of(mine)).text
    assert client.post(f"{path_of(mine)}{others.pk}/", {"gor": "sluta"}).status_code == 404


def test_a_link_in_a_letter_to_an_account_needs_no_sign_in_and_names_who_it_was(client):
    watch = WatchFactory()
    assert watch.user.email in client.get(path_of(watch)).text
    client.post(f"{path_of(watch)}{watch.pk}/", {"gor": "pausa"})
    assert Watch.objects.get().paused_at
    assert AuditEvent.objects.get().actor_id == watch.user_id


def test_a_link_in_a_letter_to_an_old_address_shows_nothing_of_the_new(client):
    watch = WatchFactory(user__email="stina@gavle.example")
    old = path_of(watch)
    watch.user.email = "stina@tierp.example"
    watch.user.save()
    for answer in (client.get(old), client.get(f"{old}sluta/"), client.get(f"{old}sluta-alla/")):
        assert answer.status_code == 404
        assert "stina@tierp.example" not in answer.text
    assert client.post(f"{old}sluta-alla/", {"List-Unsubscribe": "One-Click"}).status_code == 404
    watch.refresh_from_db()
    assert watch.stopped_at is None
    assert "stina@tierp.example" in client.get(path_of(watch)).text


# Stopping


def test_a_watch_is_stopped_by_one_button_and_can_be_started_again(client):
    watch, other = anonymous(), anonymous(query="q=annat")
    address = path_of(watch, "following:watch_stop")
    main = client.get(address).text.split("<main")[1].split("</main>")[0]
    assert main.count("<button") == 1
    assert not Watch.objects.get(pk=watch.pk).stopped_at
    assert "Du får inga fler brev om den." in client.post(address, follow=True).text
    assert Watch.objects.get(pk=watch.pk).stopped_at
    assert not Watch.objects.get(pk=other.pk).stopped_at
    assert AuditEvent.objects.get().type == "search_stopped"
    client.post(address)
    assert AuditEvent.objects.count() == 1
    client.post(f"{path_of(watch)}{watch.pk}/", {"gor": "fortsatt"})
    assert Watch.objects.running().count() == 2


def test_all_letters_are_stopped_by_one_button(client):
    watch, other = anonymous(), waiting(query="q=annat")
    another = anonymous("bo@kommun.example")
    address = path_of(watch, "following:watch_stop_all")
    main = client.get(address).text.split("<main")[1].split("</main>")[0]
    assert main.count("<button") == 1
    assert "2\u00a0sökningar" in main
    assert "Du får inga fler brev om dem." in client.post(address, follow=True).text
    assert set(Watch.objects.filter(stopped_at=None)) == {another}
    assert not Watch.objects.get(pk=other.pk).is_waiting
    assert "Du bevakar ingenting" in client.get(address).text


def test_the_mail_programs_own_button_stops_all_letters_without_a_cookie():
    """RFC 8058: a POST of List-Unsubscribe=One-Click to the address in the letter's header."""
    watch = anonymous()
    WatchFactory(user=UserFactory(email=ANNA))
    client = Client(enforce_csrf_checks=True)
    address = path_of(watch, "following:watch_stop_all")
    answer = client.post(address, {"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, answer.text) == (200, "Du får inga fler brev om det du bevakar.")
    assert not client.cookies
    assert not Watch.objects.there().exists()


@pytest.mark.parametrize("page", ["following:watch_stop", "following:watch_link_change", "following:watch_new"])
def test_nothing_else_is_done_without_the_forms_own_token(page):
    watch = anonymous()
    client = Client(enforce_csrf_checks=True)
    addresses = {
        "following:watch_stop": path_of(watch, "following:watch_stop"),
        "following:watch_link_change": f"{path_of(watch)}{watch.pk}/",
        "following:watch_new": "/bevakningar/ny/",
    }
    data = {"gor": "sluta", "email": "bo@kommun.example", "sokning": SEARCH, "rhythm": "veckovis"}
    assert client.post(addresses[page], data).status_code == 403
    assert Watch.objects.get().stopped_at is None


# The database


@pytest.mark.parametrize(
    "fields",
    [
        {"user": None, "email": ""},
        {"email": ANNA},
        {"user": None, "email": "Anna@kommun.example"},
        {"confirmed_at": None, "checked_at": None},
        {"query": ""},
        {"checked_at": timezone.now() - datetime.timedelta(days=300)},
    ],
)
def test_the_database_refuses_a_watch_that_cannot_be(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        WatchFactory(**fields)


def test_the_database_has_one_watch_of_a_selection_for_each_person():
    watch = anonymous(query="q=" + "å" * 2000)
    with pytest.raises(IntegrityError), transaction.atomic():
        anonymous(query=watch.query)
    anonymous("bo@kommun.example", query=watch.query)
    anonymous(query=watch.query, stopped_at=timezone.now())


def test_an_account_that_goes_takes_its_watches_along():
    watch = WatchFactory()
    User.objects.get(pk=watch.user_id).delete()
    assert not Watch.objects.exists()


def test_the_log_keeps_no_address_and_no_words(client):
    ask(client, query="q=hemligt")
    watch = Watch.objects.get()
    actions.confirm_watch(watch, by=SOMEBODY)
    actions.stop_watch(watch, by=SOMEBODY)
    for event in AuditEvent.objects.all():
        told = f"{event.object_name} {event.before} {event.after} {event.actor_name}"
        assert ANNA not in told
        assert "hemligt" not in told


def test_pages_that_letters_lead_to_are_not_indexed():
    watch = waiting()
    client = StrictClient()
    for address in (path_of(watch), path_of(watch, "following:watch_stop")):
        assert '<meta name="robots" content="noindex">' in client.get(address).text
