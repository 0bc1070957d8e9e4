"""What happens to an entry that nobody has confirmed: it is asked about, then marked, then archived."""

import datetime

from django.db import models, transaction
from django.db.models import F
from django.db.models.functions import Cast, Coalesce, TruncDate
from django.utils import timezone

from barnratt.accounts.models import Role
from barnratt.audit.actions import record
from barnratt.audit.models import AuditEvent
from barnratt.schedule.rhythm import Rhythm, latest_moment
from initiatives import index
from initiatives.freshness.clock import archive_on, ask_on, look_on, outdated_on, remind_on
from initiatives.freshness.letters import tell_those_who_wait
from initiatives.freshness.models import FreshnessQuestion, FreshnessRecipient
from initiatives.models import Initiative
from initiatives.permissions import owners_of, reviewers_of

# So many entries in a run, which takes a few seconds of its minute; the rest a minute later.
AT_A_TIME = 200
CLOCKS_AT_A_TIME = 5000


def ask_and_age(*, now=None):
    """Do what is due today for every published entry, and write to those who are asked. Returns how much was done.

    A day begins at seven, so that letters come in the morning. When nothing is due it costs three look-ups by index.
    """
    today = latest_moment(Rhythm.DAILY, now=now).date()
    now = now or timezone.now()
    _set_clocks()
    due = Initiative.objects.published().filter(freshness_due_date__lte=today)
    due = list(due.order_by("freshness_due_date", "pk").values_list("pk", flat=True)[:AT_A_TIME])
    done = sum(_look_at(pk, today=today, now=now) for pk in due)
    if len(due) < AT_A_TIME:  # else those who are asked about several get one letter when all of it is known
        done += tell_those_who_wait(now=now)
    return done


def _set_clocks():
    """Entries that are new in the catalogue are looked at in a year. Derived from what they say, so not logged."""
    new = Initiative.objects.published().filter(freshness_due_date=None)
    current_on = Coalesce(F("confirmed_date"), TruncDate("published_at"), output_field=models.DateField())
    in_a_year = models.ExpressionWrapper(current_on + datetime.timedelta(days=365), models.DateTimeField())
    Initiative.objects.filter(pk__in=new.values("pk")[:CLOCKS_AT_A_TIME]).update(
        freshness_due_date=Cast(in_a_year, models.DateField())
    )


@transaction.atomic
def _look_at(pk, *, today, now):
    """One entry, in a transaction of its own. Whoever is at it, to answer perhaps, goes first: it waits a minute."""
    initiative = Initiative.objects.published().select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
    if initiative is None:
        return 0
    question = initiative.freshness_questions.open().first()
    done = 0
    if initiative.is_historical or today < ask_on(initiative):
        question = _close_what_needs_no_answer(initiative, question, now=now)
    else:
        channel, people = whom_to_ask(initiative)
        question, done = _ask_or_remind(initiative, question, channel, people, today=today, now=now)
        if not initiative.needs_confirmation and today >= outdated_on(initiative):
            done += _mark_outdated(initiative, question, people)
        if question and _was_asked(question) and today >= archive_on(initiative, question):
            done += _archive(initiative, question, people, now=now)
    initiative.freshness_due_date = look_on(initiative, question, today=today)
    initiative.save(update_fields=["freshness_due_date"])
    return min(done, 1)


def _close_what_needs_no_answer(initiative, question, *, now):
    """The entry has been confirmed or marked as historical by an edit since it was asked about."""
    if question:
        historical = initiative.is_historical
        answers = FreshnessQuestion.Answer
        _answer(question, answers.HISTORICAL if historical else answers.CHANGED, now=now)
    if initiative.needs_confirmation:
        initiative.needs_confirmation = False
        initiative.save(update_fields=["needs_confirmation"])
        index.refresh(initiative)


def _ask_or_remind(initiative, question, channel, people, *, today, now):
    """(the open question or None, how much was done)."""
    if question and not question.recipients.filter(person__in=people).exists():
        # Everybody who was asked has left. Who has come instead gets the question anew, and the same time to answer.
        _answer(question, FreshnessQuestion.Answer.REPLACED, now=now)
        question = None
    if question is None:
        return (_ask(initiative, channel, people, now=now), 1) if people else (None, 0)
    if question.reminded_at or today < remind_on(initiative, question):
        return question, 0
    question.reminded_at = now
    question.save(update_fields=["reminded_at"])
    _let_wait(question, people)
    after = {"to": [person.pk for person in people], "reminder": True}
    record(AuditEvent.Type.FRESHNESS_ASKED, initiative, by=None, after=after)
    return question, 1


def whom_to_ask(initiative):
    """(the channel, the people): the owners, else the county's reviewers, else the national coordinators."""
    if people := owners_of(initiative):
        return FreshnessQuestion.Channel.OWNER, people
    people = reviewers_of(initiative)
    counties = {county.pk for county in initiative.counties.all()}
    boards = {board.county_id for person in people for board in person.organisations_with(Role.REVIEWER)}
    if initiative.scope != Initiative.Scope.NATIONAL and counties & boards:
        return FreshnessQuestion.Channel.REVIEWER, people
    return FreshnessQuestion.Channel.EDITOR, people


def _ask(initiative, channel, people, *, now):
    question = initiative.freshness_questions.create(channel=channel, revision=initiative.revision, asked_at=now)
    _let_wait(question, people)
    after = {"channel": channel, "to": [person.pk for person in people]}
    record(AuditEvent.Type.FRESHNESS_ASKED, initiative, by=None, after=after)
    return question


def _mark_outdated(initiative, question, people):
    """Readers are told, and among equals it comes later. It needs no question: nobody may be there to ask."""
    initiative.needs_confirmation = True
    initiative.save(update_fields=["needs_confirmation"])
    index.refresh(initiative)
    if question:
        _let_wait(question, people)
    record(AuditEvent.Type.INITIATIVE_OUTDATED, initiative, by=None, after={"current_on": initiative.current_on})
    return 1


def _was_asked(question):
    return question.recipients.exclude(told_at=None).exists()


def _archive(initiative, question, people, *, now):
    """Out of lists, counts and search; readable at its address. The question stays open: an answer brings it back."""
    initiative.state = Initiative.State.ARCHIVED
    initiative.archived_at = now
    initiative.save(update_fields=["state", "archived_at", "changed_at"])
    index.refresh(initiative)
    _let_wait(question, people)
    record(
        AuditEvent.Type.INITIATIVE_ARCHIVED,
        initiative,
        by=None,
        before={"state": Initiative.State.PUBLISHED},
        after={"state": initiative.state, "asked_at": question.asked_at, "current_on": initiative.current_on},
    )
    return 1


def _let_wait(question, people):
    """Those people are to be told, in the next letter."""
    question.recipients.filter(person__in=people).update(is_waiting=True)
    known = set(question.recipients.values_list("person_id", flat=True))
    FreshnessRecipient.objects.bulk_create(
        FreshnessRecipient(question=question, person=person) for person in people if person.pk not in known
    )


def _answer(question, answer, *, now):
    question.answered_at, question.answer = now, answer
    question.save(update_fields=["answered_at", "answer"])
    question.recipients.filter(is_waiting=True).update(is_waiting=False)
