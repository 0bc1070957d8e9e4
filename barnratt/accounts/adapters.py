"""Where our sign-in differs from allauth's: closed to sign-up, letters through the outbox, Swedish of our own."""

import base64
import hashlib
import logging

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from barnratt.accounts import actions
from barnratt.outbox.actions import post

logger = logging.getLogger(__name__)

# allauth's name of a letter: ours.
LETTERS = {
    "account/email/email_confirmation": "email_code",
    "account/email/email_confirmation_signup": "email_code",
    "account/email/password_reset_key": "password_reset",
    "account/email/unknown_account": "unknown_account",
}
# Letters that tell the owner of an account that something in the way to sign in has changed.
CHANGES = {
    "account/email/email_changed": "Du har bytt e-postadress i Barnrättsportalen",
    "account/email/email_deleted": "En e-postadress är borttagen från ditt konto i Barnrättsportalen",
    "account/email/password_changed": "Lösenordet till Barnrättsportalen är ändrat",
    "account/email/password_reset": "Lösenordet till Barnrättsportalen är ändrat",
    "account/email/password_set": "Ditt konto i Barnrättsportalen har fått ett lösenord",
    "mfa/email/recovery_codes_generated": "Du har fått nya reservkoder till Barnrättsportalen",
    "mfa/email/totp_activated": "Tvåstegsinloggning med app är påslagen i Barnrättsportalen",
    "mfa/email/totp_deactivated": "Tvåstegsinloggning med app är avslagen i Barnrättsportalen",
    "mfa/email/webauthn_added": "En nyckel är tillagd i ditt konto i Barnrättsportalen",
    "mfa/email/webauthn_removed": "En nyckel är borttagen från ditt konto i Barnrättsportalen",
    "socialaccount/email/account_connected": "Du kan nu logga in i Barnrättsportalen genom din organisation",
}
LONGEST_ADDRESS = 254
WAIT = "Det har varit för många försök. Vänta några minuter och försök igen."


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "Kontot är avstängt.",
        "cannot_remove_primary_email": (
            "Du kan inte ta bort den adress som portalen skickar brev till. Låt först breven gå till en annan."
        ),
        "duplicate_email": "Adressen hör redan till ditt konto.",
        "email_password_mismatch": "E-postadressen eller lösenordet stämmer inte.",
        "email_taken": "Adressen används redan i ett annat konto.",
        "enter_current_password": "Lösenordet stämmer inte.",
        "incorrect_code": "Koden stämmer inte.",
        "incorrect_password": "Lösenordet stämmer inte.",
        "invalid_password_reset": "Länken gäller inte längre.",
        "max_email_addresses": "Du kan ha högst %d e-postadresser.",
        "rate_limited": WAIT,
        "same_as_current": "Skriv något annat än det som redan gäller.",
        "too_many_login_attempts": WAIT,
        "unverified_primary_email": "Bekräfta adressen först.",
    }

    def is_open_for_signup(self, request):
        return False

    def is_ajax(self, request):
        """Only the passkey's script asks for anything but a page; other roads to JSON would be pages of their own."""
        is_passkey = request.path == reverse("mfa_login_webauthn") and not request.user.is_authenticated
        return is_passkey and super().is_ajax(request)

    def is_safe_url(self, url):
        """Only addresses within the portal, without host: nobody is led away after having signed in."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def clean_email(self, email):
        if len(email) > LONGEST_ADDRESS:
            raise ValidationError("Adressen är för lång.")
        return email

    def send_mail(self, template_prefix, email, context):
        if what := CHANGES.get(template_prefix):
            post("sign_in_changed", to=email, context={"what": what, "portal": settings.PORTAL_URL})
        else:
            post(LETTERS[template_prefix], to=email, context={**context, "portal": settings.PORTAL_URL})

    def get_reset_password_from_key_url(self, key):
        return settings.PORTAL_URL + reverse("account_reset_password_from_key", args=key.split("-", 1))

    def authentication_failed(self, request, **credentials):
        actions.note_failed_sign_in(credentials.get("email", ""))

    def get_reauthentication_methods(self, user):
        texts = {
            "reauthenticate": "Skriv ditt lösenord",
            "mfa_reauthenticate": "Skriv en kod från appen",
            "mfa_reauthenticate:webauthn": "Använd en nyckel",
        }
        return [method | {"description": texts[method["id"]]} for method in super().get_reauthentication_methods(user)]


class TwoStepAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "add_email_blocked": "Slå av tvåstegsinloggningen innan du lägger till en adress.",
        "cannot_delete_authenticator": "Tvåstegsinloggningen kan inte slås av.",
        "cannot_generate_recovery_codes": "Slå på tvåstegsinloggning innan du skapar reservkoder.",
        "incorrect_code": "Koden stämmer inte.",
        "unverified_email": "Bekräfta din e-postadress innan du slår på tvåstegsinloggning.",
    }

    def _get_site_name(self):
        return "Barnrättsportalen"

    def generate_authenticator_name(self, user, type):  # noqa: A002  (allauth's name)
        return f"Nyckel {user.authenticator_set.filter(type=type).count() + 1}"

    def encrypt(self, text):
        """The secrets cannot be used by somebody who comes by a copy of the database."""
        return _locks().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        try:
            return _locks().decrypt(encrypted_text.encode()).decode()
        except InvalidToken as error:
            message = (
                "En hemlighet i tvåstegsinloggningen är låst med en annan SECRET_KEY. Lägg den i SECRET_KEY_FALLBACKS."
            )
            raise RuntimeError(message) from error


def _locks():
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (hashlib.sha256(b"barnratt.accounts.two_step" + key.encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


class IdentityProviderAdapter(DefaultSocialAccountAdapter):
    """Signing in through one's own organisation. A provider is believed about addresses at its own domains only.

    It leads to the account that has the address, verified, and nowhere else. After the first time, the provider's
    own identity of the person must be the same: an address that somebody else has taken over opens nothing.
    """

    def is_open_for_signup(self, request, sociallogin):
        return False

    def on_authentication_error(self, request, provider, error=None, exception=None, extra_context=None):
        """For whoever keeps the portal running: the person is told only that it did not work."""
        why = exception or (extra_context or {}).get("saml_last_error_reason") or error
        logger.warning("Inloggningen genom %s gick inte: %s", provider.name, why)

    def list_apps(self, request, provider=None, client_id=None):
        """Those in the file. What stands in the database's table is not read, so that nobody can add one there."""
        from allauth.socialaccount.models import SocialApp  # its models are loaded after the adapter

        apps = [
            SocialApp(provider=kind, **app)
            for kind, provider_settings in settings.SOCIALACCOUNT_PROVIDERS.items()
            for app in provider_settings["APPS"]
        ]
        wanted = (app for app in apps if provider in (None, app.provider, app.provider_id))
        return [app for app in wanted if client_id in (None, app.client_id)]

    def is_email_verified(self, provider, email):
        """What the provider itself does not say is verified counts as such only where the file says so."""
        return provider.app.settings["addresses_are_verified"] and answers_for(provider, email)

    def authenticate_by_email(self, sociallogin):
        for address in sociallogin.email_addresses:
            if address.verified is not True or not answers_for(sociallogin.provider, address.email):
                continue
            own = EmailAddress.objects.filter(email=address.email, verified=True).select_related("user").first()
            if own and not own.user.socialaccount_set.filter(provider=sociallogin.account.provider).exists():
                return own.user, own.email
        return None

    def pre_social_login(self, request, sociallogin):
        """An account that no longer has an address at the provider's domains is no longer opened by it."""
        if not sociallogin.is_existing:
            return
        own = EmailAddress.objects.filter(user=sociallogin.user, verified=True).values_list("email", flat=True)
        if not any(answers_for(sociallogin.provider, email) for email in own):
            raise ImmediateHttpResponse(render(request, "account/signup_closed.html"))


def answers_for(provider, email):
    """Whether the file says that the provider knows who has addresses at that domain."""
    return email.rpartition("@")[2].lower() in provider.app.settings["domains"]
