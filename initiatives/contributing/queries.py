"""Reads for those who write and review."""

from typing import NamedTuple

from django.db.models import Case, OuterRef, Q, Subquery, When
from rapidfuzz import fuzz

from barnratt.accounts.models import Role
from barnratt.audit.models import AuditEvent
from barnratt.core.personal_data import find_personal_data
from barnratt.search.queries import read_query
from initiatives.catalogue import search
from initiatives.contributing.content import FIELDS, LABELS, TEXTS, shown
from initiatives.contributing.forms import REQUIRED, STEPS
from initiatives.contributing.models import Change, Submission
from initiatives.contributing.permissions import can_contribute, can_see_history, deciders_of, who_decide
from initiatives.models import Initiative
from initiatives.permissions import can_bring_back, can_edit, withdrawal_of

# Titles that share so much of their words (of 100) may be about the same thing.
LIKE = 70
MOST_LIKE = 5


def alike(title, user, *, but=None):
    """Entries that the person can see and that may tell of the same thing: the nearest titles first."""
    words = read_query(title)
    if not words:
        return []
    pks = search(words.any_word or words, {}, size=40).pks
    own = Q(organisation__in=user.organisations_with(Role.MEMBER))
    candidates = Initiative.objects.visible_to(user).filter(Q(pk__in=pks) | own).exclude(pk=but)
    scored = [
        (fuzz.token_set_ratio(title.casefold(), entry.title.casefold()), entry)
        for entry in candidates.select_related("organisation").order_by("pk")
    ]
    scored = sorted((pair for pair in scored if pair[0] >= LIKE), key=lambda pair: (-pair[0], pair[1].pk))
    return [entry for _, entry in scored[:MOST_LIKE]]


class Found(NamedTuple):
    label: str
    what: str
    found: str


def personal_data_in(content, names=FIELDS):
    """What in a document looks like personal data, with the field it stands in."""
    return [
        Found(LABELS[name], finding.what, finding.found)
        for name in names
        if name in TEXTS or name == "links"
        for value in content.get(name, [])
        for finding in find_personal_data(value)
    ]


def lacking_for(initiative, wanted):
    """What an entry has yet to tell before it can get a label: what the constraints of Initiative ask for, in words."""
    if wanted == Submission.Wanted.REVIEWED:
        has = {LABELS[name]: getattr(initiative, name) for name in ("what_was_done", "participation")}
        has["Ett resultat eller en lärdom"] = initiative.results or initiative.lessons
        has |= {LABELS[name]: getattr(initiative, name) for name in ("preconditions", "contact_role")}
    elif wanted == Submission.Wanted.IN_DEPTH:
        evidence = Initiative.Evidence
        has = {LABELS[name]: getattr(initiative, name) for name in ("results", "results_basis")}
        has["Att resultatet är uppföljt, utvärderat eller har stöd i forskning"] = initiative.evidence in (
            evidence.FOLLOWED_UP,
            evidence.EVALUATED,
            evidence.RESEARCH,
        )
    else:
        has = {}
    return [label for label, is_told in has.items() if not is_told]


class Answer(NamedTuple):
    label: str
    lines: list
    required: bool
    long: bool


class Section(NamedTuple):
    step: object
    answers: list
    missing: int


def sections(content, choices):
    """A document step by step, as it is read before it is sent. What is not answered is shown as such."""
    found = []
    for step in STEPS:
        names = [*step.fields, *(name for name in step.more if content.get(name))]
        answers = [
            Answer(LABELS[name], shown(name, content.get(name, []), choices), name in REQUIRED, name in TEXTS)
            for name in names
        ]
        missing = sum(answer.required and not answer.lines for answer in answers)
        found.append(Section(step, answers, missing))
    return found


def waiting_submissions(user):
    """What waits for review and that the person can see as a reviewer, the oldest first."""
    found = Submission.objects.open().visible_to(user).select_related("initiative__organisation", "initiative__kind")
    found = found.prefetch_related("initiative__counties").order_by("at", "pk")
    if not _is_national(user):
        counties = {board.county_id for board in user.organisations_with(Role.REVIEWER)}
        found = found.filter(initiative__counties__in=counties).distinct()
    return found


def waiting_changes(user):
    """Suggested changes that wait for an answer and that the person can see, the oldest first."""
    found = Change.objects.visible_to(user).filter(state=Change.State.OPEN, is_new=False)
    return found.select_related("initiative__organisation").order_by("sent_at", "pk")


def written_by(user):
    """(new entries of the own organisations, own suggestions), the latest first."""
    changes = (
        Change.objects.visible_to(user).select_related("initiative__organisation", "by").order_by("-written_at", "-pk")
    )
    new = changes.filter(is_new=True, initiative__organisation__in=user.organisations_with(Role.MEMBER))
    rounds = Submission.objects.filter(initiative=OuterRef("initiative")).order_by("-at", "-pk")
    answers = [Submission.Decision.COMPLETION, Submission.Decision.DECLINED]
    latest = Subquery(rounds.values("decision")[:1])
    new = new.annotate(latest=latest).annotate(sent_back=Case(When(latest__in=answers, then="latest")))
    return new, changes.filter(is_new=False, by=user)


def events_of(initiative):
    """Everything in the log about an entry, its texts and its reviews, the latest first."""
    keys = {
        initiative: [initiative.pk],
        Change: Change.objects.filter(initiative=initiative).values_list("pk", flat=True),
        Submission: Submission.objects.filter(initiative=initiative).values_list("pk", flat=True),
    }
    about = Q()
    for model, pks in keys.items():
        about |= Q(object_type=model._meta.label_lower, object_id__in=[str(pk) for pk in pks])
    return AuditEvent.objects.filter(about).order_by("-at", "-pk")


class OnEntry(NamedTuple):
    """What the entry's own page offers somebody who is signed in."""

    can_edit: bool
    can_contribute: bool
    can_see_history: bool
    # The latest round of review: it waits, or tells what was decided.
    submission: Submission | None
    changes: list
    # How it was withdrawn, and whether the person may publish it again.
    withdrawal: AuditEvent | None
    can_bring_back: bool


def on_entry(initiative, user):
    """None for an anonymous reader, at no cost."""
    if not user.is_authenticated:
        return None
    history = bool(can_see_history(user, initiative))
    changes = Change.objects.visible_to(user).filter(initiative=initiative, is_new=False, state=Change.State.OPEN)
    withdrawn = initiative.state == Initiative.State.WITHDRAWN
    return OnEntry(
        can_edit=bool(can_edit(user, initiative)),
        can_contribute=bool(can_contribute(user)),
        can_see_history=history,
        submission=initiative.submissions.order_by("-at", "-pk").first() if history else None,
        changes=list(changes.order_by("sent_at", "pk")) if history else [],
        withdrawal=withdrawal_of(initiative) if withdrawn and history else None,
        can_bring_back=can_bring_back(user, initiative) if withdrawn else False,
    )


def somebody_decides(change):
    """Whether there is anybody in the portal who may answer what is sent in."""
    if not change.is_new:
        return bool(deciders_of(change))
    submission = change.initiative.submissions.open().first()
    return submission is None or bool(who_decide(submission))


def _is_national(user):
    return user.has_national(Role.NATIONAL_COORDINATOR) or user.has_national(Role.ADMINISTRATOR)
