"""Charts: each a picture at an address that holds a hash of what it shows. `documents.vega` says how it looks.

The table beside a chart says the same, so a chart tells only its own title and what it shows in short. Years without a
value are a gap in the line, never zero.
"""

import hashlib
import json
from functools import cache
from typing import NamedTuple

from django.urls import reverse
from django.utils.http import urlencode

from barnratt.documents import charts, vega
from regions.statistics import sentences
from regions.statistics.queries import REASONS, UNTOLD

VERSION = 2  # goes up when charts are drawn in another way, so that addresses change
TREND, SPREAD, GAP = "utveckling", "spridning", "kon"
KINDS = (TREND, SPREAD, GAP)
LINES_TOLD = "Linjediagram, {unit}. {ends}"
END_TOLD = "{name} {year}: {value}."
SPREAD_TOLD = "Varje prick är en plats, {unit}. Värdena går från {low} till {high}. Medianen är {median}."
# Why there is a gap or no dot, which cannot be seen: never zero.
GAPS_TOLD = "Utan värde för {name}: {reasons}."
MOST_NAMED = 5
NO_DOT_TOLD = "Utan värde och prick: {reasons}."


@cache
def _pattern():
    """A chart's address with names for what differs: reverse() is slow, and a page has a hundred charts."""
    named = {name: f"{name}-0" for name in ("kind", "indicator", "area", "key")}
    path = reverse("statistics:chart", args=named.values())
    for name, word in named.items():
        path = path.replace(word, f"{{{name}}}")
    return path


class Chart(NamedTuple):
    """A chart that can be drawn. `shown` is what it is drawn from: names, years and numbers, ready for JSON.

    address: the indicator, the area, and the codes of other places that do not follow from the area.
    """

    kind: str
    title: str
    description: str  # stands for it in an <img>
    unit: str
    shown: dict
    address: tuple
    gaps: str = ""  # what has no value, and why; it is part of the description too

    @property
    def key(self):
        """The hash of everything that the picture is made from."""
        made_from = json.dumps([VERSION, self.kind, self.title, self.description, self.shown], ensure_ascii=False)
        return hashlib.sha256(made_from.encode()).hexdigest()[:20]

    @property
    def caption(self):
        return " ".join(filter(None, [f"{self.title}. {self.unit[:1].upper()}{self.unit[1:]}.", self.gaps]))

    @property
    def url(self):
        indicator, area, others = self.address
        path = _pattern().format(kind=self.kind, indicator=indicator, area=area, key=self.key)
        return f"{path}?{urlencode({'med': ' '.join(others)})}" if others else path

    @property
    def spec(self):
        return vega.strip(self.shown) if self.kind == SPREAD else vega.lines(self.shown)

    # What the SVG measures, so that the page does not jump when it comes.
    width = vega.ALL

    @property
    def height(self):
        return vega.strip_height(self.shown) if self.kind == SPREAD else vega.LINES_HEIGHT

    def svg(self):
        """The picture as SVG, with a title and a description of our own in Swedish."""
        return charts.svg(self.spec, title=self.title, description=self.description)


def of(finding):
    """The charts of a Finding, by kind; only those that have something to show."""
    found, place, label = finding.found, finding.place, finding.wording.label
    made = {}
    lines = {other.short_name: found.of(other.code) for other in [place, *finding.differences]}
    if finding.has_own and _longest(lines) > 1:
        made[TREND] = _lines(finding, TREND, label, lines)
    if finding.has_within:
        made[SPREAD] = _strip(finding)
    named = sentences.sexes(found.indicator)
    by_sex = {name.capitalize(): found.of(place.code, sex) for sex, name in named.items()}
    if finding.gap and _longest(by_sex) > 1:
        made[GAP] = _lines(finding, GAP, f"{label}, {' och '.join(named.values())}", by_sex)
    return made


def _longest(lines):
    return max(sum(reading.has_value for reading in series.values()) for series in lines.values())


def _lines(finding, kind, what, lines):
    shown, ends, every = [], [], set()
    for name, series in lines.items():
        values = {year: float(reading.value) for year, reading in series.items() if reading.has_value}
        first, last = min(values), max(values)
        every |= {first, last}
        shown.append({"name": name, "years": {year: values.get(year) for year in range(first, last + 1)}})
        value = sentences.value_text(finding.found, series[last].value)
        ends.append(END_TOLD.format(name=name, year=last, value=value))
    unit = unit_of(finding.indicator)
    title = f"{what}, {min(every)}–{max(every)}"
    without = {name: _gaps(series) for name, series in lines.items()}
    gaps = " ".join(GAPS_TOLD.format(name=name, reasons=reasons) for name, reasons in without.items() if reasons)
    description = " ".join(filter(None, [LINES_TOLD.format(unit=unit, ends=" ".join(ends)), gaps]))
    address = (finding.key, finding.place.code, ())
    return Chart(kind, title, description, unit, {"lines": shown, "sexes": kind == GAP}, address, gaps)


def _gaps(series):
    """The years without a value, from the first with one, and why: "2019 (sekretess)"."""
    first = min(year for year, reading in series.items() if reading.has_value)
    without = {}
    for year in range(first, max(series) + 1):
        if year not in series or not series[year].has_value:
            reason = series[year].reason if year in series else REASONS[UNTOLD]
            without.setdefault(reason, []).append(str(year))
    return "; ".join(f"{', '.join(years)} ({reason})" for reason, years in without.items())


def _strip(finding):
    """A dot for each place, with the median and whom they are held against below."""
    found, year = finding.found, finding.found.spread_year
    values = {code: reading.value for code, reading in found.spread_values.items()}
    marks = [("Median", float(found.spread_median), "median")]
    for other in dict.fromkeys([finding.place, *finding.setting.beside]):
        reading = found.of(other.code).get(year)
        if reading and reading.has_value:
            marks.append((other.short_name, float(reading.value), "own" if other is finding.place else "other"))
    unit = unit_of(finding.indicator)
    low, high, middle = (
        sentences.value_text(found, value)
        for value in (min(values.values()), max(values.values()), found.spread_median)
    )
    without = {}
    for code, reading in found.spread.items():
        if not reading.has_value:
            without.setdefault(reading.reason, []).append(finding.setting.within[code])
    gaps = "; ".join(f"{_named(places)} ({reason})" for reason, places in without.items())
    gaps = NO_DOT_TOLD.format(reasons=gaps) if gaps else ""
    told = SPREAD_TOLD.format(unit=unit, low=low, high=high, median=middle)
    return Chart(
        SPREAD,
        f"{finding.wording.label}, {finding.within_label} {year}",
        " ".join(filter(None, [told, gaps])),
        unit,
        {"dots": [float(value) for value in values.values()], "marks": marks},
        (finding.key, finding.place.code, finding.other_codes),
        gaps,
    )


def _named(places):
    """The places by name, or how many they are; the table has them all."""
    return ", ".join(places) if len(places) <= MOST_NAMED else f"{len(places)} platser"


def unit_of(indicator):
    return "andel i procent" if indicator.unit == "%" else indicator.unit
