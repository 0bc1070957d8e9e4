"""The lägesbild of a place: what the numbers say, put in words, by the themes of the Convention."""

from functools import cached_property
from typing import NamedTuple

from django.db.models import prefetch_related_objects
from django.utils.http import urlencode

from barnratt.convention.models import Cluster
from regions.places.models import County, Municipality
from regions.statistics import charts, findings, sentences
from regions.statistics.findings import ABOVE, BELOW, DOWN, UP
from regions.statistics.measured import COUNTRY, Place, datasets, measured, untold
from regions.statistics.models import Indicator, Observation, Recommendation

MOST_PLACES = 60  # as many as an address may name
WORSE = {Indicator.Direction.HIGHER: (DOWN, BELOW), Indicator.Direction.LOWER: (UP, ABOVE)}
BETTER = {Indicator.Direction.HIGHER: (UP, ABOVE), Indicator.Direction.LOWER: (DOWN, BELOW)}
# Nothing is measured there: protocols of their own, and rules of procedure.
NOT_REPORTED_ON = ("optional_protocols", "procedure")
NOT_TIED = "Inte knutet till någon rekommendation"


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

    @cached_property
    def heading(self):
        if self.has_own:
            return sentences.heading(self.found, self.place, self.trend, self.beside_country)
        return sentences.heading_without_own_value(self.found, f"i {self.within_label}")

    @cached_property
    def latest(self):
        """(year, value in words) of the place's own latest value, or None."""
        found = self.found.latest(self.place.code)
        return (found[0], sentences.value_text(self.found, found[1].value)) if found else None

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
    def told(self):
        """The same with how the indicator is to be read, as one paragraph."""
        return " ".join(filter(None, [*self.sentences, self.direction, self.wording.note]))

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
        return self._points(WORSE)

    @cached_property
    def points_to_better(self):
        """The certain findings that point to something better."""
        return self._points(BETTER)

    @property
    def worse_sentence(self):
        """The numbers behind the first of points_to_worse."""
        if self.points_to_worse[0] == "change":
            return sentences.change(self.found, self.place, self.trend)
        return sentences.held_beside(self.found, self.place, COUNTRY, self.beside_country)

    def _points(self, kinds):
        wanted = kinds.get(self.indicator.direction, ())
        found = []
        if self.trend.kind in wanted:
            found.append("change")
        if self.beside_country and self.beside_country.kind in wanted:
            found.append("beside")
        return found

    @property
    def is_telling(self):
        certain = self.trend.kind in (UP, DOWN) or (self.beside_country and self.beside_country.kind in (ABOVE, BELOW))
        return bool(self.has_own and certain) or self.has_sure_gap

    @property
    def has_sure_gap(self):
        """Between girls and boys."""
        return self.gap is not None and self.gap.kind in (ABOVE, BELOW)

    @property
    def questions(self):
        """To talk about; only where something points to something worse."""
        asked = [sentences.QUESTIONS[key] for key in self.points_to_worse]
        if not asked:
            return []
        if self.has_sure_gap:
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
    def case_query(self):
        """What an assessment that begins here is called to begin with, and the finding that it begins in."""
        title = sentences.CASE.format(label=self.wording.label, place=self.place.name)
        return urlencode({"rubrik": title, "nyckeltal": self.key, "plats": self.place.code})

    @cached_property
    def sources(self):
        """The fetches that the figures come from."""
        return [self.datasets[key] for key in self.found.datasets if key in self.datasets]

    @property
    def credits(self):
        """What the figures come from and when it was fetched, in sentences."""
        return " ".join(f"{dataset.credit}, hämtad {dataset.retrieved}." for dataset in self.sources)

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
    def labels(self):
        return [label for label, _ in self.columns]

    @property
    def years_caption(self):
        return f"{self.wording.label} {self.place.where}"

    @property
    def years(self):
        """The rows of the table: (year, texts), the latest first."""
        columns = [self.found.series[key] for _, key in self.columns]
        every = sorted({year for series in columns for year in series}, reverse=True)
        return [(year, [self._cell(series.get(year) or self._untold(year)) for series in columns]) for year in every]

    @cached_property
    def places(self):
        """The rows of the table of places within: (name, texts), in the order of their names."""
        return [(self.setting.within[code], [self._cell(reading)]) for code, reading in self.found.spread.items()]

    places_labels = ("Värde",)

    @property
    def places_caption(self):
        return f"{self.wording.label}, {self.within_label} {self.found.spread_year}"

    @property
    def median(self):
        return sentences.value_text(self.found, self.found.spread_median)

    def _untold(self, year):
        return untold(self.indicator, self.place.code, year)

    def _cell(self, reading):
        """The value, or the words for why there is none: there are five reasons, and none of them is zero."""
        return sentences.value_text(self.found, reading.value) if reading.has_value else reading.reason


class Theme(NamedTuple):
    """A theme of the Convention: what is known, and the indicators that have no value for the place.

    cluster: the Committee's cluster; where the page is ordered by recommendations, the Recommendation.
    """

    cluster: Cluster | Recommendation
    findings: list
    lacking: list

    @property
    def slug(self):
        return self.cluster.pk

    @property
    def name(self):
        return str(self.cluster)

    @property
    def note(self):
        """What the reader has to know of a recommendation: where it stands."""
        return getattr(self.cluster, "where", "")

    @property
    def telling(self):
        """Where something is certain: a change, a difference to Sweden or one between girls and boys."""
        return [finding for finding in self.findings if finding.is_telling]

    @property
    def steady(self):
        """Where nothing is certain, of what the place has values of its own for."""
        return [finding for finding in self.findings if finding.has_own and not finding.is_telling]

    @property
    def only_within(self):
        """What only the places within it have values for."""
        return [finding for finding in self.findings if not finding.has_own]

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
    def every(self):
        """Those that have no value for the place too."""
        return [finding for theme in self.themes for finding in [*theme.findings, *theme.lacking]]

    @property
    def worth_talking_about(self):
        return [finding for finding in self.findings if finding.points_to_worse]

    @property
    def constructed(self):
        return any(finding.constructed for finding in self.findings)

    @property
    def by_birth_region(self):
        """Those that tell children born in Sweden from those born abroad."""
        return [finding for finding in self.findings if finding.birth_gap]


def lagesbild(setting):
    """Everything that the chosen indicators say of a place, by all of the Committee's themes in their order."""
    found = findings_of(setting)
    clusters = Cluster.objects.exclude(slug__in=NOT_REPORTED_ON).order_by("position")
    themes = [
        _theme(cluster, [one for one in found if one.indicator.cluster_id == cluster.slug]) for cluster in clusters
    ]
    return Lagesbild(setting, themes)


def by_recommendation(picture):
    """The same findings by what the Committee has asked of Sweden. One that several ask for stands at each.

    What no recommendation has been tied to comes last: the table of them is the editors' (/administration/).
    """
    prefetch_related_objects([finding.indicator for finding in picture.every], "recommendations")
    tied = {finding.key: {one.pk for one in finding.indicator.recommendations.all()} for finding in picture.every}
    groups = [
        _theme(one, [finding for finding in picture.every if one.pk in tied[finding.key]])
        for one in Recommendation.objects.order_by("position", "pk")
    ]
    rest = [finding for finding in picture.every if not tied[finding.key]]
    return picture._replace(themes=[*groups, _theme(Recommendation(key="ovriga", title=NOT_TIED), rest)])


def _theme(cluster, findings):
    return Theme(
        cluster,
        [one for one in findings if one.can_be_shown],
        [one for one in findings if not one.can_be_shown],
    )


def findings_of(setting, *, indicators=None):
    """A Finding of each chosen indicator, or of the given ones."""
    areas = [setting.place.code, *(other.code for other in setting.beside)]
    found = measured(areas, within=list(setting.within), indicators=indicators)
    known = datasets()
    return [Finding(one, setting, known) for one in found]
