from django import forms
from django.contrib.auth.password_validation import validate_password

from barnratt.accounts.models import Role, User


class AccountForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["name"]
        help_texts = {"name": "Så står du i portalen och i loggen."}


class InvitationForm(forms.Form):
    """Whom to ask. `roles` are those that the strategist may give."""

    email = forms.EmailField(label="E-postadress", help_text="Helst personens adress på arbetet.")
    role = forms.ChoiceField(label="Roll")

    def __init__(self, *args, roles, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.label.capitalize()) for role in roles]
        self.fields["role"].initial = Role.MEMBER

    def clean_email(self):
        return self.cleaned_data["email"].lower()


class JoinForm(forms.Form):
    """The account of somebody who was invited. The address is known from the invitation."""

    name = forms.CharField(label="Namn", max_length=150, help_text="Så står du i portalen och i loggen.")
    password = forms.CharField(
        label="Lösenord",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Minst tolv tecken, inte bara siffror och inget vanligt lösenord.",
    )

    def __init__(self, *args, email, **kwargs):
        super().__init__(*args, **kwargs)
        self.email = email

    def clean_password(self):
        password = self.cleaned_data["password"]
        validate_password(password, User(email=self.email, name=self.cleaned_data.get("name", "")))
        return password
