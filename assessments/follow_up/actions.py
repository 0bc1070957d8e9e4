"""What changes the follow-up of an assessment. The log holds kind, dates and state, never what is written."""

import datetime

from django.db import transaction
from django.utils import timezone

from assessments.follow_up.models import FollowUp, Outcome
from barnratt.audit.actions import record
from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken

State = FollowUp.State
# The first reminder comes so long before the day, the next on the day, and then one a month till it is ended.
BEFORE = datetime.timedelta(days=7)
AGAIN = datetime.timedelta(days=30)


@transaction.atomic
def add(assessment, *, fields, source="", by):
    """Something to come back to. fields: kind, text, role, person, due_date; source: the question that it came from."""
    made = FollowUp.objects.create(
        assessment=assessment, source=source, remind_date=_first_reminder(fields["due_date"]), by=by, by_name=str(by),
        **fields,
    )  # fmt: skip
    _record(made, {}, by=by)
    return made


@transaction.atomic
def change(follow_up, *, fields, by):
    """Say something else about what is to be followed up. A new day is a new reminder."""
    follow_up = _locked(follow_up)
    if not follow_up.is_open:
        raise RuleBroken("Det är redan avslutat. Öppna det igen för att ändra.")
    before = _told(follow_up)
    if all(getattr(follow_up, name) == value for name, value in fields.items()):
        return follow_up
    if follow_up.due_date != fields["due_date"]:
        follow_up.remind_date = _first_reminder(fields["due_date"])
    for name, value in fields.items():
        setattr(follow_up, name, value)
    follow_up.save()
    _record(follow_up, before, by=by)
    return follow_up


@transaction.atomic
def end(follow_up, state, *, date, text="", by):
    """It is done, or will not be. text: how it turned out for the children, if it is known. No more reminders come."""
    follow_up = _locked(follow_up)
    if not follow_up.is_open:
        raise RuleBroken("Det är redan avslutat.")
    if date > timezone.localdate():
        raise RuleBroken("Välj en dag som har varit.")
    before = _told(follow_up)
    follow_up.state, follow_up.ended_date, follow_up.remind_date = state, date, None
    follow_up.save(update_fields=["state", "ended_date", "remind_date"])
    _record(follow_up, before, by=by)
    if text:
        tell(follow_up.assessment, date=date, text=text, follow_up=follow_up, by=by)
    return follow_up


@transaction.atomic
def reopen(follow_up, *, by):
    """It was not done after all."""
    follow_up = _locked(follow_up)
    if follow_up.is_open:
        raise RuleBroken("Det är redan öppet.")
    before = _told(follow_up)
    follow_up.state, follow_up.ended_date = State.OPEN, None
    follow_up.remind_date = _first_reminder(follow_up.due_date)
    follow_up.save(update_fields=["state", "ended_date", "remind_date"])
    _record(follow_up, before, by=by)
    return follow_up


@transaction.atomic
def tell(assessment, *, date, text, follow_up=None, by):
    """Write down how it turned out for the children."""
    if date > timezone.localdate():
        raise RuleBroken("Välj en dag som har varit.")
    made = Outcome.objects.create(
        assessment=assessment, follow_up=follow_up, date=date, text=text, by=by, by_name=str(by)
    )
    record(AuditEvent.Type.ASSESSMENT_FOLLOWED_UP, assessment, by=by, after={"outcome": made.pk, "date": date})
    return made


@transaction.atomic
def correct(outcome, *, date, text, by):
    """Write it down in another way."""
    outcome = Outcome.objects.select_for_update(of=("self",)).select_related("assessment").get(pk=outcome.pk)
    if date > timezone.localdate():
        raise RuleBroken("Välj en dag som har varit.")
    if (outcome.date, outcome.text) != (date, text):
        before = {"outcome": outcome.pk, "date": outcome.date}
        outcome.date, outcome.text = date, text
        outcome.save(update_fields=["date", "text"])
        after = {"outcome": outcome.pk, "date": date}
        record(AuditEvent.Type.ASSESSMENT_FOLLOWED_UP, outcome.assessment, by=by, before=before, after=after)
    return outcome


def _first_reminder(due_date):
    """A week before the day; for what is nearer than that on the day, and for what is past tomorrow."""
    today = timezone.localdate()
    if due_date - BEFORE > today:
        return due_date - BEFORE
    return max(due_date, today + datetime.timedelta(days=1))


def _locked(follow_up):
    found = FollowUp.objects.select_for_update(of=("self",)).select_related("assessment__authority")
    return found.get(pk=follow_up.pk)


def _told(follow_up):
    told = ("kind", "due_date", "state", "ended_date")
    return {"follow_up": follow_up.pk} | {name: getattr(follow_up, name) for name in told}


def _record(follow_up, before, *, by):
    record(AuditEvent.Type.ASSESSMENT_FOLLOWED_UP, follow_up.assessment, by=by, before=before, after=_told(follow_up))
