from django import forms

from assessments.disposal.models import RetentionRule
from barnratt.core.forms import OneLine

What = RetentionRule.What


class RuleForm(forms.Form):
    """How long an authority keeps its assessments."""

    what = forms.ChoiceField(
        label="Vad händer med låsta prövningar?",
        choices=[(What.KEPT, "De bevaras"), (What.REMOVED, "De gallras efter ett antal år")],
        widget=forms.RadioSelect,
    )
    years = forms.IntegerField(
        label="Antal år",
        required=False,
        min_value=1,
        max_value=RetentionRule.MOST_YEARS,
        help_text="Räknas från den dag då prövningen låstes. Fyll i om de gallras.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4}),
    )
    decision = OneLine(
        label="Beslut",
        required=False,
        max_length=200,
        help_text="Myndighetens gallringsbeslut eller informationshanteringsplan, med diarienummer eller paragraf.",
    )
    draft_months = forms.IntegerField(
        label="Efter hur många månader gallras utkast som ingen har ändrat?",
        required=False,
        min_value=1,
        max_value=RetentionRule.MOST_MONTHS,
        help_text="Lämna tomt om utkast inte ska gallras.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4}),
    )

    def clean(self):
        told = super().clean()
        if told.get("what") == What.REMOVED:
            if not told.get("years") and "years" not in self.errors:
                self.add_error("years", "Skriv efter hur många år prövningarna gallras.")
            if not told.get("decision") and "decision" not in self.errors:
                self.add_error("decision", "Skriv vilket beslut gallringen vilar på. Utan beslut får inget gallras.")
        else:
            told["years"] = None
        return told


class DisposeForm(forms.Form):
    sure = forms.BooleanField(
        label="Jag har kontrollerat att beslutet gäller de här prövningarna",
        error_messages={"required": "Kryssa i när du har kontrollerat beslutet."},
    )
