"""Removal by the authority's rule: only what is due, only by its strategist, and then nothing of it is left."""

import datetime
import json

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from assessments import actions as assessments
from assessments.disposal import actions, personal_data
from assessments.disposal.models import Disposal, RetentionRule
from assessments.disposal.queries import due
from assessments.follow_up import actions as follow_up
from assessments.follow_up.reminders import remind
from assessments.models import Assessment, Reading
from assessments.voices import actions as voices
from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from barnratt.notifications.models import Notification
from barnratt.questionnaires.models import Response
from tests.assessments.factories import board, make_assessment, make_done, write
from tests.assessments.follow_up.factories import in_days, make_follow_up
from tests.assessments.sharing.factories import share, support
from tests.assessments.voices.factories import make_voice
from tests.client import client_of

pytestmark = pytest.mark.django_db

State = Assessment.State
FIVE_YEARS = {"what": "gallras", "years": 5, "decision": "UN 2026/12 § 45", "draft_months": None}
FORM = {"what": "gallras", "years": "5", "decision": "UN 2026/12 § 45", "draft_months": ""}
# A word that stands nowhere else.
WORD = "Kvastskaftet"


@pytest.fixture
def locked(authority, hanna):
    made = make_done(authority, by=hanna)
    return assessments.move(made, State.LOCKED, by=hanna)


def years_later(monkeypatch, years, days=0):
    """Let it be some years later."""
    now = timezone.now()
    later = now.replace(year=now.year + years) + datetime.timedelta(days=days)
    monkeypatch.setattr(timezone, "now", lambda: later)


@pytest.fixture
def old(locked, authority, kalle, monkeypatch):
    """Locked more than five years ago, at an authority that removes after five."""
    actions.set_rule(authority, fields=FIVE_YEARS, by=kalle)
    years_later(monkeypatch, 5, days=1)
    return locked


# The rule


def test_without_a_rule_nothing_is_removed(locked, authority, kalle, monkeypatch):
    years_later(monkeypatch, 99)
    assert not due([authority])
    assert "Ingen regel är bestämd. Då gallras inget." in client_of(kalle).get("/provningar/gallring/").text
    with pytest.raises(RuleBroken, match="ska inte gallras"):
        actions.dispose(locked, by=kalle)


def test_what_is_kept_is_never_due(locked, authority, kalle, monkeypatch):
    kept = {"what": "bevaras", "years": None, "decision": "", "draft_months": None}
    actions.set_rule(authority, fields=kept, by=kalle)
    years_later(monkeypatch, 99)
    assert not due([authority])


def test_the_strategist_sets_the_rule_and_it_is_logged(authority, kalle):
    client, path = client_of(kalle), f"/provningar/gallring/regel/{authority.key}/"
    page = client.post(path, FORM, follow=True).text
    assert "Låsta prövningar gallras 5 år efter att de låstes (UN 2026/12 § 45)." in page
    client.post(path, FORM)
    client.post(path, FORM | {"years": "7", "draft_months": "12"})
    events = AuditEvent.objects.filter(type="retention_rule_set").order_by("pk")
    assert [event.after["years"] for event in events] == [5, 7]
    assert events[1].before["years"] == 5
    assert "Utkast gallras 12\xa0månader efter" in RetentionRule.objects.get().in_words
    assert "Utkast gallras 1\xa0månad efter" in RetentionRule(draft_months=1).in_words
    client.post(path, FORM | {"what": "bevaras"})
    assert RetentionRule.objects.get().years is None


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("years", "", "Skriv efter hur många år prövningarna gallras."),
        ("years", "0", "större än eller lika med 1"),
        ("years", "fem", "Fyll i ett heltal."),
        ("decision", "", "Utan beslut får inget gallras."),
        ("draft_months", "0", "större än eller lika med 1"),
        ("what", "", "Detta fält måste fyllas i."),
    ],
)
def test_a_rule_that_is_not_whole_is_told_at_its_field(authority, kalle, field, value, told):
    page = client_of(kalle).post(f"/provningar/gallring/regel/{authority.key}/", FORM | {field: value}).text
    assert told in page
    assert not RetentionRule.objects.exists()


def test_the_database_refuses_removal_without_a_decision(authority):
    for wrong in ({"decision": ""}, {"years": None}, {"years": 0}, {"what": "bevaras"}, {"draft_months": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            RetentionRule.objects.create(authority=authority, **FIVE_YEARS | wrong)


def test_nobody_but_the_authority_s_strategist_sets_a_rule_or_removes(authority, hanna, reader, stranger, old):
    rule = f"/provningar/gallring/regel/{authority.key}/"
    for user in (hanna, reader):
        client = client_of(user)
        for path in (rule, "/provningar/gallring/", "/provningar/gallring/bekrafta/"):
            assert client.get(path).status_code == 403
        assert client.post("/provningar/gallring/bekrafta/", {"p": old.pk, "sure": "1"}).status_code == 403
    other = client_of(stranger)
    assert other.get(rule).status_code == 404
    assert "Ekskolan" not in other.get("/provningar/gallring/").text
    for form in ("csv", "xlsx", "json"):
        assert b"Ekskolan" not in other.get(f"/provningar/gallring/?format={form}").getvalue()
    other.post("/provningar/gallring/bekrafta/", {"p": old.pk, "sure": "1"})
    assert Assessment.objects.filter(pk=old.pk).exists()


# What is due


def test_it_is_due_on_the_day_some_years_after_it_was_locked(locked, authority, kalle, monkeypatch):
    actions.set_rule(authority, fields=FIVE_YEARS, by=kalle)
    with monkeypatch.context() as patch:
        years_later(patch, 5, days=-1)
        assert list(due([authority])) == []
    years_later(monkeypatch, 5)
    assert list(due([authority])) == [locked]


@pytest.mark.parametrize(
    ("today", "years", "until"),
    [
        ("2028-02-29", 1, "2027-02-28"),
        ("2029-02-28", 1, "2028-02-28"),
        ("2029-03-01", 1, "2028-03-01"),
        ("2026-11-22", 100, "1926-11-22"),
    ],
)
def test_the_last_day_that_counts_is_the_same_day_some_years_ago(monkeypatch, today, years, until):
    monkeypatch.setattr(timezone, "localdate", lambda: datetime.date.fromisoformat(today))
    rule = RetentionRule(what="gallras", years=years)
    assert rule.locked_until == datetime.date.fromisoformat(until)


@pytest.mark.parametrize(
    ("today", "months", "until"),
    [("2026-03-31", 1, "2026-02-28"), ("2026-01-15", 1, "2025-12-15"), ("2026-12-31", 12, "2025-12-31")],
)
def test_drafts_are_counted_in_months(monkeypatch, today, months, until):
    monkeypatch.setattr(timezone, "localdate", lambda: datetime.date.fromisoformat(today))
    assert RetentionRule(draft_months=months).changed_until == datetime.date.fromisoformat(until)


def test_a_forgotten_draft_is_due_and_what_is_done_is_not(authority, hanna, kalle, monkeypatch):
    draft, done = make_assessment(authority, by=hanna), make_done(authority, by=hanna)
    rule = {"what": "bevaras", "years": None, "decision": "", "draft_months": 12}
    actions.set_rule(authority, fields=rule, by=kalle)
    years_later(monkeypatch, 1, days=1)
    assert list(due([authority])) == [draft]
    with pytest.raises(RuleBroken, match="ska inte gallras"):
        actions.dispose(done, by=kalle)
    actions.dispose(draft, by=kalle)
    assert (Disposal.objects.get().state, Disposal.objects.get().locked_date) == ("draft", None)


def test_another_authority_s_rule_says_nothing_of_ours(old, authority, kalle):
    other = board()
    assert list(due([other])) == []
    actions.set_rule(authority, fields=FIVE_YEARS | {"years": 6}, by=kalle)
    assert list(due([authority])) == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_does_not_grow_queries(authority, hanna, kalle, count, django_assert_num_queries, monkeypatch):
    for _ in range(count):
        assessments.move(make_done(authority, by=hanna), State.LOCKED, by=hanna)
    actions.set_rule(authority, fields=FIVE_YEARS, by=kalle)
    years_later(monkeypatch, 5, days=1)
    client = client_of(kalle)
    client.get("/provningar/gallring/")
    with django_assert_num_queries(7):
        page = client.get("/provningar/gallring/").text
    assert page.count('name="p"') == count


# The removal


def test_a_person_confirms_and_a_line_remains(old, kalle):
    client = client_of(kalle)
    assert f'value="{old.pk}"' in client.get("/provningar/gallring/").text
    page = client.get(f"/provningar/gallring/bekrafta/?p={old.pk}&p=x&p={'9' * 30}").text
    assert "Gallra 1\u00a0prövning?" in page
    page = client.post("/provningar/gallring/bekrafta/", {"p": old.pk}).text
    assert "Kryssa i när du har kontrollerat beslutet." in page
    page = client.post("/provningar/gallring/bekrafta/", {"p": old.pk, "sure": "on"}, follow=True).text
    assert "UN 2026/17" in page
    assert "UN 2026/12 § 45" in page
    assert not Assessment.objects.exists()
    again = client.post("/provningar/gallring/bekrafta/", {"p": old.pk, "sure": "on"}, follow=True).text
    assert "Välj prövningar att gallra i listan." in again
    with pytest.raises(RuleBroken, match="redan gallrad"):
        actions.dispose(old, by=kalle)


def test_a_page_that_still_stands_open_says_that_it_is_gone(old, kalle, hanna):
    actions.dispose(old, by=kalle)
    with pytest.raises(RuleBroken, match="finns inte längre"):
        assessments.write(old, {}, by=hanna)


def test_the_log_keeps_the_case_and_the_rule_and_no_title(old, kalle):
    actions.dispose(old, by=kalle)
    event = AuditEvent.objects.get(type="assessment_disposed")
    assert event.before["case_number"] == "UN 2026/17"
    assert event.before["template"] == "kortversion"
    assert event.after["rule"] == "Låsta prövningar gallras 5 år efter att de låstes (UN 2026/12 § 45)."
    assert (event.actor_name, event.object_name) == ("Kalle Al", f"Prövning {old.pk}")
    one = Disposal.objects.get()
    assert (one.number, one.case_number, one.by_name, one.locked_date) == (
        old.pk, "UN 2026/17", "Kalle Al", timezone.localdate(old.locked_at),
    )  # fmt: skip


def test_those_of_the_authority_see_what_was_removed_and_nobody_else(old, kalle, hanna, stranger):
    actions.dispose(old, by=kalle)
    found = json.loads(client_of(hanna).get("/provningar/gallring/gallrade/?format=json").getvalue())
    assert [row["case_number"] for row in found["rows"]] == ["UN 2026/17"]
    found = json.loads(client_of(stranger).get("/provningar/gallring/gallrade/?format=json").getvalue())
    assert found["rows"] == []
    assert "UN 2026/17" not in client_of(stranger).get("/provningar/gallring/gallrade/").text


def tables_with(word):
    """Every table of the database in which a word stands, in whatever column."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        found = []
        for name in names:
            table = connection.ops.quote_name(name)
            cursor.execute(f"SELECT count(*) FROM {table} AS one WHERE one::text LIKE %s", [f"%{word}%"])
            if cursor.fetchone()[0]:
                found.append(name)
    return found


def test_nothing_of_what_was_written_is_left_in_any_table(authority, hanna, kalle, reader, monkeypatch):
    """The word stands everywhere that a person can write in an assessment; a new room adds its own."""
    made = make_done(
        authority, by=hanna, title=f"{WORD} i titeln", unit=WORD, decided_by=WORD, responsible=WORD, reviewer=WORD
    )
    made = assessments.move(made, State.DRAFT, by=hanna)
    made = write(made, hanna, arende=f"{WORD} i ett svar", motivering=f"{WORD} i ett svar som döljs")
    made = write(made, kalle, arende=f"{WORD} i ett senare svar")
    made = write(made, kalle, barn_berors="inte")
    assessments.comment(made, "arende", f"{WORD} i en kommentar", by=kalle)
    assessments.write_summary(made, f"{WORD} i stycket förut", base="", by=hanna)
    assessments.write_summary(made, f"{WORD} i stycket", base=f"{WORD} i stycket förut", by=hanna)
    voices.use(made, [make_voice(authority)], by=hanna)
    voices.tell_change(made.voices_used.get(), f"{WORD} om vad det ändrade", base="", by=hanna)
    voices.write_child_version(made, f"{WORD} till barnen", is_read_through=True, base="", by=hanna)
    one = make_follow_up(made, by=hanna, text=f"{WORD} i en åtgärd", role=WORD, due_date=in_days(1))
    follow_up.end(one, "klar", date=in_days(0), text=f"{WORD} om hur det gick", by=hanna)
    make_follow_up(made, by=hanna, text=f"{WORD} att påminna om", role=WORD, due_date=in_days(1))
    client_of(reader).get(f"/provningar/{made.pk}/")
    share(made, reason=f"{WORD} om varför", by=hanna)
    support(made, reason=f"{WORD} om hjälpen", by=hanna)
    copy = assessments.copy(made, fields={"title": "En annan", "secrecy": "nej"}, steps=(), by=hanna)
    Assessment.objects.filter(pk=copy.pk).update(changed_at=timezone.now() + datetime.timedelta(days=4000))
    keep = assessments.Keep(comments=tuple(made.comments.values_list("pk", flat=True)), earlier=True, hidden=True)
    made = assessments.move(made, State.DONE, by=hanna)
    made = assessments.move(made, State.LOCKED, keep=keep, by=hanna)
    expected = {
        "assessments_assessment", "assessments_comment", "assessments_summary", "follow_up_followup",
        "follow_up_outcome", "questionnaires_earlieranswer", "questionnaires_response", "sharing_sharing",
        "sharing_support", "voices_childversion", "voices_voiceuse",
    }  # fmt: skip
    assert set(tables_with(WORD)) == expected
    actions.set_rule(authority, fields=FIVE_YEARS, by=kalle)
    years_later(monkeypatch, 5, days=1)
    remind()
    assert Notification.objects.filter(path=f"/provningar/{made.pk}/uppfoljning/").exists()
    actions.dispose(made, by=kalle)
    assert tables_with(WORD) == []
    assert not Reading.objects.filter(assessment=made.pk).exists()
    assert not Notification.objects.filter(path__startswith=f"/provningar/{made.pk}/").exists()
    assert list(Response.objects.values_list("pk", flat=True)) == [copy.response_id]
    copy.refresh_from_db()
    assert copy.copied_from is None


def test_a_person_is_told_what_they_have_done_and_is_forgotten(old, kalle):
    actions.dispose(old, by=kalle)
    told = personal_data.export(kalle)
    assert (len(told["gallringsregler"]), len(told["gallrade prövningar"])) == (1, 1)
    personal_data.erase(kalle)
    assert {RetentionRule.objects.get().by_name, Disposal.objects.get().by_name} == {"en tidigare användare"}
