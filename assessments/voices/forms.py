from django import forms
from django.utils import timezone
from django.utils.text import capfirst

from assessments.voices.models import SAID_LENGTH, Age, Way
from barnratt.convention.models import Article
from barnratt.core.forms import LongText, OneLine, WarnsOfPersonalData, no_identity_number
from initiatives.models import Term

NO_NUMBER = [no_identity_number]
FIRST_YEAR = 1989
WRONG_DATE = {"invalid": "Skriv datumet som 2026-11-22."}


def day(**told):
    """A date as one writes it in Sweden."""
    look = {"placeholder": "åååå-mm-dd", "inputmode": "numeric", "size": 12}
    return forms.DateField(widget=forms.TextInput(attrs=look), error_messages=WRONG_DATE, **told)


class AreasField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj):
        return capfirst(str(obj))


class VoiceForm(WarnsOfPersonalData):
    read_by_others = ["title", "said", "where", "source"]

    authority = forms.ChoiceField(label="Vilken myndighet har hört barnen?")
    title = OneLine(
        label="Rubrik",
        max_length=160,
        validators=NO_NUMBER,
        help_text="Vad det handlade om, till exempel: Skolvägen i Brynäs, så som barnen ser den.",
    )
    said = LongText(
        label="Vad sa barnen?",
        max_length=SAID_LENGTH,
        rows=8,
        validators=NO_NUMBER,
        help_text=(
            "Sammanfatta med egna ord och så ärligt att barnen skulle känna igen sig, även när de tycker olika. "
            "Skriv inga namn och inget som pekar ut ett barn."
        ),
    )
    where = OneLine(label="Var?", max_length=160, validators=NO_NUMBER, help_text="Skola, stadsdel eller verksamhet.")
    from_date = day(label="Från och med", help_text="Är det en enda dag skriver du den i båda fälten.")
    until_date = day(label="Till och med")
    ages = forms.MultipleChoiceField(
        label="Hur gamla var barnen?", choices=Age.choices, widget=forms.CheckboxSelectMultiple
    )
    number = forms.IntegerField(
        label="Hur många barn?",
        required=False,
        min_value=1,
        max_value=1_000_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 8}),
        help_text="Lämna tomt om du inte vet. Var de färre än fem: fundera på om någon kan kännas igen.",
        error_messages={"invalid": "Skriv antalet med siffror.", "min_value": "Skriv minst 1, eller lämna tomt."},
    )
    way = forms.ChoiceField(
        label="Hur gick det till?",
        choices=[(value, capfirst(label)) for value, label in Way.choices],
        widget=forms.RadioSelect,
    )
    articles = forms.ModelMultipleChoiceField(
        label="Vilka rättigheter handlar det om?",
        queryset=Article.objects.filter(number__lte=42).order_by("number"),
        widget=forms.CheckboxSelectMultiple,
    )
    areas = AreasField(
        label="Ämnesområden",
        queryset=Term.objects.filter(vocabulary="omrade").order_by("position", "pk"),
        required=False,
    )
    source = OneLine(
        label="Källa",
        max_length=200,
        validators=NO_NUMBER,
        help_text="Rapport, protokoll eller sammanställning, med år. En roll, aldrig ett barns namn.",
    )
    url = forms.URLField(label="Länk till källan", required=False, max_length=500, assume_scheme="https")

    def __init__(self, *args, authorities, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["authority"].choices = [(one.key, one.name) for one in authorities]
        if len(authorities) == 1:
            self.fields["authority"].widget = forms.HiddenInput()
            self.fields["authority"].initial = authorities[0].key

    def clean(self):
        cleaned = super().clean()
        began, ended = cleaned.get("from_date"), cleaned.get("until_date")
        if began and ended and ended < began:
            self.add_error("until_date", "Perioden kan inte sluta innan den börjar.")
        if began and began.year < FIRST_YEAR:
            self.add_error("from_date", f"Barnkonventionen antogs {FIRST_YEAR}. Välj en senare dag.")
        if ended and ended > timezone.localdate():
            self.add_error("until_date", "Det barn har sagt har redan hänt. Välj i dag eller en dag som har varit.")
        return cleaned


class KeepsBoth(forms.Form):
    """A text that two may write in at once: `base` is what stood there when the person began."""

    base = forms.CharField(widget=forms.HiddenInput(), required=False, strip=False)

    def clean_base(self):
        return self.cleaned_data["base"].replace("\r\n", "\n")

    def begin_from(self, stored):
        """After a collision: what stands there now has been shown, so the next save may write over it."""
        self.data = self.data.copy()
        self.data[self.add_prefix("base")] = stored


class ChangedForm(KeepsBoth, WarnsOfPersonalData):
    read_by_others = ["changed"]

    changed = LongText(
        label="Vad ändrade det?",
        max_length=2000,
        rows=3,
        required=False,
        validators=NO_NUMBER,
        help_text="Vad i förslaget blev annorlunda för att barn har sagt detta? Om inget ändrades, skriv varför.",
    )


class ChildVersionForm(KeepsBoth, WarnsOfPersonalData):
    read_by_others = ["text"]

    text = LongText(label="Text till barnen", max_length=8000, rows=24, validators=NO_NUMBER)
    is_read_through = forms.BooleanField(
        label="Jag har läst igenom hela texten, och den går att visa för barn",
        required=False,
        help_text="Tills någon har kryssat i rutan är texten märkt som utkast.",
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("is_read_through") and "[" in (cleaned.get("text") or ""):
            self.add_error(
                "is_read_through",
                "Det finns kvar text inom hakparenteser. Skriv om den eller ta bort den innan texten visas för barn.",
            )
        return cleaned
