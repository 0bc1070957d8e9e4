"""What several apps' forms have in common."""

from django import forms

from barnratt.core.personal_data import find_personal_data, holds_identity_number


class LongText(forms.CharField):
    """A text of several lines. A line break counts as one character, as it does in the browser."""

    def __init__(self, *, rows=5, **kwargs):
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")


class OneLine(forms.CharField):
    """A text of one line, whatever was pasted into the field."""

    def to_python(self, value):
        return " ".join(super().to_python(value).split())


def no_identity_number(text):
    """A validator for what must never hold a personal identity number."""
    if holds_identity_number(text):
        raise forms.ValidationError("Ta bort personnumret. Ärendets beteckning räcker.", code="identity_number")


class WarnsOfPersonalData(forms.Form):
    """Asks before a text that seems to hold personal data is saved. It never decides, and nothing typed is lost.

    `read_by_others` names the fields that are looked through. Show `save_anyway` when the form is `warned`.
    """

    read_by_others = ()
    save_anyway = forms.BooleanField(
        label="Spara ändå", required=False, help_text="Kryssa i om uppgifterna får stå i texten."
    )
    warned = False

    def clean(self):
        cleaned = super().clean()
        for name in self.read_by_others:
            found = find_personal_data(cleaned.get(name) or "")
            self.warned = self.warned or bool(found)
            if found and not cleaned.get("save_anyway"):
                self.add_error(name, _warning(found))
        return cleaned

    @property
    def told(self):
        """What the writer has told, without the box that confirms it."""
        return {name: value for name, value in self.cleaned_data.items() if name != "save_anyway"}


def _warning(found):
    what = " ".join(f"”{finding.found}” ser ut som {finding.what}." for finding in found)
    return f"Står det personuppgifter i texten? {what} Ta bort dem, eller välj ”Spara ändå” längre ner."
