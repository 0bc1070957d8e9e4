"""What changes an assessment. The log holds who, what and when, never what is written about children."""

from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from assessments import summary
from assessments.copying import parts
from assessments.models import Assessment, Comment, Reading, Summary
from assessments.queries import articles_in
from assessments.reference_data import published
from barnratt.accounts.models import Membership, Role, User
from barnratt.audit.actions import record
from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from barnratt.core.personal_data import identity_numbers
from barnratt.notifications.actions import notify
from barnratt.notifications.models import Topic
from barnratt.questionnaires import actions as questionnaires
from barnratt.questionnaires import answers, earlier

State = Assessment.State
NO_NUMBERS = "Inte sparat: här tas inga personnummer emot."
# The ways on from each state: {state: {the next: what the button says}}.
WAYS = {
    State.DRAFT: {State.IN_REVIEW: "Skicka på granskning", State.DONE: "Märk som klar"},
    State.RETURNED: {State.IN_REVIEW: "Skicka på granskning igen", State.DONE: "Märk som klar"},
    State.IN_REVIEW: {
        State.DONE: "Godkänn som klar",
        State.RETURNED: "Be om komplettering",
        State.DRAFT: "Ta tillbaka till utkast",
    },
    State.DONE: {State.LOCKED: "Lås prövningen", State.DRAFT: "Öppna för ändringar"},
    State.LOCKED: {},
}
# What the person who began it is told when it has been reviewed.
REVIEWED = {
    State.RETURNED: "En prövning av barnets bästa som du började hos {} behöver kompletteras.",
    State.DONE: "En prövning av barnets bästa som du började hos {} är godkänd som klar.",
}
CASE = ("title", "case_number", "unit", "decided_by", "decision_date", "responsible", "reviewer", "secrecy")


class Keep(NamedTuple):
    """What of a draft stays on purpose when it is cleaned up, since it tells of facts in the case."""

    comments: tuple = ()  # their keys
    earlier: bool = False
    hidden: bool = False


@transaction.atomic
def begin(template, authority, *, fields, ground=None, by, constructed=False):
    """
    A new assessment after a template. fields: those of CASE that are known.

    ground: the grounds.Ground that it begins in. What it says stands beside a step, and its articles are proposed.
    """
    version, known = published(template, authority), {}
    if ground:
        articles = version.definition.by_key[articles_in(template)]
        proposed = {*(articles.default or ()), *ground.articles} & {option.value for option in articles.options}
        known = {"document": {articles.key: sorted(proposed)}, "beside": [ground.beside(version.definition)]}
    response = questionnaires.begin(version, by=by, **known)
    assessment = Assessment.objects.create(
        authority=authority, response=response, template=template, by=by, constructed=constructed, **fields
    )
    record(AuditEvent.Type.ASSESSMENT_BEGUN, assessment, by=by, after={"template": template, "version": version.number})
    return assessment


@transaction.atomic
def edit_case(assessment, *, fields, by):
    """Change what is known of the case. fields: those of CASE that are told.

    A case number that looks like a personal identity number is kept, since the person has said that it is none; that
    is logged.
    """
    assessment = _locked(assessment)
    number = _numbers(fields.get("case_number")) - _numbers(assessment.case_number)
    if assessment.state == State.LOCKED:
        raise RuleBroken("Prövningen är låst och ändras inte mer.")
    changed = [name for name, value in fields.items() if getattr(assessment, name) != value]
    if changed:
        for name in changed:
            setattr(assessment, name, fields[name])
        assessment.changed_at = timezone.now()
        assessment.save(update_fields=[*changed, "changed_at"])
        record(AuditEvent.Type.ASSESSMENT_CASE_EDITED, assessment, by=by, after={"fields": sorted(changed)})
    if number:
        record(AuditEvent.Type.ASSESSMENT_NUMBER_KEPT, assessment, by=by, after={"fields": ["diarienummer"]})
    return assessment


@transaction.atomic
def write(assessment, fields, *, no_numbers=(), by):
    """
    questionnaires.actions.write, but a field in which a personal identity number stands is not saved.

    no_numbers: addresses of the fields where the person says that what looks like one is none, which is logged. What
    stands there already is not asked about again.
    """
    assessment = _writable(assessment)
    there = assessment.response.answers
    numbers = {
        address for address, field in fields.items() if _numbers(field.raw) - _numbers(answers.value_at(there, address))
    }
    told = numbers & set(no_numbers)
    found = questionnaires.write(
        assessment.response,
        {address: field for address, field in fields.items() if address not in numbers - told},
        by=by,
    )
    if found.saved:
        _touch(assessment)
    if told & set(found.saved):
        record(AuditEvent.Type.ASSESSMENT_NUMBER_KEPT, assessment, by=by, after={"fields": sorted(told)})
    return found._replace(faults=found.faults | dict.fromkeys(sorted(numbers - told), NO_NUMBERS))


@transaction.atomic
def add_block(assessment, step, *, by):
    """One more of a repeated step, as an alternative."""
    assessment = _writable(assessment)
    questionnaires.add_block(assessment.response, step, by=by)
    _touch(assessment)


@transaction.atomic
def remove_block(assessment, step, block, *, by):
    """Take one of a repeated step away, with its answers."""
    assessment = _writable(assessment)
    questionnaires.remove_block(assessment.response, step, block, by=by)
    _touch(assessment)


@transaction.atomic
def put_back_block(assessment, step, block, *, by):
    """Let one of a repeated step that was taken away stand there again, with its answers."""
    assessment = _writable(assessment)
    questionnaires.put_back_block(assessment.response, step, block, by=by)
    _touch(assessment)


@transaction.atomic
def choose(assessment, flag, *, on, by):
    """Show or fold in what a flag shows, as the questions that go deeper."""
    questionnaires.choose(_writable(assessment).response, flag, on=on, by=by)


def _numbers(raw):
    texts = raw if isinstance(raw, list) else [raw]
    return set().union(*(identity_numbers(str(text or "")) for text in texts))


@transaction.atomic
def move(assessment, state, *, keep=None, by):
    """Take an assessment to another state. Raises RuleBroken when something has to be done first.

    To lock it is to clean up the draft too; keep: what stays on purpose (Keep).
    """
    assessment = _locked(assessment)
    if state not in WAYS[assessment.state]:
        raise RuleBroken("Prövningen har bytt läge sedan du öppnade sidan. Ladda om den och läs vad som gäller nu.")
    response = assessment.response
    if state in (State.DONE, State.LOCKED):
        stopped = answers.stopped_by(response.version.definition, response.answers, response.flags)
        missing = answers.missing(response.version.definition, response.answers, response.flags)
        if missing and not stopped:
            raise RuleBroken("Något som måste besvaras saknas. Gå igenom det under Kontrollera svaren.")
        if set(response.copied) & set(answers.answered(response.version.definition, response.answers, response.flags)):
            raise RuleBroken("Några svar är kopierade från en tidigare prövning. Gå igenom och spara de stegen först.")
    if state == State.LOCKED:
        if not assessment.case_number:
            raise RuleBroken("Skriv diarienumret innan prövningen låses.")
        assessment.locked_at = timezone.now()
        _clear(assessment, keep or Keep(), by=by)
    before, assessment.state, assessment.changed_at = assessment.state, state, timezone.now()
    assessment.save(update_fields=["state", "changed_at", "locked_at"])
    record(
        AuditEvent.Type.ASSESSMENT_MOVED, assessment, by=by,
        before={"state": before}, after={"state": state, "revision": response.revision},
    )  # fmt: skip
    _tell_of_review(assessment, before, by=by)
    return assessment


def _tell_of_review(assessment, before, *, by):
    """Tell the strategists that an assessment waits for them, and who began it what came of that. Never its title."""
    working = Membership.objects.current().filter(organisation=assessment.authority).exclude(role=Role.READER)
    authority, path = assessment.authority, assessment.get_absolute_url()
    if assessment.state == State.IN_REVIEW:
        strategists = User.objects.filter(pk__in=working.filter(role=Role.STRATEGIST).values("user"))
        text = f"En prövning av barnets bästa hos {authority} väntar på granskning."
        notify(strategists.order_by("pk"), Topic.ASSESSMENT, text=text, path=path, by=by)
    elif before == State.IN_REVIEW and assessment.state in REVIEWED:
        began = User.objects.filter(pk=assessment.by_id, pk__in=working.values("user"))
        notify(began, Topic.ASSESSMENT, text=REVIEWED[assessment.state].format(authority), path=path, by=by)


@transaction.atomic
def clear_draft(assessment, keep, *, by):
    """
    Take away what was written on the way: earlier answers, hidden answers, comments. keep: what stays (Keep).

    Tryckfrihetsförordningen 2:12: drafts and notes are no public documents unless they are archived or tell of facts in
    the case. So they are cleaned up before the assessment leaves the authority or is locked, and what tells of facts
    is kept. Raises RuleBroken till the assessment is done.
    """
    assessment = _locked(assessment)
    if assessment.state != State.DONE:
        raise RuleBroken("Utkast rensas när prövningen är klar, innan den skickas ut eller låses.")
    _clear(assessment, keep, by=by)
    return assessment


def _clear(assessment, keep, *, by):
    response = assessment.response
    stopped = answers.stopped_by(response.version.definition, response.answers, response.flags)
    forgotten, hidden = questionnaires.forget_drafts(
        response, earlier_answers=not keep.earlier, hidden=not keep.hidden, beside=bool(stopped)
    )
    if stopped:  # it is made elsewhere, and nothing of it is to be here
        Summary.objects.filter(assessment=assessment).delete()
    comments, _ = assessment.comments.exclude(pk__in=keep.comments).delete()
    if forgotten or hidden or comments:
        gone = {"earlier": forgotten, "hidden": hidden, "comments": comments}
        kept = {"earlier": keep.earlier, "hidden": keep.hidden, "comments": len(keep.comments)}
        record(AuditEvent.Type.ASSESSMENT_CLEARED, assessment, by=by, before=gone, after={"kept": kept})


@transaction.atomic
def grow(assessment, template, *, by):
    """Go on with a full template. Every short answer goes with it, to a question or beside a step."""
    assessment = _locked(assessment)
    if assessment.template != Assessment.Template.SHORT:
        raise RuleBroken("Bara kortversionen kan växa till en full mall.")
    if Assessment.objects.filter(grown_from=assessment).exists():
        raise RuleBroken("Kortversionen har redan vuxit till en full prövning.")
    source, version = assessment.response.version.definition, published(template, assessment.authority)
    document, beside = answers.carried(source, version.definition, assessment.response.answers)
    response = questionnaires.begin(version, by=by, document=document, beside=beside)
    case = {name: getattr(assessment, name) for name in CASE}
    grown = Assessment.objects.create(
        authority=assessment.authority, response=response, template=template, grown_from=assessment, by=by,
        constructed=assessment.constructed, **case,
    )  # fmt: skip
    record(AuditEvent.Type.ASSESSMENT_GROWN, grown, by=by, before={"from": assessment.pk}, after={"template": template})
    return grown


@transaction.atomic
def write_summary(assessment, text, *, base, is_no_number=False, by):
    """
    Keep a person's own paragraphs for the tjänsteskrivelse. Those that the answers give follow the answers again.

    base: the own text that stood there when the person began, "" for none. is_no_number: the person says that what
    looks like a personal identity number is none, which is logged.
    """
    assessment = _writable(assessment)
    text, base = summary.tidied(text), summary.tidied(base)
    before, drawn = summary.written(assessment), summary.drawn(assessment)
    now = before.text if before else ""
    number = bool(_numbers(text) - _numbers([now, drawn]))
    if number and not is_no_number:
        raise RuleBroken(NO_NUMBERS)
    if not text:
        raise RuleBroken("Skriv ett stycke, eller börja om från det som svaren ger.")
    kept = "" if text == drawn else text
    if now not in (base, kept):
        raise RuleBroken("Någon annan har skrivit i stycket medan du skrev. Det du skrev står kvar i fältet.")
    if kept == now:
        return
    if kept:
        told = {"text": kept, "drawn": drawn, "by": by, "by_name": str(by)}
        Summary.objects.update_or_create(assessment=assessment, defaults=told)
    else:
        before.delete()
    earlier.keep(assessment.response, {summary.ADDRESS: (now or None, kept)}, by=by, apart=True)
    _touch(assessment)
    record(AuditEvent.Type.ASSESSMENT_SUMMARY_WRITTEN, assessment, by=by, after={"own": bool(kept)})
    if number:
        record(AuditEvent.Type.ASSESSMENT_NUMBER_KEPT, assessment, by=by, after={"fields": ["stycke"]})


@transaction.atomic
def copy(assessment, *, fields, steps, by):
    """
    Begin a new assessment of the same authority with some answers of an earlier one, marked till somebody saves them.

    fields: those of CASE that are known of the new case. steps: the keys of the steps to bring; see assessments.copying
    for what of them can be. What looks like a personal identity number is never brought.
    """
    assessment = _locked(assessment)
    old, version = assessment.response.version.definition, published(assessment.template, assessment.authority)
    wanted = [question.key for part in parts(assessment) if part.step.key in steps for question in part.questions]
    answered = assessment.response.answers
    found = {key: answered[key] for key in wanted if not _numbers(answered[key])}
    document, _ = answers.fitted(old, version.definition, found, f"version {assessment.response.version.number}")
    by_key = version.definition.by_key
    copied = [key for key in found if key in document and document[key] != by_key[key].default]
    response = questionnaires.begin(version, by=by, document=document, copied=copied)
    for flag in assessment.response.flags:
        response = questionnaires.choose(response, flag, on=True, by=by)
    made = Assessment.objects.create(
        authority=assessment.authority, response=response, template=assessment.template, copied_from=assessment, by=by,
        constructed=assessment.constructed, **fields,
    )  # fmt: skip
    after = {"template": made.template, "steps": list(steps)}
    record(AuditEvent.Type.ASSESSMENT_COPIED, made, by=by, before={"from": assessment.pk}, after=after)
    return made


@transaction.atomic
def renew(assessment, version, *, by):
    """Go on in a newer version of the template, which the person has seen. No answer is lost."""
    assessment = _writable(assessment)
    if version != published(assessment.template, assessment.authority):
        raise RuleBroken("Det har kommit en ännu nyare version av mallen. Läs vad som skiljer en gång till.")
    before = assessment.response.version.number
    questionnaires.move(assessment.response, version, by=by)
    _touch(assessment)
    record(
        AuditEvent.Type.ASSESSMENT_RENEWED, assessment, by=by,
        before={"version": before}, after={"version": version.number},
    )  # fmt: skip


@transaction.atomic
def comment(assessment, address, text, *, by):
    """Say something at a question, for colleagues."""
    assessment = _locked(assessment)
    if assessment.state == State.LOCKED:
        raise RuleBroken("Prövningen är låst.")
    if _numbers(text):
        raise RuleBroken(NO_NUMBERS)
    made = Comment.objects.create(assessment=assessment, address=address, text=text, by=by, by_name=str(by))
    record(AuditEvent.Type.ASSESSMENT_COMMENTED, assessment, by=by, after={"field": address})
    return made


@transaction.atomic
def solve(made, *, by):
    """A comment has been taken care of."""
    made = Comment.objects.select_for_update().get(pk=made.pk)
    if made.solved_at is None:
        made.solved_at, made.solved_by, made.solved_by_name = timezone.now(), by, str(by)
        made.save(update_fields=["solved_at", "solved_by", "solved_by_name"])
        record(AuditEvent.Type.ASSESSMENT_COMMENT_SOLVED, made.assessment, by=by, after={"field": made.address})
    return made


def tell_read(assessment, *, by):
    """Keep that somebody has read it today."""
    Reading.objects.get_or_create(
        assessment=assessment, person=by, date=timezone.localdate(), defaults={"person_name": str(by)}
    )


def _writable(assessment):
    assessment = _locked(assessment)
    if assessment.state not in Assessment.WRITTEN_IN:
        raise RuleBroken(f"Prövningen är {assessment.get_state_display()}. Det du gjorde nu är inte sparat.")
    return assessment


def _touch(assessment):
    Assessment.objects.filter(pk=assessment.pk).update(changed_at=timezone.now())


def _locked(assessment):
    found = Assessment.objects.select_for_update(of=("self",)).select_related("response__version", "authority")
    found = found.defer("response__version__content")
    try:
        return found.get(pk=assessment.pk)
    except Assessment.DoesNotExist as error:
        raise RuleBroken("Prövningen är gallrad och finns inte längre.") from error
