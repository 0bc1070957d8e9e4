from django import forms

from barnratt.core.forms import LongText, OneLine
from regions.surveys.actions import LONGEST_REASON


class ReasonForm(forms.Form):
    """Why answers stand though a check asks, or why they are taken back."""

    reason = LongText(label="Varför?", max_length=LONGEST_REASON, rows=2)

    def __init__(self, *args, label=None, **kwargs):
        super().__init__(*args, **kwargs)
        if label:
            self.fields["reason"].label = label


class ApprovedForm(forms.Form):
    approver = OneLine(
        label="Vem har godkänt?",
        max_length=200,
        help_text="Rollen, och gärna namnet: länsråd, landshövding eller chef.",
    )


class AskApprovalForm(forms.Form):
    role = OneLine(label="Vem beslutar hos er?", max_length=100, help_text="Till exempel länsråd eller landshövding.")
    email = forms.EmailField(
        label="E-postadress",
        help_text="Brevet har en länk till svaren och en knapp som godkänner. Det behövs inget konto.",
    )


class TimeForm(forms.Form):
    last_answer_date = forms.DateField(
        label="Ny sista svarsdag",
        widget=forms.TextInput(attrs={"placeholder": "åååå-mm-dd", "inputmode": "numeric", "size": 12}),
        error_messages={"invalid": "Skriv datumet som 2026-11-22."},
    )
    reason = OneLine(label="Varför får länet längre tid?", max_length=LONGEST_REASON)
