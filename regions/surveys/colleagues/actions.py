"""What changes who writes in which part of a county's answers, and what they say to each other about them."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from barnratt.accounts.actions import invite, withdraw_invitation
from barnratt.accounts.invitations import address_of
from barnratt.accounts.models import Invitation, Role
from barnratt.audit.actions import record
from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from barnratt.notifications.actions import notify
from barnratt.notifications.models import Topic
from barnratt.outbox.actions import post
from regions.surveys.colleagues.models import Comment, Delegation
from regions.surveys.colleagues.queries import colleagues_of
from regions.surveys.models import CountyResponse


@transaction.atomic
def delegate(found, step, *, board, person=None, email="", message="", by):
    """
    Let a colleague at the county board write in a part. email: of somebody who is invited to the board first.

    Raises RuleBroken when the answers are no draft, the part is with somebody, or the person is not a colleague.
    """
    found = _draft(found)
    if found.delegations.current().filter(step=step.key).exists():
        raise RuleBroken("Delen är redan hos en kollega. Ta tillbaka den först.")
    invitation = None
    if person is None:
        invitation = _invited(email, board, by=by)
    elif person not in colleagues_of(board):
        raise RuleBroken("Personen hör inte till länsstyrelsen i portalen. Bjud in med e-postadressen.")
    made = Delegation.objects.create(
        county_response=found, step=step.key, person=person, invitation=invitation, message=message.strip(), by=by
    )
    path = reverse("surveys:step", args=[found.round.slug, found.county.slug, step.key])
    if person:
        text = f"Du har fått delen ”{step.title}” att svara på i {found.round}."
        notify([person], Topic.SURVEY, text=text, path=path, by=by)
    else:
        context = {
            "delegation": made, "step": step, "found": found, "giver": by, "invitation": address_of(invitation),
            "address": settings.PORTAL_URL + path,
        }  # fmt: skip
        post("survey_part", to=invitation.email, context=context)
    record(AuditEvent.Type.SURVEY_DELEGATED, found, by=by, after={"step": step.key, "to": person and person.pk})
    return made


@transaction.atomic
def take_back(delegation, *, by):
    """The colleague no longer writes in the part. What she has written stays; an open invitation ends."""
    delegation = _locked(delegation)
    if delegation.ended_at is not None:
        raise RuleBroken("Delen är redan tagen tillbaka.")
    delegation.ended_at = timezone.now()
    delegation.save(update_fields=["ended_at"])
    if delegation.invitation and _only_for(delegation):
        withdraw_invitation(delegation.invitation, by=by)
    record(AuditEvent.Type.SURVEY_DELEGATION_ENDED, delegation.county_response, by=by, before={"step": delegation.step})
    return delegation


@transaction.atomic
def mark_done(delegation, *, done, by):
    """The colleague says that the part is done, or that it is not after all. Whoever gave it is told."""
    delegation = _locked(delegation)
    found = _draft(delegation.county_response)
    if delegation.ended_at is not None:
        raise RuleBroken("Länssamordnaren har tagit tillbaka delen.")
    delegation.done_at = timezone.now() if done else None
    delegation.save(update_fields=["done_at"])
    record(
        AuditEvent.Type.SURVEY_DELEGATION_DONE, found, by=by, after={"step": delegation.step, "done": done}
    )  # fmt: skip
    if done and delegation.by:
        title = found.response.version.definition.step(delegation.step).title
        text = f"Delen ”{title}” i {found.round} är klar."
        notify([delegation.by], Topic.SURVEY, text=text, path=found.get_absolute_url(), by=by)
    return delegation


@transaction.atomic
def comment(found, address, text, *, by):
    """Say something at a question, for colleagues."""
    found = CountyResponse.objects.select_for_update(of=("self",)).select_related("round", "county").get(pk=found.pk)
    if found.state == CountyResponse.State.SUBMITTED:
        raise RuleBroken("Svaren är inskickade. Det du skrev är inte sparat.")
    made = Comment.objects.create(county_response=found, address=address, text=text, by=by, by_name=str(by))
    record(AuditEvent.Type.SURVEY_COMMENTED, found, by=by, after={"field": address})
    return made


@transaction.atomic
def solve(made, *, by):
    """A comment has been taken care of."""
    made = Comment.objects.select_for_update(of=("self",)).get(pk=made.pk)
    if made.solved_at is None:
        made.solved_at, made.solved_by, made.solved_by_name = timezone.now(), by, str(by)
        made.save(update_fields=["solved_at", "solved_by", "solved_by_name"])
        record(AuditEvent.Type.SURVEY_COMMENT_SOLVED, made.county_response, by=by, after={"field": made.address})
    return made


def _invited(email, board, *, by):
    """The invitation that is open already, with the other parts that wait for it, or a new one."""
    there = Invitation.objects.open().filter(email=email.strip().lower(), organisation=board)
    return there.exclude(role=Role.READER).first() or invite(email, board, role=Role.MEMBER, by=by)


def _only_for(delegation):
    """Whether an open invitation is for this part alone: no other part waits for it, and nobody else sent it."""
    invitation = delegation.invitation
    if invitation.role != Role.MEMBER or invitation.invited_by_id != delegation.by_id:
        return False
    others = Delegation.objects.current().filter(invitation=invitation).exclude(pk=delegation.pk)
    return Invitation.objects.open().filter(pk=invitation.pk).exists() and not others.exists()


def _draft(found):
    found = (
        CountyResponse.objects.select_for_update(of=("self",))
        .select_related("response__version", "round", "county")
        .get(pk=found.pk)
    )
    if found.state != CountyResponse.State.DRAFT:
        raise RuleBroken(f"Svaren är {found.answers_are}. Delarna går inte att ändra nu.")
    return found


def _locked(delegation):
    return (
        Delegation.objects.select_for_update(of=("self",))
        .select_related("county_response__round", "county_response__county", "invitation", "by")
        .get(pk=delegation.pk)
    )
