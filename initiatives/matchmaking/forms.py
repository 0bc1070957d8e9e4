import re

from django import forms
from django.utils import timezone
from django.utils.text import capfirst

from barnratt.convention.models import Article
from barnratt.core.forms import LongText, OneLine, WarnsOfPersonalData
from initiatives.matchmaking.models import (
    MESSAGE_LENGTH,
    NOTE_LENGTH,
    REASON_LENGTH,
    STORY_LENGTH,
    Adoption,
    Notice,
    ReplicationNote,
    Report,
)
from initiatives.models import Term
from regions.places.models import County, Municipality

DATE = {"type": "date"}
NOTHING_WRITTEN = "Skriv ett meddelande."
MARKDOWN = "Tom rad ger nytt stycke. Streck först på raden ger en punktlista, **stjärnor** ger fetstil."


def lower_case_choices(choices):
    """Labels are lower case in the code and begin with a capital in a list."""
    return [(value, capfirst(label)) for value, label in choices]


class CapitalisedMultiple(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj):
        return capfirst(str(obj))


class AdoptionForm(WarnsOfPersonalData):
    read_by_others = ["note"]

    state = forms.ChoiceField(
        label="Hur gör ni?",
        widget=forms.RadioSelect,
        choices=lower_case_choices(Adoption.State.choices),
        error_messages={"required": "Välj hur ni gör."},
    )
    since = forms.DateField(
        label="Vilken dag gäller det från?",
        required=False,
        widget=forms.DateInput(attrs=DATE),
        help_text="Utan datum gäller i dag.",
    )
    note = OneLine(
        label="Kort kommentar",
        max_length=NOTE_LENGTH,
        required=False,
        help_text=f"Läses av alla, tillsammans med organisationens namn. Högst {NOTE_LENGTH} tecken.",
    )

    def clean_since(self):
        since = self.cleaned_data["since"]
        if since and since > timezone.localdate():
            raise forms.ValidationError("Välj en dag som redan har varit, eller i dag.")
        if since and since.year < 1989:
            raise forms.ValidationError("Barnkonventionen antogs 1989. Välj en senare dag.")
        return since


class ExperienceForm(WarnsOfPersonalData):
    """What an organisation that has done the same tells. Everything empty takes it away."""

    read_by_others = ReplicationNote.STORIES

    changed = LongText(label="Vad ändrade ni?", max_length=STORY_LENGTH, required=False, help_text=MARKDOWN)
    worked = LongText(label="Vad fungerade?", max_length=STORY_LENGTH, required=False)
    failed = LongText(label="Vad fungerade inte?", max_length=STORY_LENGTH, required=False)
    advice = LongText(label="Vilka råd ger ni den som är på väg?", max_length=STORY_LENGTH, required=False)

    def __init__(self, *args, may_be_empty, **kwargs):
        super().__init__(*args, **kwargs)
        self.may_be_empty = may_be_empty

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not self.may_be_empty and not any(cleaned[name] for name in ReplicationNote.STORIES):
            self.add_error("changed", "Skriv något i minst en av rutorna.")
        return cleaned


class NoticeBase(WarnsOfPersonalData):
    what = LongText(
        label="Vad söker ni?",
        max_length=STORY_LENGTH,
        help_text=f"Vad ni vill göra och vad den andra kan bidra med. Läses av alla. {MARKDOWN}",
        error_messages={"required": "Skriv vad ni söker."},
    )
    until = forms.DateField(
        label="Sista dag",
        widget=forms.DateInput(attrs=DATE),
        help_text="Efter den dagen visas efterlysningen som avslutad. Högst ett år fram.",
        error_messages={"required": "Välj en sista dag."},
    )

    def clean_until(self):
        until, today = self.cleaned_data["until"], timezone.localdate()
        if until < today and until != self.initial.get("until"):
            raise forms.ValidationError("Välj en dag som inte har varit.")
        if until > today + Notice.LONGEST:
            raise forms.ValidationError("Välj en dag inom ett år. Den går att flytta fram senare.")
        return until


class SeekingForm(NoticeBase):
    """An entry's own "Vi söker samarbete". Place, articles and areas are those of the entry."""

    read_by_others = ["what"]

    partners = CapitalisedMultiple(
        label="Med vem?", queryset=Term.objects.filter(vocabulary="med").order_by("position", "pk"), required=False
    )
    field_order = ["what", "partners", "until"]


class NoticeForm(NoticeBase):
    read_by_others = ["title", "what"]

    title = OneLine(
        label="Rubrik",
        max_length=120,
        help_text="Så att man förstår vad det gäller i en lista.",
        error_messages={"required": "Skriv en rubrik."},
    )
    county = forms.ModelChoiceField(
        label="Län", queryset=County.objects.in_order(), required=False, empty_label="Hela landet"
    )
    municipality = forms.ModelChoiceField(
        label="Kommun",
        queryset=Municipality.objects.current().in_order().select_related("county"),
        required=False,
        empty_label="Ingen särskild",
    )
    partners = CapitalisedMultiple(
        label="Med vem?", queryset=Term.objects.filter(vocabulary="med").order_by("position", "pk"), required=False
    )
    areas = CapitalisedMultiple(
        label="Verksamhetsområde",
        queryset=Term.objects.filter(vocabulary="omrade").order_by("position", "pk"),
        required=False,
    )
    articles = CapitalisedMultiple(
        label="Artiklar i barnkonventionen", queryset=Article.objects.order_by("number"), required=False
    )
    field_order = ["title", "what", "partners", "county", "municipality", "areas", "articles", "until"]

    def clean(self):
        cleaned = super().clean()
        county, municipality = cleaned.get("county"), cleaned.get("municipality")
        if county and municipality and municipality.county_id != county.pk:
            where = f"{municipality} ligger i {municipality.county}. Välj det länet, eller inget."
            self.add_error("municipality", where)
        return cleaned

    @property
    def told(self):
        """The notice as actions.publish_notice and edit_notice take it."""
        data = self.cleaned_data
        return {
            "title": data["title"],
            "what": data["what"],
            "until": data["until"],
            "counties": [data["county"]] if data["county"] else [],
            "municipalities": [data["municipality"]] if data["municipality"] else [],
            "articles": list(data["articles"]),
            "terms": [*data["partners"], *data["areas"]],
        }


class SourceForm(forms.Form):
    """Words of another entry's title, or its address."""

    q = OneLine(label="Vilket initiativ?", required=False, max_length=300)

    @property
    def slug(self):
        """The entry's own name, when an address was written."""
        found = re.search(r"/initiativ/([-\w]+)/?$", self.cleaned_data["q"])
        return found[1] if found else self.cleaned_data["q"]


class AskForm(WarnsOfPersonalData):
    read_by_others = ["message"]

    message = LongText(
        label="Meddelande",
        rows=8,
        max_length=MESSAGE_LENGTH,
        help_text="Berätta vad ni vill göra och vad ni undrar. Skriv inte din adress: den visas när båda har sagt ja.",
        error_messages={"required": NOTHING_WRITTEN},
    )
    agree = forms.BooleanField(
        error_messages={"required": "Kryssa i att du går med på det. Annars kan ni inte få kontakt."}
    )

    def __init__(self, *args, receiver, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agree"].label = f"{receiver} får se mitt namn och min e-postadress om de svarar ja"
        self.fields["agree"].help_text = "Till dess ser de bara vilken organisation du arbetar på."

    @property
    def told(self):
        return {"message": self.cleaned_data["message"]}


class AnswerForm(WarnsOfPersonalData):
    read_by_others = ["message"]

    yes = forms.ChoiceField(
        label="Vill ni ha kontakt?",
        widget=forms.RadioSelect,
        choices=[
            ("ja", "Ja. Den som frågar och jag får se varandras namn och e-postadress."),
            ("nej", "Nej. Inga adresser visas och kontakten avslutas."),
        ],
        error_messages={"required": "Välj ja eller nej."},
    )
    message = LongText(label="Meddelande", max_length=MESSAGE_LENGTH, required=False)

    def clean_yes(self):
        return self.cleaned_data["yes"] == "ja"


class MessageForm(WarnsOfPersonalData):
    read_by_others = ["message"]

    message = LongText(label="Meddelande", max_length=MESSAGE_LENGTH, error_messages={"required": NOTHING_WRITTEN})


class ReportForm(forms.Form):
    category = forms.ChoiceField(
        label="Vad är fel?",
        widget=forms.RadioSelect,
        choices=lower_case_choices(Report.Category.choices),
        error_messages={"required": "Välj vad som är fel."},
    )
    text = LongText(
        label="Beskriv gärna",
        max_length=REASON_LENGTH,
        required=False,
        help_text="Läses bara av portalens redaktion. Upprepa inte personuppgifter.",
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("category") == Report.Category.OTHER and not cleaned.get("text"):
            self.add_error("text", "Skriv vad som är fel.")
        return cleaned


class DecisionForm(forms.Form):
    decision = forms.ChoiceField(
        label="Beslut",
        widget=forms.RadioSelect,
        choices=lower_case_choices(Report.Decision.choices),
        error_messages={"required": "Välj ett beslut."},
    )
    reason = LongText(
        label="Skäl",
        max_length=REASON_LENGTH,
        help_text="Visas för den som har anmält och för dem som har skrivit texten.",
        error_messages={"required": "Skriv ett skäl."},
    )
