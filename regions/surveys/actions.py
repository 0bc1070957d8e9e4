"""What changes the survey: its rounds, and each county's answers from the first to what is sent in."""

from collections import Counter

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from barnratt.approvals.models import HOLDS, is_own_address
from barnratt.audit.actions import record
from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from barnratt.core.templatetags.swedish import counted
from barnratt.notifications.actions import notify
from barnratt.notifications.models import Topic
from barnratt.outbox.actions import post
from barnratt.questionnaires import actions as questionnaires
from barnratt.questionnaires import answers
from barnratt.questionnaires.forms import written
from regions.surveys import links, queries, results
from regions.surveys.models import Approval, CountyResponse, Round, RoundException, Submission

State = CountyResponse.State
ROUND_WAYS = {
    Round.State.PREPARED: {Round.State.OPEN: "Öppna omgången"},
    Round.State.OPEN: {Round.State.CLOSED: "Stäng omgången"},
    Round.State.CLOSED: {Round.State.OPEN: "Öppna igen", Round.State.PUBLISHED: "Publicera resultatet"},
    Round.State.PUBLISHED: {Round.State.CLOSED: "Dra tillbaka publiceringen"},
}
LONGEST_REASON = 300


# Rounds


@transaction.atomic
def prepare(content, *, year, slug, title, dates, previous=None, is_test=False, constructed=False, by):
    """
    A round that is not open yet. dates: (opens, last day to answer, last day to correct).

    Raises DefinitionError when the content cannot be.
    """
    version = questionnaires.publish(content, by=by)
    opens, last_answer, last_edit = dates
    made = Round(
        slug=slug, year=year, title=title, version=version, previous=previous, is_test=is_test,
        constructed=constructed, opens_date=opens, last_answer_date=last_answer, last_edit_date=last_edit,
    )  # fmt: skip
    made.full_clean(exclude=["totals"])
    made.save()
    record(AuditEvent.Type.SURVEY_ROUND_PREPARED, made, by=by, after={"year": year, "version": version.number})
    return made


def content_for_next(content, key, title):
    """
    A round's content as the next year's: every question linked to itself, as the same question.

    Checks against a figure from elsewhere, as a row of that year's accounts, are left behind: it is not next year's.
    """
    steps = [
        step
        | {
            "questions": [
                question | {"linked": {"question": question["key"], "comparability": "same"}}
                for question in step["questions"]
            ]
        }
        for step in content["steps"]
    ]
    made = content | {"key": key, "title": title, "steps": steps}
    if "checks" in content:
        made["checks"] = [check for check in content["checks"] if "total" not in check]
    return made


@transaction.atomic
def move_round(survey_round, state, *, by):
    """Take a round to another state. What is published counts only what counties have answered in earnest."""
    survey_round = Round.objects.select_for_update(of=("self",)).get(pk=survey_round.pk)
    if state not in ROUND_WAYS[survey_round.state]:
        raise RuleBroken("Omgången har bytt läge sedan du öppnade sidan. Ladda om den och läs vad som gäller nu.")
    if state == Round.State.PUBLISHED:
        if survey_round.constructed and not settings.DEMO:
            raise RuleBroken("Svaren är konstruerade. De kan aldrig publiceras.")
        if survey_round.is_test:
            raise RuleBroken("En provomgång publiceras inte.")
    before, survey_round.state = survey_round.state, state
    survey_round.save(update_fields=["state"])
    record(AuditEvent.Type.SURVEY_ROUND_MOVED, survey_round, by=by, before={"state": before}, after={"state": state})
    return survey_round


@transaction.atomic
def give_time(survey_round, county, *, last_answer_date, reason, by):
    """Let a county answer till another day, also after the round is closed."""
    if not reason.strip():
        raise RuleBroken("Skriv varför länet får längre tid.")
    given, _ = RoundException.objects.update_or_create(
        round=survey_round,
        county=county,
        defaults={"last_answer_date": last_answer_date, "reason": reason.strip()[:LONGEST_REASON]},
    )
    told = {"county": county.pk, "last_answer_date": last_answer_date, "reason": given.reason}
    record(AuditEvent.Type.SURVEY_TIME_GIVEN, survey_round, by=by, after=told)
    return given


# A county's answers


@transaction.atomic
def begin(survey_round, county, *, by, document=None):
    """Let a county begin to answer; with the answers that it has, if it has any."""
    if (there := CountyResponse.objects.filter(round=survey_round, county=county).first()) is not None:
        return there
    require_open(survey_round, county)
    response = questionnaires.begin(survey_round.version, by=by, document=document)
    made = CountyResponse.objects.create(round=survey_round, county=county, response=response)
    record(AuditEvent.Type.SURVEY_BEGUN, made, by=by, after={"version": survey_round.version.number})
    return made


@transaction.atomic
def discard(found, *, by):
    """Take away answers that nobody has sent in, as when an import of them is undone."""
    found = _locked(found)
    if found.state != State.DRAFT or found.submissions.exists():
        raise RuleBroken("Svaren är klara eller har varit inskickade, och tas inte bort.")
    if found.comments.exists() or found.delegations.exists() or found.examples.exists():
        raise RuleBroken("Kollegor har arbetat med svaren, som därför inte tas bort.")
    record(AuditEvent.Type.SURVEY_DISCARDED, found, by=by)
    response = found.response
    found.delete()
    response.delete()


def is_open(survey_round, county):
    """Whether a county can write now: till the last day for corrections, or till its own day."""
    today = timezone.localdate()
    own = survey_round.exceptions.filter(county=county).values_list("last_answer_date", flat=True).first()
    if own and today <= own and survey_round.state in (Round.State.OPEN, Round.State.CLOSED):
        return True
    in_time = survey_round.opens_date <= today <= survey_round.last_edit_date
    return survey_round.state == Round.State.OPEN and in_time


def require_open(survey_round, county):
    if not is_open(survey_round, county):
        raise RuleBroken("Enkäten är inte öppen för svar nu. Den nationella samordnaren kan ge länet längre tid.")


@transaction.atomic
def write(found, fields, *, by):
    """questionnaires.actions.write for a county."""
    found = _writable(found)
    municipalities = queries.municipalities_of(found.county, found.round)
    outcome = questionnaires.write(found.response, fields, by=by, municipalities=municipalities)
    if outcome.saved:
        _touch(found)
    return outcome


@transaction.atomic
def copy(found, keys, *, unchanged=False, by):
    """
    Let the answers to some questions be those of the year before; keys None: all that are not answered.

    unchanged: the person says that they hold this year too, so nobody has to look at them again.
    Returns the questions that were copied.
    """
    found = _writable(found)
    before = queries.last_year(found)
    definition, response = found.response.version.definition, found.response
    if keys is None:
        keys = [key for key in before if answers.value_at(response.answers, key) is None]
    missing = [key for key in keys if key not in before]
    if missing:
        raise RuleBroken("Det finns inget svar från förra året att kopiera.")
    municipalities = queries.municipalities_of(found.county, found.round)
    copied = []
    for key in sorted(keys, key=list(definition.by_key).index):  # in order: the later ones are asked for by the earlier
        question = definition.by_key[key]
        value = before[key]
        if question.type == "municipalities" and value:
            value = [code for code in value if code in municipalities]
            if not value:
                continue  # those that were ticked have left the county, which is not the answer that there is none
        field = questionnaires.Field(
            written(question, value), written(question, answers.value_at(response.answers, key))
        )
        outcome = questionnaires.write(
            response, {key: field}, by=by, municipalities=municipalities, as_copied=not unchanged
        )
        response = outcome.response
        copied += outcome.saved
    _touch(found)
    return copied


@transaction.atomic
def confirm(found, key, reason, *, by):
    """Say why answers are right though a soft check asks."""
    found = _writable(found)
    asked = next((one for one in queries.warned(found) if one.finding.key == key), None)
    if asked is None or not asked.finding.needs_reason:
        raise RuleBroken("Kontrollen gäller inte längre: svaren har ändrats.")
    if not reason.strip():
        raise RuleBroken("Skriv varför svaret stämmer.")
    told = {"reason": reason.strip()[:LONGEST_REASON], "message": asked.finding.message}
    _touch(found, confirmed=found.confirmed | {key: told})
    record(AuditEvent.Type.SURVEY_CONFIRMED, found, by=by, after={"check": key})
    return found


def left_to_do(found):
    """What stops a county's answers from being ready, in sentences with the step where it is."""
    definition, document = found.response.version.definition, found.response.answers
    left = [(one.step, f"{one.message}.") for one in answers.missing(definition, document)]
    copied = Counter(
        place.step.key for place in answers.shown(definition, document) if place.address in found.response.copied
    )
    left += [
        (step, f"Gå igenom {counted(copied[step.key], 'kopierat svar,kopierade svar')} under ”{step.title}”.")
        for step in definition.steps
        if copied[step.key]
    ]
    left += [(one.step, one.finding.message) for one in queries.warned(found) if one.waits]
    return left


@transaction.atomic
def mark_ready(found, *, by):
    """The county has answered everything; whoever decides can approve it."""
    found = _writable(found)
    if left := left_to_do(found):
        raise RuleBroken(
            f"{counted(len(left), 'sak återstår,saker återstår')}. Gå igenom dem under Kontrollera svaren."
        )
    return _move(found, State.READY, by=by)


@transaction.atomic
def reopen(found, *, by):
    """Open for changes what is ready or approved. An approval does not count any more."""
    found = _locked(found)
    require_open(found.round, found.county)
    if found.state not in (State.READY, State.APPROVED):
        raise RuleBroken("Bara svar som är klara eller godkända kan öppnas. Inskickade svar drar ni tillbaka.")
    return _move(found, State.DRAFT, by=by)


@transaction.atomic
def approve(found, approver, *, by):
    """Keep that the one who decides at the county board has approved. approver: the role, and perhaps the name."""
    found = _locked(found)
    if found.state != State.READY:
        raise RuleBroken("Svaren ska vara klara hos länet innan de godkänns.")
    if not approver.strip():
        raise RuleBroken("Skriv vem som har godkänt: rollen, och gärna namnet.")
    found.approved_by_name = approver.strip()[:200]
    found.save(update_fields=["approved_by_name"])
    return _move(found, State.APPROVED, by=by)


@transaction.atomic
def ask_approval(found, email, role, *, by):
    """Send whoever decides a letter with the link by which the answers are approved. An earlier link ends."""
    found = _locked(found)
    if found.state != State.READY:
        raise RuleBroken("Svaren ska vara klara hos länet innan de godkänns.")
    if is_own_address(by, email):
        raise RuleBroken("Det är din egen adress. Den som skriver svaren kan inte godkänna dem.")
    found.approvals.waiting().update(voided_at=timezone.now())
    asked = Approval.objects.create(
        county_response=found, email=email.strip().lower(), role=role.strip(), asked_by=by,
        expires_at=timezone.now() + HOLDS,
    )  # fmt: skip
    context = {"approval": asked, "found": found, "asker": by, "address": links.address_of(asked)}
    post("survey_approval", to=asked.email, context=context)
    record(AuditEvent.Type.SURVEY_APPROVAL_ASKED, found, by=by, after={"role": asked.role})
    return asked


@transaction.atomic
def approve_by_link(asked):
    """
    The one who has the link approves, and whoever asked is told: it is for them to send the answers in.

    What is kept is that the link sent to that address was used.
    """
    asked = Approval.objects.open().select_for_update(of=("self",)).filter(pk=asked.pk).first()
    if asked is None:
        raise RuleBroken("Länken gäller inte längre. Svaren kan ha ändrats, eller så är de redan godkända.")
    found = _locked(asked.county_response)
    if found.state != State.READY:
        raise RuleBroken("Svaren har öppnats för ändringar. Ni får en ny länk när de är klara.")
    asked.approved_at = timezone.now()
    asked.save(update_fields=["approved_at"])
    found.approved_by_name = asked.approver
    found.save(update_fields=["approved_by_name"])
    if asked.asked_by:
        text = f"Svaren från {found.county} på {found.round} är godkända. Nu kan du skicka in dem."
        notify([asked.asked_by], Topic.SURVEY, text=text, path=found.get_absolute_url(), by=None)
    return _move(found, State.APPROVED, by=None)


@transaction.atomic
def forget_approvers():
    """Take away the addresses that have been kept as long as they may be. Returns how many.

    What is left, in the answers, on the receipt and in the log, is that the answers were approved through a link.
    """
    due = Approval.objects.kept_long_enough()
    forgotten = list(due.select_for_update(of=("self",)).order_by("pk"))
    for asked in forgotten:
        before, asked.email = asked.approver, ""
        asked.save(update_fields=["email"])
        for model, of in (
            (CountyResponse, {"pk": asked.county_response_id}),
            (Submission, {"county_response": asked.county_response_id}),
        ):
            model.objects.filter(approved_by_name=before, **of).update(approved_by_name=asked.approver)
        approved = asked.approved_at and timezone.localdate(asked.approved_at).isoformat()
        record(
            AuditEvent.Type.SURVEY_APPROVER_FORGOTTEN, asked, by=None, after={"role": asked.role, "approved": approved}
        )
    return len(forgotten)


@transaction.atomic
def submit(found, *, by):
    """Send the answers in: they are frozen, get a number, and count in the results. Whoever does it gets a letter."""
    found = _locked(found)
    survey_round = Round.objects.select_for_update(of=("self",)).select_related("version").get(pk=found.round_id)
    require_open(survey_round, found.county)
    if found.state != State.APPROVED:
        raise RuleBroken("Svaren ska vara godkända innan de skickas in.")
    made = _send(found, by=by)
    results.refresh(survey_round)
    if by:
        path = reverse("surveys:receipt", args=[survey_round.slug, found.county.slug, made.number])
        last_edit = queries.days_of(survey_round, found.county)[1]
        address = settings.PORTAL_URL + path
        context = {"submission": made, "found": found, "address": address, "last_edit_date": last_edit}
        post("survey_receipt", to=by.email, context=context)
    return made


@transaction.atomic
def withdraw(found, reason, *, by):
    """Take back what is sent in, to correct it. It is kept, and the next gets the next number."""
    found = _locked(found)
    survey_round = Round.objects.select_for_update(of=("self",)).select_related("version").get(pk=found.round_id)
    require_open(survey_round, found.county)
    sent = found.submissions.current().first()
    if sent is None:
        raise RuleBroken("Svaren är inte inskickade.")
    if not reason.strip():
        raise RuleBroken("Skriv varför ni drar tillbaka svaren.")
    sent.withdrawn_at, sent.withdrawn_reason = timezone.now(), reason.strip()[:LONGEST_REASON]
    sent.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    _move(found, State.DRAFT, by=by)
    record(AuditEvent.Type.SURVEY_WITHDRAWN, found, by=by, after={"receipt": sent.receipt, "reason": reason.strip()})
    results.refresh(survey_round)
    return found


@transaction.atomic
def load_constructed(survey_round, documents, *, by=None):
    """Constructed answers of many counties, sent in as they are. documents: [(county, {question: answer})]."""
    if not (survey_round.constructed and settings.DEMO):
        raise RuleBroken("Konstruerade svar finns bara i demonstrationen.")
    for county, document in documents:
        response = questionnaires.begin(survey_round.version, by=by, document=document)
        made = CountyResponse.objects.create(round=survey_round, county=county, response=response)
        record(AuditEvent.Type.SURVEY_BEGUN, made, by=by, after={"version": survey_round.version.number})
        _send(made, by=by)
    results.refresh(survey_round)


def _send(found, *, by):
    number = found.submissions.count() + 1
    made = Submission.objects.create(
        county_response=found, number=number, version=found.response.version, answers=found.response.answers,
        confirmed=found.confirmed, approved_by_name=found.approved_by_name, by=by, by_name=str(by) if by else "",
    )  # fmt: skip
    _move(found, State.SUBMITTED, by=by)
    record(AuditEvent.Type.SURVEY_SUBMITTED, found, by=by, after={"receipt": made.receipt})
    return made


def _move(found, state, *, by):
    before, found.state, found.changed_at = found.state, state, timezone.now()
    if state in (State.DRAFT, State.READY):
        found.approved_by_name = ""
        found.approvals.filter(voided_at=None).update(voided_at=found.changed_at)
    found.save(update_fields=["state", "changed_at", "approved_by_name"])
    after = {"state": state, "revision": found.response.revision}
    record(AuditEvent.Type.SURVEY_MOVED, found, by=by, before={"state": before}, after=after)
    return found


def _touch(found, **changed):
    for name, value in changed.items():
        setattr(found, name, value)
    found.changed_at = timezone.now()
    found.save(update_fields=[*changed, "changed_at"])


def _writable(found):
    found = _locked(found)
    if found.state != State.DRAFT:
        raise RuleBroken(f"Svaren är {found.answers_are}. Det du gjorde nu är inte sparat.")
    require_open(found.round, found.county)
    return found


def _locked(found):
    return (
        CountyResponse.objects.select_for_update(of=("self",))
        .select_related("response__version", "round__version", "round__previous__version", "county")
        # What is asked is read once a process, and nothing here looks at results.
        .defer("response__version__content", "round__version__content", "round__previous__version__content")
        .defer("round__totals", "round__previous__totals")
        .get(pk=found.pk)
    )
