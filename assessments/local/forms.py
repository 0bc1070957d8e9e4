from django import forms
from django.utils.text import capfirst

from assessments.local.layering import TYPES
from assessments.local.models import TEXT_LENGTH, CaseType
from assessments.models import Assessment
from barnratt.core.forms import LongText, OneLine, no_identity_number

NO_NUMBER = [no_identity_number]
MOST_OPTIONS = 20
LONGEST_OPTION = 200


class HelpForm(forms.Form):
    text = LongText(
        label="Er egen hjälptext",
        max_length=1000,
        rows=4,
        validators=NO_NUMBER,
        help_text="Visas under den nationella hjälpen, efter orden ”Hos oss:”.",
    )


class QuestionForm(forms.Form):
    """A question of an authority's own."""

    step = forms.ChoiceField(label="I vilket steg?", help_text="Frågan står sist i steget.")
    text = OneLine(label="Fråga", max_length=200, validators=NO_NUMBER)
    help = LongText(label="Hjälptext", max_length=1000, rows=3, required=False, validators=NO_NUMBER)
    type = forms.ChoiceField(
        label="Hur svarar man?",
        choices=[(value, capfirst(label)) for value, label in TYPES.items()],
        widget=forms.RadioSelect,
        initial="text",
    )
    labels = LongText(
        label="Val",
        max_length=5000,
        required=False,
        validators=NO_NUMBER,
        help_text="Bara för ett val: skriv ett svarsalternativ per rad.",
    )
    required = forms.BooleanField(
        label="Måste besvaras",
        required=False,
        help_text="Då kan ingen prövning märkas som klar utan ett svar på frågan.",
    )

    def __init__(self, *args, steps, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["step"].choices = steps

    def clean_labels(self):
        labels = [" ".join(line.split()) for line in self.cleaned_data["labels"].splitlines() if line.strip()]
        if len(labels) > MOST_OPTIONS:
            raise forms.ValidationError(f"Högst {MOST_OPTIONS} val.")
        if any(len(label) > LONGEST_OPTION for label in labels):
            raise forms.ValidationError(f"Ett val kan ha högst {LONGEST_OPTION} tecken.")
        if len({label.lower() for label in labels}) < len(labels):
            raise forms.ValidationError("Samma val står två gånger.")
        return labels

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("type") == "choice" and "labels" in cleaned and len(cleaned["labels"]) < 2:
            self.add_error("labels", "Skriv minst två val.")
        return cleaned


class StandardAnswerForm(forms.Form):
    title = OneLine(
        label="Namn", max_length=120, validators=NO_NUMBER, help_text="Så att kollegorna hittar rätt bland flera."
    )
    text = LongText(
        label="Text",
        max_length=TEXT_LENGTH,
        rows=6,
        validators=NO_NUMBER,
        help_text="Det som ofta stämmer. Handläggaren väljer själv om texten ska infogas, och ändrar den sedan.",
    )


class CaseTypeForm(forms.Form):
    name = OneLine(label="Ärendetyp", max_length=120, validators=NO_NUMBER)
    needs = forms.ChoiceField(
        label="Behöver den en prövning?",
        choices=[(value, capfirst(label)) for value, label in CaseType.Needs.choices],
        widget=forms.RadioSelect,
    )
    why = OneLine(
        label="Varför?",
        max_length=600,
        validators=NO_NUMBER,
        help_text="En mening som handläggaren kan stå för. Vid ibland: skriv vad som avgör.",
    )
    template = forms.ChoiceField(
        label="Vilken mall brukar passa?",
        choices=[("", "Handläggaren väljer"), *Assessment.Template.choices],
        required=False,
    )
    decided = OneLine(label="Vem har bestämt det, och när?", max_length=200, required=False, validators=NO_NUMBER)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("needs") == CaseType.Needs.NEVER and cleaned.get("template"):
            self.add_error("template", "Välj ingen mall när ingen prövning behövs.")
        return cleaned
