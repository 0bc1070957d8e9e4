"""The pages about signing in that allauth has not, or has in a form that writes on GET. The rest is wired in
sign_in_urls.py."""

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.decorators import login_not_required
from allauth.account.signals import user_logged_in
from allauth.account.utils import get_next_redirect_url
from allauth.core import ratelimit
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import ReauthenticateWebAuthnView
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base import ProviderException
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.sessions.models import Session
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from requests import RequestException

from barnratt.accounts import actions


def sign_in(request, user):
    """Sign a person in who has shown who she is in another way than by a form of allauth's."""
    get_account_adapter().login(request, user)
    user_logged_in.send(sender=type(user), request=request, user=user)


class ReauthenticateByKey(ReauthenticateWebAuthnView):
    """allauth's, but a key that does not fit leads back here and not to the sign-in page."""

    def form_invalid(self, form):
        for fault in form.errors.get("credential", []):
            messages.error(self.request, fault)
        return redirect(self.passthrough_next_url(self.request.path))


@never_cache
@require_safe
@reauthentication_required(app="allauth.mfa")
def recovery_codes(request):
    """The codes that are left, for who has lost the phone."""
    return render(request, "mfa/recovery_codes/index.html", {"codes": _unused_codes(request.user)})


@never_cache
@require_safe
@reauthentication_required(app="allauth.mfa")
def recovery_codes_file(request):
    text = "Reservkoder till Barnrättsportalen. Varje kod går att använda en gång.\n\n"
    text += "\n".join(_unused_codes(request.user)) + "\n"
    headers = {"Content-Disposition": 'attachment; filename="reservkoder.txt"'}
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers=headers)


def _unused_codes(user):
    codes = get_object_or_404(Authenticator, user=user, type=Authenticator.Type.RECOVERY_CODES)
    return codes.wrap().get_unused_codes()


@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request):
    """Where one is signed in. POST signs out everywhere else."""
    found = _live_sessions(request.user)
    here = request.session.session_key
    if request.method == "POST":
        actions.end_sessions([one for one in found if one.session_key != here], by=request.user)
        messages.success(request, "Du är utloggad överallt utom här.")
        return redirect("accounts:sessions")
    return render(request, "accounts/sessions.html", {"sessions": found, "here": here})


@require_POST
def session_end(request, pk):
    """Sign out in one other place."""
    one = get_object_or_404(UserSession, pk=pk, user=request.user)
    actions.end_sessions([one], by=request.user)
    messages.success(request, "Du är utloggad där.")
    return redirect("accounts:sessions")


def _live_sessions(user):
    live = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    return UserSession.objects.filter(user=user, session_key__in=live).order_by("-created_at", "-pk")


@login_not_required
@require_POST
def identity_provider(request, provider_id):
    """Leads to the sign-in of somebody's organisation.

    By a page that moves on by itself: our policy stops a form that ends up at another host.
    """
    if refused := ratelimit.consume_or_429(request, action="identity_provider"):
        return refused
    try:
        provider = get_adapter().get_provider(request, provider_id)
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
    try:
        response = provider.redirect(request, process="login", next_url=get_next_redirect_url(request))
    except (OAuth2Error, ProviderException, RequestException, KeyError) as error:
        return render_authentication_error(request, provider, exception=error)
    return render(request, "socialaccount/login_redirect.html", {"provider": provider, "address": response.url})


@require_POST
@reauthentication_required(app="allauth.socialaccount")
def identity_provider_remove(request, pk):
    """The account is no longer tied to the person's identity at the provider."""
    actions.forget_identity(get_object_or_404(request.user.socialaccount_set, pk=pk), by=request.user)
    messages.success(request, "Inloggningen genom din organisation är borttagen.")
    return redirect("accounts:account")
