"""What allauth tells of, in the log: who signed in, and what changed in how somebody signs in. Never a secret."""

from allauth.account import signals as account
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa import signals as two_step
from allauth.socialaccount import signals as identity_provider
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from barnratt.audit.actions import record
from barnratt.audit.models import AuditEvent


def connect():
    """Called once, when the app is ready."""
    account.user_logged_in.connect(signed_in)
    two_step.authentication_failed.connect(second_step_failed)
    for signal, what in {
        account.email_added: "email_added",
        account.email_changed: "email_changed",
        account.email_removed: "email_removed",
        account.password_changed: "password_changed",
        account.password_reset: "password_reset",
        account.password_set: "password_set",
        two_step.authenticator_added: "added",
        two_step.authenticator_removed: "removed",
        two_step.authenticator_reset: "renewed",
        identity_provider.social_account_added: "identity_provider_added",
    }.items():
        signal.connect(_Changed(what), weak=False)
    for signal in (account.password_changed, account.password_reset, account.password_set):
        signal.connect(sign_out_elsewhere)


def signed_in(request, user, **kwargs):
    """How: by password, by a second step, by a passkey, by an identity provider."""
    ways = [_way(one) for one in get_authentication_records(request, user)]
    record(AuditEvent.Type.SIGNED_IN, user, by=user, after={"ways": ways})


def second_step_failed(user, authenticator, **kwargs):
    record(AuditEvent.Type.SIGN_IN_FAILED, user, by=None, after={"way": authenticator.type})


def sign_out_elsewhere(request, user, **kwargs):
    """A new password ends what somebody may have begun with the old one. Django refuses it; now it is gone as well."""
    others = UserSession.objects.filter(user=user).exclude(session_key=request.session.session_key)
    Session.objects.filter(session_key__in=others.values("session_key")).delete()
    others.delete()


class _Changed:
    """Writes that something has changed; for a second step also which kind."""

    def __init__(self, what):
        self.what = what

    def __call__(self, *, user=None, authenticator=None, sociallogin=None, **kwargs):
        user = user or sociallogin.user
        after = {"what": self.what}
        if authenticator:
            after["kind"] = authenticator.type
        if sociallogin:
            after["provider"] = sociallogin.account.provider
        record(AuditEvent.Type.SIGN_IN_CHANGED, user, by=user, after=after)


def _way(one):
    return ":".join(str(one[key]) for key in ("method", "type", "provider") if one.get(key))
