import datetime
from typing import NamedTuple

from django import forms

from barnratt.accounts.models import Role
from initiatives.contributing.checklist import CRITERIA
from initiatives.contributing.content import LABELS, VOCABULARIES, can_have_both, read_links, read_municipalities
from initiatives.contributing.models import Submission
from initiatives.models import EARLIEST_YEAR, Initiative
from regions.places.models import County

MOST_LINKS = 20
LONG = 5000  # characters, about two pages


class Step(NamedTuple):
    key: str
    label: str
    heading: str
    fields: list
    # Shown behind a heading of their own: few need them at once.
    more: list = []


STEPS = [
    Step("vad", "Vad", "Vad är det ni gör?", ["title", "summary", "kind", "status", "start_year", "end_year"]),
    Step(
        "var",
        "Var och vem",
        "Var görs det, och vem kan svara på frågor?",
        ["scope", "municipalities", "counties", "contact_role", "contact_email"],
    ),
    Step(
        "hur",
        "Hur",
        "Hur gick det till?",
        ["background", "what_was_done", "participation", "participation_how", "articles"],
    ),
    Step(
        "lardomar",
        "Lärdomar",
        "Vad har ni lärt er?",
        ["results", "lessons", "advice", "preconditions"],
        ["evidence", "results_basis", "resources_time", "cost_class", "resources_competence", "links", *VOCABULARIES],
    ),
]
STEP_OF = {name: step for step in STEPS for name in [*step.fields, *step.more]}

# What an entry has to tell before it is sent in; the rest can come later.
REQUIRED = {
    "title", "summary", "kind", "status", "scope", "contact_role", "what_was_done", "participation", "articles",
}  # fmt: skip
# What no published entry is without (constraints of Initiative).
ALWAYS_REQUIRED = {"title", "summary", "kind", "status", "scope"}


class LongText(forms.CharField):
    """Text of several lines; the Markdown that the pages show may be used."""

    def __init__(self, *, rows=5, max_length=LONG, **kwargs):
        super().__init__(max_length=max_length, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class Year(forms.IntegerField):
    def __init__(self, **kwargs):
        super().__init__(
            min_value=EARLIEST_YEAR,
            max_value=2100,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6}),
            error_messages={
                "invalid": "Skriv året med fyra siffror.",
                "min_value": "Skriv ett år från 1989, då barnkonventionen antogs.",
                "max_value": "Skriv ett år till och med 2100.",
            },
            **kwargs,
        )


class Lines(forms.CharField):
    """One thing a line; `read` gives (things, faults)."""

    def __init__(self, *, read, rows=3, **kwargs):
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), max_length=LONG, **kwargs)
        self.read = read

    def clean(self, value):
        things, faults = self.read(super().clean(value))
        if faults:
            raise forms.ValidationError(faults)
        return things


class Several(forms.MultipleChoiceField):
    widget = forms.CheckboxSelectMultiple


def _read_link_lines(text):
    links = read_links(text)
    faults = []
    check = forms.URLField(max_length=500, assume_scheme="https")
    for url, title in links:
        try:
            if not url.startswith(("https://", "http://")):
                raise forms.ValidationError("")
            check.clean(url)
        except forms.ValidationError:
            faults.append(f"”{url[:80]}” är ingen webbadress. Börja raden med https://.")
        if len(title) > 160:
            faults.append(f"Rubriken ”{title[:40]}…” är för lång. Högst 160 tecken.")
    if len(links) > MOST_LINKS:
        faults.append(f"Högst {MOST_LINKS} länkar.")
    return links, faults


class ContentForm(forms.Form):
    """What an entry says, or a step of it. `choices` are the words to choose among (content.Choices)."""

    title = forms.CharField(max_length=160, help_text="Så att den som söker förstår vad det är, helst under tio ord.")
    summary = LongText(rows=4, max_length=400, help_text="Två eller tre meningar på klarspråk, högst 400 tecken.")
    kind = forms.ChoiceField()
    status = forms.ChoiceField(help_text="Hur långt arbetet har kommit.")
    start_year = Year()
    end_year = Year(help_text="Lämna tomt om det pågår.")
    scope = forms.ChoiceField(widget=forms.RadioSelect)
    municipalities = Lines(read=read_municipalities, help_text="En kommun på varje rad.")
    counties = Several(help_text="Länen för kommunerna ovan kommer med av sig själva.")
    contact_role = forms.CharField(
        max_length=150, help_text="En funktion, till exempel barnrättsstrategen. Inget namn."
    )
    contact_email = forms.EmailField(help_text="En adress som flera läser. Inte en persons egen.")
    background = LongText(help_text="Vad var problemet, eller vad ville ni uppnå?")
    what_was_done = LongText(rows=8, help_text="Berätta så att någon annan kan göra likadant.")
    participation = forms.ChoiceField(widget=forms.RadioSelect, help_text="Svara som det var. Alla svar är välkomna.")
    participation_how = LongText(
        help_text="Vilka barn, och hur? Skriv inga namn och inget som gör att ett barn känns igen."
    )
    articles = Several(help_text="Välj de artiklar som arbetet stärker mest, gärna högst fem.")
    results = LongText(help_text="Vad blev annorlunda för barn?")
    results_basis = LongText(rows=3, help_text="Till exempel en enkät, en uppföljning eller vad barn själva säger.")
    evidence = forms.ChoiceField()
    lessons = LongText(help_text="Det som inte fungerade är ofta det mest värdefulla för andra.")
    advice = LongText()
    preconditions = LongText(help_text="Vad behövs för att det ska gå? Passar det en liten kommun?")
    resources_time = forms.CharField(max_length=200, help_text="Till exempel: 20 procent av en tjänst i ett år.")
    cost_class = forms.ChoiceField()
    resources_competence = forms.CharField(max_length=300)
    links = Lines(
        read=_read_link_lines,
        rows=4,
        help_text="En länk på varje rad: adressen, ett mellanslag och vad det är, till exempel en mall.",
    )

    use_required_attribute = False

    def __init__(self, *args, choices, names=None, required=frozenset(), **kwargs):
        super().__init__(*args, **kwargs)
        for vocabulary in VOCABULARIES:
            self.fields[vocabulary] = Several()
        wanted = STEP_OF if names is None else names
        self.fields = {name: self.fields[name] for name in wanted}
        for name, field in self.fields.items():
            field.label = LABELS[name]
            field.required = name in required
            if name in choices.of:
                one = not isinstance(field, Several)
                blank = [("", "Välj")] if one and not isinstance(field.widget, forms.RadioSelect) else []
                field.choices = [*blank, *choices.of[name]]
                field.error_messages["invalid_choice"] = "Välj något av det som finns i listan."
            if field.required:
                field.error_messages["required"] = NEEDED.get(name, "Fyll i det här.")

    def clean_counties(self):
        return list(County.objects.filter(code__in=self.cleaned_data["counties"]))

    def clean_start_year(self):
        year = self.cleaned_data["start_year"]
        if year and self.data.get("status") != Initiative.Status.PLANNED and year > datetime.date.today().year:
            raise forms.ValidationError("Startåret har inte börjat än. Välj status idé eller plan om det är planerat.")
        return year

    def clean(self):
        fields = self.cleaned_data
        start, end = fields.get("start_year"), fields.get("end_year")
        if start and end and end < start:
            self.add_error("end_year", "Slutåret ligger före startåret.")
        if "scope" in self.fields and "counties" in self.fields and not self.errors:
            placed = fields.get("counties") or fields.get("municipalities")
            if fields.get("scope") and fields["scope"] != Initiative.Scope.NATIONAL and not placed:
                self.add_error(
                    "municipalities", "Skriv minst en kommun, välj ett län eller välj att det gäller hela landet."
                )
        if fields.get("participation_how") and not fields.get("participation") and "participation" in self.fields:
            self.add_error("participation", "Välj i vilken grad barn deltog innan du berättar hur.")
        return fields


NEEDED = {
    "title": "Skriv en titel.",
    "summary": "Skriv en kort sammanfattning.",
    "kind": "Välj vad det är för slags initiativ.",
    "status": "Välj hur långt arbetet har kommit.",
    "scope": "Välj om det gäller kommuner, län eller hela landet.",
    "contact_role": "Skriv vilken funktion som kan svara på frågor.",
    "what_was_done": "Berätta vad ni gjorde.",
    "participation": "Välj i vilken grad barn deltog.",
    "articles": "Välj minst en artikel.",
}


class NewForm(forms.Form):
    """The first page: enough to see whether somebody has told of it already."""

    title = forms.CharField(
        label="Titel",
        max_length=160,
        help_text="Så att den som söker förstår vad det är, helst under tio ord.",
        error_messages={"required": "Skriv en titel."},
        widget=forms.TextInput(
            attrs={
                "hx-get": "/initiativ/ny/liknande/",
                "hx-trigger": "input changed delay:500ms",
                "hx-target": "#liknande",
            }
        ),
    )
    organisation = forms.ChoiceField(label="Organisation som ansvarar")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.organisations = user.organisations_with(Role.MEMBER)
        self.fields["organisation"].choices = [(one.key, one.name) for one in self.organisations]
        if len(self.organisations) == 1:
            self.fields["organisation"].widget = forms.HiddenInput()
            self.fields["organisation"].initial = self.organisations[0].key

    def clean_organisation(self):
        return next(one for one in self.organisations if one.key == self.cleaned_data["organisation"])


class ReasonForm(forms.Form):
    reason = LongText(rows=3, max_length=500, label="Varför?", error_messages={"required": "Skriv varför."})

    def __init__(self, *args, label="Varför?", required=True, help_text="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = label
        self.fields["reason"].required = required
        self.fields["reason"].help_text = help_text


class YesOrNo(forms.ChoiceField):
    """A question of the checklist. It may be left for now; the decision tells which have to be answered."""

    widget = forms.RadioSelect

    def validate(self, value):
        if value:
            super().validate(value)


class ReviewForm(forms.Form):
    """The checklist of nine, and the decision. `decisions` are those that the reviewer may make."""

    YES, NO = "ja", "nej"

    reason = LongText(
        rows=5,
        max_length=2000,
        label="Skäl",
        required=False,
        help_text="Läses av den som skickade in. Skriv vad som är bra, och vad som behövs om något saknas. "
        "Behövs när initiativet ska kompletteras eller avböjs.",
    )
    decision = forms.ChoiceField(
        label="Beslut", widget=forms.RadioSelect, error_messages={"required": "Välj ett beslut."}
    )

    use_required_attribute = False

    def __init__(self, *args, decisions, **kwargs):
        super().__init__(*args, **kwargs)
        labels = [(value, Submission.Decision(value).label.capitalize()) for value in decisions]
        self.fields["decision"].choices = labels
        self.fields["reason"].needed_at_times = True
        for criterion in CRITERIA:
            self.fields[criterion.key] = YesOrNo(
                label=criterion.question, help_text=criterion.help, choices=[(self.YES, "Ja"), (self.NO, "Nej")]
            )
            self.fields[f"{criterion.key}_kommentar"] = forms.CharField(
                label="Kommentar", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 1})
            )

    @property
    def rows(self):
        return [(self[criterion.key], self[f"{criterion.key}_kommentar"]) for criterion in CRITERIA]

    def clean(self):
        fields = super().clean()
        decision = fields.get("decision")
        if decision in (Submission.Decision.COMPLETION, Submission.Decision.DECLINED) and not fields.get("reason"):
            self.add_error("reason", "Skriv vad som behövs, eller varför initiativet avböjs.")
        needed = {
            Submission.Decision.PUBLISHED: [criterion for criterion in CRITERIA if criterion.must],
            Submission.Decision.APPROVED: CRITERIA,
            Submission.Decision.IN_DEPTH: CRITERIA,
        }.get(decision, [])
        for criterion in needed:
            if fields.get(criterion.key) != self.YES:
                self.add_error(criterion.key, "Behöver vara ja för att initiativet ska få den märkningen.")
        return fields

    @property
    def checklist(self):
        """{key: {"answer", "comment"}} of what was answered."""
        return {
            criterion.key: {
                "answer": self.cleaned_data.get(criterion.key, ""),
                "comment": self.cleaned_data.get(f"{criterion.key}_kommentar", ""),
            }
            for criterion in CRITERIA
            if self.cleaned_data.get(criterion.key) or self.cleaned_data.get(f"{criterion.key}_kommentar")
        }


class ConflictForm(forms.Form):
    """For each field that both have changed: mine, theirs, or both. `labels` are the three as the person reads them."""

    def __init__(self, *args, conflicts, labels=("Min text", "Den andras text", "Båda, den andras först"), **kwargs):
        super().__init__(*args, **kwargs)
        mine, theirs, both = labels
        for name in conflicts:
            choices = [("min", mine), ("deras", theirs)]
            if can_have_both(name):
                choices.append(("bada", both))
            self.fields[name] = forms.ChoiceField(
                label=LABELS[name],
                choices=choices,
                widget=forms.RadioSelect,
                error_messages={"required": "Välj vilken text som ska gälla."},
            )
