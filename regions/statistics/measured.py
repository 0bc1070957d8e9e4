"""What the chosen indicators say of a place and those it is held against, in a constant number of statements."""

from collections import defaultdict
from functools import cached_property
from statistics import median
from typing import NamedTuple

from django.db import connection
from django.db.models import Prefetch
from django.utils import timezone

from barnratt.convention.models import Article
from regions.places.models import County
from regions.statistics import queries
from regions.statistics.chosen import chosen, wording
from regions.statistics.models import Dataset, Indicator, Observation
from regions.statistics.queries import UNTOLD, Reading

SEXES = ("T", "K", "M")
# Municipalities that one is on and not in: Värmdö, Ekerö, Lidingö, Gotland, Öckerö, Tjörn, Orust and Hammarö.
ISLANDS = frozenset({"0120", "0125", "0186", "0980", "1407", "1419", "1421", "1761"})
YEARS_SHOWN = 16  # on a page; what lies further back does not make it slower


class Place(NamedTuple):
    """An area of the statistics, with how a sentence speaks of it ("i Dalarnas län") and a chart ("Dalarna")."""

    code: str
    name: str
    where: str
    short_name: str

    @classmethod
    def of(cls, place):
        """From a County or a Municipality."""
        name = place.name if isinstance(place, County) else place.short_name
        where = f"på {name}" if place.pk in ISLANDS else f"i {name}"
        return cls(place.pk, name, where, place.short_name)


COUNTRY = Place(queries.COUNTRY, "Riket", "i riket", "Riket")


class Measured:
    """What one indicator says of the places of a page.

    `series`: {(area, sex, birth region): {year: Reading}} of the place itself and those it is held against.
    `spread`: {area: Reading} of the places within it, or of those like it, in the year `spread_year`.
    """

    def __init__(self, indicator, wording):
        self.indicator, self.wording = indicator, wording
        self.series = defaultdict(dict)
        self.spread, self.spread_year = {}, None

    def of(self, area, sex="T", birth="total"):
        return self.series.get((area, sex, birth), {})

    def has_values(self, area, sex="T", birth="total"):
        return any(figure.value is not None for figure in self.of(area, sex, birth).values())

    def latest(self, area, sex="T", birth="total"):
        """(year, Reading) of the latest value, or None."""
        years = [year for year, figure in self.of(area, sex, birth).items() if figure.value is not None]
        return (max(years), self.of(area, sex, birth)[max(years)]) if years else None

    @cached_property
    def spread_values(self):
        return {area: figure for area, figure in self.spread.items() if figure.value is not None}

    @cached_property
    def spread_median(self):
        """The middle of the places' values, each counted alike (oviktat), or None. Never the value of the county."""
        values = [figure.value for figure in self.spread_values.values()]
        return median(values) if values else None

    @cached_property
    def decimals(self):
        """How many decimals a reader has use for: none in hundreds, or where the source has none."""
        every = [*(figure for series in self.series.values() for figure in series.values()), *self.spread.values()]
        values = [figure.value for figure in every if figure.value is not None]
        return 0 if all(value == int(value) for value in values) or max(values) >= 200 else 1

    @cached_property
    def datasets(self):
        """The keys of the fetches that the readings come from."""
        every = [*(reading for series in self.series.values() for reading in series.values()), *self.spread.values()]
        return sorted({reading.dataset for reading in every if reading.dataset})


# Of the places beside it only the totals are read. For the places within it is the newest year that any of them has,
# but not after the place's own latest, so that they can be held against each other.
VALUES = """
WITH wanted AS (SELECT * FROM unnest(%(indicators)s::text[], %(ages)s::text[]) AS wanted (indicator, age)),
newest AS (
    SELECT wanted.indicator, wanted.age, max(seen.year) AS year
    FROM wanted CROSS JOIN unnest(%(within)s::text[]) AS place (area)
    CROSS JOIN LATERAL (
        SELECT year FROM statistics_observation AS there
        WHERE there.indicator_id = wanted.indicator AND there.area = place.area COLLATE "C" AND there.sex = 'T'
          AND there.year >= %(since)s AND there.age_group = wanted.age AND there.birth_region = 'total'
          AND there.value IS NOT NULL AND there.is_current
          AND there.year <= coalesce((
            SELECT year FROM statistics_observation AS own
            WHERE own.indicator_id = wanted.indicator AND own.area = %(own)s COLLATE "C" AND own.sex = 'T'
              AND own.age_group = wanted.age AND own.birth_region = 'total' AND own.value IS NOT NULL AND own.is_current
            ORDER BY year DESC LIMIT 1), 9999)
        ORDER BY year DESC LIMIT 1
    ) AS seen
    GROUP BY wanted.indicator, wanted.age
),
found AS (
    SELECT FALSE AS is_within, seen.*
    FROM wanted JOIN statistics_observation AS seen
      ON seen.indicator_id = wanted.indicator AND seen.age_group = wanted.age
    WHERE seen.indicator_id = ANY(%(indicators)s::text[]) AND seen.area = ANY(%(areas)s::text[] COLLATE "C")
      AND seen.year >= %(since)s AND seen.is_current
      AND (seen.area = %(own)s OR (seen.sex = 'T' AND seen.birth_region = 'total'))
    UNION ALL
    SELECT TRUE, seen.*
    FROM newest JOIN statistics_observation AS seen
      ON seen.indicator_id = newest.indicator AND seen.age_group = newest.age AND seen.year = newest.year
    WHERE seen.area = ANY(%(within)s::text[] COLLATE "C") AND seen.is_current
      AND seen.sex = 'T' AND seen.birth_region = 'total'
)
SELECT is_within, indicator_id, area, year, sex, age_group, birth_region,
       value, status, count, denominator, low, high, dataset_id
FROM found
"""


def measured(areas, *, within=(), indicators=None, since=None):
    """
    What the chosen indicators say of some areas: one statement for the values, two for the indicators.

    areas: codes whose years are wanted: the place itself first, then such as its county and Sweden, of which only the
        totals are wanted.
    within: codes whose newest year is wanted, such as a county's municipalities.
    indicators: Indicator rows; else those of the lägesbild, in its order.
    since: the first year; else the latest YEARS_SHOWN.

    Returns a list of Measured, also of those that have no value.
    """
    wordings = chosen()
    if indicators is None:
        articles = Prefetch("articles", Article.objects.only("number"))
        found = Indicator.objects.prefetch_related(articles).in_bulk(list(wordings))
        indicators = [found[key] for key in wordings if key in found]
    answers = {one.key: Measured(one, wording(one)) for one in indicators}
    asked = {
        "indicators": list(answers),
        "ages": [answer.wording.age_group or "total" for answer in answers.values()],
        "areas": list(areas),
        "own": areas[0],
        "within": list(within),
        "since": since or timezone.localdate().year - YEARS_SHOWN,
    }
    with connection.cursor() as cursor:
        cursor.execute(VALUES, asked)
        for is_within, *row in cursor.fetchall():
            found = Reading._make(row)
            answer = answers[found.indicator]
            if is_within:
                answer.spread[found.area], answer.spread_year = found, found.year
            else:
                answer.series[found.area, found.sex, found.birth_region][found.year] = found
    for answer in answers.values():
        if answer.spread:
            answer.spread = {
                area: answer.spread.get(area) or untold(answer.indicator, area, answer.spread_year) for area in within
            }
    return list(answers.values())


def datasets():
    """All fetches of statistics by key."""
    return Dataset.objects.in_bulk()


def sources():
    """What the figures come from, as pages and files say it: "Kolada (RKA), hämtad 2024-12-12"."""
    return Dataset.objects.filter(pk__in=Observation.objects.values("dataset").distinct()).order_by("position", "key")


def sources_among(keys):
    """The fetches with these keys, in their order."""
    return list(Dataset.objects.filter(pk__in=keys).order_by("position", "key"))


def years_of(indicator, age_group, areas):
    """The years that any of the areas has a value for, in order."""
    found = Observation.objects.current().filter(indicator=indicator, area__in=areas, age_group=age_group)
    found = found.filter(sex=Observation.Sex.TOTAL, birth_region=Observation.BirthRegion.TOTAL).exclude(value=None)
    return list(found.order_by("year").values_list("year", flat=True).distinct())


def untold(indicator, area, year):
    """What is known of a year that a source says nothing of."""
    return Reading(indicator.pk, area, year, "T", indicator.age_group, "total", None, UNTOLD)
