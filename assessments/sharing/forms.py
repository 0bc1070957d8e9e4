from django import forms

from assessments.sharing.actions import HOURS
from barnratt.accounts.models import User
from barnratt.core.forms import OneLine, no_identity_number


class ShareForm(forms.Form):
    """Whom an assessment is shared with, and why. receivers: those that were found by their names."""

    receiver = forms.ChoiceField(label="Vilken myndighet ska få läsa?", widget=forms.RadioSelect)
    reason = OneLine(
        label="Varför delas prövningen?",
        max_length=500,
        validators=[no_identity_number],
        help_text="Till exempel: samråd inför nämndens beslut. Mottagaren ser det du skriver.",
    )
    decided = forms.BooleanField(
        label="Vi har prövat att texten får lämnas till mottagaren, och vet att den kan bli en allmän handling",
        error_messages={"required": "Kryssa i när ni har prövat det. Annars kan prövningen inte delas."},
    )

    def __init__(self, *args, receivers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["receiver"].choices = [(one.key, one.name) for one in receivers]


class SupportForm(forms.Form):
    """Which of those who run the portal may read, for how long, and what for."""

    administrator = forms.ModelChoiceField(
        label="Vem i portalens support?", queryset=User.objects.none(), empty_label="Välj"
    )
    hours = forms.TypedChoiceField(
        label="Hur länge?",
        coerce=int,
        choices=[(hours, "1 timme" if hours == 1 else f"{hours} timmar") for hours in HOURS],
        widget=forms.RadioSelect,
    )
    reason = OneLine(
        label="Vad behöver ni hjälp med?",
        max_length=500,
        validators=[no_identity_number],
        help_text="Skriv inget ur prövningen här.",
    )

    def __init__(self, *args, administrators, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["administrator"].queryset = administrators
