"""What changes questionnaires and answers. Who may do it is asked by the rooms that use them."""

import datetime
import secrets
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from barnratt.audit.actions import record
from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from barnratt.questionnaires import answers, earlier
from barnratt.questionnaires.cleaning import Unclean, clean
from barnratt.questionnaires.definition import read
from barnratt.questionnaires.models import Response, Version

# Within this time what one person writes in one response is one event in the log, which holds no answers.
SITTING = datetime.timedelta(minutes=30)
MOST_BLOCKS = 30


class Field(NamedTuple):
    """What a person has in a field now, and what stood there when the person began; both as the form has them."""

    raw: object
    base: object


class Written(NamedTuple):
    """What came of a save. faults: {address: message}; theirs: {address: what somebody else has written meanwhile}."""

    response: Response
    saved: list
    faults: dict
    theirs: dict
    hid: list  # the questions whose answers are hidden now


@transaction.atomic
def publish(content, *, by, key=None):
    """
    Let a questionnaire be as its content says from now on. Responses that have begun stay on the version before.

    key: what its versions are called, when somebody has made the questionnaire their own and it is not its own key.
    Returns the Version; the one that is there when nothing differs. Raises DefinitionError.
    """
    definition = read(content)
    key = key or definition.key
    versions = Version.objects.select_for_update().filter(key=key)
    before = versions.filter(state=Version.State.PUBLISHED).first()
    if before and before.content == content:
        return before
    now = timezone.now()
    if before:
        before.state, before.retired_at = Version.State.RETIRED, now
        before.save(update_fields=["state", "retired_at"])
    number = (versions.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    version = Version.objects.create(
        key=key, number=number, state=Version.State.PUBLISHED, content=content, published_at=now
    )
    record(AuditEvent.Type.QUESTIONNAIRE_PUBLISHED, version, by=by, after={"number": number})
    return version


@transaction.atomic
def begin(version, *, by, document=None, beside=(), copied=()):
    """A response with the questionnaire's defaults, and the answers that it begins with.

    copied: the addresses of those that are marked as copied till somebody saves them.
    """
    definition, begun = version.definition, dict(document or {})
    for step in definition.steps:
        if step.repeat and step.key not in begun:
            begun[step.key] = [{"id": _block_id()} for _ in range(step.repeat.min)]
        for question in step.questions if not step.repeat else ():
            if question.default is not None:
                begun.setdefault(question.key, question.default)
    inside, hidden = answers.divided(definition, begun, {})
    return Response.objects.create(
        version=version, answers=inside, hidden=hidden, beside=list(beside), copied=list(copied), written_by=by
    )


@transaction.atomic
def write(response, fields, *, by, municipalities=None, as_copied=False):
    """
    Save what stands in some fields, each by itself: what is wrong in one does not stop the others.

    fields: {address: Field}. A field that somebody else has changed since the person began is not written over: what
    they wrote is among `theirs`, and the person chooses. municipalities: {code: name} that can be ticked.
    as_copied: what is saved is copied from elsewhere, and is marked so till somebody saves it again.
    What stood there before is kept (questionnaires.earlier).
    """
    response = _locked(response)
    definition = response.version.definition
    places = {place.address: place for place in answers.shown(definition, response.answers, response.flags)}
    document, saved, faults, theirs, changes = response.answers, [], {}, {}, {}
    for address, field in fields.items():
        if address not in places:
            faults[address] = "Frågan visas inte längre, för att ett tidigare svar har ändrats. Texten är inte sparad."
            continue
        question = places[address].question
        try:
            value = clean(question, field.raw, municipalities=municipalities)
            base = clean(question, field.base, municipalities=municipalities)
        except Unclean as unclean:
            faults[address] = str(unclean)
            continue
        now = answers.value_at(document, address)
        if value == base != now:
            continue  # the person has not touched it, so what somebody else has written meanwhile stands
        if now not in (base, value):
            theirs[address] = now
            continue
        if now != value:
            document = answers.with_value(document, address, value)
            changes[address] = (now, value)
        saved.append(address)
    before = set(answers.answered(definition, response.answers, response.flags))
    response.copied = [address for address in response.copied if address not in saved] + (saved if as_copied else [])
    _keep(response, document, by=by)
    earlier.keep(response, changes, by=by)
    after = set(answers.answered(definition, response.answers, response.flags))
    hid = [places[address].question for address in before - after if address not in fields]
    return Written(response, saved, faults, theirs, hid)


@transaction.atomic
def add_block(response, step_key, *, by):
    """One more of a repeated step, last. Returns its id."""
    response = _locked(response)
    step = _repeated(response, step_key)
    blocks = answers.blocks_of(response.answers, step)
    if len(blocks) >= MOST_BLOCKS:
        raise RuleBroken(f"Det går inte att ha fler än {MOST_BLOCKS} under ”{step.title}”.")
    block = {"id": _block_id()}
    _keep(response, response.answers | {step_key: [*blocks, block]}, by=by)
    return block["id"]


@transaction.atomic
def remove_block(response, step_key, block_id, *, by):
    """Take one of a repeated step away. Its answers, hidden ones too, are kept as earlier ones."""
    response = _locked(response)
    step = _repeated(response, step_key)
    taken = [one for document in (response.hidden, response.answers) for one in answers.blocks_of(document, step)]
    changes = {
        f"{step_key}.{block_id}.{key}": (value, None)
        for block in taken
        if block["id"] == block_id
        for key, value in block.items()
        if key != "id"
    }
    blocks = [block for block in answers.blocks_of(response.answers, step) if block["id"] != block_id]
    hidden = dict(response.hidden)
    if step_key in hidden:
        hidden[step_key] = [block for block in hidden[step_key] if block["id"] != block_id]
    response.hidden = hidden
    _keep(response, response.answers | {step_key: blocks}, by=by)
    earlier.keep(response, changes, by=by, apart=True)
    return response


@transaction.atomic
def put_back_block(response, step_key, block_id, *, by):
    """Let a block that was taken away stand last among the others again, with the answers that it had then."""
    response = _locked(response)
    step = _repeated(response, step_key)
    blocks = answers.blocks_of(response.answers, step)
    if any(block["id"] == block_id for block in blocks):
        raise RuleBroken("Det du vill ta tillbaka står redan där.")
    if len(blocks) >= MOST_BLOCKS:
        raise RuleBroken(f"Det går inte att ha fler än {MOST_BLOCKS} under ”{step.title}”.")
    start = f"{step_key}.{block_id}."
    rows = list(response.earlier.filter(address__startswith=start).order_by("revision", "pk"))
    if not rows:
        raise RuleBroken("Det som stod där finns inte kvar.")
    block = {"id": block_id}
    for row in rows:
        if row.revision == rows[-1].revision:
            block[row.address.removeprefix(start)] = row.value
    _keep(response, response.answers | {step_key: [*blocks, block]}, by=by)
    return response


@transaction.atomic
def forget_drafts(response, *, earlier_answers=True, hidden=True, beside=False):
    """
    Take away what was written on the way and is no part of the answers: earlier answers, and those that are hidden.

    beside: also what stands beside the steps, which else is part of the answers. Returns how many of each, as (earlier,
    hidden). Whoever calls tells the log.
    """
    response = _locked(response)
    forgotten = response.earlier.all().delete()[0] if earlier_answers else 0
    if beside:
        response.beside = []
        response.save(update_fields=["beside"])
    gone = len(answers.hidden_answers(response.version.definition, response.hidden))
    if not hidden:
        return forgotten, 0
    response.hidden = {}
    response.save(update_fields=["hidden"])
    return forgotten, gone


@transaction.atomic
def choose(response, flag, *, on, by):
    """Show or hide what a flag shows, as the questions that go deeper."""
    response = _locked(response)
    response.flags = [*(one for one in response.flags if one != flag), *([flag] if on else [])]
    _keep(response, response.answers, by=by)
    return response


@transaction.atomic
def move(response, version, *, by, municipalities=None):
    """
    Let a response go on in a later version. Answers that no longer fit stand beside, and none is lost.

    municipalities: {code: name} of those that could be ticked. Raises RuleBroken.
    """
    response = _locked(response)
    is_the_same = version.definition.key == response.version.definition.key  # also when somebody has made it their own
    if not is_the_same or version.published_at <= response.version.published_at:
        raise RuleBroken("Svaren är redan i den versionen av formuläret.")
    old, new, origin = response.version.definition, version.definition, f"version {response.version.number}"
    document, beside = answers.fitted(old, new, response.answers, origin, municipalities)
    hidden, hidden_beside = answers.fitted(old, new, response.hidden, origin, municipalities)
    defaults = {
        key: question.default
        for key, question in new.by_key.items()
        if question.default is not None and key not in old.by_key and not new.step_of[key].repeat
    }
    steps = [step.key for step in new.steps]
    earlier = [one if one["step"] in steps else one | {"step": steps[0]} for one in response.beside]
    response.version, response.hidden, response.beside = version, hidden, [*earlier, *beside, *hidden_beside]
    _keep(response, defaults | document, by=by)
    return response


def _locked(response):
    """The response as it stands, which is also kept in `stored` so that _keep can tell whether anything differs."""
    found = (
        Response.objects.select_for_update(of=("self",))
        .select_related("version")
        .defer("version__content")
        .get(pk=response.pk)
    )
    found.stored = _told(found)
    return found


def _told(response):
    """What of a response _keep compares. An action puts new values there, and never changes those that are."""
    told = ("answers", "hidden", "beside", "flags", "copied", "version_id")
    return {name: getattr(response, name) for name in told}


def _repeated(response, step_key):
    steps = {step.key: step for step in response.version.definition.steps if step.repeat}
    if step_key not in steps:
        raise RuleBroken("Det steget finns bara en gång.")
    return steps[step_key]


def _keep(response, document, *, by):
    """Write a response if anything differs. The log is told once a sitting."""
    inside, hidden = answers.divided(response.version.definition, document, response.hidden, response.flags)
    new = _told(response) | {"answers": inside, "hidden": hidden}
    if response.stored == new:
        return
    now = timezone.now()
    if response.revision == 1 or response.written_by_id != (by and by.pk) or now - response.written_at > SITTING:
        record(AuditEvent.Type.RESPONSE_WRITTEN, response, by=by, after={"revision": response.revision + 1})
    response.answers, response.hidden = inside, hidden
    response.revision += 1
    response.written_at, response.written_by = now, by
    response.save()
    response.stored = new


def _block_id():
    return f"b{secrets.token_hex(4)}"
