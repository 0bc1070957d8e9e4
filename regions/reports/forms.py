from django import forms

from barnratt.core.forms import LongText, OneLine
from regions.reports.issn import fault_of
from regions.reports.models import Chapter


class FrontForm(forms.Form):
    """What stands on the report's first pages."""

    title = OneLine(label="Titel", max_length=200)
    subtitle = OneLine(label="Undertitel", max_length=300, required=False)
    sender = OneLine(label="Avsändare", max_length=200, required=False)
    dnr = OneLine(label="Diarienummer", max_length=60, required=False, help_text="Behövs innan rapporten publiceras.")
    issn = OneLine(label="ISSN", max_length=20, required=False, help_text="Som 1403-624X. Lämna tomt om det saknas.")

    def clean_issn(self):
        issn = self.cleaned_data["issn"].upper()
        if issn and (fault := fault_of(issn)):
            raise forms.ValidationError(fault)
        return issn


class ChapterForm(forms.Form):
    title = OneLine(label="Rubrik", max_length=200)
    kind = forms.ChoiceField(label="Slag", choices=Chapter.Kind.choices)


class AskApprovalForm(forms.Form):
    role = OneLine(label="Vem beslutar?", max_length=100, help_text="Till exempel landshövding eller kontaktchef.")
    email = forms.EmailField(
        label="E-postadress",
        help_text="Brevet har en länk till rapporten och en knapp som godkänner. Det behövs inget konto.",
    )


class ErratumForm(forms.Form):
    place = OneLine(label="Var i rapporten?", max_length=200, help_text="Kapitlets rubrik, och gärna stycket.")
    said = LongText(label="Det står", rows=2, max_length=2000)
    correct = LongText(label="Det ska stå", rows=2, max_length=2000)
