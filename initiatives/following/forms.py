from django import forms

from barnratt.core.personal_data import find_personal_data
from initiatives.following.models import Collection, CollectionItem, Need, UseCount, Watch
from initiatives.models import Initiative
from regions.places.models import County, Municipality


def _begin_large(choices):
    return [(value, label[:1].upper() + label[1:]) for value, label in choices]


class RhythmForm(forms.Form):
    """How often letters should come."""

    rhythm = forms.ChoiceField(
        label="Hur ofta vill du få brev?",
        choices=_begin_large(Watch.RHYTHMS),
        initial="veckovis",
        widget=forms.RadioSelect,
        help_text="Brev skickas klockan 7, de veckovisa på måndagar. Har inget nytt kommit skickas inget.",
    )


class WatchForm(RhythmForm):
    """The same for somebody without an account."""

    email = forms.EmailField(
        label="Din e-postadress",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text="Vi skickar ett brev med en länk, så att ingen annan kan använda din adress.",
        error_messages={"required": "Skriv din e-postadress."},
    )
    field_order = ["email", "rhythm"]

    def clean_email(self):
        return self.cleaned_data["email"].lower()


class CollectionForm(forms.ModelForm):
    """What a collection is called, what it says and who sees it. `organisations` are the owner's own."""

    class Meta:
        model = Collection
        fields = ["title", "description", "access", "organisation"]
        widgets = {"description": forms.Textarea(attrs={"rows": 3}), "access": forms.RadioSelect}
        help_texts = {
            "description": "Vad samlingen är till för.",
            "access": "Den som ser samlingen ser ditt namn och dina anteckningar. Bara du kan ändra den.",
            "organisation": "Behövs bara om alla i din organisation ska kunna se samlingen.",
        }
        error_messages = {"title": {"required": "Ge samlingen ett namn."}}

    def __init__(self, *args, organisations, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["access"].choices = _begin_large(Collection.Access.choices)
        field = self.fields["organisation"]
        field.queryset = field.queryset.filter(pk__in=[organisation.pk for organisation in organisations])
        field.empty_label = "Ingen"
        field.needed_at_times = True
        if len(organisations) == 1 and not self.instance.pk:
            field.initial = organisations[0]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("access") != Collection.Access.ORGANISATION:
            cleaned["organisation"] = None
        elif not cleaned.get("organisation"):
            self.add_error("organisation", "Välj vilken organisation som ska kunna se samlingen.")
        return cleaned

    def validate_constraints(self):
        """The action does, on the row as it is then."""


class SaveForm(forms.Form):
    """Where entries are to be kept: in one of one's own collections, or in a new one."""

    collection = forms.ChoiceField(label="Vilken samling?", widget=forms.RadioSelect)
    title = forms.CharField(label="Namn på den nya samlingen", max_length=100, required=False)

    NEW = "ny"

    def __init__(self, *args, collections, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(str(collection.pk), collection.title) for collection in collections]
        self.fields["collection"].choices = [*choices, (self.NEW, "En ny samling")]
        self.fields["collection"].initial = choices[0][0] if choices else self.NEW
        self.fields["title"].needed_at_times = True

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("collection") == self.NEW and not cleaned.get("title"):
            self.add_error("title", "Ge den nya samlingen ett namn.")
        return cleaned


class NoteForm(forms.ModelForm):
    class Meta:
        model = CollectionItem
        fields = ["note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 4})}
        help_texts = {"note": "Varför du sparade initiativet, eller vad du vill komma ihåg. Högst 500 tecken."}


class UseForm(forms.Form):
    """The answer to "Hade du nytta av detta?". Nothing but choices, so that nobody tells of themselves."""

    answer = forms.ChoiceField(
        label="Hade du nytta av initiativet?",
        choices=_begin_large(UseCount.Answer.choices),
        widget=forms.RadioSelect,
        error_messages={"required": "Välj ett svar."},
    )
    purpose = forms.ChoiceField(
        label="Vad gjorde du med det?",
        choices=_begin_large(choice for choice in UseCount.Purpose.choices if choice[0]),
        widget=forms.RadioSelect,
        required=False,
    )


class NeedForm(forms.Form):
    """What somebody looked for and did not find."""

    words = forms.CharField(
        label="Vad saknar du?", max_length=300, error_messages={"required": "Skriv vad som saknas."}
    )
    county = forms.ModelChoiceField(
        County.objects.none(),
        label="Län",
        required=False,
        empty_label="Inget särskilt län",
        help_text="Då ser länsstyrelsen i länet behovet.",
    )
    municipality = forms.ModelChoiceField(
        Municipality.objects.none(), label="Kommun", required=False, empty_label="Ingen särskild kommun"
    )
    details = forms.CharField(
        label="Vad skulle du använda det till?",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Skriv inga uppgifter som pekar ut ett barn eller någon annan person. Högst 500 tecken.",
    )
    organisation = forms.ModelChoiceField(
        None, label="För vilken organisation?", required=False, empty_label="Ingen särskild"
    )
    save_anyway = forms.BooleanField(label="Texten är som den ska. Spara ändå.", required=False)

    def __init__(self, *args, organisations, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["county"].queryset = County.objects.order_by("name", "pk")
        self.fields["municipality"].queryset = Municipality.objects.current().in_order()
        if organisations:
            self.fields["organisation"].queryset = (
                Need._meta.get_field("organisation")
                .related_model.objects.filter(pk__in=[organisation.pk for organisation in organisations])
                .in_order()
            )
        else:
            del self.fields["organisation"]
        if not self.is_bound or not self._found():
            del self.fields["save_anyway"]

    def _found(self):
        """What looks like personal data in what was typed."""
        text = " ".join(self.data.get(self.add_prefix(name), "") for name in ("words", "details"))
        return list(dict.fromkeys(finding.what for finding in find_personal_data(text)))

    def clean(self):
        cleaned = super().clean()
        if "save_anyway" in self.fields and not cleaned.get("save_anyway"):
            what = " och ".join(self._found())
            self.add_error("save_anyway", f"Texten verkar innehålla {what}. Ta bort det, eller kryssa i rutan här.")
        municipality, county = cleaned.get("municipality"), cleaned.get("county")
        if municipality and county and municipality.county_id != county.pk:
            self.add_error("municipality", f"Kommunen ligger inte i {county}. Ändra kommunen eller länet.")
        return cleaned


class AnswerForm(forms.Form):
    """What a coordinator answers to a need."""

    answer = forms.CharField(
        label="Svar",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Den som anmälde behovet ser svaret och ditt namn.",
        error_messages={"required": "Skriv ett svar."},
    )
    initiative = forms.CharField(
        label="Initiativ som svarar mot behovet",
        max_length=300,
        required=False,
        help_text="Klistra in adressen till initiativets sida i portalen.",
    )
    all_alike = forms.BooleanField(label="Svaret gäller även de andra nya anmälningarna.", required=False, initial=True)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_initiative(self):
        """The entry that an address, or the last part of one, leads to."""
        text = self.cleaned_data["initiative"].strip()
        if not text:
            return None
        slug = text.partition("?")[0].partition("#")[0].rstrip("/").rpartition("/")[2]
        found = Initiative.objects.visible_to(self.user).readable().filter(slug=slug).first()
        if found is None:
            raise forms.ValidationError("Det finns inget publicerat initiativ med den adressen.")
        return found
