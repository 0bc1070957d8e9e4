"""Measures, follow-up and how it turned out; and the reminders of them."""

import datetime
import json

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments import actions as assessments
from assessments.documents import annex
from assessments.follow_up import actions, personal_data
from assessments.follow_up.models import FollowUp, Outcome
from assessments.follow_up.reminders import remind
from assessments.models import Assessment, Reading
from barnratt.accounts.models import Membership, Role
from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from barnratt.documents.tree import Definitions
from barnratt.notifications.models import Notification
from barnratt.outbox.models import Mail
from tests.assessments.factories import board, make_assessment, make_done, write
from tests.assessments.follow_up.factories import in_days, make_follow_up
from tests.client import client_of
from tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db

State = FollowUp.State
FORM = {
    "kind": "atgard", "text": "Skolskjuts för Ekskolans elever", "role": "trafikplanerare", "due_date": "2027-03-01",
    "person": "",
}  # fmt: skip


# The pages


def test_a_measure_is_added_changed_ended_and_opened_again(made, hanna, kalle):
    client, path = client_of(hanna), f"/provningar/{made.pk}/uppfoljning/"
    page = client.post(f"{path}ny/", FORM, follow=True).text
    assert "Portalen påminner när det är dags." in page
    assert FORM["text"] in page
    one = FollowUp.objects.get()
    client.post(f"{path}{one.pk}/", FORM | {"role": "rektor", "person": kalle.pk, "due_date": "2027-04-01"})
    one.refresh_from_db()
    assert (one.role, one.person, one.due_date) == ("rektor", kalle, datetime.date(2027, 4, 1))
    told = {"state": "klar", "date": str(timezone.localdate()), "text": "Skjutsen går, men för tidigt."}
    page = client.post(f"{path}{one.pk}/klar/", told, follow=True).text
    assert "Skjutsen går, men för tidigt." in page
    one.refresh_from_db()
    assert (one.state, one.ended_date, one.remind_date) == (State.DONE, timezone.localdate(), None)
    assert one.outcomes.get().by_name == "Hanna Ek"
    page = client.post(f"{path}{one.pk}/oppna/", follow=True).text
    assert "Det är öppet igen." in page
    assert client.get(f"{path}{one.pk}/").status_code == 200


def test_how_it_turned_out_is_written_and_corrected(made, hanna):
    client, path = client_of(hanna), f"/provningar/{made.pk}/uppfoljning/hur-gick-det/"
    client.post(path, {"date": "2026-01-15", "text": "Fler går till skolan än förut."})
    told = Outcome.objects.get()
    client.post(f"{path}{told.pk}/", {"date": "2026-01-16", "text": "Färre går till skolan än förut."})
    page = client.get(f"/provningar/{made.pk}/uppfoljning/").text
    assert "Färre går till skolan" in page
    assert "2026-01-16" in page


def test_what_the_answers_tell_of_is_offered_once(authority, hanna):
    made = make_assessment(authority, template=Assessment.Template.GENERAL, by=hanna)
    client, path = client_of(hanna), f"/provningar/{made.pk}/uppfoljning/"
    assert "Ur prövningens svar" not in client.get(path).text
    made = write(
        made, hanna, barn_berors="direkt", uppfoljning_vad="Hur skolvägen blev.", uppfoljning_datum="2027-06-01"
    )
    assert "Hur skolvägen blev." in client.get(path).text
    form = client.get(f"{path}ny/?ur=uppfoljning_vad").text
    assert "Hur skolvägen blev." in form
    assert 'value="2027-06-01"' in form
    client.post(f"{path}ny/?ur=uppfoljning_vad", FORM | {"kind": "uppfoljning"})
    assert FollowUp.objects.get().source == "uppfoljning_vad"
    assert "Ur prövningens svar" not in client.get(path).text


def test_how_the_children_are_told_is_in_the_document_also_when_it_is_locked(authority, hanna):
    locked = assessments.move(make_done(authority, by=hanna), Assessment.State.LOCKED, by=hanna)
    client, path = client_of(hanna), f"/provningar/{locked.pk}/uppfoljning/"
    assert "checked" in client.get(f"{path}ny/?slag=aterkoppling").text
    form = FORM | {"kind": "aterkoppling", "text": "Elevrådet får veta på ett möte."}
    client.post(f"{path}ny/", form)
    rows = [row for part in annex(locked).parts if isinstance(part, Definitions) for row in part.rows]
    assert ("Vad", "Elevrådet får veta på ett möte.") in rows
    assert ("Läge", "Inte gjort än") in rows
    told = {"state": "klar", "date": "2026-11-20", "text": "De ville ha skjuts tidigare."}
    client.post(f"{path}{FollowUp.objects.get().pk}/klar/", told)
    rows = [row for part in annex(locked).parts if isinstance(part, Definitions) for row in part.rows]
    assert ("Läge", "Klar 2026-11-20") in rows
    assert ("Hur det gick för barnen", "De ville ha skjuts tidigare.") in rows
    check = client.get(f"/provningar/{locked.pk}/kontrollera/").text
    assert "Klar 2026-11-20." in check
    assert "De ville ha skjuts tidigare." in check


def test_a_telephone_number_is_asked_about(made, hanna):
    client, path = client_of(hanna), f"/provningar/{made.pk}/uppfoljning/ny/"
    form = FORM | {"text": "Ring 070-123 45 67"}
    assert "ser ut som ett mobilnummer" in client.post(path, form).text
    assert not FollowUp.objects.exists()
    client.post(path, form | {"save_anyway": "on"})
    assert FollowUp.objects.get().text == "Ring 070-123 45 67"


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("text", "Ring 19121212-1212", "Ta bort personnumret."),
        ("role", "19121212-1212", "Ta bort personnumret."),
        ("due_date", "snart", "Skriv datumet som 2026-11-22."),
        ("person", "999999", "Välj ett giltigt alternativ"),
        ("kind", "annat", "Välj ett giltigt alternativ"),
        ("text", "", "Detta fält måste fyllas i"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_saved(made, hanna, field, value, told):
    page = client_of(hanna).post(f"/provningar/{made.pk}/uppfoljning/ny/", FORM | {field: value}).text
    assert told in page
    assert not FollowUp.objects.exists()


def test_a_number_is_not_taken_in_how_it_turned_out(made, hanna):
    one = make_follow_up(made, by=hanna)
    client, path = client_of(hanna), f"/provningar/{made.pk}/uppfoljning/"
    told = {"date": "2026-01-15", "text": "Eleven 19121212-1212 trivs.", "state": "klar"}
    for address in (f"{path}hur-gick-det/", f"{path}{one.pk}/klar/"):
        assert "Ta bort personnumret." in client.post(address, told).text
    assert not Outcome.objects.exists()


def test_it_goes_on_when_the_assessment_is_locked(authority, hanna):
    locked = assessments.move(make_done(authority, by=hanna), Assessment.State.LOCKED, by=hanna)
    client_of(hanna).post(f"/provningar/{locked.pk}/uppfoljning/ny/", FORM)
    assert FollowUp.objects.get().assessment == locked


def test_only_those_of_the_authority_who_take_part_can_be_named(made, hanna, kalle, reader, stranger):
    page = client_of(hanna).get(f"/provningar/{made.pk}/uppfoljning/ny/").text
    named = [person for person in (hanna, kalle, reader, stranger) if f'<option value="{person.pk}"' in page]
    assert named == [hanna, kalle]


def test_one_follow_up_is_not_reached_through_another_assessment(made, authority, hanna):
    one = make_follow_up(made, by=hanna)
    told = actions.tell(made, date=in_days(-1), text="Bra", by=hanna)
    other = make_assessment(authority, by=hanna)
    for path in (f"{one.pk}/", f"{one.pk}/klar/", f"hur-gick-det/{told.pk}/"):
        assert client_of(hanna).get(f"/provningar/{other.pk}/uppfoljning/{path}").status_code == 404


def test_that_it_was_read_is_kept(made, hanna):
    client_of(hanna).get(f"/provningar/{made.pk}/uppfoljning/")
    assert Reading.objects.get().person == hanna


# The list


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_does_not_grow_queries(authority, hanna, count, django_assert_num_queries):
    for number in range(count):
        make_follow_up(make_assessment(authority, by=hanna), by=hanna, text=f"Åtgärd {number}")
    client = client_of(hanna)
    client.get("/provningar/att-folja-upp/")
    with django_assert_num_queries(5):
        page = client.get("/provningar/att-folja-upp/").text
    assert page.count('<th scope="row">') == count


def test_the_list_shows_what_is_late_and_what_is_ended(made, hanna):
    late = make_follow_up(made, by=hanna, text="Försenad sak", due_date=in_days(-1))
    make_follow_up(made, by=hanna, text="Kommande sak")
    ended = make_follow_up(made, by=hanna, text="Avslutad sak")
    actions.end(ended, State.DROPPED, date=in_days(0), by=hanna)
    assert late.is_late
    client = client_of(hanna)
    for shown, texts in {
        "": ["Försenad sak", "Kommande sak"], "forsenade": ["Försenad sak"], "avslutade": ["Avslutad sak"],
        "annat": ["Försenad sak", "Kommande sak"],
    }.items():  # fmt: skip
        found = json.loads(client.get(f"/provningar/att-folja-upp/?visa={shown}&format=json").getvalue())
        assert [row["text"] for row in found["rows"]] == texts


def test_another_board_sees_nothing_of_it(made, hanna, stranger):
    one = make_follow_up(made, by=hanna)
    client = client_of(stranger)
    for form in ("csv", "xlsx", "json"):
        assert b"Skolskjuts" not in client.get(f"/provningar/att-folja-upp/?format={form}").getvalue()
    assert "Skolskjuts" not in client.get("/provningar/att-folja-upp/").text
    for path in ("", "ny/", f"{one.pk}/", f"{one.pk}/klar/", "hur-gick-det/"):
        assert client.get(f"/provningar/{made.pk}/uppfoljning/{path}").status_code == 404
        assert client.post(f"/provningar/{made.pk}/uppfoljning/{path}", FORM).status_code in (404, 405)


# What changes it


def test_every_change_is_logged_without_a_word_of_it(made, hanna):
    one = make_follow_up(made, by=hanna)
    actions.change(one, fields={"text": "Buss", "due_date": in_days(40)}, by=hanna)
    actions.end(one, State.DONE, date=in_days(0), text="Bussen är bra.", by=hanna)
    actions.reopen(one, by=hanna)
    actions.correct(Outcome.objects.get(), date=in_days(-1), text="Bussen är dålig.", by=hanna)
    events = AuditEvent.objects.filter(type="assessment_followed_up").order_by("pk")
    assert [(event.before.get("state"), event.after.get("state")) for event in events] == [
        (None, "oppen"), ("oppen", "oppen"), ("oppen", "klar"), (None, None), ("klar", "oppen"), (None, None),
    ]  # fmt: skip
    assert {event.object_name for event in events} == {f"Prövning {made.pk}"}
    told = json.dumps(list(events.values_list("before", "after")))
    assert "uss" not in told


def test_what_is_not_changed_is_not_logged(made, hanna):
    one = make_follow_up(made, by=hanna)
    actions.change(one, fields={"text": one.text, "due_date": one.due_date}, by=hanna)
    told = actions.tell(made, date=in_days(-1), text="Bra", by=hanna)
    actions.correct(told, date=in_days(-1), text="Bra", by=hanna)
    assert AuditEvent.objects.filter(type="assessment_followed_up").count() == 2


def test_what_cannot_be_is_refused(made, hanna):
    one = make_follow_up(made, by=hanna)
    with pytest.raises(RuleBroken, match="redan öppet"):
        actions.reopen(one, by=hanna)
    with pytest.raises(RuleBroken, match="en dag som har varit"):
        actions.end(one, State.DONE, date=in_days(1), by=hanna)
    with pytest.raises(RuleBroken, match="en dag som har varit"):
        actions.tell(made, date=in_days(1), text="Bra", by=hanna)
    actions.end(one, State.DROPPED, date=in_days(0), by=hanna)
    told = actions.tell(made, date=in_days(0), text="Bra", by=hanna)
    with pytest.raises(RuleBroken, match="en dag som har varit"):
        actions.correct(told, date=in_days(1), text="Bra", by=hanna)
    with pytest.raises(RuleBroken, match="redan avslutat"):
        actions.end(one, State.DONE, date=in_days(0), by=hanna)
    with pytest.raises(RuleBroken, match="redan avslutat"):
        actions.change(one, fields={"text": "Nytt", "due_date": one.due_date}, by=hanna)
    with pytest.raises(IntegrityError, match="follow_up_ended_has_date"), transaction.atomic():
        FollowUp.objects.update(state=State.OPEN)


def test_the_pages_say_why_it_is_refused(made, hanna):
    one = make_follow_up(made, by=hanna)
    client, path = client_of(hanna), f"/provningar/{made.pk}/uppfoljning/"
    told = {"state": "klar", "date": str(in_days(1)), "text": ""}
    assert "Välj en dag som har varit." in client.post(f"{path}{one.pk}/klar/", told).text
    assert "redan öppet" in client.post(f"{path}{one.pk}/oppna/", follow=True).text
    assert "Välj en dag" in client.post(f"{path}hur-gick-det/", {"date": str(in_days(1)), "text": "Bra"}).text
    actions.end(one, State.DONE, date=in_days(0), by=hanna)
    assert "redan avslutat" in client.post(f"{path}{one.pk}/", FORM).text


# Reminders


def at(date):
    """Eight in the morning of a day."""
    return timezone.make_aware(datetime.datetime.combine(date, datetime.time(8)))


def run(date):
    """{name: sentences} of what was told that day."""
    before = set(Notification.objects.values_list("pk", flat=True))
    remind(now=at(date))
    remind(now=at(date))  # again, as after a stop
    told = {}
    for one in Notification.objects.exclude(pk__in=before).select_related("user").order_by("pk"):
        told.setdefault(one.user.name, []).append(one.text)
    return told


def test_the_one_who_is_named_is_reminded_a_week_before_on_the_day_and_monthly_till_it_is_done(made, hanna, kalle):
    one = make_follow_up(made, by=hanna, person=kalle)
    due = one.due_date
    sentence = f"I en prövning hos Utbildningsnämnden i Gävle finns något att följa upp senast {due}."
    days = [run(due + datetime.timedelta(days=number)) for number in (-8, -7, -6, 0, 1, 29, 30, 31)]
    assert days == [{}, {"Kalle Al": [sentence]}, {}, {"Kalle Al": [sentence]}, {}, {}, {"Kalle Al": [sentence]}, {}]
    actions.end(one, State.DONE, date=in_days(0), by=hanna)
    assert run(due + datetime.timedelta(days=90)) == {}


def test_a_letter_says_that_there_is_something_and_not_what(made, hanna):
    make_follow_up(made, by=hanna, person=hanna, due_date=in_days(0))
    run(in_days(1))
    letter = Mail.objects.get()
    assert f"/provningar/{made.pk}/uppfoljning/" in letter.text
    for word in ("Ekskolan", "Skolskjuts", "trafikplanerare"):
        assert word not in letter.subject + letter.text + letter.html


def test_without_a_name_it_goes_to_the_one_who_began_and_the_strategists(made, hanna, kalle, reader):
    make_follow_up(made, by=hanna, due_date=in_days(1))
    assert set(run(in_days(1))) == {"Hanna Ek", "Kalle Al"}


def test_those_who_have_left_are_told_nothing(made, hanna, kalle):
    make_follow_up(made, by=hanna, person=hanna, due_date=in_days(1))
    Membership.objects.filter(user=hanna).update(ended_at=timezone.now())
    assert set(run(in_days(1))) == {"Kalle Al"}
    Membership.objects.filter(user=kalle).update(role=Role.READER)
    assert run(in_days(31)) == {}


def test_many_are_one_letter(authority, made, hanna):
    for assessment in (made, make_assessment(authority, by=hanna)):
        for _ in range(2):
            make_follow_up(assessment, by=hanna, person=hanna, due_date=in_days(1))
    assert run(in_days(1)) == {"Hanna Ek": ["Det finns något att följa upp i 2\u00a0prövningar."]}
    assert Mail.objects.count() == 1


def test_a_person_in_two_boards_hears_of_both_and_nobody_else_of_either(hanna, made, stranger):
    other = board()
    MembershipFactory(user=hanna, organisation=other, role=Role.MEMBER)
    make_follow_up(made, by=hanna, due_date=in_days(1))
    make_follow_up(make_assessment(other, by=hanna), by=hanna, due_date=in_days(1))
    assert list(run(in_days(1))) == ["Hanna Ek"]


def test_a_new_day_is_a_new_reminder(made, hanna):
    one = make_follow_up(made, by=hanna, person=hanna, due_date=in_days(1))
    assert run(in_days(1))
    actions.change(one, fields={"due_date": in_days(60)}, by=hanna)
    assert run(in_days(31)) == {}
    assert run(in_days(53))


@pytest.mark.parametrize(("due", "first"), [(30, 23), (8, 1), (7, 7), (3, 3), (0, 1), (-10, 1)])
def test_the_first_reminder_is_a_week_before_and_never_today(made, hanna, due, first):
    assert make_follow_up(made, by=hanna, due_date=in_days(due)).remind_date == in_days(first)


def test_a_person_is_told_what_they_have_and_is_forgotten(made, hanna):
    one = make_follow_up(made, by=hanna, person=hanna)
    actions.tell(made, date=in_days(-1), text="Bra", by=hanna)
    make_follow_up(made, by=UserFactory(), text="En annans")
    told = personal_data.export(hanna)
    assert ([row["vad"] for row in told["att följa upp"]], told["hur det gick"]) == ([one.text], ["Bra"])
    left = UserFactory()
    for model in (FollowUp, Outcome):
        model.objects.filter(by=hanna).update(by=left)
    gone = personal_data.export(left)  # somebody who has left the authority
    assert (gone["att följa upp"], gone["hur det gick"]) == ([], [])
    assert gone["tillagt hos myndigheter som du har lämnat, när"]
    for model in (FollowUp, Outcome):
        model.objects.filter(by=left).update(by=hanna)
    personal_data.erase(hanna)
    one.refresh_from_db()
    assert (one.person, one.by, one.by_name) == (None, None, "en tidigare användare")
    assert Outcome.objects.get().by_name == "en tidigare användare"
