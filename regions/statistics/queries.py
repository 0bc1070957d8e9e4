"""Reading statistics. What has no value says why, and is never zero: not in a list, a sum or a mean.

Only what is current is read here: of each thing the value of the latest vintage. See `vintages` for the earlier ones.
"""

from collections import Counter
from decimal import Decimal
from typing import NamedTuple

from django.db import connection

from regions.places.models import County, Municipality
from regions.statistics.models import Edition, Observation

COUNTRY = "00"
# Beside the reasons that a source gives (Observation.Status) there are two that it leaves unsaid.
UNTOLD, NOT_THERE = "untold", "not_there"
REASONS = {
    Observation.Status.MISSING.value: "uppgift saknas",
    Observation.Status.NOT_APPLICABLE.value: "ej tillämpligt",
    Observation.Status.SUPPRESSED.value: "sekretess",
    UNTOLD: "ingen uppgift i källan",
    NOT_THERE: "kommunen fanns inte",
}
FIELDS = (
    *("indicator_id", "area", "year", "sex", "age_group", "birth_region"),
    *("value", "status", "count", "denominator", "low", "high", "dataset_id"),
)
LATEST_YEAR = """
    SELECT max(found.year) FROM unnest(%s::text[]) AS places (area) CROSS JOIN LATERAL (
      SELECT year FROM statistics_observation
      WHERE indicator_id = %s AND area = places.area COLLATE "C" AND is_current AND value IS NOT NULL
      ORDER BY year DESC LIMIT 1) AS found
"""


class Reading(NamedTuple):
    """An observation as it is shown. `value` is None when `status` says why there is none; see REASONS."""

    indicator: str
    area: str
    year: int
    sex: str
    age_group: str
    birth_region: str
    value: Decimal | None
    status: str
    count: Decimal | None = None
    denominator: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    dataset: str | None = None

    @property
    def has_value(self):
        return self.value is not None

    @property
    def reason(self):
        """Why there is no value, in Swedish; "" where there is one."""
        return "" if self.has_value else REASONS[self.status]


class Total(NamedTuple):
    """What several readings come to. `value` is None as soon as one of them has none: a part is not the whole.

    without: {status: number of readings without a value}. of: how many readings there should be.
    """

    value: Decimal | None
    of: int
    without: dict


def edition():
    """The Edition that the numbers are of now, or None before there are any. Ask before what you keep is read."""
    return Edition.objects.first()


def readings(indicators, areas, *, years=None, sexes=None, birth_regions=("total",)):
    """
    What is known of some places: by indicator, place, age group, birth region, sex and year.

    indicators, areas: keys. years: (first, last) or None for all. sexes, birth_regions: those wanted, None for all.
    Only what a source has said something about: a year without a row is not among them.
    """
    found = Observation.objects.current().filter(indicator__in=indicators, area__in=areas)
    if years:
        found = found.filter(year__range=years)
    if sexes:
        found = found.filter(sex__in=sexes)
    if birth_regions:
        found = found.filter(birth_region__in=birth_regions)
    order = ("indicator_id", "area", "age_group", "birth_region", "sex", "year")
    return [Reading(*row) for row in found.order_by(*order).values_list(*FIELDS)]


def of_year(indicator, year, areas, *, sex=Observation.Sex.TOTAL, age_group=None, birth_region="total"):
    """
    One indicator in each of some places a year, for a map or a comparison: {area: Reading} in the order of `areas`.

    age_group: the indicator's own unless another is asked for. A place that the source says nothing of is there with
    the status UNTOLD, and one that did not exist then with NOT_THERE.
    """
    age_group = indicator.age_group if age_group is None else age_group
    chosen = {"sex": sex, "age_group": age_group, "birth_region": birth_region}
    found = Observation.objects.current().filter(indicator=indicator, year=year, area__in=areas, **chosen)
    told = {row[1]: Reading(*row) for row in found.values_list(*FIELDS)}
    gone = areas_not_there(year)
    return {
        area: told.get(area)
        or Reading(indicator.pk, area, year, *chosen.values(), None, NOT_THERE if area in gone else UNTOLD)
        for area in areas
    }


def latest_year(indicator, areas):
    """The last year in which any of the places has a value, or None. Reads as much however many years there are."""
    with connection.cursor() as cursor:
        cursor.execute(LATEST_YEAR, [list(areas), indicator.pk])
        return cursor.fetchone()[0]


def municipalities_of(county, year):
    """
    The codes of the municipalities whose values make up a county's a year.

    The sources give a municipality that has changed county its present code for the earlier years too: Heby is 0331
    from 2000 on, but its inhabitants are Västmanland's to 2005. (Those of 31 December 2006 are counted by the division
    of the day after, Uppsala's.)
    """
    moved = {place.successor_id: place.county_id for place in Municipality.objects.filter(valid_to__year__gt=year)}
    places = Municipality.objects.current().order_by("code").values_list("code", "county_id")
    return [code for code, present in places if moved.get(code, present) == county]


def areas_not_there(year):
    """The codes of the municipalities that did not exist at the end of a year, under this code or an earlier one."""
    later = Municipality.objects.current().filter(valid_from__year__gt=year)
    moved = Municipality.objects.filter(valid_to__year__gt=year).values("successor")
    return set(later.exclude(pk__in=moved).values_list("pk", flat=True))


def total(readings):
    """The sum of readings of a count (Indicator.is_count), those of places that did not exist then left out."""
    readings = [one for one in readings if one.status != NOT_THERE]
    without = Counter(one.status for one in readings if not one.has_value)
    value = None if without or not readings else sum(one.value for one in readings)
    return Total(value, len(readings), dict(without))


def county_sum(indicator, county, year, **chosen):
    """A county's number as its municipalities' together. Raises ValueError for what is no count: a rate has no sum."""
    if not indicator.is_count:
        raise ValueError(f"{indicator.pk} is no count")
    return total(of_year(indicator, year, municipalities_of(county, year), **chosen).values())


def unweighted_mean(indicator, county, year, **chosen):
    """
    The mean of the municipalities of a county that have a value, each counted alike, as Kolada shows it.

    It is not the county's value: say "ovägt medel" beside it. Returns a Total; its `value` is the mean.
    """
    found = of_year(indicator, year, municipalities_of(county, year), **chosen).values()
    found = [one for one in found if one.status != NOT_THERE]
    with_value = [one.value for one in found if one.has_value]
    without = Counter(one.status for one in found if not one.has_value)
    return Total(sum(with_value) / len(with_value) if with_value else None, len(found), dict(without))


def both_sexes(girls, boys):
    """The total of a count that its source gives by sex alone (SCB_POP_1YR and SCB_POP_BIRTH): a Total."""
    return total([girls, boys])


def county_codes():
    return list(County.objects.order_by("code").values_list("code", flat=True))


def municipality_codes():
    """Those of today."""
    return list(Municipality.objects.current().order_by("code").values_list("code", flat=True))
