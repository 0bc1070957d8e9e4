from django import forms

from assessments.actions import NO_NUMBERS, Keep
from assessments.copying import NOT_UNASKED
from assessments.models import Assessment
from assessments.reference_data import published
from barnratt.core.forms import OneLine, no_identity_number
from barnratt.core.personal_data import identity_numbers

Template = Assessment.Template
SECRECY = [(value, label[:1].upper() + label[1:]) for value, label in Assessment.Secrecy.choices]


def template_choices(templates=Template):
    """[(template, title and how long it takes)], as the radio buttons want them."""
    return [(template, label_of(template)) for template in templates]


def label_of(template):
    """A template's title and how long it takes, in words."""
    definition = published(template).definition
    return f"{definition.title}, omkring {_duration(definition.minutes)}"


def _duration(minutes):
    if minutes < 60:
        return f"{minutes} minuter"
    hours = f"{minutes / 60:.1f}".removesuffix(".0").replace(".", ",")
    return f"{hours} {'timmar' if minutes >= 120 else 'timme'}"


class BeginForm(forms.Form):
    """What is needed to begin. The rest of the case can be told later."""

    template = forms.ChoiceField(label="Mall", choices=template_choices, widget=forms.RadioSelect)
    title = OneLine(
        label="Ärendets namn",
        max_length=160,
        validators=[no_identity_number],
        help_text="Så att kollegorna känner igen det. Skriv inget namn på något barn.",
    )
    authority = forms.ChoiceField(label="Vilken myndighet gör prövningen?")
    secrecy = forms.ChoiceField(
        label="Kan innehållet omfattas av sekretess?", choices=SECRECY, widget=forms.RadioSelect
    )

    def __init__(self, *args, authorities, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["authority"].choices = [(one.key, one.name) for one in authorities]
        if len(authorities) == 1:
            self.fields["authority"].widget = forms.HiddenInput()
            self.fields["authority"].initial = authorities[0].key


class CaseForm(forms.Form):
    """What is known of the case.

    In some registers a child's personal identity number stands where the case number does, and the case number outlives
    the assessment. So it is asked about, and the person may say that it is none: then `is_no_number` is ticked.
    """

    title = OneLine(label="Ärendets namn", max_length=160, validators=[no_identity_number])
    case_number = OneLine(
        label="Diarienummer",
        max_length=60,
        required=False,
        help_text="Behövs innan prövningen låses.",
    )
    unit = OneLine(label="Enhet eller avdelning", max_length=120, required=False, validators=[no_identity_number])
    decided_by = OneLine(label="Vem fattar beslutet?", max_length=120, required=False, validators=[no_identity_number])
    decision_date = forms.DateField(
        label="Planerat beslutsdatum",
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "åååå-mm-dd", "inputmode": "numeric", "size": 12}),
        error_messages={"invalid": "Skriv datumet som 2026-11-22."},
    )
    responsible = OneLine(
        label="Ansvarig handläggare",
        max_length=120,
        required=False,
        validators=[no_identity_number],
        help_text="En roll eller ditt eget namn.",
    )
    reviewer = OneLine(
        label="Granskare",
        max_length=120,
        required=False,
        validators=[no_identity_number],
        help_text="Till exempel barnrättsstrateg eller chef.",
    )
    secrecy = forms.ChoiceField(
        label="Kan innehållet omfattas av sekretess?", choices=SECRECY, widget=forms.RadioSelect
    )
    is_no_number = forms.BooleanField(label="Diarienumret är inte ett personnummer", required=False)
    base = forms.JSONField(required=False, widget=forms.HiddenInput)  # what stood there when the person began
    asks = False  # whether is_no_number is to be shown

    def __init__(self, *args, initial, **kwargs):
        """initial: what is known of the case, by the fields' names."""
        base = {name: "" if value is None else str(value) for name, value in initial.items()}
        super().__init__(*args, initial=initial | {"base": base}, **kwargs)

    def clean(self):
        cleaned = super().clean()
        new = identity_numbers(cleaned.get("case_number") or "") - identity_numbers(self.initial["case_number"])
        self.asks = bool(new)
        if new and not cleaned["is_no_number"]:
            self.add_error("case_number", NO_NUMBERS)
        return cleaned

    @property
    def told(self):
        """What the person has changed, as actions.edit_case takes it. What a colleague has changed meanwhile stays."""
        base = self.cleaned_data["base"]
        base = base if isinstance(base, dict) else {}
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name in self.initial and name != "base" and base.get(name) != self.data.get(name, "")
        }


class SummaryForm(forms.Form):
    """The paragraphs for the tjänsteskrivelse. `base` is the own text that stood there when the person began."""

    text = forms.CharField(
        label="Stycket",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text="Ändrar du inget följer stycket med när svaren ändras. Din egen text skrivs aldrig över.",
    )
    base = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    is_no_number = forms.BooleanField(label="Det är inte ett personnummer", required=False)


class GrowForm(forms.Form):
    template = forms.ChoiceField(
        label="Vilken mall?",
        choices=lambda: template_choices((Template.GENERAL, Template.INDIVIDUAL)),
        widget=forms.RadioSelect,
    )


class CopyForm(forms.Form):
    """What the new case is called, and what to bring from the earlier one."""

    title = OneLine(
        label="Det nya ärendets namn",
        max_length=160,
        validators=[no_identity_number],
        help_text="Så att kollegorna känner igen det. Skriv inget namn på något barn.",
    )
    secrecy = forms.ChoiceField(
        label="Kan innehållet omfattas av sekretess?", choices=SECRECY, widget=forms.RadioSelect
    )
    steps = forms.MultipleChoiceField(label="Vad ska följa med?", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, parts, **kwargs):
        super().__init__(*args, **kwargs)
        if not parts:
            del self.fields["steps"]
            return
        self.fields["steps"].choices = [
            (part.step.key, f"{part.step.title}: {' · '.join(question.text for question in part.questions)}")
            for part in parts
        ]
        self.fields["steps"].initial = [part.step.key for part in parts if part.step.key not in NOT_UNASKED]


class ClearForm(forms.Form):
    """What of a draft is to stay when it is cleaned up. Asks only about what there is."""

    comments = forms.MultipleChoiceField(
        label="Vilka kommentarer tillför sakuppgifter och ska vara kvar?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="De följer med den låsta prövningen. De du inte kryssar i tas bort.",
    )
    earlier = forms.BooleanField(label="Behåll det som stod förut", required=False)
    hidden = forms.BooleanField(label="Behåll dolda svar", required=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, draft, labels, **kwargs):
        """labels: {address: the question's text} of the comments."""
        super().__init__(*args, **kwargs)
        self.there = ",".join(str(one.pk) for one in draft.comments)
        self.fields["seen"].initial = self.there
        self.fields["comments"].choices = [
            (str(one.pk), f"{one.by_name} vid ”{labels[one.address]}”: {one.text}") for one in draft.comments
        ]
        drafts = {"comments": draft.comments, "earlier": draft.earlier or draft.paragraphs, "hidden": draft.hidden}
        for name, there in drafts.items():
            if not there:
                del self.fields[name]

    def clean(self):
        """Nothing is taken away that the person has not seen."""
        if self.cleaned_data.get("seen") != self.there:
            self.data = self.data.copy()
            self.data["seen"] = self.there
            raise forms.ValidationError("Kommentarerna har ändrats sedan du öppnade sidan. Titta igenom dem igen.")
        return self.cleaned_data

    @property
    def keep(self):
        """The choices as the action takes them."""
        told = self.cleaned_data
        comments = tuple(int(pk) for pk in told.get("comments", ()))
        return Keep(comments, told.get("earlier", False), told.get("hidden", False))
