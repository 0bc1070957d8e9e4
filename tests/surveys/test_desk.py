import datetime
import json

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from barnratt.accounts.models import Membership, Role
from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from barnratt.notifications.actions import choose
from barnratt.notifications.models import Notification, Topic
from barnratt.outbox.models import Mail
from regions.places.models import Organisation
from regions.surveys import actions as surveys
from regions.surveys.desk import actions, board, reminders
from regions.surveys.desk.models import Handover, Reminder, Thread
from regions.surveys.models import Round
from tests.client import StrictClient
from tests.factories import MembershipFactory, OrganisationFactory
from tests.surveys.factories import begin, make_county, make_round, submitted

pytestmark = pytest.mark.django_db
Moment = Reminder.Moment
TODAY = timezone.localdate


def at_eight(day):
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(8)))


def coordinator(county):
    kind = Organisation.Kind.COUNTY_BOARD
    there = Organisation.objects.filter(kind=kind, county=county).first()
    board_of = there or OrganisationFactory(kind=kind, county=county, is_authority=True)
    return MembershipFactory(organisation=board_of, role=Role.COUNTY_COORDINATOR).user


def national():
    return MembershipFactory(organisation=OrganisationFactory(), role=Role.NATIONAL_COORDINATOR).user


def ends_in(days, slug="2026", **fields):
    """A round that opened a while ago and whose last day is so many days from today."""
    day = TODAY() + datetime.timedelta(days=days)
    opens = TODAY() - datetime.timedelta(days=60)
    return make_round(slug, dates=(opens, day, day + datetime.timedelta(days=20)), **fields)


def signed_in(user):
    client = StrictClient()
    client.force_login(user)
    return client


# Reminders


@pytest.mark.parametrize(
    ("days", "moment"),
    [(15, None), (14, "14"), (8, "14"), (7, "7"), (2, "7"), (1, "1"), (0, "1"), (-1, "overdue")],
)
def test_a_day_before_the_last_is_in_one_moment(days, moment):
    today = datetime.date(2026, 11, 23)
    long_ago = today - datetime.timedelta(days=60)
    assert reminders.moment_of(today + datetime.timedelta(days=days), today, opened=long_ago) == moment


def test_the_counties_are_told_once_when_the_survey_has_opened():
    county = make_county()
    person = coordinator(county)
    day = TODAY() + datetime.timedelta(days=60)
    dates = (TODAY(), day, day)
    made = make_round(dates=dates, state=Round.State.PREPARED)
    assert reminders.remind(now=at_eight(TODAY())) == 0
    surveys.move_round(made, Round.State.OPEN, by=None)
    for later in (0, 1, 13, 20):
        reminders.remind(now=at_eight(TODAY() + datetime.timedelta(days=later)))
    (mail,) = Mail.objects.all()
    assert (mail.recipient, mail.subject) == (person.email, f"Enkät 2026 är öppen för svar till och med {day}")
    assert "Enkäten är öppen för ert läns svar:" in mail.text
    assert "/enkat/2026/lan/" in mail.text
    assert Reminder.objects.get().moment == Moment.OPENED


def test_a_coordinator_is_reminded_once_at_each_moment_until_the_answers_are_sent_in():
    county, last = make_county(), TODAY() + datetime.timedelta(days=14)
    ends_in(14)
    person = coordinator(county)
    for _ in range(2):
        reminders.remind(now=at_eight(TODAY()))
    (mail,) = Mail.objects.all()
    assert mail.recipient == person.email
    assert mail.subject == f"Enkät 2026: sista svarsdag är {last}"
    assert "länet har inte börjat svara" in mail.text
    begin(county=county, samordnat="ja")
    reminders.remind(now=at_eight(last - datetime.timedelta(days=7)))
    assert "1 av 5 frågor är besvarade" in Mail.objects.latest("pk").text
    reminders.remind(now=at_eight(last + datetime.timedelta(days=1)))
    latest = Mail.objects.latest("pk")
    assert (latest.subject, f"Sista svarsdag var {last}" in latest.text) == (
        "Enkät 2026: sista svarsdagen har passerat",
        True,
    )
    assert list(Reminder.objects.order_by("pk").values_list("moment", flat=True)) == ["14", "7", "overdue"]
    assert AuditEvent.objects.filter(type="survey_reminded").count() == 3


def test_nobody_is_reminded_before_seven_in_the_morning_of_the_day():
    coordinator(make_county())
    ends_in(14)
    at_six = timezone.make_aware(datetime.datetime.combine(TODAY(), datetime.time(6)))
    assert reminders.remind(now=at_six) == 0


def test_what_is_sent_in_is_not_reminded_of_and_neither_are_test_rounds_or_closed_ones():
    county = make_county()
    coordinator(county)
    submitted(ends_in(3), county)
    ends_in(3, "prov", year=2026, is_test=True)
    surveys.move_round(ends_in(3, "2025"), "closed", by=None)
    assert reminders.remind(now=at_eight(TODAY())) == 0


def test_a_county_that_has_been_given_time_is_reminded_by_its_own_day_also_when_the_round_is_closed():
    early, late = make_county("14"), make_county("01")
    for county in (early, late):
        coordinator(county)
    made = ends_in(-2)
    surveys.give_time(made, late, last_answer_date=TODAY() + datetime.timedelta(days=5), reason="Sjuk.", by=None)
    surveys.move_round(made, "closed", by=None)
    reminders.remind(now=at_eight(TODAY()))
    (kept,) = Reminder.objects.all()
    assert (kept.county, kept.moment) == (late, "7")


def test_another_last_day_is_reminded_of_anew():
    county = make_county()
    coordinator(county)
    made = ends_in(7)
    reminders.remind(now=at_eight(TODAY()))
    surveys.give_time(made, county, last_answer_date=TODAY() + datetime.timedelta(days=6), reason="Sjuk.", by=None)
    reminders.remind(now=at_eight(TODAY()))
    assert Reminder.objects.filter(moment="7").count() == Mail.objects.count() == 2


def test_a_person_with_several_answers_to_send_in_gets_one_letter():
    first, second = make_county("14"), make_county("01")
    person = coordinator(first)
    board_of = OrganisationFactory(kind=Organisation.Kind.COUNTY_BOARD, county=second)
    Membership.objects.create(user=person, organisation=board_of, role=Role.COUNTY_COORDINATOR)
    ends_in(14)
    ends_in(7, "2025")
    assert reminders.remind(now=at_eight(TODAY())) == 1
    (mail,) = Mail.objects.all()
    assert mail.subject == "Enkäten: 4 svar att skicka in"
    assert mail.text.count("/enkat/202") == 4


def test_where_there_is_nobody_to_remind_the_desk_is_told_once():
    desk = national()
    make_county("14"), make_county("01")
    ends_in(7)
    for _ in range(2):
        reminders.remind(now=at_eight(TODAY()))
    (told,) = Notification.objects.filter(user=desk)
    assert told.text == "2\xa0län saknar länssamordnare och har inte svarat på Enkät 2026."
    assert Reminder.objects.filter(person=None).count() == 2


def test_a_county_marked_as_vacant_is_told_of_though_somebody_still_has_an_account():
    county, desk = make_county(), national()
    person = coordinator(county)
    actions.change_handover(county, note="", vacant_since=TODAY(), revision=0, by=person)
    ends_in(7)
    assert reminders.remind(now=at_eight(TODAY())) == 2
    assert Mail.objects.filter(recipient=person.email, purpose="survey_reminder").exists()
    assert Notification.objects.filter(user=desk, text__contains="har inte svarat").exists()


def test_somebody_who_wants_no_letters_is_told_in_the_portal():
    county = make_county()
    person = coordinator(county)
    choose(person, rhythms={Topic.SURVEY: "aldrig"}, by=person)
    ends_in(1)
    reminders.remind(now=at_eight(TODAY()))
    assert not Mail.objects.exists()
    assert "Svaren är inte inskickade." in Notification.objects.get(user=person).text


def test_the_database_keeps_a_reminder_from_being_sent_twice_also_where_nobody_is_reminded():
    county, made = make_county(), ends_in(7)
    for person in (coordinator(county), None):
        same = {"round": made, "county": county, "person": person, "moment": "7",
                "last_answer_date": made.last_answer_date, "sent_date": TODAY()}  # fmt: skip
        Reminder.objects.create(**same)
        with pytest.raises(IntegrityError), transaction.atomic():
            Reminder.objects.create(**same)


def test_the_page_shows_the_letters_of_a_day_and_sends_none():
    county = make_county()
    person = coordinator(county)
    made = ends_in(30)
    client = signed_in(national())
    page = client.get(f"/enkat/2026/paminnelser/?dag={made.last_answer_date - datetime.timedelta(days=7)}").text
    assert f"({person.email})" in page
    assert f"Enkät 2026: sista svarsdag är {made.last_answer_date}" in page
    assert "Inga brev den dagen." in client.get("/enkat/2026/paminnelser/").text
    assert not Mail.objects.exists()


def test_the_desk_can_remind_a_county_by_hand_once_a_day():
    county, desk = make_county(), national()
    person = coordinator(county)
    made = ends_in(30)
    client = signed_in(desk)
    assert person.email in client.get(f"/enkat/2026/lan/{county.slug}/paminn/").text
    client.post(f"/enkat/2026/lan/{county.slug}/paminn/")
    assert Mail.objects.get().recipient == person.email
    with pytest.raises(RuleBroken, match="redan fått en påminnelse i dag"):
        reminders.remind_now(made, county, by=desk, on=TODAY())
    empty = make_county("01")
    with pytest.raises(RuleBroken, match="ingen länssamordnare med konto"):
        reminders.remind_now(made, empty, by=desk, on=TODAY())
    submitted(made, empty, kommuner=[])
    with pytest.raises(RuleBroken, match="inget att påminna om"):
        reminders.remind_now(made, empty, by=desk, on=TODAY())


# Threads


def test_a_county_asks_the_desk_answers_and_both_are_told():
    county, desk = make_county(), national()
    person, made = coordinator(county), make_round()
    client = signed_in(person)
    client.post(f"/enkat/2026/lan/{county.slug}/fragor/", {"text": "Räknas förskolan?", "om": "kommuner"})
    thread = Thread.objects.get()
    assert (thread.is_waiting, thread.about) == (True, "Vilka kommuner?")
    told = Notification.objects.get(user=desk)
    assert told.text == f"{county} har en fråga om Enkät 2026."
    signed_in(desk).post(f"/enkat/2026/lan/{county.slug}/fragor/{thread.pk}/", {"text": "Ja."})
    thread.refresh_from_db()
    assert not thread.is_waiting
    assert "Den nationella samordningen har skrivit" in Notification.objects.get(user=person).text
    page = client.get(f"/enkat/2026/lan/{county.slug}/fragor/").text
    assert "Räknas förskolan?" in page
    assert "besvarad" in page
    for event in AuditEvent.objects.filter(type__in=["survey_asked", "survey_answered"]):
        assert "förskolan" not in f"{event.object_name}{event.after}"
    assert made.threads.waiting().count() == 0


def test_a_thank_you_can_be_settled_without_an_answer():
    county, desk = make_county(), national()
    thread = actions.ask(make_round(), county, "Hur?", by=coordinator(county))
    actions.answer(thread, "Så.", from_desk=True, by=desk)
    with pytest.raises(RuleBroken, match="redan besvarad"):
        actions.settle(thread, by=desk)
    actions.answer(thread, "Tack!", from_desk=False, by=desk)
    actions.settle(thread, by=desk)
    assert not Thread.objects.waiting().exists()
    assert AuditEvent.objects.filter(type="survey_settled").exists()


def test_nothing_empty_or_about_a_question_that_is_not_asked_is_sent():
    county, person = make_county(), national()
    with pytest.raises(RuleBroken, match="Skriv något"):
        actions.ask(make_round(), county, "  ", by=person)
    with pytest.raises(RuleBroken, match="högst 4\xa0000"):
        actions.ask(make_round(), county, "x" * 4001, by=person)
    with pytest.raises(RuleBroken, match="finns inte"):
        actions.ask(make_round(), county, "Hur?", question="annan", by=person)


# Handover


def test_a_handover_is_written_and_never_written_over_unseen():
    county = make_county()
    person = coordinator(county)
    address = f"/enkat/overlamning/{county.slug}/"
    signed_in(person).post(address, {"note": "Lisa vet var underlagen finns.", "revision": "0"})
    page = signed_in(national()).post(address, {"note": "Ny text", "revision": "0"}).text
    assert "ändrade överlämningen medan du skrev" in page
    assert ">\nNy text</textarea>" in page
    assert "Lisa vet" in page
    assert Handover.objects.get().note == "Lisa vet var underlagen finns."
    assert "Lisa" not in str(AuditEvent.objects.get(type="survey_handover_changed").after)


def test_the_desk_is_told_when_a_county_becomes_vacant():
    county, desk = make_county(), national()
    actions.change_handover(county, note="", vacant_since=TODAY(), revision=0, by=coordinator(county))
    assert Notification.objects.get(user=desk).text == f"{county} har ingen länssamordnare sedan {TODAY()}."


# The board


def test_the_board_says_how_far_every_county_has_come_and_the_map_says_the_same():
    made = ends_in(-1)
    late, done, begun = make_county("14"), make_county("01"), make_county("12")
    coordinator(begun)
    submitted(made, done, kommuner=[])
    begin(made, begun, samordnat="ja")
    actions.ask(made, begun, "Hur?", by=coordinator(begun))
    rows = {row.county: row for row in board.rows_of(made, TODAY())}
    assert [rows[one].told for one in (late, done, begun)] == [
        "inte påbörjad, försenad",
        "inskickad",
        "påbörjad, 1 av 5 besvarade, försenad",
    ]
    assert (rows[late].vacancy, rows[begun].is_vacant) == ("ingen med konto", False)
    assert [(look[0], number) for look, number in board.legend(rows.values())] == [("inskickad", 1), ("försenad", 2)]
    page = signed_in(national()).get("/enkat/2026/").text
    assert f'aria-label="{begun}: påbörjad, 1 av 5 besvarade, försenad"' in page
    assert "1\xa0obesvarad<" in page


@pytest.mark.parametrize(
    ("asked", "counties"),
    [
        ("visa=inskickad", ["01"]),
        ("visa=ej", ["14"]),
        ("visa=paborjad", ["12"]),
        ("visa=forsenad", ["12", "14"]),
        ("visa=fragor", ["12"]),
        ("visa=vakant", ["01", "14"]),
        ("ordning=lage", ["14", "12", "01"]),
        ("ordning=fragor", ["12", "01", "14"]),
        ("ordning=tid", ["01", "12", "14"]),
        ("visa=nagot&ordning=annat", ["01", "12", "14"]),
    ],
)
def test_the_board_is_narrowed_and_ordered_by_its_address(asked, counties):
    made = ends_in(-1)
    for code in ("01", "12", "14"):
        make_county(code)
    done, begun = make_county("01"), make_county("12")
    submitted(made, done, kommuner=[])
    begin(made, begun)
    actions.ask(made, begun, "Hur?", by=coordinator(begun))
    found = signed_in(national()).get(f"/enkat/2026/?{asked}&format=json")
    assert [row["county"] for row in json.loads(found.getvalue())["rows"]] == counties


def test_the_board_asks_as_much_for_many_counties_as_for_one():
    client, made = signed_in(national()), make_round()

    def queries():
        with CaptureQueriesContext(connection) as asked:
            client.get("/enkat/2026/")
        return len(asked)

    def add(code):
        county = make_county(code)
        begin(made, county)
        actions.ask(made, county, "Hur?", by=coordinator(county))

    add("01")
    queries()  # reads the definition once a process
    one = queries()
    add("12")
    add("14")
    assert queries() == one
