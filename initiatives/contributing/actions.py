import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from barnratt.audit.actions import record
from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from barnratt.core.free_names import free_name
from barnratt.notifications.actions import notify
from barnratt.notifications.models import Topic
from initiatives import actions as catalogue
from initiatives import index
from initiatives.contributing import content as document
from initiatives.contributing.forms import ALWAYS_REQUIRED, REQUIRED, ContentForm
from initiatives.contributing.models import Change, Submission, Version
from initiatives.contributing.permissions import can_decide, deciders_of, who_decide
from initiatives.models import Initiative
from initiatives.permissions import owners_of
from regions.places.models import Organisation

# What one person writes within this time of the last word is one sitting, and one event in the log.
SITTING = datetime.timedelta(minutes=30)
NATIONAL_KINDS = {Organisation.Kind.AGENCY, Organisation.Kind.EMPLOYERS, Organisation.Kind.UNIVERSITY}


HAS_CHANGED = "Texten har ändrats sedan du öppnade sidan. Läs den igen innan du svarar."


class Conflict(RuleBroken):
    """Two have changed the same fields. `conflicts` are their names, `content` what everything else came to."""

    def __init__(self, merge):
        super().__init__("Någon annan har ändrat samma uppgifter. Välj vad som ska gälla.")
        self.content, self.conflicts = merge


# Writing


@transaction.atomic
def begin_new(*, title, organisation, by):
    """Begin to tell of an initiative. Where it is done is guessed from the organisation and can be changed."""
    scope, counties, municipalities = Initiative.Scope.NATIONAL, [], []
    if organisation.municipality and organisation.kind != Organisation.Kind.COUNTY_BOARD:
        scope, municipalities = Initiative.Scope.MUNICIPALITY, [organisation.municipality]
    elif organisation.county and organisation.kind not in NATIONAL_KINDS:
        scope, counties = Initiative.Scope.COUNTY, [organisation.county]
    fields = {"title": title, "organisation": organisation, "scope": scope, "responsible": by}
    initiative = catalogue.create(
        slug=free_slug(title), fields=fields, counties=counties, municipalities=municipalities, by=by
    )
    content = document.content_of(initiative)
    return Change.objects.create(
        initiative=initiative,
        is_new=True,
        content=content,
        base=content,
        organisation=organisation,
        by=by,
        by_name=str(by),
        written_by=by,
    )


@transaction.atomic
def begin_change(initiative, *, by, organisation=None, content=None, reason=""):
    """Begin to change an entry that is in the catalogue. One that is begun already is gone on with, and begins from
    what the entry says now if nothing has been written in it.

    With `content`, an earlier version's, the change is to go back to that. Raises RuleBroken when there are words in a
    change that is begun already.
    """
    initiative = _locked(initiative.pk)
    if initiative.state not in (Initiative.State.PUBLISHED, Initiative.State.ARCHIVED, Initiative.State.WITHDRAWN):
        raise RuleBroken("Initiativet är inte publicerat än.")
    now = document.content_of(initiative)
    change, began = Change.objects.get_or_create(
        initiative=initiative,
        by=by,
        is_new=False,
        state=Change.State.WRITING,
        defaults={
            "base": now,
            "content": now,
            "organisation": organisation,
            "by_name": str(by),
            "written_by": by,
            "reason": reason,
        },
    )
    if began:
        record(AuditEvent.Type.INITIATIVE_EDITED, change, by=by, after={"revision": change.revision})
    is_written = bool(document.changed_fields(change.base, change.content))
    if content is not None and is_written:
        raise RuleBroken("Du skriver redan på en ändring av initiativet. Skicka den eller ta bort den först.")
    if content is not None or not (began or is_written):
        change.base, change.content, change.reason = now, now | (content or {}), reason
        change.revision += 1
        change.save(update_fields=["base", "content", "reason", "revision"])
    return change


@transaction.atomic
def write(change, *, part, base=None, by):
    """Keep what has been typed in some fields, right or wrong.

    `part` and `base` are {field: values}: what stands in the form, and what stood there when the person began (without
    it, what is kept now). What somebody else has written meanwhile in other fields is kept. Returns the change and the
    merge; where both have changed the same field (`merge.conflicts`) what the other wrote stands until the person has
    chosen.
    """
    change = Change.objects.select_for_update(of=("self",)).select_related("initiative").get(pk=change.pk)
    if change.state != Change.State.WRITING:
        raise RuleBroken("Texten är redan inskickad. Det du skrev nu är inte med.")
    theirs = {name: change.content.get(name, []) for name in part}
    merge = document.merge(theirs if base is None else base, part, theirs, names=list(part))
    if merge.content != theirs:
        now = timezone.now()
        if change.written_by_id != by.pk or now - change.written_at > SITTING:
            record(AuditEvent.Type.INITIATIVE_EDITED, change, by=by, after={"revision": change.revision + 1})
        change.content |= merge.content
        change.revision += 1
        change.written_at, change.written_by = now, by
        change.save(update_fields=["content", "revision", "written_at", "written_by"])
    return change, merge


@transaction.atomic
def remove_draft(change, *, by):
    """Throw away a text that has never been sent in."""
    initiative = _locked(change.initiative_id)
    change = Change.objects.select_for_update(of=("self",)).get(pk=change.pk)
    if change.state != Change.State.WRITING or (change.is_new and initiative.submitted_at):
        raise RuleBroken("Det som har skickats in går inte att ta bort.")
    if change.is_new:
        record(AuditEvent.Type.INITIATIVE_DELETED, initiative, by=by, before={"title": initiative.title})
        initiative.delete()
        return
    record(AuditEvent.Type.CHANGE_WITHDRAWN, change, by=by)
    change.delete()


# A new entry and its review


@transaction.atomic
def submit(change, *, by):
    """Send in a new entry for review. Raises RuleBroken when something is missing or has been sent in already."""
    initiative, change = _locked_pair(change)
    if not change.is_new or change.state != Change.State.WRITING:
        raise RuleBroken("Initiativet är redan inskickat.")
    fields = _cleaned(change.content, document.FIELDS, REQUIRED)
    now = timezone.now()
    if not initiative.source_title:
        initiative.source_title = f"Inskickat av {initiative.organisation}"[:200]
        initiative.source_year = str(timezone.localdate().year)
    initiative.slug = free_slug(fields["title"], but=initiative.pk)
    initiative.state, initiative.submitted_at = Initiative.State.SUBMITTED, now
    initiative.responsible = initiative.responsible or by
    _apply(initiative, fields, content=change.content, reason="Inskickat", by=by)
    change.state, change.sent_at = Change.State.OPEN, now
    change.save(update_fields=["state", "sent_at"])
    submission = Submission.objects.create(
        initiative=initiative, wanted=Submission.Wanted.PUBLISH, by=by, by_name=str(by)
    )
    record(AuditEvent.Type.INITIATIVE_SUBMITTED, initiative, by=by, after={"title": initiative.title})
    _tell_reviewers(submission, by=by)
    return submission


@transaction.atomic
def take_back(change, *, by):
    """Take a new entry or a suggestion back before it has been decided, to write more."""
    initiative, change = _locked_pair(change)
    if change.state != Change.State.OPEN:
        raise RuleBroken("Det finns inget att ta tillbaka. Det är redan avgjort.")
    if change.is_new:
        submission = Submission.objects.open().select_for_update(of=("self",)).get(initiative=initiative)
        _close(submission, Submission.Decision.TAKEN_BACK, reason="", checklist={}, by=by)
        _to_draft(initiative)
    change.state = Change.State.WRITING
    change.save(update_fields=["state"])
    record(AuditEvent.Type.CHANGE_WITHDRAWN, change, by=by)


@transaction.atomic
def request_review(initiative, *, by):
    """Ask for the next label of an entry in the catalogue: reviewed, or in-depth for one that is reviewed."""
    initiative = _locked(initiative.pk)
    wanted = next_label(initiative)
    if initiative.state != Initiative.State.PUBLISHED or wanted is None:
        raise RuleBroken("Initiativet kan inte få någon högre märkning.")
    if Submission.objects.open().filter(initiative=initiative).exists():
        raise RuleBroken("Initiativet väntar redan på granskning.")
    before, initiative.review_label = initiative.review_label, LABEL_OF[wanted]
    _check(initiative)
    initiative.review_label = before
    submission = Submission.objects.create(initiative=initiative, wanted=wanted, by=by, by_name=str(by))
    record(AuditEvent.Type.INITIATIVE_SUBMITTED, initiative, by=by, after={"wanted": wanted})
    _tell_reviewers(submission, by=by)
    return submission


LABEL_OF = {
    Submission.Wanted.REVIEWED: Initiative.ReviewLabel.REVIEWED,
    Submission.Wanted.IN_DEPTH: Initiative.ReviewLabel.IN_DEPTH,
}


def next_label(initiative):
    """What an owner can ask for: the label above the present one, or None."""
    return {
        Initiative.ReviewLabel.REGISTERED: Submission.Wanted.REVIEWED,
        Initiative.ReviewLabel.REVIEWED: Submission.Wanted.IN_DEPTH,
    }.get(initiative.review_label)


@transaction.atomic
def decide(submission, *, decision, checklist, reason, by, revision=None):
    """Answer a submission. Publishes, labels, or sends the text back to those who wrote it, with the reason.

    Raises RuleBroken when it has been decided already, when the entry does not tell what the label demands, and when
    the text is another than that which was read, the entry's `revision`.
    """
    initiative = _locked(submission.initiative_id)
    submission = Submission.objects.select_for_update(of=("self",)).get(pk=submission.pk)
    if submission.decision:
        raise RuleBroken(f"{submission.decided_by_name} har redan avgjort granskningen.")
    if revision is not None and revision != initiative.revision:
        raise RuleBroken(HAS_CHANGED)
    _close(submission, decision, reason=reason, checklist=checklist, by=by)
    answers = Submission.Decision
    before = {"state": initiative.state, "review_label": initiative.review_label}
    label = {
        answers.APPROVED: Initiative.ReviewLabel.REVIEWED,
        answers.IN_DEPTH: Initiative.ReviewLabel.IN_DEPTH,
    }.get(decision)
    if label:
        initiative.review_label = label
        _check(initiative)
        initiative.save(update_fields=["review_label", "changed_at"])
        index.refresh(initiative)
    if submission.wanted == Submission.Wanted.PUBLISH:
        text = Change.objects.select_for_update(of=("self",)).get(initiative=initiative, is_new=True)
        if decision in (answers.COMPLETION, answers.DECLINED):
            _to_draft(initiative)
            text.state = Change.State.WRITING
        else:
            catalogue.publish(initiative, by=by)
            text.state = Change.State.ACCEPTED
            text.decided_at, text.decided_by, text.decided_by_name = submission.decided_at, by, str(by)
        text.save()
    initiative.refresh_from_db()
    record(
        AuditEvent.Type.INITIATIVE_REVIEWED,
        initiative,
        by=by,
        before=before,
        after={
            "decision": decision,
            "state": initiative.state,
            "review_label": initiative.review_label,
            "reason": reason,
            "checklist": checklist,
        },
    )
    told = {
        answers.PUBLISHED: f"”{initiative}” är publicerat.",
        answers.APPROVED: f"”{initiative}” är granskat och godkänt.",
        answers.IN_DEPTH: f"”{initiative}” är nu märkt fördjupat.",
        answers.COMPLETION: f"”{initiative}” behöver kompletteras.",
        answers.DECLINED: f"”{initiative}” har inte godkänts.",
    }[decision]
    path = text.get_absolute_url() if submission.wanted == Submission.Wanted.PUBLISH else submission.get_absolute_url()
    notify([*filter(None, [submission.by]), *owners_of(initiative)], Topic.REVIEW, text=told, path=path, by=by)
    return submission


# Suggested changes


@transaction.atomic
def suggest(change, *, reason, by, at_once):
    """Send a suggested change. With `at_once` it is accepted in the same moment, by whoever may decide about it, unless
    somebody else has changed the same fields meanwhile: then it stays open. Returns the change as it became.

    Raises RuleBroken when nothing has been changed or something is wrong.
    """
    initiative, change = _locked_pair(change)
    if change.is_new or change.state != Change.State.WRITING:
        raise RuleBroken("Förslaget är redan skickat.")
    names = document.changed_fields(change.base, change.content)
    if not names:
        raise RuleBroken("Du har inte ändrat något än.")
    _cleaned(change.content, names, ALWAYS_REQUIRED)
    change.state, change.sent_at, change.reason = Change.State.OPEN, timezone.now(), reason
    change.save(update_fields=["state", "sent_at", "reason"])
    fields = [document.LABELS[name] for name in names]
    record(AuditEvent.Type.CHANGE_SUGGESTED, change, by=by, after={"fields": fields, "reason": reason})
    if at_once:
        theirs = document.content_of(initiative)
        conflicts = document.merge(change.base, change.content, theirs).conflicts
        return change if conflicts else accept(change, by=by)
    text = f"{by} föreslår en ändring av ”{initiative}”."
    notify(deciders_of(change), Topic.REVIEW, text=text, path=change.get_absolute_url(), by=by)
    return change


@transaction.atomic
def accept(change, *, by, choices=None, reason="", revision=None):
    """Let the entry say what the change says. What has been changed in it since is kept.

    `choices` settle the fields that both have changed: {field: "min" | "deras" | "bada"}, mine being the suggestion's.
    Raises Conflict when there are such fields and no choices, and RuleBroken when the entry has got a label meanwhile
    that asks for a review, or when the suggestion is another than that which was read, its `revision`.
    """
    initiative, change = _locked_pair(change)
    if change.is_new or change.state != Change.State.OPEN:
        raise RuleBroken("Förslaget är redan avgjort.")
    if revision is not None and revision != change.revision:
        raise RuleBroken(HAS_CHANGED)
    if not (allowed := can_decide(by, change)):
        raise RuleBroken(allowed.reason)
    now = document.content_of(initiative)
    merge = document.merge(change.base, change.content, now)
    if merge.conflicts and choices is None:
        raise Conflict(merge)
    content = document.settle(merge.content, merge.conflicts, change.content, choices or {})
    names = document.changed_fields(now, content)
    fields = _cleaned(content, names, ALWAYS_REQUIRED)
    if names:
        _apply(initiative, fields, content=content, reason=change.reason, by=change.by, by_name=change.by_name)
        index.refresh(initiative)
    change.state = Change.State.ACCEPTED
    change.decided_at, change.decided_by, change.decided_by_name = timezone.now(), by, str(by)
    change.decision_reason = reason
    change.save()
    record(
        AuditEvent.Type.CHANGE_ACCEPTED,
        initiative,
        by=by,
        before=_logged(now, names),
        after={"suggested_by": change.by_name, **_logged(content, names)},
    )
    if change.by:
        text = f"Din ändring av ”{initiative}” är införd."
        notify([change.by], Topic.REVIEW, text=text, path=change.get_absolute_url(), by=by)
    return change


@transaction.atomic
def decline(change, *, reason, by):
    """Say no to a suggestion, with the reason."""
    _, change = _locked_pair(change)
    if change.is_new or change.state != Change.State.OPEN:
        raise RuleBroken("Förslaget är redan avgjort.")
    if not reason.strip():
        raise RuleBroken("Skriv varför ändringen avböjs.")
    change.state, change.decision_reason = Change.State.DECLINED, reason
    change.decided_at, change.decided_by, change.decided_by_name = timezone.now(), by, str(by)
    change.save()
    record(AuditEvent.Type.CHANGE_DECLINED, change, by=by, after={"reason": reason})
    if change.by:
        text = f"Din ändring av ”{change.initiative}” infördes inte."
        notify([change.by], Topic.REVIEW, text=text, path=change.get_absolute_url(), by=by)
    return change


# The parts


def free_slug(title, *, but=None):
    """An address for a title that no other entry has."""
    root = slugify(title)[:80].strip("-") or "initiativ"
    taken = (
        set(Initiative.objects.filter(slug__startswith=root).exclude(pk=but).values_list("slug", flat=True))
        | catalogue.RESERVED_SLUGS
    )
    return free_name(root, taken)


def _locked(pk):
    return Initiative.objects.select_for_update(of=("self",)).get(pk=pk)


def _locked_pair(change):
    """The entry and the change, always locked in that order."""
    initiative = _locked(change.initiative_id)
    change = Change.objects.select_for_update(of=("self",)).select_related("by").get(pk=change.pk)
    change.initiative = initiative
    return initiative, change


def _cleaned(content, names, required):
    form = ContentForm(document.as_posted(content), choices=document.Choices(), names=names, required=required)
    if not form.is_valid():
        name, faults = next(iter(form.errors.items()))
        raise RuleBroken(f"{document.LABELS.get(name, 'Uppgifterna')}: {faults[0]}")
    return form.cleaned_data


def _apply(initiative, fields, *, content, reason, by, by_name=None):
    """Write the fields to the locked entry as its next version. The version before is kept, if it is not already.

    The first text of a new entry is its first version: before that it has no more than a title.
    """
    if initiative.published_at or initiative.versions.exists():
        Version.objects.get_or_create(
            initiative=initiative,
            number=initiative.revision,
            defaults={"content": document.content_of(initiative), "by_name": "portalen", "reason": "Före ändringen"},
        )
        initiative.revision += 1
    document.write_to(initiative, fields)
    _check(initiative)
    initiative.save()
    Version.objects.create(
        initiative=initiative,
        number=initiative.revision,
        content=document.content_of(initiative),
        by=by,
        by_name=by_name or str(by),
        reason=reason,
    )


def _logged(content, names):
    """What the log keeps of a text: that the address is another but not which, since nothing is taken out of it."""
    return {name: ["…"] if name == "contact_email" else content.get(name, []) for name in names}


def _check(initiative):
    try:
        initiative.full_clean()
    except ValidationError as error:
        raise RuleBroken(error.messages[0]) from error


def _to_draft(initiative):
    initiative.state = Initiative.State.DRAFT
    initiative.save(update_fields=["state", "changed_at"])


def _close(submission, decision, *, reason, checklist, by):
    submission.decision, submission.reason, submission.checklist = decision, reason, checklist
    submission.decided_at, submission.decided_by, submission.decided_by_name = timezone.now(), by, str(by)
    submission.save()


def _tell_reviewers(submission, *, by):
    text = f"”{submission.initiative}” väntar på granskning."
    notify(who_decide(submission), Topic.REVIEW, text=text, path=submission.get_absolute_url(), by=by)
