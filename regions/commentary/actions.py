import datetime

from django.db import transaction
from django.utils import timezone

from barnratt.audit.actions import record
from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from barnratt.core.personal_data import holds_identity_number
from barnratt.core.templatetags.swedish import number
from barnratt.notifications.actions import notify
from barnratt.notifications.models import Topic
from regions.commentary.models import Commentary, UseNote, Version
from regions.commentary.permissions import readers_of

LONGEST = 8000
SITTING = datetime.timedelta(minutes=30)  # what one person writes within it is one event in the log
HAS_CHANGED = "Texten har ändrats sedan du öppnade sidan. Läs den igen innan du svarar."


class Conflict(RuleBroken):
    """Somebody else has written meanwhile. `theirs` is what stands now; nothing has been saved over it."""

    def __init__(self, theirs):
        super().__init__("Någon annan har skrivit i texten medan du skrev. Inget är överskrivet.")
        self.theirs = theirs


def tidied(text):
    """As it is kept and compared: browsers send lines ended in their own way."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


@transaction.atomic
def write(subject, text, *, base, organisation, by):
    """
    Keep what has been typed; it is published only after somebody else has read it through.

    base: what stood there when the person began. Where it is something else by now, Conflict is raised.
    """
    text, base = tidied(text), tidied(base)
    if len(text) > LONGEST:
        raise RuleBroken(f"Texten kan ha högst {number(LONGEST)} tecken. Den har {number(len(text))}.")
    found, is_new = Commentary.objects.get_or_create(**subject.columns, defaults={"organisation": organisation})
    found = _locked(found)
    if found.state == Commentary.State.WAITING:
        raise RuleBroken("Texten är skickad för läsning. Det du skrev nu är inte med: ta tillbaka texten först.")
    if found.text == text:
        return found
    if found.text != base:
        raise Conflict(found.text)
    now = timezone.now()
    if is_new or found.written_by_id != by.pk or now - found.written_at > SITTING:
        record(AuditEvent.Type.COMMENTARY_WRITTEN, found, by=by, after={"revision": found.revision + 1})
    found.text, found.organisation = text, organisation
    found.revision += 1
    found.written_at, found.written_by, found.written_by_name = now, by, str(by)
    found.save()
    found.writers.add(by)
    return found


@transaction.atomic
def send(commentary, *, by):
    """Ask somebody else to read it through."""
    found = _locked(commentary)
    if found.state == Commentary.State.WAITING:
        raise RuleBroken("Texten är redan skickad.")
    if not found.text.strip():
        raise RuleBroken("Skriv en text först.")
    if holds_identity_number(found.text):
        raise RuleBroken("Ta bort personnumret. Kommentaren blir offentlig.")
    latest = found.versions.order_by("-number").first()
    if latest and not latest.withdrawn_at and latest.text == found.text:
        raise RuleBroken("Texten är densamma som den som redan är publicerad.")
    found.state, found.sent_at = Commentary.State.WAITING, timezone.now()
    found.reply = found.reply_by_name = ""
    found.save(update_fields=["state", "sent_at", "reply", "reply_by_name"])
    record(AuditEvent.Type.COMMENTARY_SENT, found, by=by, after={"revision": found.revision})
    text = f"En kommentar till lägesbilden väntar på att du läser igenom den: {found}."
    notify(readers_of(found), Topic.COMMENTARY, text=text, path=f"{found.get_absolute_url()}las/", by=by)
    return found


@transaction.atomic
def take_back(commentary, *, by):
    """Go on writing in what has been sent."""
    found = _waiting(commentary)
    found.state, found.sent_at = Commentary.State.WRITING, None
    found.save(update_fields=["state", "sent_at"])
    record(AuditEvent.Type.COMMENTARY_RETURNED, found, by=by, after={"revision": found.revision})
    return found


@transaction.atomic
def give_back(commentary, reason, *, revision, by):
    """Ask for changes. revision: of the text that was read."""
    found = _waiting(commentary, revision)
    if not reason.strip():
        raise RuleBroken("Skriv vad som behöver ändras.")
    found.state, found.sent_at = Commentary.State.WRITING, None
    found.reply, found.reply_by, found.reply_by_name = reason.strip(), by, str(by)
    found.save(update_fields=["state", "sent_at", "reply", "reply_by", "reply_by_name"])
    record(AuditEvent.Type.COMMENTARY_RETURNED, found, by=by, after={"revision": found.revision})
    text = f"Kommentaren till lägesbilden behöver ändras: {found}."
    notify(found.writers.all(), Topic.COMMENTARY, text=text, path=f"{found.get_absolute_url()}skriv/", by=by)
    return found


@transaction.atomic
def publish(commentary, *, revision, by):
    """Publish what somebody else has written, as a new version. revision: of the text that was read."""
    found = _waiting(commentary, revision)
    writers = list(found.writers.all())
    if by.pk == found.written_by_id or by in writers:
        raise RuleBroken("Ingen läser igenom sin egen text. Be en kollega.")
    latest = found.versions.order_by("-number").first()
    version = Version.objects.create(
        commentary=found,
        number=latest.number + 1 if latest else 1,
        text=found.text,
        organisation=found.organisation,
        written_by=found.written_by,
        written_by_name=found.written_by_name,
        read_by=by,
        read_by_name=str(by),
    )
    found.state, found.sent_at = Commentary.State.WRITING, None
    found.save(update_fields=["state", "sent_at"])
    found.writers.clear()
    after = {"number": version.number, "text": version.text}
    record(AuditEvent.Type.COMMENTARY_PUBLISHED, found, by=by, after=after)
    text = f"Kommentaren till lägesbilden är publicerad: {found}."
    notify(writers, Topic.COMMENTARY, text=text, path=found.get_absolute_url(), by=by)
    return version


@transaction.atomic
def withdraw(commentary, *, by):
    """Take the published text down. It stays in the history of what has been published."""
    found = _locked(commentary)
    version = found.versions.order_by("-number").first()
    if version is None or version.withdrawn_at:
        raise RuleBroken("Ingen kommentar är publicerad.")
    version.withdrawn_at = timezone.now()
    version.save(update_fields=["withdrawn_at"])
    record(AuditEvent.Type.COMMENTARY_WITHDRAWN, found, by=by, before={"number": version.number})
    return version


@transaction.atomic
def note_use(county, *, fields, by):
    """Note that the lägesbild has been used. fields: used_date, way, what and where."""
    note = UseNote(county=county, by=by, by_name=str(by), **fields)
    note.full_clean()
    note.save()
    record(AuditEvent.Type.USE_NOTED, note, by=by, after={"used_date": note.used_date, "way": note.way})
    return note


@transaction.atomic
def remove_use(note, *, by):
    told = {"used_date": note.used_date, "way": note.way, "what": note.what, "where": note.where}
    record(AuditEvent.Type.USE_REMOVED, note, by=by, before=told)
    note.delete()


def _locked(commentary):
    whole = Commentary.objects.select_related("county", "municipality__county", "cluster", "organisation")
    return whole.select_for_update(of=("self",)).get(pk=commentary.pk)


def _waiting(commentary, revision=None):
    found = _locked(commentary)
    if found.state != Commentary.State.WAITING:
        raise RuleBroken("Kommentaren väntar inte på att läsas igenom.")
    if revision is not None and revision != found.revision:
        raise RuleBroken(HAS_CHANGED)
    return found
