from django import forms
from django.utils.text import capfirst

from barnratt.core.forms import LongText, OneLine
from barnratt.questionnaires.definition import COMPARABILITY

MOST_OPTIONS = 60
LONGEST_OPTION = 200
TYPES = {
    "choice": "ett val",
    "multi": "flera val",
    "ranking": "rangordna alternativ",
    "boolean": "ja eller nej",
    "integer": "ett heltal",
    "line": "en rad text",
    "text": "fri text",
    "texts": "flera korta texter, som exempel",
    "municipalities": "länets kommuner att kryssa i",
}
WITH_OPTIONS = ("choice", "multi", "ranking")


def _day(label, help_text=""):
    return forms.DateField(
        label=label,
        help_text=help_text,
        widget=forms.TextInput(attrs={"placeholder": "åååå-mm-dd", "inputmode": "numeric", "size": 12}),
        error_messages={"invalid": "Skriv datumet som 2026-11-22."},
    )


class DaysForm(forms.Form):
    title = OneLine(label="Titel", max_length=160)
    opens = _day("Öppnar", "Länen kan svara från och med den dagen, om du också har öppnat omgången.")
    last_answer = _day("Sista svarsdag")
    last_edit = _day("Sista dag för rättelser", "Till och med den dagen kan ett län dra tillbaka och rätta sina svar.")

    def clean(self):
        cleaned = super().clean()
        opens, last_answer, last_edit = (cleaned.get(name) for name in ("opens", "last_answer", "last_edit"))
        if opens and last_answer and last_answer < opens:
            self.add_error("last_answer", "Sista svarsdag kan inte ligga före dagen då omgången öppnar.")
        if last_answer and last_edit and last_edit < last_answer:
            self.add_error("last_edit", "Sista dag för rättelser kan inte ligga före sista svarsdag.")
        return cleaned

    @property
    def dates(self):
        return tuple(self.cleaned_data[name] for name in ("opens", "last_answer", "last_edit"))


class NewRoundForm(DaysForm):
    source = forms.ChoiceField(label="Frågorna kommer från", help_text="Varje fråga kopplas till förra årets.")
    year = forms.IntegerField(label="Verksamhetsår", min_value=2020, max_value=2100)
    is_test = forms.BooleanField(
        label="Provomgång",
        required=False,
        help_text="För att prova enkäten. Den syns för länen när den öppnas, men resultatet publiceras aldrig.",
    )
    field_order = ("source", "year", "is_test", "title", "opens", "last_answer", "last_edit")

    def __init__(self, *args, sources, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = sources
        self.fields["source"].required = any(slug for slug, _ in sources)


class _Options(forms.Form):
    def clean_added(self):
        labels = [" ".join(line.split()) for line in self.cleaned_data["added"].splitlines() if line.strip()]
        if len(labels) > MOST_OPTIONS:
            raise forms.ValidationError(f"Högst {MOST_OPTIONS} alternativ.")
        if any(len(label) > LONGEST_OPTION for label in labels):
            raise forms.ValidationError(f"Ett alternativ kan ha högst {LONGEST_OPTION} tecken.")
        if len({label.lower() for label in labels}) < len(labels):
            raise forms.ValidationError("Samma alternativ står två gånger.")
        return labels


def _series():
    return forms.ChoiceField(
        label="Ställs den år efter år?",
        choices=[("core", "Kärnfråga: ställs varje år och jämförs"), ("year", "Årsfråga: gäller i år")],
        widget=forms.RadioSelect,
        initial="year",
    )


class QuestionForm(_Options):
    """A question that is there. An option that is emptied is taken away."""

    text = OneLine(label="Fråga", max_length=500)
    help = LongText(label="Hjälptext", max_length=2000, rows=3, required=False)
    required = forms.BooleanField(label="Måste besvaras", required=False)
    series = _series()
    base = OneLine(
        label="Vilka får frågan?",
        max_length=200,
        required=False,
        help_text="Lämna tomt när alla får den. Annars till exempel: länsstyrelser som har svarat ja på …",
    )

    def __init__(self, *args, question, **kwargs):
        super().__init__(*args, **kwargs)
        self.question = question
        for option in question.options:
            self.fields[f"option_{option.value}"] = OneLine(
                label=f"Alternativ: {option.label}",
                max_length=LONGEST_OPTION,
                required=False,
                initial=option.label,
                help_text="Töm för att ta bort alternativet.",
            )
        if question.options:
            self.fields["added"] = LongText(
                label="Nya alternativ", max_length=5000, rows=3, required=False, help_text="Ett på varje rad."
            )

    def clean_added(self):
        labels = super().clean_added()
        there = {label.lower() for label in self.labels.values()}
        if any(label.lower() in there for label in labels):
            raise forms.ValidationError("Alternativet finns redan.")
        return labels

    @property
    def labels(self):
        return {
            str(option.value): self.cleaned_data.get(f"option_{option.value}", "") for option in self.question.options
        }

    @property
    def told(self):
        names = ("text", "help", "required", "series", "base")
        told = {name: self.cleaned_data[name] for name in names}
        return told | {"labels": self.labels, "added": self.cleaned_data.get("added", [])}


class NewQuestionForm(_Options):
    step = forms.ChoiceField(label="I vilken del?", help_text="Frågan hamnar sist i delen. Sedan går den att flytta.")
    text = OneLine(label="Fråga", max_length=500)
    help = LongText(label="Hjälptext", max_length=2000, rows=3, required=False)
    type = forms.ChoiceField(
        label="Hur svarar länet?",
        choices=[(value, capfirst(label)) for value, label in TYPES.items()],
        widget=forms.RadioSelect,
        initial="choice",
    )
    added = LongText(
        label="Alternativ", max_length=5000, required=False, help_text="Ett på varje rad, för frågor med val."
    )
    series = _series()
    required = forms.BooleanField(label="Måste besvaras", required=False)

    def __init__(self, *args, steps, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["step"].choices = steps

    def clean(self):
        cleaned = super().clean()
        labels, kind = cleaned.get("added"), cleaned.get("type")
        if labels is not None and kind in WITH_OPTIONS and len(labels) < 2:
            self.add_error("added", "Skriv minst två alternativ.")
        if labels and kind and kind not in WITH_OPTIONS:
            self.add_error(
                "added", "Den sortens svar har inga alternativ. Töm rutan eller välj ett annat sätt att svara."
            )
        return cleaned


class WorkbookForm(forms.Form):
    file = forms.FileField(
        label="Arbetsboken",
        help_text="Den som du hämtade här och har ändrat i Excel eller LibreOffice (.xlsx).",
        error_messages={"required": "Välj en fil.", "empty": "Filen är tom."},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.ods"}),
    )
    replace = forms.BooleanField(
        label="Ersätt det som står i portalen",
        required=False,
        help_text="Kryssa bara om frågorna har ändrats här sedan du hämtade arbetsboken, och arbetsboken ska gälla.",
    )


class MarksForm(forms.Form):
    """For each question that has changed since last year: how the answers can be compared, and what options became."""

    def __init__(self, *args, ties, begun, **kwargs):
        super().__init__(*args, **kwargs)
        self.ties, self.begun = ties, begun
        for tie in ties:
            mark = tie.now.linked.comparability
            self.fields[f"mark_{tie.now.key}"] = forms.ChoiceField(
                label=tie.now.text,
                choices=[(value, capfirst(label)) for value, label in COMPARABILITY.items()],
                widget=forms.RadioSelect,
                initial=tie.suggested if mark == "same" else mark,
                error_messages={"required": "Välj hur svaren kan jämföras."},
            )
            for option in tie.gone_options:
                became = {str(then): now for then, now in tie.now.linked.options.items()}
                self.fields[self.name_of(tie, option)] = forms.ChoiceField(
                    label=f"Vad blir förra årets alternativ ”{option.label}”?",
                    choices=[("", "Ingenting"), *((str(one.value), one.label) for one in tie.now.options)],
                    required=False,
                    initial=str(became.get(str(option.value), "")),
                )
        if begun:
            self.fields["confirmed"] = forms.BooleanField(
                label="Jag har sett vad som händer med svaren i de län som har börjat",
                error_messages={"required": "Kryssa när du har sett vad som händer med länens svar."},
            )

    @staticmethod
    def name_of(tie, option):
        return f"became_{tie.now.key}_{option.value}"

    def rows(self):
        """[(Tie, the field of its mark, [fields of its options])]."""
        return [
            (tie, self[f"mark_{tie.now.key}"], [self[self.name_of(tie, option)] for option in tie.gone_options])
            for tie in self.ties
        ]

    @property
    def marks(self):
        found = {}
        for tie in self.ties:
            values = {str(value): value for value in tie.now.values}
            kept = {str(then): now for then, now in tie.now.linked.options.items() if now in tie.now.values}
            gone = {str(option.value) for option in tie.gone_options}
            chosen = {
                str(option.value): values[now]
                for option in tie.gone_options
                if (now := self.cleaned_data[self.name_of(tie, option)])
            }
            options = {then: now for then, now in kept.items() if then not in gone} | chosen
            found[tie.now.key] = (self.cleaned_data[f"mark_{tie.now.key}"], options)
        return found
