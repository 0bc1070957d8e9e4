import re
import unicodedata

from django import forms
from django.contrib.auth.password_validation import validate_password

from barnratt.accounts.joining import domain_of
from barnratt.accounts.models import ORDINARY_ROLES, JoinRequest, Role, User
from regions.places.models import Organisation

DOMAIN = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")
SHOWN_AS = "Så står du i portalen och i loggen."


class NameField(forms.CharField):
    """A name on one line, without characters that are not seen but turn what stands around them."""

    def to_python(self, value):
        text = super().to_python(value)
        return " ".join("".join(sign for sign in text if unicodedata.category(sign) != "Cf").split())


class AccountForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["name"]
        field_classes = {"name": NameField}
        help_texts = {"name": SHOWN_AS}


class InvitationForm(forms.Form):
    """Whom to ask. `roles` are those that the strategist may give."""

    email = forms.EmailField(
        label="E-postadress",
        help_text="Helst personens adress på arbetet.",
        max_length=254,
        error_messages={"required": "Skriv e-postadressen till den du vill bjuda in."},
    )
    role = forms.ChoiceField(label="Roll")

    def __init__(self, *args, roles, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.label.capitalize()) for role in roles]
        self.fields["role"].initial = Role.MEMBER

    def clean_email(self):
        return self.cleaned_data["email"].lower()


class JoinForm(forms.Form):
    """The account of somebody who was invited, or who asks to join. The address is known from the link.

    With `organisations`, one of them is chosen; a single one is chosen already.
    """

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="Organisation",
        to_field_name="key",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Välj en organisation."},
    )
    name = NameField(label="Namn", max_length=150, help_text=SHOWN_AS, error_messages={"required": "Skriv ditt namn."})
    password = forms.CharField(
        label="Lösenord",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Minst tolv tecken, inte bara siffror och inget vanligt lösenord.",
        error_messages={"required": "Välj ett lösenord."},
    )

    def __init__(self, *args, email, organisations=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.email = email
        if organisations is None:
            del self.fields["organisation"]
        else:
            only_one(self.fields["organisation"], organisations)

    def clean_password(self):
        password = self.cleaned_data["password"]
        validate_password(password, User(email=self.email, name=self.cleaned_data.get("name", "")))
        return password


class AskForm(forms.Form):
    """The first step of somebody who wants to join."""

    email = forms.EmailField(
        label="Din e-postadress på arbetet",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": "Skriv din e-postadress."},
    )

    def clean_email(self):
        return self.cleaned_data["email"].lower()


class ChooseForm(forms.Form):
    """Which organisation somebody with an account wants to join."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="Organisation",
        to_field_name="key",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Välj en organisation."},
    )

    def __init__(self, *args, organisations, **kwargs):
        super().__init__(*args, **kwargs)
        only_one(self.fields["organisation"], organisations)


class AnswerForm(forms.Form):
    """What the strategist says to somebody who wants to join. Which button was pressed is `answer`."""

    role = forms.ChoiceField(label="Roll, om du godkänner", required=False)
    reason = forms.CharField(
        label="Skäl, om du avböjer", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    answer = forms.ChoiceField(
        choices=[(one.value, one.label) for one in (JoinRequest.Answer.APPROVED, JoinRequest.Answer.DECLINED)],
        widget=forms.HiddenInput,
        error_messages={"required": "Välj om du godkänner eller avböjer."},
    )

    def __init__(self, *args, roles, **kwargs):
        super().__init__(*args, **kwargs)
        ordinary = [role for role in roles if role in ORDINARY_ROLES]
        self.fields["role"].choices = [(role.value, role.label.capitalize()) for role in ordinary]
        self.fields["role"].initial = Role.MEMBER
        # Which of the two is needed depends on the button.
        self.fields["role"].needed_at_times = self.fields["reason"].needed_at_times = True

    def clean_role(self):
        return self.cleaned_data["role"] or Role.MEMBER


class DomainsForm(forms.Form):
    """An organisation's domains, one a line."""

    domains = forms.CharField(
        label="E-postdomäner",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocapitalize": "off"}),
        help_text="En på varje rad, till exempel gavle.se. Underdomäner, som elev.gavle.se, räknas inte in.",
    )

    def clean_domains(self):
        found = []
        for word in self.cleaned_data["domains"].replace(",", " ").split():
            domain = domain_of(f"@{word.rpartition('@')[2]}")
            if not DOMAIN.fullmatch(domain) or len(domain) > 253:
                raise forms.ValidationError(f"”{word}” är ingen domän. Skriv till exempel gavle.se.")
            found.append(domain)
        return sorted(set(found))


def only_one(field, organisations):
    """Offer the organisations; who can choose one only need not."""
    field.queryset = organisations
    if len(organisations) == 1:
        field.initial = organisations[0].key
