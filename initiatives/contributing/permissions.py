"""Who may write about an entry, and who decides about what others have written."""

from django.db.models import Q

from barnratt.accounts.models import Role
from barnratt.core.access import Denied
from initiatives.contributing.models import Change, Submission
from initiatives.models import Initiative
from initiatives.permissions import (
    can_edit,
    can_make_in_depth,
    can_review,
    is_editor,
    owners_of,
    reviewers_of,
    stand_ins_for,
)


def can_contribute(user):
    if user.organisations_with(Role.MEMBER):
        return True
    return Denied(
        "För att berätta om initiativ behöver du vara medarbetare i en organisation. "
        "Be strategen i din organisation att bjuda in dig eller ändra din roll."
    )


def can_write(user, change):
    """Whether the person may change the text now."""
    if change.state != change.State.WRITING:
        return Denied("Texten är inskickad. Ta tillbaka den om du vill skriva mer.")
    return can_edit(user, change.initiative) if change.is_new else _is_own(user, change) and can_contribute(user)


def can_take_back(user, change):
    return can_edit(user, change.initiative) if change.is_new else _is_own(user, change)


def can_decide(user, change):
    """Who may accept or decline a suggested change.

    The owners decide for an entry that nobody has reviewed. A reviewed text is changed only by being reviewed again,
    and not by whoever wrote the change.
    """
    initiative = change.initiative
    if initiative.review_label == Initiative.ReviewLabel.REGISTERED and can_edit(user, initiative):
        return True
    answer = _reviews_change(user, change)
    if not answer and user.has_national(Role.ADMINISTRATOR) and user in deciders_of(change):
        return True
    return answer


def deciders_of(change):
    """Who is told that a suggestion waits."""
    initiative = change.initiative
    if initiative.review_label == Initiative.ReviewLabel.REGISTERED and (owners := owners_of(initiative)):
        return owners
    found = reviewers_of(initiative, may=lambda user: _reviews_change(user, change))
    return found or [user for user in stand_ins_for(initiative) if user.pk != change.by_id]


def _reviews_change(user, change):
    if change.by_id == user.pk:
        return Denied("Ingen avgör sitt eget förslag.")
    return can_review(user, change.initiative)


def can_see_history(user, initiative):
    if can_edit(user, initiative) or can_review(user, initiative):
        return True
    return Denied("Bara de som ansvarar för initiativet och de som granskar det kan se historiken.")


def decisions_for(user, submission):
    """The decisions that the person may make about a submission; a Denied when there are none."""
    answers = submission.Decision
    allowed = _reviews(user, submission)
    if not allowed and not (user.has_national(Role.ADMINISTRATOR) and user in who_decide(submission)):
        return allowed
    if submission.wanted == submission.Wanted.IN_DEPTH:
        return [answers.IN_DEPTH, answers.COMPLETION, answers.DECLINED]
    publish = [answers.PUBLISHED] if submission.wanted == submission.Wanted.PUBLISH else []
    return [answers.APPROVED, *publish, answers.COMPLETION, answers.DECLINED]


def who_decide(submission):
    """Who is told that a submission waits. Empty when there is nobody but those whose own it is."""
    found = reviewers_of(submission.initiative, may=lambda user: _reviews(user, submission))
    return found or [user for user in stand_ins_for(submission.initiative) if not _is_alone_with(user, submission)]


def _reviews(user, submission):
    in_depth = submission.wanted == submission.Wanted.IN_DEPTH
    allowed = (can_make_in_depth if in_depth else can_review)(user, submission.initiative)
    if allowed and _is_alone_with(user, submission):
        return Denied("Ingen granskar sin egen text. En annan granskare eller den nationella samordnaren tar vid.")
    return allowed


def _is_alone_with(user, submission):
    """Whether the person asked for the review, or nobody else has answered for something that she has written."""
    entry = {"initiative": submission.initiative_id}
    rounds = Submission.objects.filter(**entry, decided_at__isnull=False)
    latest = rounds.exclude(decision=Submission.Decision.TAKEN_BACK).order_by("-decided_at", "-pk").first()
    new = Q(is_new=True) & (Q(by=user) | Q(written_by=user))
    by_herself = Q(is_new=False, by=user, decided_by=user)
    if latest:
        by_herself &= Q(decided_at__gt=latest.decided_at)
    return submission.by_id == user.pk or Change.objects.filter(new | by_herself, **entry).exists()


def _is_own(user, change):
    return change.by_id == user.pk or Denied("Bara den som skriver förslaget kan ändra det.")


def can_see_queue(user):
    if is_editor(user) or user.organisations_with(Role.REVIEWER):
        return True
    return Denied("Granskningen sköts av länsstyrelsernas granskare och den nationella samordnaren.")
