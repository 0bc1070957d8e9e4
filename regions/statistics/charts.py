"""Charts: Vega-Lite drawn on the server to SVG, each at an address that holds a hash of what it shows.

The table beside a chart says the same, so a chart tells only its own title and what it shows. Colour is never alone:
lines differ in dash and point and are named at their ends. Points without a value are a gap in the line, never zero.
"""

import hashlib
import json
import re
from typing import NamedTuple

from django.urls import reverse
from django.utils.html import escape
from django.utils.http import urlencode

from regions.statistics import sentences

VERSION = 1  # goes up when charts are drawn in another way, so that addresses change
TREND, SPREAD, GAP = "utveckling", "spridning", "kon"
KINDS = (TREND, SPREAD, GAP)

FONT = "Source Sans 3, Source Sans Pro, Helvetica, Arial, sans-serif"
INK, QUIET, LINE, FAINT = "#17282b", "#485556", "#6f7876", "#d9d5ca"
ACCENT, SECOND = "#0e6168", "#a32c1b"
SWEDISH = {"decimal": ",", "thousands": "\u00a0", "grouping": [3], "currency": ["", "\u00a0kr"]}
WIDTH, HEIGHT, NAMES = 340, 190, 120  # pixels of the plot, and the room for names at its right
ROW = 15  # between two names
# What Vega says of its parts, in English, even with config.aria = false.
ENGLISH = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')
# (colour, dash, shape) for each line of a chart
STYLES = [(ACCENT, [], "circle"), (QUIET, [6, 4], "square"), (LINE, [2, 3], "triangle-up")]
GIRLS_AND_BOYS = [(ACCENT, [], "circle"), (SECOND, [6, 4], "square")]


class Chart(NamedTuple):
    """A chart that can be drawn. `alt` is what stands for it in an <img>; the table says the rest."""

    kind: str
    title: str
    description: str
    spec: dict
    address: tuple  # (kind, indicator, area, codes of other places)

    @property
    def key(self):
        """The hash of everything that the SVG is made from."""
        made_from = json.dumps([VERSION, self.title, self.description, self.spec], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(made_from.encode()).hexdigest()[:20]

    @property
    def url(self):
        kind, indicator, area, others = self.address
        path = reverse("statistics:chart", args=[kind, indicator, area, self.key])
        return f"{path}?{urlencode({'med': ' '.join(others)})}" if others else path

    @property
    def size(self):
        return {"width": WIDTH + NAMES + 60, "height": self.spec["height"] + 60}

    def svg(self):
        """The picture as SVG, with a title and a description of our own in Swedish."""
        import vl_convert

        drawn = vl_convert.vegalite_to_svg(self.spec, format_locale=SWEDISH)
        drawn = ENGLISH.sub("", drawn)
        told = f'<title id="t">{escape(self.title)}</title><desc id="d">{escape(self.description)}</desc>'
        return re.sub(r"<svg ([^>]*)>", rf'<svg \1 role="img" aria-labelledby="t d" lang="sv">{told}', drawn, count=1)


def of(finding):
    """The charts of a Finding, by kind; only those that have something to show."""
    found, place = finding.found, finding.place
    made = {}
    own = [(place.name, found.of(place.code))] if finding.has_own else []
    lines = own + [(other.name, found.of(other.code)) for other in finding.differences]
    if own and _longest(lines) > 1:
        made[TREND] = _trend(finding, TREND, lines, STYLES)
    if len(found.spread_values) > 1:
        made[SPREAD] = _spread(finding)
    by_sex = [(name.capitalize(), found.of(place.code, sex)) for sex, name in sentences.sexes(found.indicator).items()]
    if finding.gap and _longest(by_sex) > 1:
        made[GAP] = _trend(finding, GAP, by_sex, GIRLS_AND_BOYS)
    return made


def _longest(lines):
    return max(sum(figure.value is not None for figure in series.values()) for _, series in lines)


def _trend(finding, kind, lines, styles):
    rows, ends = [], []
    for (name, series), (_colour, _dash, _shape) in zip(lines, styles, strict=False):
        years = sorted(series)
        values = {year: series[year].value for year in years}
        for year in range(years[0], years[-1] + 1):  # a year that is left out breaks the line
            value = values.get(year)
            rows.append({"plats": name, "år": year, "värde": None if value is None else float(value)})
        last = max(year for year in years if values[year] is not None)
        ends.append({"plats": name, "år": last, "värde": float(values[last])})
    low, high = _domain([row["värde"] for row in rows if row["värde"] is not None])
    _apart(ends, low, high)
    names = [name for name, _ in lines]
    used = styles[: len(names)]
    colour = {"field": "plats", "type": "nominal", "legend": None}
    colour["scale"] = {"domain": names, "range": [style[0] for style in used]}
    dash = {"field": "plats", "type": "nominal", "legend": None}
    dash["scale"] = {"domain": names, "range": [style[1] or [1, 0] for style in used]}
    shape = {"field": "plats", "type": "nominal", "legend": None}
    shape["scale"] = {"domain": names, "range": [style[2] for style in used]}
    every = sorted({row["år"] for row in rows})
    x = {
        "field": "år",
        "type": "quantitative",
        "title": None,
        "scale": {"domain": [every[0], every[-1]], "nice": False},
    }
    x["axis"] = {"format": "d", "values": _ticks(every), "grid": False}
    y = {"field": "värde", "type": "quantitative", "title": None, "scale": {"domain": [low, high], "nice": False}}
    y["axis"] = {"tickCount": 4, "format": ",~f"}
    layers = [
        {
            "mark": {"type": "line", "strokeWidth": 2.5, "interpolate": "linear"},
            "encoding": {"x": x, "y": y, "color": colour, "strokeDash": dash},
        },
        {
            "mark": {"type": "point", "filled": True, "size": 34, "opacity": 1},
            "encoding": {"x": x, "y": y, "color": colour, "shape": shape},
        },
    ]
    for end in ends:
        layers.append(
            {
                "data": {"values": [end]},
                "mark": {
                    "type": "text",
                    "align": "left",
                    "dx": 9 + round((every[-1] - end["år"]) / max(every[-1] - every[0], 1) * WIDTH),
                    "dy": end["dy"],
                    "limit": NAMES,
                    "fontWeight": 600,
                },
                "encoding": {"x": x, "y": y, "text": {"field": "plats"}, "color": colour},
            }
        )
    subject = finding.wording.label
    unit = _unit(finding.indicator)
    years = f"{every[0]}–{every[-1]}"
    title = f"{subject}, {years}"
    if kind == GAP:
        title = f"{subject}, {names[0].lower()} och {names[1].lower()}, {years}"
    told = [f"{end['plats']} {end['år']}: {sentences.value_text(finding.found, end['värde'])}." for end in ends]
    description = f"Linjediagram, {unit}. {' '.join(told)}"
    return _chart(finding, kind, title, description, {"data": {"values": rows}, "layer": layers, "height": HEIGHT})


def _spread(finding):
    found, place = finding.found, finding.place
    values = {finding.setting.within[code]: float(figure.value) for code, figure in found.spread_values.items()}
    low, high = min(values.values()), max(values.values())
    marked = []
    year = found.spread_year
    for name, code in ((place.name, place.code), ("Riket", "00")):
        figure = found.of(code).get(year)
        if figure and figure.value is not None and (name, code) not in [(one[0], one[2]) for one in marked]:
            marked.append((name, float(figure.value), code))
    low, high = min([low, *(one[1] for one in marked)]), max([high, *(one[1] for one in marked)])
    room = (high - low) * 0.04 or 1
    rows = _stacked(values, low - room, high + room)
    x_scale = {"domain": [low - room, high + room], "nice": False, "zero": False}
    x = {"field": "värde", "type": "quantitative", "title": None, "scale": x_scale}
    x["axis"] = {"tickCount": 5, "format": ",~f", "grid": True}
    height = 92
    y = {"field": "rad", "type": "quantitative", "axis": None, "scale": {"domain": [-4, 6], "nice": False}}
    middle = float(found.spread_median)
    layers = [
        {
            "mark": {
                "type": "circle",
                "size": 58,
                "color": ACCENT,
                "opacity": 0.75,
                "stroke": "#ffffff",
                "strokeWidth": 0.7,
            },
            "encoding": {"x": x, "y": y},
        },
    ]
    shown = [
        ("Median", middle, "tick", INK),
        *(
            (name, value, "diamond" if code == place.code else "triangle-down", SECOND if code == place.code else INK)
            for name, value, code in marked
        ),
    ]
    taken = []
    for name, value, mark, colour in sorted(shown, key=lambda one: one[1]):
        place_x = (value - low + room) / (high - low + 2 * room) * (WIDTH + NAMES)
        level = 0
        while any(abs(place_x - other) < 88 and level == at for other, at in taken):
            level += 1
        taken.append((place_x, level))
        one = {"värde": value, "rad": -1.4, "namn": name}
        here = {"values": [one]}
        if mark == "tick":
            layers.append(
                {
                    "data": {"values": [one | {"rad": -0.7, "topp": 5.6}]},
                    "mark": {"type": "rule", "color": colour, "strokeWidth": 1.5},
                    "encoding": {"x": x, "y": y, "y2": {"field": "topp"}},
                }
            )
        else:
            layers.append(
                {
                    "data": {"values": [one | {"rad": -0.6}]},
                    "mark": {
                        "type": "point",
                        "shape": mark,
                        "filled": True,
                        "size": 120,
                        "color": colour,
                        "opacity": 1,
                    },
                    "encoding": {"x": x, "y": y},
                }
            )
        edge = "left" if place_x < 50 else "right" if place_x > WIDTH + NAMES - 50 else "center"
        layers.append(
            {
                "data": here,
                "mark": {"type": "text", "dy": 8 + 13 * level, "fontWeight": 600, "color": colour, "align": edge},
                "encoding": {"x": x, "y": y, "text": {"field": "namn"}},
            }
        )
    title = f"{finding.wording.label}, {finding.within_label} {year}"
    lowest, highest = min(found.spread_values.values()), max(found.spread_values.values())
    description = (
        f"Varje prick är en plats, {_unit(finding.indicator)}. "
        f"Värdena går från {sentences.value_text(finding.found, lowest.value)} "
        f"till {sentences.value_text(finding.found, highest.value)}. "
        f"Medianen är {sentences.value_text(finding.found, found.spread_median)}."
    )
    spec = {"data": {"values": rows}, "layer": layers, "height": height, "width": WIDTH + NAMES}
    return _chart(finding, SPREAD, title, description, spec)


def _chart(finding, kind, title, description, spec):
    config = {
        "aria": False,
        "background": "#ffffff",
        "font": FONT,
        "padding": {"left": 4, "right": NAMES if kind != SPREAD else 16, "top": 10, "bottom": 4},
        "view": {"stroke": None},
        "axis": {
            "labelFontSize": 13,
            "labelColor": QUIET,
            "domainColor": LINE,
            "tickColor": LINE,
            "gridColor": FAINT,
            "labelFont": FONT,
        },
        "text": {"font": FONT, "fontSize": 13},
    }
    whole = {"width": WIDTH, "config": config} | spec
    others = finding.other_codes if kind == SPREAD else ()
    return Chart(kind, title, description, whole, (kind, finding.key, finding.place.code, others))


def _unit(indicator):
    return "andel i procent" if indicator.unit == "%" else indicator.unit


def _domain(values):
    """From a little below the lowest to a little above the highest; from zero when the lowest is near it."""
    low, high = min(values), max(values)
    room = (high - low) * 0.15 or abs(high) * 0.1 or 1
    return (0 if low >= 0 and low < high * 0.4 else low - room), high + room


def _ticks(years):
    step = -(-(years[-1] - years[0]) // 6) or 1
    return list(range(years[-1], years[0] - 1, -step))[::-1]


def _apart(ends, low, high):
    """Give each name at a line's end a `dy` in pixels, so that none lies on another."""
    taken = []
    for end in sorted(ends, key=lambda end: -end["värde"]):
        at = (high - end["värde"]) / (high - low) * HEIGHT
        wanted = max(at, taken[-1] + ROW) if taken else at
        taken.append(wanted)
        end["dy"] = round(wanted - at, 1)


def _stacked(values, low, high):
    """Dots that would lie on each other are put above each other."""
    rows, taken = [], []
    for name, value in sorted(values.items(), key=lambda one: (one[1], one[0])):
        at = (value - low) / (high - low) * (WIDTH + NAMES)
        level = 0
        while any(abs(at - other) < 8 and level == used for other, used in taken):
            level += 1
        taken.append((at, level))
        rows.append({"plats": name, "värde": value, "rad": 0.6 + level * 0.95})
    return rows
