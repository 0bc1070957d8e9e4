from django import forms

from barnratt.core.forms import LongText
from regions.surveys.desk.actions import LONGEST_NOTE, LONGEST_POST


class PostForm(forms.Form):
    text = LongText(label="Skriv", max_length=LONGEST_POST, rows=4)

    def __init__(self, *args, label, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label


class HandoverForm(forms.Form):
    note = LongText(
        label="Att veta för den som tar över",
        max_length=LONGEST_NOTE,
        rows=10,
        required=False,
        help_text="Till exempel vem som brukar svara på vad, var underlagen finns och vad som återstår. "
        "Länsstyrelsen och den nationella samordningen kan läsa.",
    )
    vacant_since = forms.DateField(
        label="Ingen är länssamordnare sedan",
        required=False,
        help_text="Lämna tomt när någon har uppdraget.",
        widget=forms.TextInput(attrs={"placeholder": "åååå-mm-dd", "inputmode": "numeric", "size": 12}),
        error_messages={"invalid": "Skriv datumet som 2026-11-22."},
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
