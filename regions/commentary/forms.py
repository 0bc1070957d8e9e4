from django import forms
from django.utils import timezone

from regions.commentary.models import UseNote


class UseForm(forms.ModelForm):
    """What is noted of a use of the lägesbild."""

    class Meta:
        model = UseNote
        fields = ("used_date", "way", "what", "where")
        labels = {"used_date": "När?", "way": "Hur?", "what": "Till vad?", "where": "Var?"}
        help_texts = {
            "what": "Till exempel: underlag när länsstyrelsen besökte kommunens ledning.",
            "where": "Till exempel en kommun, ett nätverk eller ett möte.",
        }
        widgets = {
            "used_date": forms.TextInput(attrs={"placeholder": "åååå-mm-dd", "inputmode": "numeric", "size": 12}),
            "way": forms.RadioSelect,
        }
        error_messages = {"used_date": {"invalid": "Skriv datumet som 2026-11-22."}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["way"].choices = UseNote.Way.choices

    def clean_used_date(self):
        date = self.cleaned_data["used_date"]
        if date > timezone.localdate():
            raise forms.ValidationError("Dagen har inte varit än. Välj i dag eller en dag som har varit.")
        return date


class ReplyForm(forms.Form):
    """What the one who reads a commentary through answers."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Vad behöver ändras?", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
