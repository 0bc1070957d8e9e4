import datetime
from importlib import import_module

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from barnratt.accounts.invitations import address_of
from barnratt.accounts.joining import address_to_join, domain_of
from barnratt.accounts.models import COUNTY_ROLES, Invitation, JoinRequest, Membership, Role, User
from barnratt.accounts.permissions import who_look_after, who_manage_members
from barnratt.audit.actions import record
from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from barnratt.core.personal_data import PRIVATE_DOMAINS
from barnratt.notifications.actions import notify
from barnratt.notifications.models import Topic
from barnratt.outbox.actions import post
from regions.places.models import EmailDomain, Organisation

INVITATION_HOLDS = datetime.timedelta(days=14)
UNANSWERED_KEPT = datetime.timedelta(days=90)


# Accounts


@transaction.atomic
def create_user(*, email, name, password, by, is_staff=False, is_superuser=False):
    """Create a person who can sign in with e-mail and password. The caller knows that the address is the person's."""
    user = User(email=email.strip().lower(), name=name, is_staff=is_staff, is_superuser=is_superuser)
    user.set_password(password)
    _one_at_a_time(f"account {user.email}")
    user.full_clean()
    if User.objects.with_address(user.email):
        raise ValidationError("Det finns redan ett konto med adressen.")
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    record(AuditEvent.Type.USER_CREATED, user, by=by, after={"is_staff": is_staff})
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
def erase_account(user, *, by):
    """Remove a person and everything that is kept about her but what she has published and what the log holds.

    Raises RuleBroken when others would be left without a strategist.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    for membership in sorted(user.memberships.current(), key=lambda one: (one.role == Role.STRATEGIST, one.pk)):
        end_membership(membership, by=by)
    record(AuditEvent.Type.ACCOUNT_ERASED, user, by=by)
    address = user.email
    for room in settings.PERSONAL_DATA:
        import_module(room).erase(user)
    user.delete()
    post("account_erased", to=address, context={})


@transaction.atomic
def export_account(user, *, by):
    """Everything that the portal keeps about a person, a dictionary of each room's."""
    record(AuditEvent.Type.ACCOUNT_EXPORTED, user, by=by)
    found = {}
    for room in settings.PERSONAL_DATA:
        found |= import_module(room).export(user)
    return found


# Signing in


def note_failed_sign_in(email):
    """A wrong password is in the log, at the account that somebody tried to open. What was typed is not kept.

    For an address that nobody has, the same is written and taken back, so that the time tells nothing.
    """
    known = User.objects.with_address(email.strip().lower())
    with transaction.atomic():
        record(AuditEvent.Type.SIGN_IN_FAILED, known or User(), by=None)
        if known is None:
            transaction.set_rollback(True)


@transaction.atomic
def end_sessions(sessions, *, by):
    """Sign a person out where she has signed in. `sessions` are some of her own."""
    keys = [session.session_key for session in sessions]
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(session_key__in=keys).delete()
    record(AuditEvent.Type.SIGN_IN_CHANGED, by, by=by, after={"signed_out_elsewhere": len(keys)})


@transaction.atomic
def forget_identity(identity, *, by):
    """Untie the account from the person's identity at her organisation's identity provider."""
    after = {"what": "identity_provider_removed", "provider": identity.provider}
    identity.delete()
    record(AuditEvent.Type.SIGN_IN_CHANGED, by, by=by, after=after)
    what = "Inloggningen genom din organisation är borttagen i Barnrättsportalen"
    post("sign_in_changed", to=by.email, context={"what": what, "portal": settings.PORTAL_URL})


@transaction.atomic
def remove_second_steps(user, *, by):
    """Let somebody who has lost the telephone and the codes in with the password alone. Returns how many steps."""
    number, _ = Authenticator.objects.filter(user=user).delete()
    record(AuditEvent.Type.SIGN_IN_CHANGED, user, by=by, after={"what": "second_steps_removed"})
    what = "Tvåstegsinloggning och nycklar är borttagna ur ditt konto i Barnrättsportalen"
    post("sign_in_changed", to=user.email, context={"what": what, "portal": settings.PORTAL_URL})
    return number


def forget_expired():
    """Sessions that have ended, attempts that no longer count, invitations that nobody answered. Returns how many."""
    now = timezone.now()
    sessions, _ = Session.objects.filter(expire_date__lt=now).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    unanswered = Invitation.objects.filter(accepted_at=None, expires_at__lt=now - UNANSWERED_KEPT)
    invitations, _ = unanswered.delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cache WHERE expires < %s", [now])
        return sessions + invitations + cursor.rowcount


# Memberships


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
    text = f"Du är inte längre {membership.get_role_display()} i {membership.organisation}."
    if by != membership.user:
        notify([membership.user], Topic.MEMBERS, text=text, path="/konto/", by=by)


# Invitations


@transaction.atomic
def invite(email, organisation, *, role, by):
    """Ask somebody by letter to join an organisation. An earlier invitation to the same is withdrawn.

    Raises RuleBroken when the person has the role already, when the organisation cannot give it, and to those who
    would let themselves in: what an authority has in its own room is not for those who run the portal.
    """
    _check_role(role, organisation)
    email = email.strip().lower()
    known = User.objects.with_address(email)
    if known and known == by and organisation not in by.organisations:
        raise RuleBroken("Du hör inte till organisationen och kan inte bjuda in dig själv. Be någon som är med där.")
    if known and known.memberships.current().filter(organisation=organisation, role=role).exists():
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
    if invitation.email not in by.addresses:
        raise RuleBroken("Inbjudan gäller en annan e-postadress än den du är inloggad med.")
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    record(AuditEvent.Type.INVITATION_ACCEPTED, invitation, by=by)
    membership = add_member(by, invitation.organisation, role=invitation.role, by=by)
    _tell_those_who_did_not_ask(membership, let_in_by=invitation.invited_by)
    return membership


@transaction.atomic
def join_by_invitation(invitation, *, name, password):
    """Create the invited person's account and let her join. That she has the link shows that the address is hers."""
    invitation = _open_invitation(invitation.pk)
    user = create_user(email=invitation.email, name=name, password=password, by=None)
    accept_invitation(invitation, by=user)
    return user


# Asking to join


def send_join_link(email):
    """Write to somebody who wants to join, if the address is at some organisation's domain; else do nothing.

    Who asks gets the same answer either way. Somebody who has an account is told so in the letter only.
    """
    email = email.strip().lower()
    if not Organisation.objects.with_address_at([domain_of(email)]).exists():
        return
    purpose = "join_with_account" if User.objects.with_address(email) else "join"
    post(purpose, to=email, context={"address": address_to_join(email), "portal": settings.PORTAL_URL})


@transaction.atomic
def join_by_address(email, organisation, *, name, password):
    """Create the account of somebody who has the link, and ask for her to join. Until then she belongs nowhere."""
    user = create_user(email=email, name=name, password=password, by=None)
    ask_to_join(user, organisation, by=user)
    return user


@transaction.atomic
def ask_to_join(user, organisation, *, by):
    """Ask those who manage an organisation's members to let a person in.

    Raises RuleBroken unless one of the person's addresses is at the organisation's domain, and she is not in already.
    """
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    email = _address_for(user, organisation)
    if user.memberships.current().filter(organisation=organisation).exists():
        raise RuleBroken("Du hör redan till organisationen.")
    if user.join_requests.open().filter(organisation=organisation).exists():
        raise RuleBroken("Du har redan bett att få gå med i organisationen.")
    asked = JoinRequest.objects.create(user=user, organisation=organisation, email=email)
    record(AuditEvent.Type.JOIN_ASKED, asked, by=by)
    text = f"{user} vill gå med i {organisation}."
    notify(who_manage_members(organisation), Topic.MEMBERS, text=text, path=asked.get_absolute_url(), by=by)
    return asked


@transaction.atomic
def approve_join(asked, *, role, by):
    """Let the person in, with a role. Raises RuleBroken to those who would let themselves in."""
    if by is not None and asked.user_id == by.pk:
        raise RuleBroken("Någon annan än du själv behöver svara på din begäran.")
    asked = _answer(asked, JoinRequest.Answer.APPROVED, by=by)
    _tell_those_who_did_not_ask(add_member(asked.user, asked.organisation, role=role, by=by), let_in_by=by)
    text = f"Välkommen! Du hör nu till {asked.organisation} som {Role(role).label}."
    notify([asked.user], Topic.MEMBERS, text=text, path="/konto/", by=by)


@transaction.atomic
def decline_join(asked, *, reason, by):
    """Say no, and why."""
    if not reason.strip():
        raise RuleBroken("Skriv varför, så att den som frågade förstår.")
    asked = _answer(asked, JoinRequest.Answer.DECLINED, reason=reason.strip(), by=by)
    text = f"Din begäran att gå med i {asked.organisation} är avböjd. Skälet står på sidan Mitt konto."
    notify([asked.user], Topic.MEMBERS, text=text, path="/konto/", by=by)


@transaction.atomic
def withdraw_join(asked, *, by):
    """The person no longer wants to."""
    _answer(asked, JoinRequest.Answer.WITHDRAWN, by=by)


@transaction.atomic
def set_email_domains(organisation, *, domains, by):
    """Say which domains the organisation's people have their addresses at.

    Raises RuleBroken for a domain that anybody can have an address at, or that belongs to another organisation.
    """
    if public := sorted(set(domains) & PRIVATE_DOMAINS):
        raise RuleBroken(f"Vem som helst kan ha en adress hos {public[0]}. Skriv bara organisationens egna domäner.")
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    before = sorted(organisation.email_domains.values_list("domain", flat=True))
    shared = organisation.kind in EmailDomain.SHARERS
    for domain in sorted(set(domains) - set(before)):
        _one_at_a_time(f"email domain {domain}")
        taken = EmailDomain.objects.filter(domain=domain).select_related("organisation").order_by("pk")
        if other := taken.first() if not shared else taken.filter(is_shared=False).first():
            raise RuleBroken(f"Domänen {domain} hör redan till {other.organisation}.")
        EmailDomain(organisation=organisation, domain=domain, is_shared=shared).save()
    organisation.email_domains.exclude(domain__in=domains).delete()
    if before != (after := sorted(set(domains))):
        what = AuditEvent.Type.ORGANISATION_DOMAINS_CHANGED
        record(what, organisation, by=by, before={"domains": before}, after={"domains": after})


def _one_at_a_time(what):
    """Wait until nobody else does the same, to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [what])


def _address_for(user, organisation):
    """The person's address that is at the organisation's domain."""
    for email in user.addresses:
        if Organisation.objects.with_address_at([domain_of(email)]).filter(pk=organisation.pk).exists():
            return email
    raise RuleBroken("Ingen av dina e-postadresser hör till organisationen.")


def _answer(asked, answer, *, by, reason=""):
    asked = JoinRequest.objects.open().select_for_update(of=("self",)).filter(pk=asked.pk).first()
    if asked is None:
        raise RuleBroken("Begäran är redan besvarad.")
    asked.answer, asked.reason, asked.answered_by, asked.answered_at = answer, reason, by, timezone.now()
    asked.save(update_fields=["answer", "reason", "answered_by", "answered_at"])
    record(AuditEvent.Type.JOIN_ANSWERED, asked, by=by, after={"answer": answer})
    return asked


def _tell_those_who_did_not_ask(membership, *, let_in_by):
    """Whoever is let in by another than the organisation's strategist can read what an authority has in its own room,
    so its people are told: the wall must not be opened from outside without anybody noticing."""
    organisation = membership.organisation
    if let_in_by and organisation in let_in_by.organisations_with(Role.STRATEGIST):
        return
    is_administrator = let_in_by is None or let_in_by.has_national(Role.ADMINISTRATOR)
    who = "av portalens administratör" if is_administrator else "av någon annan än strategen"
    text = f"{membership.user} har fått gå med i {organisation} som {membership.get_role_display()}, {who}."
    told = who_look_after(organisation, but=membership.user)
    notify(told, Topic.MEMBERS, text=text, path=membership.get_absolute_url(), by=membership.user)


def _open_invitation(pk):
    invitation = Invitation.objects.open().select_for_update(of=("self",)).filter(pk=pk).first()
    if invitation is None:
        raise RuleBroken("Inbjudan gäller inte längre.")
    return invitation


def _check_role(role, organisation):
    if role in COUNTY_ROLES and organisation.kind != Organisation.Kind.COUNTY_BOARD:
        raise RuleBroken("Den rollen finns bara hos en länsstyrelse.")
