"""Who may write about an entry, and who decides about what others have written."""

from barnratt.accounts.models import Role
from barnratt.core.access import Denied
from initiatives.models import Initiative
from initiatives.permissions import can_edit, can_make_in_depth, can_review, is_editor, owners_of, reviewers_of


def can_contribute(user):
    if user.organisations_with(Role.MEMBER):
        return True
    return Denied("Bara den som arbetar i en organisation i portalen kan berätta om initiativ. En läsare kan läsa.")


def can_write(user, change):
    """Whether the person may change the text now."""
    if change.state != change.State.WRITING:
        return Denied("Texten är inskickad. Ta tillbaka den om du vill skriva mer.")
    return can_edit(user, change.initiative) if change.is_new else _is_own(user, change)


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
    if change.by_id == user.pk:
        return Denied("Ingen avgör sitt eget förslag.")
    return can_review(user, initiative)


def deciders_of(change):
    """Who is told that a suggestion waits."""
    initiative = change.initiative
    if initiative.review_label == Initiative.ReviewLabel.REGISTERED and (owners := owners_of(initiative)):
        return owners
    return [user for user in reviewers_of(initiative) if user.pk != change.by_id]


def can_see_history(user, initiative):
    if can_edit(user, initiative) or can_review(user, initiative):
        return True
    return Denied("Historiken ser de som ansvarar för initiativet och de som granskar det.")


def decisions_for(user, submission):
    """The decisions that the person may make about a submission; a Denied when there are none."""
    answers = submission.Decision
    in_depth = submission.wanted == submission.Wanted.IN_DEPTH
    allowed = (can_make_in_depth if in_depth else can_review)(user, submission.initiative)
    if not allowed:
        return allowed
    if in_depth:
        return [answers.IN_DEPTH, answers.COMPLETION, answers.DECLINED]
    publish = [answers.PUBLISHED] if submission.wanted == submission.Wanted.PUBLISH else []
    return [answers.APPROVED, *publish, answers.COMPLETION, answers.DECLINED]


def _is_own(user, change):
    return change.by_id == user.pk or Denied("Bara den som skriver förslaget kan ändra det.")


def can_see_queue(user):
    if is_editor(user) or user.organisations_with(Role.REVIEWER):
        return True
    return Denied("Granskningen sköts av länsstyrelsernas granskare och den nationella samordnaren.")
