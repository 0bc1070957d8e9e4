"""Letters about what is new: all of it, once, and nothing else."""

import datetime
import re

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from barnratt.outbox.actions import deliver_due
from barnratt.outbox.models import Mail
from barnratt.schedule.due import run_due
from barnratt.schedule.rhythm import latest_moment
from initiatives import actions as catalogue_actions
from initiatives import index
from initiatives.following import actions, digests, queries
from initiatives.following.actions import SOMEBODY
from initiatives.following.digests import send_digests
from initiatives.following.models import Told, Watch
from initiatives.models import FacetValue, Initiative, SearchEntry
from tests.factories import CountyFactory, InitiativeFactory, UserFactory, WatchFactory

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def skane(db):
    InitiativeFactory(
        published=True, title="Något i Skåne", scope="lan", counties=[CountyFactory(code="12", name="Skåne län")]
    )


def begin(query="q=ungdomsr%C3%A5d", rhythm="dagligen", user=None, **ago):
    """A watch that began some time ago, when the catalogue was as it is now."""
    watch, _ = actions.save_search(query, rhythm=rhythm, by=user or UserFactory())
    earlier(watch, **(ago or {"days": 10}))
    return watch


def earlier(watch=None, **ago):
    moment = timezone.now() - datetime.timedelta(**ago)
    watches = Watch.objects.filter(pk=watch.pk) if watch else Watch.objects.all()
    watches.update(confirmed_at=moment, checked_at=moment)


def next_day():
    """Let a day and more pass for every watch."""
    earlier(days=10)


def entry(title="Ungdomsråd", **fields):
    return InitiativeFactory(published=True, title=title, **fields)


def letters():
    return list(Mail.objects.filter(purpose="watch_digest").order_by("pk"))


def test_a_new_entry_is_told_once_with_the_search_in_words():
    county = CountyFactory(code="12")
    entry("Ett gammalt ungdomsråd", scope="lan", counties=[county])
    watch = begin("q=ungdomsr%C3%A5d&lan=12")
    new = entry("Ett nytt ungdomsråd", scope="lan", counties=[county])
    entry("En plan", scope="lan", counties=[county])
    entry("Ungdomsråd någon annanstans")
    assert send_digests() == 1
    letter = letters()[0]
    assert letter.recipient == watch.user.email
    assert letter.subject == "1 nytt initiativ i det du bevakar"
    for text in (letter.text, letter.html):
        assert "Sökord: ”ungdomsråd”" in text
        assert "Län: Skåne län" in text
        assert "Ett nytt ungdomsråd" in text
        assert f"http://localhost:8000/initiativ/{new.slug}/" in text
        assert "gammalt" not in text
        assert "En plan" not in text
        assert "annanstans" not in text
    assert send_digests() == 0
    next_day()
    assert send_digests() == 0
    assert list(Told.objects.values_list("initiative", flat=True)) == [new.pk]


def test_nothing_is_sent_when_nothing_is_new():
    entry()
    watch = begin()
    entry("En plan")
    assert send_digests() == 0
    assert not letters()
    assert Watch.objects.get(pk=watch.pk).checked_at > timezone.now() - DAY


def test_nothing_is_sent_before_its_time():
    begin(rhythm="veckovis")
    Watch.objects.update(confirmed_at=latest_moment("veckovis"), checked_at=latest_moment("veckovis"))
    entry()
    assert send_digests() == 0
    assert not letters()


def test_one_letter_gathers_all_that_is_due_for_a_person():
    user = UserFactory()
    begin(user=user)
    begin("q=barnbokslut", rhythm="veckovis", user=user)
    begin("q=ingenting", user=user)
    both = entry("Barnbokslut och ungdomsråd")
    entry("Ännu ett ungdomsråd")
    assert send_digests() == 1
    letter = letters()[0]
    assert letter.subject == "2 nya initiativ i det du bevakar"
    assert "”ingenting”" not in letter.text
    for text in (letter.text, letter.html):
        assert text.count(both.title) == 1
        assert "1\u00a0initiativ i den här sökningen står redan ovan." in text
    next_day()
    assert send_digests() == 0


@pytest.mark.parametrize("user", [True, False])
def test_what_a_person_has_been_told_is_not_told_again_by_another_of_her_watches(user):
    person = {"user": UserFactory()} if user else {"user": None, "email": "anna@kommun.example"}
    WatchFactory(**person, query="q=ungdomsr%C3%A5d", rhythm="dagligen")
    weekly = WatchFactory(**person, query="q=barnbokslut", rhythm="veckovis")
    Watch.objects.filter(pk=weekly.pk).update(confirmed_at=timezone.now(), checked_at=timezone.now())
    both = entry("Barnbokslut och ungdomsråd")
    assert send_digests() == 1
    earlier(weekly, days=10)
    assert send_digests() == 0
    only_here = entry("Barnbokslut")
    WatchFactory(query="q=barnbokslut", rhythm="veckovis")  # another person, who has been told of neither
    earlier(days=10)
    assert send_digests() == 2
    own, others = sorted(letters()[1:], key=lambda letter: both.title in letter.text)
    assert only_here.title in own.text
    assert both.title in others.text


def test_each_person_gets_a_letter_of_ones_own():
    begin()
    begin()
    WatchFactory(user=None, email="anna@kommun.example")
    entry()
    assert send_digests() == 3
    assert len({letter.recipient for letter in letters()}) == 3
    assert all(letter.text.count("Ungdomsråd") == 1 for letter in letters())


@pytest.mark.parametrize(
    "fields",
    [
        {"paused_at": timezone.now()},
        {"stopped_at": timezone.now()},
        {"user": None, "email": "anna@kommun.example", "confirmed_at": None, "checked_at": None},
        {"user__is_active": False},
    ],
)
def test_who_has_not_said_yes_or_does_not_want_letters_gets_none(fields):
    WatchFactory(**fields)
    entry()
    assert send_digests() == 0


def test_what_came_during_a_pause_is_told_after_it():
    watch = begin()
    actions.pause_watch(watch, by=watch.user)
    entry("Ungdomsråd under pausen")
    assert send_digests() == 0
    actions.resume_watch(watch, by=watch.user)
    assert send_digests() == 1
    assert "under pausen" in letters()[0].text


# Never the same entry twice


def test_an_entry_that_leaves_and_comes_back_is_not_told_again():
    begin()
    known, new = entry("Ungdomsråd ett"), entry("Ungdomsråd två")
    begin("q=r%C3%A5d", rhythm="veckovis")
    assert send_digests() == 1
    for member in (known, new):
        catalogue_actions.withdraw(member, by=None, reason="Fel uppgifter.")
        next_day()
        assert send_digests() == 0
        catalogue_actions.publish(member, by=None)
        next_day()
        assert send_digests() == 0
    assert len(letters()) == 1


def test_an_entry_that_is_changed_is_not_told_again():
    begin()
    new = entry()
    assert send_digests() == 1
    catalogue_actions.edit(new, fields={"title": "Ungdomsråd, ny titel"}, by=None)
    next_day()
    assert send_digests() == 0


def test_an_entry_that_stops_matching_and_matches_again_is_not_told_again():
    begin()
    new = entry()
    assert send_digests() == 1
    catalogue_actions.edit(new, fields={"title": "Något annat"}, by=None)
    next_day()
    assert send_digests() == 0
    catalogue_actions.edit(new, fields={"title": "Ungdomsråd igen"}, by=None)
    next_day()
    assert send_digests() == 0


def test_an_old_entry_that_comes_to_match_is_told_when_it_does():
    old = entry("En gammal plan")
    begin()
    Initiative.objects.update(published_at=timezone.now() - 300 * DAY)
    SearchEntry.objects.update(published_at=timezone.now() - 300 * DAY, indexed_at=timezone.now() - 300 * DAY)
    assert send_digests() == 0
    next_day()
    catalogue_actions.edit(old, fields={"summary": "Nu med ett ungdomsråd."}, by=None)
    assert send_digests() == 1
    assert "En gammal plan" in letters()[0].text


def test_an_index_made_anew_makes_no_entry_new():
    entry()
    begin()
    index.rebuild()
    assert send_digests() == 0


def test_when_very_much_has_changed_the_same_is_told(monkeypatch):
    monkeypatch.setattr(queries, "FEW", 0)
    entry("Ungdomsråd ett")
    begin("q=ungdomsr%C3%A5d&slag=handlingsplan")
    entry("Ungdomsråd två")
    index.rebuild()
    assert send_digests() == 1
    assert "Ungdomsråd två" in letters()[0].text
    assert "Ungdomsråd ett" not in letters()[0].text
    next_day()
    assert send_digests() == 0


def test_a_watch_stopped_and_started_again_tells_nothing_twice():
    watch = begin()
    entry()
    assert send_digests() == 1
    actions.stop_watch(watch, by=watch.user)
    actions.resume_watch(watch, by=watch.user)
    next_day()
    assert send_digests() == 0


def test_an_entry_written_while_the_digest_was_at_work_is_told_next_time():
    """It is in the index from a moment before the digest looked, but was not to be seen then."""
    watch = begin()
    late = entry()
    SearchEntry.objects.update(indexed_at=timezone.now() - datetime.timedelta(minutes=30))
    Watch.objects.filter(pk=watch.pk).update(checked_at=timezone.now() - datetime.timedelta(minutes=20))
    Watch.objects.update(confirmed_at=timezone.now() - 2 * DAY)
    assert queries.news_of([Watch.objects.get()]) == {watch.pk: [late.pk]}


def test_the_database_has_an_entry_told_once_for_each_watch():
    watch, new = begin(), entry()
    Told.objects.create(watch=watch, initiative=new)
    with pytest.raises(IntegrityError), transaction.atomic():
        Told.objects.create(watch=watch, initiative=new)


# What goes wrong


def test_a_nights_stop_loses_nothing_and_repeats_nothing():
    begin(days=9)
    entry("Ungdomsråd på måndagen")
    entry("Ungdomsråd på onsdagen")
    call_command("run_due_tasks")
    assert len(mail.outbox) == 1
    assert "på måndagen" in mail.outbox[0].body
    assert "på onsdagen" in mail.outbox[0].body
    call_command("run_due_tasks")
    assert len(mail.outbox) == 1


def test_a_crash_before_the_letter_is_written_tells_nothing_and_it_is_told_the_next_time(monkeypatch):
    begin()
    entry()

    def crash(*args, **options):
        raise OSError("strömavbrott")

    with monkeypatch.context() as broken:
        broken.setattr(digests, "post", crash)
        with pytest.raises(OSError, match="strömavbrott"):
            send_digests()
    assert not Told.objects.exists()
    assert send_digests() == 1


def test_a_crash_after_the_letter_is_written_takes_it_back(monkeypatch):
    begin()
    entry()

    def crash(*args, **options):
        raise OSError("strömavbrott")

    with monkeypatch.context() as broken:
        broken.setattr(Told.objects, "bulk_create", crash)
        with pytest.raises(OSError, match="strömavbrott"):
            send_digests()
    assert not letters()
    assert send_digests() == 1
    assert len(letters()) == 1


def test_a_crash_between_claim_and_sending_makes_no_second_letter(monkeypatch):
    """The letter is then uncertain, and says so in the outbox; the entry has been told of and is not told again."""
    begin()
    entry()
    send_digests()

    def crash(self):
        raise SystemExit("strömavbrott")

    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMultiAlternatives.send", crash)
        with pytest.raises(SystemExit):
            deliver_due()
    next_day()
    run_due()
    assert mail.outbox == []
    letter = Mail.objects.get()
    assert letter.claimed_at
    assert letter.sent_at is None


def test_one_persons_trouble_stops_no_other_for_good(monkeypatch):
    first, _ = begin(), begin()
    entry()
    post = digests.post

    def some(purpose, *, to, **options):
        if to == first.user.email:
            raise OSError("fel")
        return post(purpose, to=to, **options)

    with monkeypatch.context() as broken:
        broken.setattr(digests, "post", some)
        with pytest.raises(OSError, match="fel"):
            send_digests()
        assert len(letters()) == 1
    assert send_digests() == 1
    assert len(letters()) == 2


def test_an_entry_withdrawn_while_the_letter_is_written_is_not_in_it(monkeypatch):
    begin()
    entry()
    monkeypatch.setattr(digests, "cards", lambda pks: [])
    assert send_digests() == 0
    assert not Told.objects.exists()


def test_a_filter_that_is_gone_finds_nothing_instead_of_everything():
    begin("lan=12")
    FacetValue.objects.filter(facet="lan", value="12").delete()
    entry()
    assert send_digests() == 0


# The letter


def test_html_in_a_title_is_shown_as_it_is_written():
    begin("q=r%C3%A5d")
    entry("Råd <script>alert(1)</script> & annat")
    send_digests()
    letter = letters()[0]
    assert "<script>" not in letter.html
    assert "&lt;script&gt;" in letter.html
    assert "Råd <script>alert(1)</script> & annat" in letter.text


def test_a_constructed_example_is_marked_in_the_letter():
    begin()
    entry(constructed=True)
    send_digests()
    assert "(konstruerat exempel)" in letters()[0].text
    assert "(konstruerat exempel)" in letters()[0].html


def test_many_entries_are_told_by_number_and_link(monkeypatch):
    monkeypatch.setattr(digests, "SHOWN", 2)
    begin()
    for n in range(5):
        entry(f"Ungdomsråd {n}")
    send_digests()
    letter = letters()[0]
    assert letter.subject == "5 nya initiativ i det du bevakar"
    assert "3\u00a0initiativ till" in letter.text
    assert "Ungdomsråd 4" in letter.text
    assert "Ungdomsråd 0" not in letter.text
    assert "http://localhost:8000/initiativ/?q=ungdomsr%C3%A5d&sort=nyast" in letter.text
    next_day()
    assert send_digests() == 0


def test_the_letters_links_stop_what_they_say():
    watch = actions.confirm_watch(
        actions.ask_to_watch("anna@kommun.example", "q=ungdomsr%C3%A5d", rhythm="dagligen", by=SOMEBODY), by=SOMEBODY
    )
    next_day()
    entry()
    run_due()
    sent = next(letter for letter in mail.outbox if "bevakar" in letter.subject and "nytt" in letter.subject)
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = sent.extra_headers["List-Unsubscribe"].strip("<>").removeprefix("http://localhost:8000")
    client = Client(enforce_csrf_checks=True)
    assert "Sluta med alla brev" in client.get(address).text
    assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Watch.objects.get(pk=watch.pk).stopped_at
    own = re.search(r"http://localhost:8000(/bevakningar/\S+/sluta/)", sent.body).group(1)
    assert client.get(own).status_code == 200


def test_no_title_reaches_a_header():
    begin("q=r%C3%A5d")
    Initiative.objects.filter(pk=entry("Råd").pk).update(title="Råd\r\nBcc: alla@kommun.example")
    send_digests()
    deliver_due()
    assert len(mail.outbox[0].recipients()) == 1
    assert "Bcc" not in mail.outbox[0].subject


# What it costs


@pytest.mark.parametrize("number", [1, 3])
def test_people_whose_watches_have_nothing_new_cost_no_statements_of_their_own(number, django_assert_num_queries):
    for _ in range(number):
        begin()
    entry("En plan")
    # What is due; the index, word lists, entries; that all have been gone through.
    with django_assert_num_queries(5):
        assert send_digests() == 0


def test_nothing_due_costs_one_statement(django_assert_num_queries):
    watch = WatchFactory()
    Watch.objects.filter(pk=watch.pk).update(checked_at=timezone.now())
    with django_assert_num_queries(1):
        assert send_digests() == 0
