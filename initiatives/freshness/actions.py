"""Answers to whether an entry is still right. What the portal does by itself is in ageing.py and links.py."""

from django.db import transaction
from django.utils import timezone

from barnratt.audit.actions import record
from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from initiatives import actions, index
from initiatives.freshness.clock import look_on
from initiatives.freshness.models import FreshnessQuestion, FreshnessRecipient
from initiatives.models import Initiative

FIELDS = ["state", "archived_at", "needs_confirmation", "confirmed_date", "freshness_due_date"]


@transaction.atomic
def confirm(initiative, *, by, question=None):
    """What the entry says is right today. An archived entry is shown again.

    With `question`, the one that a letter's link answers, it must still be open.
    """
    initiative, asked = _lock(initiative, question)
    today = timezone.localdate()
    fresh = initiative.state == Initiative.State.PUBLISHED and not initiative.needs_confirmation
    if asked is None and fresh and initiative.confirmed_date == today:
        raise RuleBroken("Uppgifterna bekräftades redan i dag.")
    before = _values(initiative)
    initiative.confirmed_date = today
    _show(initiative, today)
    index.refresh(initiative)
    changed = asked is not None and initiative.revision > asked.revision
    answer = FreshnessQuestion.Answer.CHANGED if changed else FreshnessQuestion.Answer.CONFIRMED
    _close(initiative, answer, by=by)
    _record(initiative, answer, by=by, before=before, by_letter=question is not None)
    return initiative


@transaction.atomic
def mark_historical(initiative, *, by, question=None):
    """What the entry tells of has ended. It stays in the catalogue, marked, and is not asked about again."""
    initiative, _ = _lock(initiative, question)
    if initiative.is_historical:
        raise RuleBroken("Initiativet är redan märkt som historiskt.")
    before = _values(initiative)
    _show(initiative, timezone.localdate())
    # What the entry says is changed as it always is, with its own event and version.
    initiative = actions.edit(initiative, fields={"status": Initiative.Status.HISTORICAL}, by=by)
    _close(initiative, FreshnessQuestion.Answer.HISTORICAL, by=by)
    _record(initiative, FreshnessQuestion.Answer.HISTORICAL, by=by, before=before, by_letter=question is not None)
    return initiative


def _lock(initiative, question):
    """(the entry, its open question or None), with nobody else at them. Raises RuleBroken when it is too late."""
    initiative = Initiative.objects.select_for_update(of=("self",)).get(pk=initiative.pk)
    if initiative.state not in (Initiative.State.PUBLISHED, Initiative.State.ARCHIVED):
        raise RuleBroken("Bara ett initiativ som är publicerat eller arkiverat kan bekräftas.")
    asked = initiative.freshness_questions.open().first()
    if question is not None and asked != question:
        raise RuleBroken("Frågan är redan besvarad. Tack ändå!")
    return initiative, asked


def _show(initiative, today):
    initiative.state = Initiative.State.PUBLISHED
    initiative.archived_at = None
    initiative.needs_confirmation = False
    initiative.freshness_due_date = look_on(initiative, None, today=today)
    initiative.save(update_fields=FIELDS)


def _close(initiative, answer, *, by):
    now = timezone.now()
    FreshnessRecipient.objects.filter(question__initiative=initiative, is_waiting=True).update(is_waiting=False)
    initiative.freshness_questions.open().update(answered_at=now, answer=answer, answered_by=str(by))


def _values(initiative):
    return {name: getattr(initiative, name) for name in ("state", "needs_confirmation", "confirmed_date")}


def _record(initiative, answer, *, by, before, by_letter):
    after = {"answer": answer, "by_letter": by_letter, **_values(initiative)}
    record(AuditEvent.Type.FRESHNESS_ANSWERED, initiative, by=by, before=before, after=after)
