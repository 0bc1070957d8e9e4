"""The lägesbild of a place: what the numbers say, put in words, by the themes of the Convention."""

from functools import cached_property
from typing import NamedTuple

from django.utils.http import urlencode

from barnratt.convention.models import Cluster
from initiatives.cards import cards
from initiatives.catalogue import search
from regions.places.models import County, Municipality
from regions.statistics import charts, findings, sentences
from regions.statistics.findings import ABOVE, BELOW, DOWN, UP
from regions.statistics.measured import COUNTRY, Place, datasets, measured, untold
from regions.statistics.models import Indicator, Observation

MOST_PLACES = 60  # as many as an address may name
WORSE = {Indicator.Direction.HIGHER: (DOWN, BELOW), Indicator.Direction.LOWER: (UP, ABOVE)}
# Nothing is measured there: protocols of their own, and rules of procedure.
NOT_REPORTED_ON = ("optional_protocols", "procedure")


class Setting(NamedTuple):
    """A place and what it is held against.

    beside: Places whose years are shown too, Sweden last. within: {code: name} of places whose latest year is shown
    as dots. within_label: what they are called: "länets kommuner". own_places: whether they lie in the place itself, so
    that they can stand for it where the source has no value for the whole.
    """

    place: Place
    beside: tuple
    within: dict
    within_label: str
    own_places: bool


def country_setting():
    counties = {county.code: county.short_name for county in County.objects.in_order()}
    return Setting(COUNTRY, (), counties, "länen", True)


def county_setting(county, municipalities):
    names = {municipality.code: municipality.short_name for municipality in municipalities}
    return Setting(Place.of(county), (COUNTRY,), names, "länets kommuner", True)


def municipality_setting(municipality, alike):
    """alike: the municipalities that it is held against."""
    names = {other.code: other.short_name for other in alike}
    return Setting(Place.of(municipality), (Place.of(municipality.county), COUNTRY), names, "liknande kommuner", False)


def setting_of(code, others=""):
    """The setting that an address names. Raises DoesNotExist for an area that there is not.

    others: the codes that a municipality is held against, with spaces between.
    """
    if code == COUNTRY.code:
        return country_setting()
    if len(code) == 2:
        county = County.objects.get(code=code)
        return county_setting(county, county.municipalities.current().in_order())
    municipality = Municipality.objects.select_related("county").get(code=code)
    alike = Municipality.objects.current().filter(code__in=others.split()[:MOST_PLACES]).in_order()
    return municipality_setting(municipality, alike)


class Finding:
    """One indicator for one place: the numbers, what they say in words, and the tables and charts that show it."""

    def __init__(self, found, setting, datasets=None):
        self.datasets = datasets or {}
        self.found, self.setting, self.place = found, setting, setting.place
        self.indicator, self.wording = found.indicator, found.wording
        own = found.of(self.place.code)
        self.has_own = found.has_values(self.place.code)
        self.has_within = len(found.spread_values) > 1
        self.trend = findings.trend(own, comparable_from=found.wording.comparable_from)
        differences = {other: findings.difference(own, found.of(other.code)) for other in setting.beside}
        self.differences = {other: difference for other, difference in differences.items() if difference}
        self.beside_country = self.differences.get(COUNTRY)
        self.gap = findings.difference(found.of(self.place.code, "K"), found.of(self.place.code, "M"))
        self.birth_gap = findings.difference(
            found.of(self.place.code, "T", "abroad"), found.of(self.place.code, "T", "sweden")
        )

    @property
    def key(self):
        return self.indicator.key

    @property
    def can_be_shown(self):
        return self.has_own or (self.setting.own_places and self.has_within)

    @property
    def heading(self):
        if self.has_own:
            return sentences.heading(self.found, self.place, self.trend, self.beside_country)
        return sentences.heading_without_own_value(self.found, f"i {self.within_label}")

    @property
    def sentences(self):
        """What stands under the heading."""
        if not self.has_own:
            return [sentences.NO_OWN]
        beside = self.differences.items()
        return [
            sentences.change(self.found, self.place, self.trend),
            *(sentences.held_beside(self.found, self.place, other, difference) for other, difference in beside),
            *([sentences.beside_median(self)] if self.has_within and not self.setting.own_places else []),
        ]

    @property
    def gap_sentence(self):
        return sentences.gap(self.found, self.gap) if self.gap else ""

    @property
    def gap_size(self):
        return sentences.size_text(self.found, self.gap.size, self.gap.other)

    @property
    def birth_gap_sentence(self):
        return sentences.birth_gap(self.found, self.birth_gap) if self.birth_gap else ""

    @property
    def birth_gap_size(self):
        return sentences.size_text(self.found, self.birth_gap.size, self.birth_gap.other)

    @property
    def direction(self):
        return sentences.direction(self.indicator)

    @cached_property
    def points_to_worse(self):
        """The certain findings that point to something worse: "change" over time, or "beside" Sweden."""
        worse = WORSE.get(self.indicator.direction, ())
        found = []
        if self.trend.kind in worse:
            found.append("change")
        if self.beside_country and self.beside_country.kind in worse:
            found.append("beside")
        return found

    @property
    def questions(self):
        """To talk about; only where something points to something worse."""
        asked = [sentences.QUESTIONS[key] for key in self.points_to_worse]
        if not asked:
            return []
        if self.gap and self.gap.kind in (ABOVE, BELOW):
            asked.append(sentences.QUESTIONS["gap"])
        return [*asked, sentences.QUESTIONS["children"], sentences.QUESTIONS["next"]]

    @cached_property
    def articles(self):
        return sorted(self.indicator.articles.all(), key=lambda article: article.number)

    @cached_property
    def charts(self):
        return charts.of(self)

    @property
    def articles_text(self):
        """ "artikel 26 och 27", or nothing."""
        numbers = [str(article.number) for article in self.articles]
        return f"artikel {' och '.join(filter(None, [', '.join(numbers[:-1]), numbers[-1]]))}" if numbers else ""

    @property
    def articles_query(self):
        return urlencode([("artikel", article.number) for article in self.articles])

    @property
    def sources(self):
        """The fetches that the figures come from."""
        return [self.datasets[key] for key in self.found.datasets if key in self.datasets]

    @property
    def constructed(self):
        return any(dataset.constructed for dataset in self.sources)

    @property
    def within_label(self):
        return self.setting.within_label

    @property
    def other_codes(self):
        """Which others a chart needs to be told of, when they do not follow from the place."""
        return () if self.setting.own_places else tuple(self.setting.within)

    # The table of years, and of the places within

    @cached_property
    def columns(self):
        """(label, (area, sex, birth region)) of the table of years."""
        places = [self.place, *self.setting.beside]
        found = [(place.name, (place.code, "T", "total")) for place in places]
        by_sex = [(name.capitalize(), sex) for sex, name in sentences.sexes(self.indicator).items()]
        found += [(f"{label}, {self.place.name}", (self.place.code, sex, "total")) for label, sex in by_sex]
        births = [(Observation.BirthRegion.SWEDEN, "sweden"), (Observation.BirthRegion.ABROAD, "abroad")]
        found += [
            (f"{key.label.capitalize()}, {self.place.name}", (self.place.code, "T", birth)) for key, birth in births
        ]
        return [(label, key) for label, key in found if self.found.series.get(key)]

    @property
    def has_years(self):
        return bool(self.columns)

    @property
    def years(self):
        """The rows of the table: (year, texts), the latest first."""
        columns = [self.found.series[key] for _, key in self.columns]
        every = sorted({year for series in columns for year in series}, reverse=True)
        return [(year, [self._cell(series.get(year) or self._untold(year)) for series in columns]) for year in every]

    @property
    def places(self):
        """The rows of the table of places within: (name, texts), in the order of their names."""
        return [(self.setting.within[code], [self._cell(reading)]) for code, reading in self.found.spread.items()]

    @property
    def median(self):
        return sentences.value_text(self.found, self.found.spread_median)

    def _untold(self, year):
        return untold(self.indicator, self.place.code, year)

    def _cell(self, reading):
        """The value, or the words for why there is none: there are five reasons, and none of them is zero."""
        return sentences.value_text(self.found, reading.value) if reading.has_value else reading.reason


class Theme(NamedTuple):
    """A theme of the Convention: what is known, and the indicators that have no value for the place."""

    cluster: Cluster
    findings: list
    lacking: list

    @property
    def without_sexes(self):
        return [finding for finding in self.findings if not finding.gap]


class Lagesbild(NamedTuple):
    setting: Setting
    themes: list

    @property
    def findings(self):
        return [finding for theme in self.themes for finding in theme.findings]

    @property
    def worth_talking_about(self):
        return [finding for finding in self.findings if finding.points_to_worse]

    @property
    def constructed(self):
        return any(finding.constructed for finding in self.findings)

    @property
    def without_birth_region(self):
        return not any(finding.birth_gap for finding in self.findings)


def lagesbild(setting):
    """Everything that the chosen indicators say of a place, by all of the Committee's themes in their order."""
    found = findings_of(setting)
    themes = []
    for cluster in Cluster.objects.exclude(slug__in=NOT_REPORTED_ON).order_by("position"):
        here = [one for one in found if one.indicator.cluster_id == cluster.slug]
        shown = [one for one in here if one.can_be_shown]
        themes.append(Theme(cluster, shown, [one for one in here if not one.can_be_shown]))
    return Lagesbild(setting, themes)


class Addressing(NamedTuple):
    """Published entries on the articles that are worth talking about, and how many there are of each article."""

    cards: list
    numbers: dict


def addressing(lagesbild, *, size=4):
    """What others have done about it, in two statements. None when nothing is worth talking about."""
    numbers = {str(article.number) for finding in lagesbild.worth_talking_about for article in finding.articles}
    if not numbers:
        return None
    hits = search(None, {"artikel": sorted(numbers)}, sort="nyast", size=size)
    return Addressing(cards(hits.pks), {option.value: option.count for option in hits.facets.get("artikel", [])})


def lagesbild_context(picture):
    """What statistics/_lagesbild.html is drawn from."""
    return {
        "picture": picture,
        "place": picture.setting.place,
        "addressing": addressing(picture),
    }


def findings_of(setting, *, indicators=None):
    """A Finding of each chosen indicator, or of the given ones."""
    areas = [setting.place.code, *(other.code for other in setting.beside)]
    found = measured(areas, within=list(setting.within), indicators=indicators)
    known = datasets()
    return [Finding(one, setting, known) for one in found]
