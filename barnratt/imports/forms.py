from django import forms

from barnratt.imports.reading import EXTENSIONS

LEAVE_OUT = "Ta inte med"


class UploadForm(forms.Form):
    file = forms.FileField(
        label="Kalkylblad",
        help_text=f"En fil som slutar på {', '.join(EXTENSIONS[:-1])} eller {EXTENSIONS[-1]}.",
        error_messages={"required": "Välj en fil.", "empty": "Filen är tom. Välj en fil med rubriker och rader."},
        widget=forms.FileInput(attrs={"accept": ",".join(EXTENSIONS)}),
    )


class ContentForm(forms.Form):
    """What the file is, on which sheet and where the headers stand."""

    kind = forms.ChoiceField(label="Vad innehåller filen?")
    sheet = forms.ChoiceField(label="Blad")
    first_header = forms.IntegerField(
        label="Första raden med rubriker",
        min_value=1,
        max_value=1000,
        required=False,
        help_text="Lämna tomt, så letar vi efter rubrikerna.",
    )
    last_header = forms.IntegerField(label="Sista raden med rubriker", min_value=1, max_value=1000, required=False)

    def __init__(self, *args, kinds, sheets, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "Välj"), *((key, kind.label) for key, kind in kinds.items())]
        self.fields["sheet"].choices = [(name, f"{name} (dolt)" if hidden else name) for name, hidden in sheets]

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("first_header"), cleaned.get("last_header")
        if last and not first:
            self.add_error("first_header", "Skriv också den första raden med rubriker.")
        elif first and last and last < first:
            self.add_error("last_header", "Sista raden med rubriker kan inte ligga före den första.")
        cleaned["header"] = [first, last or first] if first else None
        return cleaned


class ColumnsForm(forms.Form):
    """Which field each column is. The fields of the form are named by the columns' places."""

    def __init__(self, *args, source, kind, samples, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [("", LEAVE_OUT)] + [
            (name, f"{column.label} (behövs)" if column.required else column.label)
            for name, column in kind.columns.items()
        ]
        spread = {field for _, _, field in source.columns if field and "@" in field}
        spread.update(filter(None, (kind.spread(header) for _, header, _ in source.columns)))
        choices += [(field, kind.spread_label(field)) for field in sorted(spread)]
        self.places = [f"column_{place}" for place in range(len(source.columns))]
        for name, (letter, header, field), sample in zip(self.places, source.columns, samples, strict=True):
            self.fields[name] = forms.ChoiceField(
                label=f"{letter}: {header or 'utan rubrik'}",
                choices=choices,
                initial=field or "",
                required=False,
                help_text=sample or "tom på de första raderna",
                widget=forms.Select(attrs={"class": "ds-input"}),
            )

    @property
    def chosen(self):
        return [self.cleaned_data[name] or None for name in self.places]
