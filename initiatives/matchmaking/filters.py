import django_filters
from django.db.models import Q

from barnratt.convention.models import Article
from initiatives.matchmaking.models import Notice
from initiatives.models import Initiative, Term
from regions.places.models import County

SHOWN = [("", "Öppna"), ("avslutade", "Avslutade")]


class NoticeFilter(django_filters.FilterSet):
    """The list's filters, by the names that the catalogue's addresses have."""

    lan = django_filters.ModelChoiceFilter(
        label="Län", queryset=County.objects.in_order(), method="in_county", empty_label="Alla län"
    )
    artikel = django_filters.ModelChoiceFilter(
        label="Artikel", queryset=Article.objects.order_by("number"), field_name="articles", empty_label="Alla artiklar"
    )
    omrade = django_filters.ModelChoiceFilter(
        label="Verksamhetsområde",
        queryset=Term.objects.filter(vocabulary="omrade").order_by("position", "pk"),
        field_name="terms",
        to_field_name="key",
        empty_label="Alla områden",
    )
    med = django_filters.ModelChoiceFilter(
        label="Söker",
        queryset=Term.objects.filter(vocabulary="med").order_by("position", "pk"),
        field_name="terms",
        to_field_name="key",
        empty_label="Alla",
    )
    visa = django_filters.ChoiceFilter(label="Visa", choices=SHOWN[1:], empty_label=SHOWN[0][1], method="shown")

    class Meta:
        model = Notice
        fields = []

    @property
    def qs(self):
        """Without a choice of which to show, the open ones."""
        found = super().qs
        chosen = self.form.cleaned_data.get("visa") if self.is_bound and hasattr(self.form, "cleaned_data") else ""
        return found if chosen else found.open()

    def in_county(self, notices, name, county):
        """Those of the county, and those that concern the whole country."""
        through = Notice.counties.through.objects.filter(county=county).values("notice_id")
        return notices.filter(Q(scope=Initiative.Scope.NATIONAL) | Q(pk__in=through))

    def shown(self, notices, name, value):
        return notices.ended()
