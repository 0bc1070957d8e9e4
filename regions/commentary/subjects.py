"""What a commentary is about: a place, and the whole of its lägesbild or one theme of it."""

from typing import NamedTuple

from django.shortcuts import get_object_or_404
from django.urls import reverse

from barnratt.convention.models import Cluster
from regions.places.models import County, Municipality

COUNTRY, WHOLE = "00", "hela"


class Subject(NamedTuple):
    """county and municipality: at most one of them; none of them is Sweden. cluster: None is the whole."""

    county: County | None
    municipality: Municipality | None
    cluster: Cluster | None

    def __str__(self):
        return f"{self.place_name}: {self.cluster.name}" if self.cluster else self.place_name

    @property
    def code(self):
        place = self.municipality or self.county
        return place.pk if place else COUNTRY

    @property
    def key(self):
        return self.cluster.pk if self.cluster else WHOLE

    @property
    def place_name(self):
        place = self.municipality or self.county
        return str(place) if place else "Sverige"

    @property
    def theme_name(self):
        return self.cluster.name if self.cluster else "Hela lägesbilden"

    @property
    def place_url(self):
        place = self.municipality or self.county
        return place.get_absolute_url() if place else reverse("statistics:country")

    @property
    def columns(self):
        return self._asdict()


def subject_or_404(code, key):
    county = municipality = None
    if len(code) == 4:
        municipality = get_object_or_404(Municipality.objects.current().select_related("county"), pk=code)
    elif code != COUNTRY:
        county = get_object_or_404(County, pk=code)
    cluster = None
    if key != WHOLE:
        cluster = get_object_or_404(Cluster, pk=key)
    return Subject(county, municipality, cluster)
