from typing import NamedTuple

from django.db.models import Prefetch
from django.utils import timezone

from assessments.follow_up.models import FollowUp, Outcome
from barnratt.accounts.models import Role, User
from barnratt.questionnaires import answers

Kind = FollowUp.Kind
# What in the templates tells of something to come back to: {question: (kind, the question with its date)}.
SOURCES = {
    "kompensation": (Kind.MEASURE, None),
    "aterkoppling_hur": (Kind.FEEDBACK, "aterkoppling_datum"),
    "uppfoljning_vad": (Kind.REVIEW, "uppfoljning_datum"),
}
# The individual template asks for the day of a review by another name.
OTHER_DATES = {"uppfoljning_datum": "omprovning_datum"}
SHOWN = {"oppna": "Allt som är öppet", "forsenade": "Det som är försenat", "avslutade": "Det som är avslutat"}


class Suggestion(NamedTuple):
    """What an answer says should be come back to, and nobody has added yet."""

    source: str
    kind: str
    text: str
    due_date: str | None  # as the answer has it

    @property
    def label(self):
        return Kind(self.kind).label


def suggestions(assessment):
    """What the answers of an assessment tell of that is not among what is to be followed up."""
    response, found = assessment.response, []
    taken = set(assessment.follow_ups.values_list("source", flat=True))
    for source, (kind, date_key) in SOURCES.items():
        text = answers.value_at(response.answers, source)
        date = next(
            (response.answers[key] for key in (date_key, OTHER_DATES.get(date_key)) if key in response.answers), None
        )
        if (text or date) and source not in taken:
            found.append(Suggestion(source, kind, text or "", date))
    return found


def feedback_of(assessment):
    """How the children are told what was decided, and what came of it: an assessment's FollowUps of that kind."""
    found = assessment.follow_ups.filter(kind=Kind.FEEDBACK).order_by("due_date", "pk")
    return list(found.prefetch_related(Prefetch("outcomes", Outcome.objects.order_by("date", "pk"))))


def worklist(user, shown="oppna"):
    """What the person's own authorities have to follow up, the nearest first. shown: one of SHOWN."""
    found = FollowUp.objects.visible_to(user).select_related("assessment__authority")
    if shown == "avslutade":
        return found.exclude(state=FollowUp.State.OPEN).order_by("-ended_date", "-pk")
    found = found.open().order_by("due_date", "pk")
    return found.filter(due_date__lt=timezone.localdate()) if shown == "forsenade" else found


def those_who_can_be_reminded(authority):
    """Those at an authority who take part in its assessments, by name."""
    theirs = {"memberships__organisation": authority, "memberships__ended_at": None}
    found = User.objects.filter(is_active=True, **theirs).exclude(
        pk__in=User.objects.filter(**theirs, memberships__role=Role.READER).values("pk")
    )
    return found.distinct().order_by("name", "pk")
