"""What the answers of an assessment have been: where something was written before, and what."""

from typing import NamedTuple

from django.db.models import Count, F, Max, Q

from assessments import summary
from assessments.models import Assessment
from barnratt.audit.models import AuditEvent
from barnratt.questionnaires import answers
from barnratt.questionnaires.forms import written
from barnratt.questionnaires.models import EarlierAnswer, Version


class ChangedField(NamedTuple):
    """A field where something stood before. `label` says which question, and which block it is in."""

    address: str
    label: str
    times: int
    last: EarlierAnswer
    gone: bool  # its question is not shown now, or its block was taken away


class GoneBlock(NamedTuple):
    """One of a repeated step that was taken away, and can be put back."""

    step: object
    block: str
    last: EarlierAnswer
    rows: list  # [(question, the answer in words)]


class Before(NamedTuple):
    """What stood in a field before somebody wrote there."""

    row: EarlierAnswer
    words: str
    can_be_taken_back: bool


class Remark(NamedTuple):
    """A comment with the question that it stands at, and the step where it is asked, None when it is no longer."""

    comment: object
    question: str
    step: object


class Told(NamedTuple):
    """An event of the log. `more`: the new state, or who was let in."""

    event: AuditEvent
    more: str


def log_of(assessment):
    """The events of an assessment and of its answers, the latest first."""
    about = Q(object_type=Assessment._meta.label_lower, object_id=str(assessment.pk))
    about |= Q(object_type=assessment.response._meta.label_lower, object_id=str(assessment.response_id))
    return AuditEvent.objects.filter(about).order_by("-at", "-pk")


def told(events):
    """Each as Told."""
    states = dict(Assessment.State.choices)
    return [
        Told(event, states.get(after.get("state"), "") or after.get("receiver") or after.get("name") or "")
        for event in events
        for after in [event.before | event.after]
    ]


def readers_of(assessment):
    """[{"person_name", "days", "last"}] of those who have read an assessment, the latest first."""
    found = assessment.readings.values("person_name").annotate(days=Count("date", distinct=True), last=Max("date"))
    return list(found.order_by("-last", "person_name"))


def changed_fields(assessment):
    """The fields in which something else stood before, in the order of the questionnaire, those that are gone last."""
    response = assessment.response
    order = {address: number for number, address in enumerate(_shown(response))}
    rows = {}
    for row in response.earlier.filter(value__isnull=False).exclude(address=summary.ADDRESS).order_by("at", "pk"):
        rows.setdefault(row.address, []).append(row)
    return [
        ChangedField(address, label_of(response, address), len(rows[address]), rows[address][-1], address not in order)
        for address in sorted(rows, key=lambda address: (order.get(address, len(order)), address))
    ]


def gone_blocks(assessment):
    """The blocks of repeated steps that were taken away and that something stood in."""
    response, found = assessment.response, {}
    for row in response.earlier.filter(address__contains=".").order_by("revision", "pk"):
        step_key, block, key = row.address.split(".")
        there = {one["id"] for one in response.answers.get(step_key, [])}
        step = next((step for step in response.version.definition.steps if step.key == step_key and step.repeat), None)
        if step and block not in there:
            found.setdefault((step, block), {}).setdefault(row.revision, []).append((key, row))
    gone = []
    for (step, block), revisions in found.items():
        last = revisions[max(revisions)]
        told = [(question_of(response, row.address), row.value) for _, row in last]
        words = [(question, answers.in_words(question, value)) for question, value in told if question]
        gone.append(GoneBlock(step, block, last[-1][1], words))
    return gone


def field_history(assessment, address):
    """(the answer now, in words; as the form has it; [Before], the latest first) of one field."""
    response = assessment.response
    question = question_of(response, address)
    value = answers.value_at(response.answers, address)
    shown = address in _shown(response)
    rows = [
        Before(row, answers.in_words(question, row.value), shown and row.value not in (None, value))
        for row in response.earlier.filter(address=address).order_by("-at", "-pk")
    ]
    return answers.in_words(question, value), written(question, value), rows


def remarks_of(assessment):
    """The comments as Remarks, those that wait first."""
    steps = assessment.response.version.definition.step_of
    return [
        Remark(one, label_of(assessment.response, one.address), steps.get(one.address.rpartition(".")[2]))
        for one in assessment.comments.order_by(F("solved_at").asc(nulls_first=True), "at", "pk")
    ]


def question_of(response, address):
    """The question that an address names, also when the questionnaire has dropped it since. None for no question."""
    key = address.rpartition(".")[2]
    if question := response.version.definition.by_key.get(key):
        return question
    for version in Version.objects.filter(key=response.version.key).order_by("-number"):
        if question := version.definition.by_key.get(key):
            return question
    return None


def label_of(response, address):
    """A field's question, and which block of a repeated step it is in."""
    question = question_of(response, address)
    step_key, _, rest = address.partition(".")
    if not rest:
        return question.text
    step = next((step for step in response.version.definition.steps if step.key == step_key and step.repeat), None)
    ids = [one["id"] for one in response.answers.get(step_key, [])]
    block = rest.partition(".")[0]
    if step is None or block not in ids:
        return f"{question.text} (borttaget)"
    return f"{question.text} ({step.repeat.label.lower()} {ids.index(block) + 1})"


def _shown(response):
    places = answers.shown(response.version.definition, response.answers, response.flags)
    return [place.address for place in places]
