"""A table that the reader puts together. All of the choice is in the address, which is its permanent link."""

import itertools
from typing import NamedTuple

from django.utils import timezone
from django.utils.http import urlencode

from regions.places.models import County, Municipality
from regions.statistics import sentences
from regions.statistics.chosen import wording
from regions.statistics.measured import COUNTRY, Measured, untold
from regions.statistics.models import Indicator, Observation
from regions.statistics.queries import readings

MOST_CELLS = 5_000
FIRST_YEAR = 2000
YEARS = 10  # from the latest possible, when none are chosen
ALL_BIRTHS = [Observation.BirthRegion.TOTAL.value]


class Choice(NamedTuple):
    """What an address asks for: known keys, codes and letters in the order of the lists, and years in their order."""

    indicators: list
    areas: dict  # {code: name}
    sexes: list
    births: list
    first: int
    last: int

    @property
    def years(self):
        return range(self.first, self.last + 1)

    @property
    def query(self):
        """The address's question, in one form whoever wrote it."""
        chosen = {"nyckeltal": [one.key for one in self.indicators], "omrade": list(self.areas), "kon": self.sexes}
        chosen |= {"fodelseregion": self.births} if self.by_birth else {}
        return urlencode(chosen | {"fran": self.first, "till": self.last}, doseq=True)

    @property
    def by_birth(self):
        """Whether anything but all birth regions together is asked for."""
        return self.births != ALL_BIRTHS

    @property
    def cells(self):
        return len(self.indicators) * len(self.areas) * len(self.sexes) * len(self.births) * len(self.years)


class Row(NamedTuple):
    """An indicator in an area for a sex, a birth region and an age, with a reading for each year."""

    measured: Measured
    area: str
    area_name: str
    sex: str
    birth: str
    age_group: str
    readings: list

    @property
    def label(self):
        return Observation.Sex(self.sex).label

    @property
    def birth_label(self):
        return Observation.BirthRegion(self.birth).label

    @property
    def texts(self):
        return [
            sentences.value_text(self.measured, one.value) if one.has_value else one.reason for one in self.readings
        ]


def names_of(rows):
    """What tells each row of one indicator from the others: "Gävle", "Gävle, flickor", or "Flickor" where that will."""
    told = [
        (row.area_name, sentences.sexes(row.measured.indicator).get(row.sex, "alla"), row.birth_label) for row in rows
    ]
    differ = [len(set(parts)) > 1 for parts in zip(*told, strict=True)]
    names = [", ".join(itertools.compress(parts, differ)) or parts[0] for parts in told]
    return [f"{name[:1].upper()}{name[1:]}" for name in names]


def have_ages(rows):
    """Whether some indicator has rows of several ages, which then have to be told apart."""
    ages = {(row.measured.indicator.key, row.age_group) for row in rows}
    return len(ages) > len({key for key, _ in ages})


def area_names():
    """{code: name} of all that can be chosen: the country, the counties, the municipalities of today."""
    names = {COUNTRY.code: COUNTRY.name}
    names |= {county.code: county.name for county in County.objects.in_order()}
    return names | dict(Municipality.objects.current().in_order().values_list("code", "short_name"))


def read_choice(query, names):
    """The choice of an address; what is not known is passed over.

    query: with nyckeltal, omrade, kon and fodelseregion, each once or more, fran and till. names: of area_names().
    """
    asked = ("nyckeltal", "omrade", "kon", "fodelseregion")
    wanted, areas, sexes, births = (set(query.getlist(name)) for name in asked)
    latest = timezone.localdate().year
    first, last = _year(query.get("fran"), latest - YEARS), _year(query.get("till"), latest)
    return Choice(
        list(Indicator.objects.filter(pk__in=wanted).order_by("title", "pk")),
        {code: name for code, name in names.items() if code in areas},
        [sex for sex in Observation.Sex.values if sex in sexes] or [Observation.Sex.TOTAL.value],
        [birth for birth in Observation.BirthRegion.values if birth in births] or ALL_BIRTHS,
        min(first, last),
        max(first, last),
    )


def _year(text, otherwise):
    """A year that can be asked for."""
    latest = timezone.localdate().year
    return min(max(int(text), FIRST_YEAR), latest) if text and text.isascii() and text.isdecimal() else otherwise


def rows_of(choice):
    """The rows of the table, in one statement; one that no source says anything of is left out."""
    found = {}
    keys = [one.key for one in choice.indicators]
    divided = {"sexes": choice.sexes, "birth_regions": choice.births}
    for one in readings(keys, list(choice.areas), years=(choice.first, choice.last), **divided):
        of_one = found.setdefault((one.indicator, one.area, one.sex, one.birth_region), {})
        of_one.setdefault(one.age_group, {})[one.year] = one
    rows = []
    for indicator in choice.indicators:
        measured = Measured(indicator, wording(indicator))
        for code, name in choice.areas.items():
            for sex, birth in itertools.product(choice.sexes, choice.births):
                for age_group, series in found.get((indicator.key, code, sex, birth), {}).items():
                    measured.series[code, sex, birth, age_group] = series
                    every = [series.get(year) or untold(indicator, code, year) for year in choice.years]
                    rows.append(Row(measured, code, name, sex, birth, age_group, every))
    return rows
