import datetime
import re

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from barnratt.accounts.models import Membership, Role, User
from barnratt.audit.models import AuditEvent
from barnratt.notifications.actions import choose
from barnratt.notifications.models import Notification
from barnratt.outbox.models import Mail
from initiatives import index
from initiatives.catalogue import search
from initiatives.freshness import actions, ageing
from initiatives.freshness.ageing import ask_and_age
from initiatives.freshness.models import FreshnessQuestion
from initiatives.models import Initiative, SearchEntry
from tests.factories import CountyFactory, InitiativeFactory, MembershipFactory
from tests.initiatives.freshness.conftest import at, entry, reviewer

pytestmark = pytest.mark.django_db

Channel = FreshnessQuestion.Channel


def run_on(*days):
    return [ask_and_age(now=at(day)) for day in days]


def events():
    return list(
        AuditEvent.objects.filter(type__regex="^(freshness|initiative_(outdated|archived))")
        .order_by("pk")
        .values_list("type", flat=True)
    )


def state_of(initiative):
    initiative.refresh_from_db()
    return initiative.state


def letters():
    return list(Mail.objects.order_by("pk"))


def test_the_whole_life_of_an_entry_that_nobody_confirms(owned, owner):
    assert run_on("2025-01-14") == [0]
    assert not letters()
    assert run_on("2025-01-15") == [2]  # asked, and told
    question = FreshnessQuestion.objects.get()
    assert (question.channel, question.initiative) == (Channel.OWNER, owned)
    (letter,) = letters()
    assert letter.recipient == "stina@gavle.example"
    assert letter.subject == "Stämmer detta fortfarande? Gävles barnrättsplan"

    assert run_on("2025-01-16", "2025-04-14") == [0, 0]
    assert run_on("2025-04-15") == [2]
    assert "Vi frågade 2025-01-15 och har inte fått något svar." in letters()[1].text

    assert run_on("2025-07-14") == [0]
    assert not Initiative.objects.get().needs_confirmation
    run_on("2025-07-15")
    assert Initiative.objects.get().needs_confirmation
    assert state_of(owned) == "published"
    assert "märkt med ”behöver bekräftas”" in letters()[2].text
    assert "Om ingen svarar arkiveras det 2026-01-15." in letters()[2].text

    assert run_on("2026-01-14") == [0]
    run_on("2026-01-15")
    assert state_of(owned) == "archived"
    assert owned.archived_at
    assert "Nu är initiativet arkiverat" in letters()[3].text

    assert run_on("2026-01-16", "2030-01-01") == [0, 0]
    assert len(letters()) == 4
    assert FreshnessQuestion.objects.open().count() == 1
    assert events() == ["freshness_asked", "freshness_asked", "initiative_outdated", "initiative_archived"]
    assert AuditEvent.objects.filter(type="initiative_archived").get().actor_name == "systemet"


def test_a_day_begins_at_seven_so_that_letters_come_in_the_morning(owned):
    assert ask_and_age(now=at("2025-01-15", "06:59")) == 0
    assert ask_and_age(now=at("2025-01-15", "07:00")) == 2


def test_the_clock_starts_at_the_confirmation_when_there_is_one(owned):
    Initiative.objects.update(confirmed_date="2024-06-01")
    assert run_on("2025-05-31") == [0]
    assert run_on("2025-06-01") == [2]


def test_a_confirmation_puts_the_clock_forward(owned, owner):
    run_on("2025-01-15", "2025-07-15")
    actions.confirm(owned, by=owner)
    today = timezone.localdate()
    run_on(today.isoformat(), (today + datetime.timedelta(days=360)).isoformat())
    assert not FreshnessQuestion.objects.open().exists()
    assert not Initiative.objects.get().needs_confirmation


def test_after_a_long_stop_it_is_asked_first_and_archived_no_sooner_than_sixty_days_later(owned):
    run_on("2027-03-01")
    assert state_of(owned) == "published"
    assert owned.needs_confirmation
    assert len(letters()) == 1
    run_on("2027-03-31")  # the reminder
    assert len(letters()) == 2
    run_on("2027-04-29")
    assert state_of(owned) == "published"
    run_on("2027-04-30")
    assert state_of(owned) == "archived"


def test_nothing_is_archived_that_nobody_was_told_of(owned, monkeypatch):
    monkeypatch.setattr(ageing, "tell_those_who_wait", lambda now: 0)
    run_on("2025-01-15", "2026-02-01")
    assert state_of(owned) == "published"
    monkeypatch.undo()
    run_on("2026-02-02", "2026-02-03")
    assert state_of(owned) == "archived"


def test_an_entry_without_anybody_to_ask_is_marked_but_never_archived(ownerless):
    run_on("2025-01-15", "2025-07-15", "2026-01-15", "2030-01-15", "2031-01-15")
    assert state_of(ownerless) == "published"
    assert ownerless.needs_confirmation
    assert not FreshnessQuestion.objects.exists()
    assert events() == ["initiative_outdated"]


def test_when_somebody_to_ask_has_come_they_are_asked_and_get_their_time(ownerless):
    run_on("2026-06-01")
    gun = reviewer()
    run_on("2026-07-01")
    question = FreshnessQuestion.objects.get()
    assert (question.channel, [each.person for each in question.recipients.all()]) == (Channel.REVIEWER, [gun])
    run_on("2026-08-29")
    assert state_of(ownerless) == "published"
    run_on("2026-08-30")
    assert state_of(ownerless) == "archived"


def test_who_takes_over_from_those_who_were_asked_gets_the_question_anew(owned, owner, organisation):
    run_on("2025-01-15")
    Membership.objects.filter(user=owner).update(ended_at="2200-01-01T00:00Z")
    heir = MembershipFactory(organisation=organisation, role=Role.MEMBER).user
    run_on("2026-01-14")  # a stop, and all of it due at once
    first, second = FreshnessQuestion.objects.order_by("pk")
    assert (first.answer, first.answered_by) == (FreshnessQuestion.Answer.REPLACED, "")
    assert [each.person for each in second.recipients.all()] == [heir]
    run_on("2026-01-15")
    assert state_of(owned) == "published"
    run_on("2026-03-16")
    assert state_of(owned) == "archived"


def test_when_all_who_were_asked_have_left_and_nobody_has_come_it_is_not_archived(owned, owner):
    run_on("2025-01-15")
    Membership.objects.filter(user=owner).update(ended_at="2200-01-01T00:00Z")
    run_on("2025-04-15", "2025-07-15", "2026-01-15", "2026-04-15", "2030-01-01")
    assert state_of(owned) == "published"
    assert not FreshnessQuestion.objects.open().exists()


def test_what_is_historical_is_not_asked_about_and_not_archived(owner, organisation):
    initiative = entry(organisation=organisation, status=Initiative.Status.HISTORICAL)
    run_on("2025-01-15", "2025-07-15", "2026-01-15", "2026-03-20", "2030-01-01")
    assert state_of(initiative) == "published"
    assert not initiative.needs_confirmation
    assert not FreshnessQuestion.objects.exists()


def test_what_an_edit_has_made_historical_needs_no_answer(owned):
    run_on("2025-01-15")
    Initiative.objects.update(status=Initiative.Status.HISTORICAL)
    run_on("2025-07-15")
    assert FreshnessQuestion.objects.get().answer == FreshnessQuestion.Answer.HISTORICAL
    assert not Initiative.objects.get().needs_confirmation


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_what_is_not_published_is_left_alone(owner, organisation, state):
    InitiativeFactory(organisation=organisation, state=state, published_at=at("2020-01-01"))
    assert run_on("2025-01-15") == [0]


def test_an_owner_of_several_gets_one_letter_with_a_link_to_each(owned, owner, organisation):
    entry(title="Gävles bokslut", organisation=organisation)
    run_on("2025-01-15")
    (letter,) = letters()
    assert letter.subject == "Stämmer uppgifterna om 2 initiativ fortfarande?"
    assert "Gävles barnrättsplan" in letter.text
    assert "Gävles bokslut" in letter.text
    assert len(set(re.findall(r"/initiativ/aktualitet/\S+/", letter.text))) == 2


def test_many_entries_of_one_owner_come_a_letter_a_day(owner, organisation, monkeypatch):
    monkeypatch.setattr("initiatives.freshness.letters.MOST_IN_A_LETTER", 2)
    for _ in range(5):
        entry(organisation=organisation)
    run_on("2025-01-15", "2025-01-15", "2025-01-16", "2025-01-17", "2025-01-18")
    assert [len(re.findall("/initiativ/aktualitet/", letter.text)) for letter in letters()] == [2, 2, 1]


def test_a_letter_waits_until_the_day_s_entries_have_all_been_gone_through(owner, organisation, monkeypatch):
    monkeypatch.setattr(ageing, "AT_A_TIME", 2)
    for _ in range(3):
        entry(organisation=organisation)
    assert run_on("2025-01-15") == [2]
    assert not letters()
    assert run_on("2025-01-15") == [2]
    assert "3 initiativ" in letters()[0].subject


def test_everybody_who_leads_is_asked_and_the_responsible_person_alone_when_there_is_one(owned, owner, organisation):
    other = MembershipFactory(organisation=organisation, role=Role.STRATEGIST).user
    MembershipFactory(organisation=organisation, role=Role.MEMBER)
    MembershipFactory(organisation=organisation, role=Role.READER)
    responsible = entry(organisation=organisation, responsible=other)
    run_on("2025-01-15")
    asked = {
        question.initiative: {each.person for each in question.recipients.all()}
        for question in FreshnessQuestion.objects.all()
    }
    assert asked == {owned: {owner, other}, responsible: {other}}


@pytest.mark.parametrize("scope", ["lan", "nationell"])
def test_the_county_s_reviewers_are_asked_of_what_nobody_owns_and_the_national_of_the_rest(scope):
    gun = reviewer(user__name="Gun Granskare")
    reviewer(county="21")
    nora = MembershipFactory(role=Role.NATIONAL_COORDINATOR).user
    entry(scope=scope, counties=[CountyFactory()] if scope == "lan" else [])
    run_on("2025-01-15")
    question = FreshnessQuestion.objects.get()
    expected = (Channel.REVIEWER, [gun]) if scope == "lan" else (Channel.EDITOR, [nora])
    assert (question.channel, [each.person for each in question.recipients.all()]) == expected
    assert Notification.objects.get().user == expected[1][0]


def test_who_wants_no_letters_sees_it_in_the_portal(owned, owner):
    choose(owner, rhythms={"aktualitet": "aldrig"}, by=owner)
    run_on("2025-01-15")
    assert not letters()
    notification = Notification.objects.get()
    assert notification.text == "Stämmer uppgifterna om ”Gävles barnrättsplan” fortfarande?"
    assert notification.path == f"/initiativ/{owned.slug}/aktualitet/"


def test_nobody_is_written_to_who_can_no_longer_sign_in(owned, owner, monkeypatch):
    monkeypatch.setattr(ageing, "tell_those_who_wait", lambda now: 0)
    run_on("2025-01-15")
    monkeypatch.undo()
    User.objects.update(is_active=False)
    run_on("2025-01-16")
    assert not letters()


def test_the_letter_can_be_read(owned, organisation):
    entry(title="<b>Bokslut</b> & mer", organisation=organisation)
    run_on("2025-01-15")
    (letter,) = letters()
    assert letter.text.startswith("Hej Stina Strateg!\n\nStämmer det som står om era initiativ")
    assert "I portalen sedan 2024-01-15, inte bekräftat sedan dess." in letter.text
    assert "<b>Bokslut</b> & mer" in letter.text
    assert "&lt;b&gt;Bokslut&lt;/b&gt; &amp; mer" in letter.html
    assert "skicka dem inte vidare" in letter.text
    assert "\n\n\n" not in letter.text
    assert "/konto/aviseringar/" in letter.text


def test_a_marked_entry_comes_later_among_equals_and_an_archived_is_not_found(owner, organisation):
    old = entry(title="Barnbokslut i skolan", organisation=organisation)
    new = entry(title="Barnbokslut i skolan", organisation=organisation, on="2024-06-01")
    index.rebuild()

    def found():
        return search(None, {}).pks

    assert found() == [new.pk, old.pk]
    Initiative.objects.filter(pk=new.pk).update(published_at=at("2024-01-15"))
    Initiative.objects.filter(pk=old.pk).update(published_at=at("2024-06-01"))
    index.rebuild()
    assert found() == [old.pk, new.pk]
    run_on("2025-01-15", "2025-07-15")  # the later of the two is marked, and the other not yet
    qualities = dict(SearchEntry.objects.values_list("initiative", "quality"))
    assert qualities[new.pk] < qualities[old.pk]
    run_on("2026-01-15")
    assert found() == [old.pk]


def test_a_run_with_nothing_due_asks_the_database_three_things(owned, django_assert_num_queries):
    run_on("2025-01-15")
    with django_assert_num_queries(3):
        assert run_on("2025-01-16") == [0]


def test_nothing_due_is_found_by_index_however_many_there_are():
    """The plans for a large catalogue, which PostgreSQL does not make for a small one on its own."""
    entry()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for where in ("IS NULL", "<= '2025-01-01'"):
            cursor.execute(
                "EXPLAIN SELECT id FROM initiatives_initiative "
                f"WHERE state = 'published' AND freshness_due_date {where} ORDER BY freshness_due_date, id LIMIT 200"
            )
            assert "initiative_freshness_due" in str(cursor.fetchall())


def test_clocks_are_set_early_rather_than_late_and_put_right_when_they_ring(owned):
    run_on("2024-02-01")
    owned.refresh_from_db()
    assert owned.freshness_due_date == datetime.date(2025, 1, 14)  # 2024 is a leap year
    run_on("2025-01-14")
    owned.refresh_from_db()
    assert owned.freshness_due_date == datetime.date(2025, 1, 15)
    assert not FreshnessQuestion.objects.exists()


def test_the_command_for_what_is_due_does_it(owned, mailoutbox):
    Initiative.objects.update(published_at=timezone.now() - datetime.timedelta(days=370))
    call_command("run_due_tasks")
    assert [mail.subject for mail in mailoutbox] == ["Stämmer detta fortfarande? Gävles barnrättsplan"]
