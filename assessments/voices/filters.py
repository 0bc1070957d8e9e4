import django_filters
from django.db.models import Q

from assessments.voices.models import Age, Voice
from barnratt.convention.models import Article
from initiatives.models import Term

CURRENT, ARCHIVED = "", "arkiverade"


class VoiceFilter(django_filters.FilterSet):
    """The library's filters, by the names that the catalogue's addresses have."""

    q = django_filters.CharFilter(label="Ord i rubrik, text, plats eller källa", method="with_words")
    artikel = django_filters.ModelChoiceFilter(
        label="Artikel", queryset=Article.objects.order_by("number"), field_name="articles", empty_label="Alla artiklar"
    )
    omrade = django_filters.ModelChoiceFilter(
        label="Ämnesområde",
        queryset=Term.objects.filter(vocabulary="omrade").order_by("position", "pk"),
        field_name="areas",
        to_field_name="key",
        empty_label="Alla områden",
    )
    alder = django_filters.ChoiceFilter(label="Ålder", choices=Age.choices, empty_label="Alla åldrar", method="of_age")
    visa = django_filters.ChoiceFilter(
        label="Visa", choices=[(ARCHIVED, "Arkiverade")], empty_label="Aktuella", method="shown"
    )

    class Meta:
        model = Voice
        fields = []

    @property
    def qs(self):
        """Without a choice of which to show, those that are not archived."""
        found = super().qs
        chosen = self.form.cleaned_data.get("visa") if self.is_bound and hasattr(self.form, "cleaned_data") else ""
        return found if chosen else found.current()

    def with_words(self, voices, name, value):
        """Every word has to be found somewhere."""
        for word in value.split()[:10]:
            within = ("title", "said", "where", "source")
            voices = voices.filter(Q(*((f"{field}__icontains", word) for field in within), _connector=Q.OR))
        return voices

    def of_age(self, voices, name, value):
        return voices.filter(ages__contains=[value])

    def shown(self, voices, name, value):
        return voices.exclude(archived_at=None)
