from django import forms

from barnratt.core.forms import LongText, OneLine
from barnratt.core.templatetags.swedish import number
from regions.reports import ledger
from regions.reports.issn import fault_of
from regions.reports.models import Chapter

LONGEST_LEDGER = 30_000


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


def _read_with(read):
    """A field's clean: what its lines say, or what is wrong with one of them."""

    def clean(text):
        try:
            return read(text)
        except ledger.LineFault as fault:
            raise forms.ValidationError(str(fault)) from fault

    return clean


class LedgerForm(forms.Form):
    """The accounts, and the numbers of the report that the survey does not hold."""

    rows = LongText(
        label="Bokslutets poster",
        rows=8,
        max_length=LONGEST_LEDGER,
        required=False,
        help_text="En på varje rad: posten, semikolon och beloppet i kronor. Det går att klistra in två kolumner "
        "ur ett kalkylblad.",
    )
    total = OneLine(
        label="Bokslutets summa",
        max_length=40,
        required=False,
        help_text="Som den står i underlaget. Blir posterna en annan summa stoppas rapporten.",
    )
    compared_row = OneLine(
        label="Post som jämförs med enkäten",
        max_length=200,
        required=False,
        help_text="Till exempel Verksamhetsmedel, om länen har svarat hur mycket de har rekvirerat. Skiljer sig talen "
        "visas det öppet.",
    )
    compared_question = forms.ChoiceField(label="Enkätens fråga", required=False)
    facts = LongText(
        label="Andra uppgifter",
        rows=10,
        max_length=LONGEST_LEDGER,
        required=False,
        help_text="Det som enkäten inte frågar om. En på varje rad: uppgift; värde; enhet; källa. De två sista behövs "
        "inte. Sätt citattecken om ett nummer som inte är ett antal, som ett telefonnummer.",
    )

    def __init__(self, *args, before, questions, **kwargs):
        """before: the ledger till now. questions: those of the survey whose answers are amounts in kronor."""
        compared = before.get("compared", {})
        labels = {one["key"]: one["label"] for one in before.get("rows", ())}
        initial = {
            "rows": ledger.written_rows(before.get("rows", ())),
            "total": number(before["total"]) if "total" in before else "",
            "compared_row": labels.get(compared.get("row"), ""),
            "compared_question": compared.get("question", ""),
            "facts": ledger.written_facts(before.get("facts", ())),
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.before = before
        self.fields["compared_question"].choices = [("", "Ingen"), *((one.key, one.text) for one in questions)]

    def clean_rows(self):
        return _read_with(ledger.read_rows)(self.cleaned_data["rows"])

    def clean_facts(self):
        return _read_with(ledger.read_facts)(self.cleaned_data["facts"])

    def clean_total(self):
        return _read_with(ledger.read_amount)(self.cleaned_data["total"]) if self.cleaned_data["total"] else None

    def clean(self):
        told = super().clean()
        rows, row = told.get("rows", []), told.get("compared_row")
        if rows and told.get("total") is None and "total" not in self.errors:
            self.add_error("total", "Skriv summan som den står i underlaget.")
        if bool(row) != bool(told.get("compared_question")):
            self.add_error("compared_row", "Välj både en post och en fråga, eller ingen av dem.")
        elif row and "rows" not in self.errors and row not in [one["label"] for one in rows]:
            self.add_error("compared_row", "Det finns ingen post som heter så bland raderna ovan.")
        return told

    @property
    def ledger(self):
        """The ledger as the report keeps it."""
        told = self.cleaned_data
        rows, facts = ledger.with_keys(told["rows"], told["facts"], self.before)
        made = {"rows": rows, "facts": facts} | ({"total": told["total"]} if told["total"] is not None else {})
        if told["compared_row"]:
            key = next(one["key"] for one in rows if one["label"] == told["compared_row"])
            made["compared"] = {"row": key, "question": told["compared_question"]}
        return made


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
