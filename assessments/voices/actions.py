"""What changes the library of what children have said, and what an assessment makes of it.

The log holds which fields were written, never the words of children.
"""

from django.db import transaction
from django.utils import timezone

from assessments.actions import NO_NUMBERS
from assessments.models import Assessment
from assessments.voices.models import ChildVersion, Voice, VoiceUse
from barnratt.audit.actions import record
from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from barnratt.core.personal_data import holds_identity_number

PLAIN = ("title", "said", "where", "from_date", "until_date", "ages", "number", "way", "source", "url")
TIED = ("articles", "areas")


@transaction.atomic
def add(authority, *, fields, by, constructed=False):
    """Put what children have said in an authority's library. fields: those of PLAIN and TIED."""
    _no_numbers(fields)
    plain = {name: fields[name] for name in PLAIN if name in fields}
    voice = Voice.objects.create(authority=authority, by=by, constructed=constructed, **plain)
    for name in TIED:
        getattr(voice, name).set(fields.get(name, ()))
    record(AuditEvent.Type.VOICE_ADDED, voice, by=by)
    return voice


@transaction.atomic
def edit(voice, *, fields, by):
    """Change what stands in the library. Assessments that already build on it keep the words that they chose."""
    _no_numbers(fields)
    voice = Voice.objects.select_for_update().get(pk=voice.pk)
    changed = [name for name in PLAIN if name in fields and getattr(voice, name) != fields[name]]
    for name in TIED:
        if name in fields and set(getattr(voice, name).all()) != set(fields[name]):
            getattr(voice, name).set(fields[name])
            changed.append(name)
    if changed:
        for name in set(changed) & set(PLAIN):
            setattr(voice, name, fields[name])
        voice.changed_at = timezone.now()
        voice.save()
        record(AuditEvent.Type.VOICE_EDITED, voice, by=by, after={"fields": sorted(changed)})
    return voice


@transaction.atomic
def archive(voice, *, archived, by):
    """Take it out of what is offered, or put it back. What builds on it still does."""
    voice = Voice.objects.select_for_update().get(pk=voice.pk)
    if (voice.archived_at is not None) == archived:
        raise RuleBroken("Det är redan arkiverat." if archived else "Det är inte arkiverat.")
    voice.archived_at = timezone.now() if archived else None
    voice.save(update_fields=["archived_at"])
    record(AuditEvent.Type.VOICE_ARCHIVED, voice, by=by, after={"archived": archived})
    return voice


# In an assessment


@transaction.atomic
def use(assessment, voices, *, by):
    """Build an assessment on what children have said, with the words as they stand now. Returns how many were new."""
    assessment = _writable(assessment)
    there = set(assessment.voices_used.values_list("voice_id", flat=True))
    wanted = Voice.objects.current().filter(pk__in=[one.pk for one in voices], authority=assessment.authority)
    new = [voice for voice in wanted.order_by("pk") if voice.pk not in there]
    for voice in new:
        VoiceUse.objects.create(
            assessment=assessment, voice=voice, title=voice.title, said=voice.said, about=in_short(voice), by=by
        )
    if new:
        record(AuditEvent.Type.ASSESSMENT_VOICES_CHOSEN, assessment, by=by, after={"voices": [v.pk for v in new]})
    return len(new)


@transaction.atomic
def stop_using(used, *, by):
    """The assessment no longer builds on it."""
    assessment = _writable(used.assessment)
    voice = used.voice_id
    VoiceUse.objects.filter(pk=used.pk).delete()
    record(AuditEvent.Type.ASSESSMENT_VOICES_CHOSEN, assessment, by=by, before={"voices": [voice]})


@transaction.atomic
def tell_change(used, changed, *, base, by):
    """
    Say what it changed that children said this.

    base: what stood there when the person began. Raises RuleBroken when somebody else has written meanwhile.
    """
    _no_numbers({"changed": changed})
    assessment = _writable(used.assessment)
    used = VoiceUse.objects.select_for_update(of=("self",)).get(pk=used.pk)
    _nobody_else(used.changed, base, changed)
    if used.changed != changed:
        used.changed = changed
        used.save(update_fields=["changed"])
        record(AuditEvent.Type.ASSESSMENT_VOICES_CHOSEN, assessment, by=by, after={"changed_by": used.voice_id})
    return used


@transaction.atomic
def write_child_version(assessment, text, *, is_read_through, base, by):
    """
    Keep the text to the children.

    is_read_through: somebody vouches for it, so that it is no draft any more. base: the text that the person began
    with, "" before there was one. Raises RuleBroken when somebody else has written meanwhile.
    """
    _no_numbers({"text": text})
    Assessment.objects.select_for_update(of=("self",)).get(pk=assessment.pk)
    version = ChildVersion.objects.filter(assessment=assessment).first() or ChildVersion(assessment=assessment)
    _nobody_else(version.text, base, text)
    version.text, version.by, version.changed_at = text, by, timezone.now()
    version.read_through_at = timezone.now() if is_read_through else None
    version.read_through_by = by if is_read_through else None
    version.read_through_by_name = str(by) if is_read_through else ""
    version.save()
    record(
        AuditEvent.Type.ASSESSMENT_CHILD_VERSION_WRITTEN, assessment, by=by, after={"is_read_through": is_read_through}
    )
    return version


def in_short(voice):
    """Where, when, who and how, in one line for documents."""
    parts = [voice.where, voice.period, voice.ages_in_words, voice.children_in_words, voice.get_way_display()]
    return f"{'. '.join(part[:1].upper() + part[1:] for part in parts if part)}. Källa: {voice.source}."


def _nobody_else(stored, base, wanted):
    if stored not in (base, wanted):
        raise RuleBroken(
            "Någon annan har skrivit här medan du skrev. Din text står kvar i fältet. "
            f"Foga ihop den med det som står nu, och spara igen: ”{stored}”"
        )


def _no_numbers(fields):
    if any(holds_identity_number(value) for value in fields.values() if isinstance(value, str)):
        raise RuleBroken(NO_NUMBERS)


def _writable(assessment):
    assessment = Assessment.objects.select_for_update(of=("self",)).select_related("authority").get(pk=assessment.pk)
    if assessment.state not in Assessment.WRITTEN_IN:
        raise RuleBroken(f"Prövningen är {assessment.get_state_display()}. Det du gjorde nu är inte sparat.")
    return assessment
