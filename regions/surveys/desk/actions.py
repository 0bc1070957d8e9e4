"""What the national desk and the counties do beside the answers: ask and answer each other, and hand over."""

from django.db import transaction
from django.urls import reverse

from barnratt.audit.actions import record
from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from barnratt.core.templatetags.swedish import day, number
from barnratt.notifications.actions import notify
from barnratt.notifications.models import Topic
from regions.surveys.desk import people
from regions.surveys.desk.models import Handover, Post, Thread

LONGEST_POST, LONGEST_NOTE = 4000, 10_000


@transaction.atomic
def ask(survey_round, county, text, *, question="", from_desk=False, by):
    """Begin a thread about a round, or about one of its questions. The other side is told."""
    text = _written(text)
    if question and question not in survey_round.definition.by_key:
        raise RuleBroken("Frågan finns inte i enkäten.")
    thread = Thread.objects.create(round=survey_round, county=county, question=question, is_waiting=not from_desk)
    _post(thread, text, from_desk=from_desk, by=by)
    record(AuditEvent.Type.SURVEY_ASKED, thread, by=by, after={"question": question, "from_desk": from_desk})
    return thread


@transaction.atomic
def answer(thread, text, *, from_desk, by):
    """Write in a thread. What the desk writes is its answer; what a county writes waits for one."""
    text = _written(text)
    thread = _locked(thread)
    made = _post(thread, text, from_desk=from_desk, by=by)
    thread.is_waiting = not from_desk
    thread.save(update_fields=["is_waiting"])
    record(AuditEvent.Type.SURVEY_ANSWERED, thread, by=by, after={"from_desk": from_desk})
    return made


@transaction.atomic
def settle(thread, *, by):
    """Say that the last of a thread needs no answer."""
    thread = _locked(thread)
    if not thread.is_waiting:
        raise RuleBroken("Frågan är redan besvarad.")
    thread.is_waiting = False
    thread.save(update_fields=["is_waiting"])
    record(AuditEvent.Type.SURVEY_SETTLED, thread, by=by)


@transaction.atomic
def change_handover(county, *, note, vacant_since, revision, by):
    """
    Write what the next coordinator needs to know, and since when nobody has the job.

    revision: the one that was read. The desk is told when a county becomes vacant.
    """
    Handover.objects.get_or_create(county=county)
    found = Handover.objects.select_for_update(of=("self",)).get(county=county)
    if found.revision != revision:
        raise RuleBroken(f"{found.by_name} ändrade överlämningen medan du skrev. Jämför med det som står nu.")
    became_vacant = vacant_since and found.vacant_since is None
    before = {"vacant_since": found.vacant_since}
    found.note, found.vacant_since = note.strip()[:LONGEST_NOTE], vacant_since
    found.revision, found.by, found.by_name = revision + 1, by, str(by)
    found.save()
    after = {"vacant_since": vacant_since, "revision": found.revision}
    record(AuditEvent.Type.SURVEY_HANDOVER_CHANGED, found, by=by, before=before, after=after)
    if became_vacant:
        text = f"{county} har ingen länssamordnare sedan {day(vacant_since)}."
        notify(people.desk(), Topic.SURVEY, text=text, path=found.get_absolute_url(), by=by)
    return found


def _written(text):
    if not text.strip():
        raise RuleBroken("Skriv något först.")
    if len(text) > LONGEST_POST:
        raise RuleBroken(f"Texten får ha högst {number(LONGEST_POST)} tecken.")
    return text.strip()


def _post(thread, text, *, from_desk, by):
    made = Post.objects.create(thread=thread, text=text, from_desk=from_desk, by=by, by_name=str(by))
    path = reverse("surveys:threads", args=[thread.round.slug, thread.county.slug])
    if from_desk:
        wrote = [one.by for one in thread.posts.filter(from_desk=False, by__isnull=False).select_related("by")]
        told = [*people.coordinators().get(thread.county_id, []), *wrote]
        text = f"Den nationella samordningen har skrivit till {thread.county} om {thread.round}."
    else:
        told, text = people.desk(), f"{thread.county} har en fråga om {thread.round}."
    notify(told, Topic.SURVEY, text=text, path=path, by=by)
    return made


def _locked(thread):
    found = Thread.objects.select_for_update(of=("self",)).select_related("round__version", "county")
    return found.get(pk=thread.pk)
