from django import forms
from django.utils import timezone

from assessments.follow_up.models import FollowUp
from barnratt.core.forms import LongText, OneLine, WarnsOfPersonalData, no_identity_number

NO_NAMES = "Skriv inget namn på något barn."


def date_field(label, **kwargs):
    """A day, written as 2026-11-22."""
    return forms.DateField(
        label=label,
        widget=forms.TextInput(attrs={"placeholder": "åååå-mm-dd", "inputmode": "numeric", "size": 12}),
        error_messages={"invalid": "Skriv datumet som 2026-11-22."},
        **kwargs,
    )


class FollowUpForm(WarnsOfPersonalData):
    """Something to come back to. people: those who can be reminded."""

    read_by_others = ["text", "role"]

    kind = forms.ChoiceField(
        label="Vad är det?",
        choices=[(value, label[:1].upper() + label[1:]) for value, label in FollowUp.Kind.choices],
        widget=forms.RadioSelect,
    )
    text = OneLine(
        label="Vad ska göras?",
        max_length=1500,
        validators=[no_identity_number],
        help_text=f"För en återkoppling: vilka barn som får veta, och hur. {NO_NAMES}",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    role = OneLine(
        label="Vem gör det?",
        max_length=120,
        validators=[no_identity_number],
        help_text="En roll, till exempel rektor eller trafikplanerare.",
    )
    due_date = date_field("Senast när?")
    person = forms.ChoiceField(
        label="Vem får påminnelsen?",
        required=False,
        help_text="Portalen påminner en vecka innan, samma dag och sedan en gång i månaden tills det är avslutat.",
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one in people}
        nobody = ("", "Den som påbörjade prövningen, och strategen")
        self.fields["person"].choices = [nobody, *((pk, one.name) for pk, one in self.people.items())]

    @property
    def told(self):
        """The fields as the actions take them."""
        return super().told | {"person": self.people.get(self.cleaned_data["person"])}


class EndForm(WarnsOfPersonalData):
    """That something is done, or will not be, and how it turned out."""

    read_by_others = ["text"]

    state = forms.ChoiceField(
        label="Hur blev det?",
        choices=[(FollowUp.State.DONE, "Det är gjort"), (FollowUp.State.DROPPED, "Det blir inte av")],
        widget=forms.RadioSelect,
    )
    date = date_field("När?", initial=timezone.localdate)
    text = LongText(
        label="Hur gick det för barnen?",
        required=False,
        max_length=4000,
        validators=[no_identity_number],
        help_text=f"Vad blev bättre, vad blev sämre, och vad säger barnen? {NO_NAMES}",
    )


class OutcomeForm(WarnsOfPersonalData):
    """How it turned out for the children."""

    read_by_others = ["text"]

    date = date_field("När såg ni det?", initial=timezone.localdate)
    text = LongText(
        label="Hur gick det för barnen?",
        max_length=4000,
        validators=[no_identity_number],
        help_text=f"Hände det ni trodde? Hände något annat? Vad säger barnen? {NO_NAMES}",
    )
