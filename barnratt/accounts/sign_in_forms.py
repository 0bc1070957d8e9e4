"""allauth's forms with labels and help of ours, and without a second field for the same password."""

from functools import wraps

from allauth.account import forms as account
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as two_step
from allauth.mfa.totp import forms as app
from allauth.mfa.webauthn import forms as key
from django.core.cache import cache
from django.core.exceptions import ValidationError

NEW_PASSWORD = "Minst tolv tecken, inte bara siffror och inget vanligt lösenord."  # noqa: S105
SIX_DIGITS = "Sex siffror."
# What is said when a field is left empty.
NEEDED = {
    "login": "Skriv din e-postadress.",
    "email": "Skriv e-postadressen.",
    "password": "Skriv lösenordet.",
    "oldpassword": "Skriv lösenordet du har nu.",
    "password1": "Välj ett nytt lösenord.",
    "code": "Skriv koden.",
}


class Labelled:
    """`labels` and `help_texts` by field. Placeholders go: they vanish when one begins to write."""

    labels: dict = {}
    help_texts: dict = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("password2", None)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.help_text = self.help_texts.get(name, "")
            field.widget.attrs.pop("placeholder", None)
            if name in NEEDED:
                field.error_messages = field.error_messages | {"required": NEEDED[name]}


class SignInForm(Labelled, account.LoginForm):
    labels = {"login": "E-postadress", "password": "Lösenord"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class ReauthenticateForm(Labelled, account.ReauthenticateForm):
    labels = {"password": "Lösenord"}


class ForgottenPasswordForm(Labelled, account.ResetPasswordForm):
    labels = {"email": "E-postadress"}


class NewPasswordForm(Labelled, account.ResetPasswordKeyForm):
    labels = {"password1": "Nytt lösenord"}
    help_texts = {"password1": NEW_PASSWORD}


class ChangePasswordForm(Labelled, account.ChangePasswordForm):
    labels = {"oldpassword": "Nuvarande lösenord", "password1": "Nytt lösenord"}
    help_texts = {"password1": NEW_PASSWORD}


class ChoosePasswordForm(Labelled, account.SetPasswordForm):
    labels = {"password1": "Lösenord"}
    help_texts = {"password1": NEW_PASSWORD}


class AddEmailForm(Labelled, account.AddEmailForm):
    labels = {"email": "Ny e-postadress"}


class EmailCodeForm(Labelled, account.ConfirmEmailVerificationCodeForm):
    labels = {"code": "Kod"}
    help_texts = {"code": "Åtta bokstäver, som i brevet."}


class OnceOnly:
    """A code that has been used is not taken again for as long as it could be right, which is three periods of time."""

    def clean_code(self):
        code = super().clean_code()
        holds = (2 * app_settings.TOTP_TOLERANCE + 1) * app_settings.TOTP_PERIOD
        bare = "".join(filter(str.isalnum, code))
        if not cache.add(f"two-step-code-used:{self.user.pk}:{bare}", True, timeout=holds):
            raise get_adapter().validation_error("incorrect_code")
        return code


class SecondStepForm(OnceOnly, Labelled, two_step.AuthenticateForm):
    labels = {"code": "Kod"}
    help_texts = {"code": "Sex siffror från appen, eller en av dina reservkoder."}


class ReauthenticateByCodeForm(OnceOnly, Labelled, two_step.ReauthenticateForm):
    labels = {"code": "Kod"}
    help_texts = {"code": "Sex siffror från appen, eller en av dina reservkoder."}


class ActivateAppForm(Labelled, app.ActivateTOTPForm):
    labels = {"code": "Kod från appen"}
    help_texts = {"code": SIX_DIGITS}


class ShortName:
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["maxlength"] = 60

    def clean_name(self):
        name = super().clean_name() if hasattr(super(), "clean_name") else self.cleaned_data["name"]
        return name[:60]


def sound(read):
    """What `read` makes of the answer of a key, or a fault of the form.

    What a forger sends makes the libraries stumble in many ways, and none of them is our error.
    """

    @wraps(read)
    def reading(self):
        try:
            return read(self)
        except Exception as error:
            raise ValidationError("Nyckeln gick inte att använda. Försök igen.") from error

    return reading


class SignInByKeyForm(key.LoginWebAuthnForm):
    clean_credential = sound(key.LoginWebAuthnForm.clean_credential)


class SecondStepByKeyForm(key.AuthenticateWebAuthnForm):
    clean_credential = sound(key.AuthenticateWebAuthnForm.clean_credential)


class ReauthenticateByKeyForm(key.ReauthenticateWebAuthnForm):
    clean_credential = sound(key.ReauthenticateWebAuthnForm.clean_credential)


class AddKeyForm(ShortName, Labelled, key.AddWebAuthnForm):
    labels = {
        "name": "Vad ska nyckeln heta?",
        "passwordless": "Jag vill kunna logga in med bara nyckeln, utan lösenord",
    }
    help_texts = {
        "name": "Till exempel ”Jobbtelefonen”, så att du kan skilja dina nycklar åt.",
        "passwordless": "Då frågar nyckeln efter fingeravtryck, ansikte eller pinkod.",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True

    clean = sound(key.AddWebAuthnForm.clean)


class RenameKeyForm(ShortName, Labelled, key.EditWebAuthnForm):
    labels = {"name": "Vad ska nyckeln heta?"}
