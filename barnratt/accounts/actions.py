import datetime

from django.db import transaction
from django.utils import timezone

from barnratt.accounts.invitations import address_of
from barnratt.accounts.models import COUNTY_ROLES, Invitation, Membership, Role, User
from barnratt.audit.actions import record
from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from barnratt.outbox.actions import post
from regions.places.models import Organisation

INVITATION_HOLDS = datetime.timedelta(days=14)


@transaction.atomic
def create_user(*, email, name, password, by, is_staff=False, is_superuser=False):
    """Create a person who can sign in with e-mail and password."""
    user = User(email=email.strip().lower(), name=name, is_staff=is_staff, is_superuser=is_superuser)
    user.set_password(password)
    user.full_clean()
    user.save()
    record(AuditEvent.Type.USER_CREATED, user, by=by, after={"email": user.email, "is_staff": is_staff})
    return user


@transaction.atomic
def rename(user, *, name, by):
    """Change what a person is called. What the log already says keeps the name of then."""
    user = User.objects.select_for_update().get(pk=user.pk)
    before, user.name = user.name, name
    user.full_clean()
    user.save(update_fields=["name"])
    record(AuditEvent.Type.USER_EDITED, user, by=by, before={"name": before}, after={"name": name})


@transaction.atomic
def add_member(user, organisation, *, role, by):
    """Give a person a role in an organisation.

    Raises RuleBroken when the person already has it, or when the role is one that only a county board can give.
    """
    _check_role(role, organisation)
    # One change at a time to who belongs: two at once could otherwise both see a strategist left.
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if Membership.objects.current().filter(user=user, organisation=organisation, role=role).exists():
        raise RuleBroken("Personen har redan den rollen i organisationen.")
    membership = Membership.objects.create(user=user, organisation=organisation, role=role)
    if role == Role.ADMINISTRATOR:
        User.objects.filter(pk=user.pk).update(is_staff=True)
    record(AuditEvent.Type.MEMBERSHIP_BEGAN, membership, by=by, after={"role": role})
    return membership


@transaction.atomic
def end_membership(membership, *, by):
    """End a person's role in an organisation, at once. The row is kept.

    Raises RuleBroken when others would be left without a strategist.
    """
    Organisation.objects.select_for_update().get(pk=membership.organisation_id)
    membership = Membership.objects.select_related("user").get(pk=membership.pk)
    if membership.ended_at:
        raise RuleBroken("Medlemskapet är redan avslutat.")
    others = Membership.objects.current().filter(organisation=membership.organisation_id).exclude(pk=membership.pk)
    if membership.role == Role.STRATEGIST and others and not others.filter(role=Role.STRATEGIST).exists():
        raise RuleBroken("Utse en annan strateg först, annars kan ingen sköta vilka som är med.")
    membership.ended_at = timezone.now()
    membership.save(update_fields=["ended_at"])
    if membership.role == Role.ADMINISTRATOR and not membership.user.is_superuser:
        User.objects.filter(pk=membership.user_id).update(
            is_staff=membership.user.memberships.current().filter(role=Role.ADMINISTRATOR).exists()
        )
    record(AuditEvent.Type.MEMBERSHIP_ENDED, membership, by=by, before={"role": membership.role})


@transaction.atomic
def invite(email, organisation, *, role, by):
    """Ask somebody by letter to join an organisation. An earlier invitation to the same is withdrawn.

    Raises RuleBroken when the person has the role already, or when the organisation cannot give it.
    """
    _check_role(role, organisation)
    email = email.strip().lower()
    if Membership.objects.current().filter(user__email=email, organisation=organisation, role=role).exists():
        raise RuleBroken("Personen har redan den rollen i organisationen.")
    for earlier in Invitation.objects.open().filter(email=email, organisation=organisation):
        withdraw_invitation(earlier, by=by)
    invitation = Invitation.objects.create(
        email=email, organisation=organisation, role=role, invited_by=by, expires_at=timezone.now() + INVITATION_HOLDS
    )
    post("invitation", to=email, context={"invitation": invitation, "inviter": by, "address": address_of(invitation)})
    record(AuditEvent.Type.INVITATION_SENT, invitation, by=by, after={"role": role})
    return invitation


@transaction.atomic
def withdraw_invitation(invitation, *, by):
    """Take an invitation back; its link no longer leads anywhere."""
    invitation = _open_invitation(invitation.pk)
    invitation.withdrawn_at = timezone.now()
    invitation.save(update_fields=["withdrawn_at"])
    record(AuditEvent.Type.INVITATION_WITHDRAWN, invitation, by=by)


@transaction.atomic
def accept_invitation(invitation, *, by):
    """Let the invited person, who has an account with that very address, join."""
    invitation = _open_invitation(invitation.pk)
    if by.email != invitation.email:
        raise RuleBroken("Inbjudan gäller en annan e-postadress än den du är inloggad med.")
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    record(AuditEvent.Type.INVITATION_ACCEPTED, invitation, by=by)
    return add_member(by, invitation.organisation, role=invitation.role, by=by)


@transaction.atomic
def join_by_invitation(invitation, *, name, password):
    """Create the invited person's account and let her join. That she has the link shows that the address is hers."""
    user = create_user(email=invitation.email, name=name, password=password, by=None)
    accept_invitation(invitation, by=user)
    return user


def _open_invitation(pk):
    invitation = Invitation.objects.open().select_for_update(of=("self",)).filter(pk=pk).first()
    if invitation is None:
        raise RuleBroken("Inbjudan gäller inte längre.")
    return invitation


def _check_role(role, organisation):
    if role in COUNTY_ROLES and organisation.kind != Organisation.Kind.COUNTY_BOARD:
        raise RuleBroken("Den rollen finns bara hos en länsstyrelse.")
