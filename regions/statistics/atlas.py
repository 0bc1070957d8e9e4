"""An indicator on the map of Sweden, and the same as a table: values in classes, and the reasons why some have none."""

from typing import NamedTuple

from regions.places import maps
from regions.places.models import County, Municipality
from regions.statistics import sentences
from regions.statistics.chosen import wording
from regions.statistics.measured import Measured, years_of
from regions.statistics.queries import COUNTRY, REASONS, Reading, of_year

CLASSES = 5
COUNTIES, MUNICIPALITIES = "lan", "kommun"
# The patterns of places without a value, which the page draws in its <defs>.
PATTERNS = {"missing": "saknas", "untold": "saknas", "suppressed": "sekretess"} | {
    "not_applicable": "ej",
    "not_there": "ej",
}
LEVELS = {COUNTIES: "Län", MUNICIPALITIES: "Kommuner"}


class Area(NamedTuple):
    """A place with its value in words. `shade` is the class from 1, or why there is none: "missing", "suppressed" …"""

    place: object
    shape: maps.Shape | None
    text: str
    shade: str
    reading: Reading

    @property
    def pattern(self):
        return PATTERNS.get(self.shade, "")


class Step(NamedTuple):
    """A line of the legend: how the class looks, what it holds and how many places are in it."""

    shade: str
    text: str
    number: int

    @property
    def pattern(self):
        return PATTERNS.get(self.shade, "")


class Atlas(NamedTuple):
    level: str
    year: int
    years: list
    areas: list
    legend: list
    country: str  # Sweden's value in words, or why there is none
    view_box: str
    datasets: set  # the keys of the fetches that the values come from


def atlas(indicator, *, age_group, level="", year=None):
    """The map of an indicator. Returns None when nobody has a value.

    level: COUNTIES or MUNICIPALITIES; else the counties when they have values. year: else the latest.
    """
    for wanted in [level] if level in LEVELS else [COUNTIES, MUNICIPALITIES]:
        places = _places(wanted)
        years = years_of(indicator, age_group, [place.pk for place in places])
        if years:
            break
    else:
        return None
    year = year if year in years else years[-1]
    readings = of_year(indicator, year, [COUNTRY, *(place.pk for place in places)], age_group=age_group)
    found = Measured(indicator, wording(indicator))
    found.spread, found.spread_year = readings, year
    values = sorted(readings[place.pk].value for place in places if readings[place.pk].has_value)
    limits = _limits(values)
    shapes = {shape.code: shape for shape in _shapes(wanted)}
    areas = [_area(found, place, shapes.get(place.pk), readings[place.pk], limits) for place in places]
    country = readings[COUNTRY]
    return Atlas(
        wanted,
        year,
        years,
        areas,
        _legend(found, areas),
        sentences.value_text(found, country.value) if country.has_value else country.reason,
        maps.whole_country(),
        {reading.dataset for reading in readings.values() if reading.dataset},
    )


def _places(level):
    if level == COUNTIES:
        return list(County.objects.in_order())
    return list(Municipality.objects.current().select_related("county").in_order())


def _shapes(level):
    return maps.county_shapes() if level == COUNTIES else maps.all_municipality_shapes()


def _area(found, place, shape, reading, limits):
    if not reading.has_value:
        return Area(place, shape, reading.reason, reading.status, reading)
    shade = 1 + sum(reading.value > limit for limit in limits[1:-1])
    return Area(place, shape, sentences.value_text(found, reading.value), str(shade), reading)


def _limits(values):
    """The ends of the classes, so that each holds about as many places: fewer classes where values are alike."""
    if not values:
        return []
    inner = {values[len(values) * step // CLASSES - 1] for step in range(1, CLASSES)}
    return sorted({values[0], values[-1]} | inner)


def _legend(found, areas):
    steps = []
    for shade in sorted({area.shade for area in areas if area.reading.has_value}):
        within = [area.reading.value for area in areas if area.shade == shade]
        low, high = (sentences.value_text(found, end(within)) for end in (min, max))
        steps.append(Step(shade, low if low == high else f"{low} till {high}", len(within)))
    for status, reason in REASONS.items():
        number = sum(area.shade == status for area in areas)
        if number:
            steps.append(Step(status, reason.capitalize(), number))
    return steps
