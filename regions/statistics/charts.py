"""Charts: Vega-Lite drawn on the server to SVG, each at an address that holds a hash of what it shows.

The table beside a chart says the same, so a chart tells only its own title and what it shows. Colour is never alone:
lines differ in dash and point and are named at their ends. Points without a value are a gap in the line, never zero.
"""

import base64
import hashlib
import json
import re
from functools import cache
from typing import NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils.html import escape
from django.utils.http import urlencode

from regions.statistics import sentences

VERSION = 1  # goes up when charts are drawn in another way, so that addresses change
TREND, SPREAD, GAP = "utveckling", "spridning", "kon"
SPREAD_TOLD = "Varje prick är en plats, {unit}. Värdena går från {low} till {high}. Medianen är {median}."
KINDS = (TREND, SPREAD, GAP)

FONT = "Diagramtext"  # data/fonts/README.md
INK, QUIET, LINE, FAINT = "#17282b", "#485556", "#6f7876", "#d9d5ca"
ACCENT, SECOND = "#0e6168", "#a32c1b"
SWEDISH = {"decimal": ",", "thousands": "\u00a0", "grouping": [3], "currency": ["", "\u00a0kr"]}
WIDTH, HEIGHT, NAMES, SIDE, FOOT = 255, 180, 115, 45, 30  # pixels: the plot, and the room about it
MARGIN, DOT, ROW = 14, 8, 16  # beside a strip, a dot's width, and the height of a line of names
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
    unit: str
    spec: dict
    address: tuple  # (kind, indicator, area, codes of other places)

    @property
    def key(self):
        """The hash of everything that the SVG is made from."""
        made_from = json.dumps([VERSION, self.title, self.description, self.spec], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(made_from.encode()).hexdigest()[:20]

    @property
    def caption(self):
        return f"{self.title}. {self.unit[:1].upper()}{self.unit[1:]}."

    @property
    def url(self):
        kind, indicator, area, others = self.address
        path = reverse("statistics:chart", args=[kind, indicator, area, self.key])
        return f"{path}?{urlencode({'med': ' '.join(others)})}" if others else path

    # What the SVG measures, so that the page does not jump when it comes.
    @property
    def width(self):
        return SIDE + WIDTH + NAMES

    @property
    def height(self):
        return 10 + self.spec["height"] + FOOT

    def svg(self):
        """The picture as SVG, with a title and a description of our own in Swedish."""
        import vl_convert

        drawn = vl_convert.vegalite_to_svg(self.spec, format_locale=SWEDISH)
        drawn = ENGLISH.sub("", drawn)
        told = f'<title id="t">{escape(self.title)}</title><desc id="d">{escape(self.description)}</desc>{_typeface()}'
        return re.sub(r"<svg ([^>]*)>", rf'<svg \1 role="img" aria-labelledby="t d" lang="sv">{told}', drawn, count=1)


@cache
def _engine():
    """A browser's engine, which only those who draw should carry; it is to know how wide the words are."""
    import vl_convert

    vl_convert.register_font_directory(str(settings.DATA_DIR / "fonts"))
    return vl_convert


@cache
def _typeface():
    """The pages' typeface inside the picture: what stands in an <img> cannot fetch one."""
    font = base64.b64encode((settings.DATA_DIR / "fonts" / "diagramtext.woff2").read_bytes()).decode()
    return f"<style>@font-face{{font-family:{FONT};src:url(data:font/woff2;base64,{font})}}</style>"


def of(finding):
    """The charts of a Finding, by kind; only those that have something to show."""
    found, place = finding.found, finding.place
    made = {}
    own = [(place.short_name, found.of(place.code))] if finding.has_own else []
    lines = own + [(other.short_name, found.of(other.code)) for other in finding.differences]
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
    """A strip of dots, one for each place, with the median and whom they are held against below."""
    found, place, width = finding.found, finding.place, SIDE + WIDTH + NAMES - 2 * MARGIN
    values = {finding.setting.within[code]: float(figure.value) for code, figure in found.spread_values.items()}
    marks = [("Median", float(found.spread_median), "stroke", INK)]
    for other in dict.fromkeys([place, *finding.setting.beside]):
        figure = found.of(other.code).get(found.spread_year)
        if figure and figure.value is not None:
            own = other is place
            marks.append(
                (other.short_name, float(figure.value), "diamond" if own else "triangle-down", SECOND if own else INK)
            )
    every = [*values.values(), *(value for _, value, _, _ in marks)]
    room = (max(every) - min(every)) * 0.04 or 1
    low, high = min(every) - room, max(every) + room

    def across(value):
        return (value - low) / (high - low) * width

    dots, rows = [], []
    for name, value in sorted(values.items(), key=lambda one: one[1]):
        row = _free_row(rows, across(value), DOT)
        dots.append({"plats": name, "värde": value, "y": 46 - row * 10})
    labels, taken = [], []
    for name, value, shape, colour in sorted(marks, key=lambda one: one[1]):
        row = _free_row(taken, across(value), 10 + 8 * len(name))
        edge = "left" if across(value) < 40 else "right" if across(value) > width - 40 else "center"
        labels.append((name, value, shape, colour, row, edge))
    height = 84 + ROW * (1 + max(row for *_, row, _ in labels))
    x = {"field": "värde", "type": "quantitative", "title": None}
    x["scale"] = {"domain": [low, high], "nice": False, "zero": False}
    x["axis"] = {"tickCount": 5, "format": ",~f", "grid": True}
    y = {"field": "y", "type": "quantitative", "axis": None, "scale": {"domain": [height, 0], "nice": False}}
    dot = {"type": "circle", "size": 60, "color": ACCENT, "opacity": 0.8, "stroke": "#ffffff", "strokeWidth": 0.7}
    layers = [{"data": {"values": dots}, "mark": dot, "encoding": {"x": x, "y": y}}]
    for name, value, shape, colour, row, edge in labels:
        one = {"värde": value, "y": 62}
        mark = {"type": "point", "shape": shape, "filled": True, "size": 110, "color": colour, "opacity": 1}
        if shape == "stroke":
            one |= {"y": 8, "till": 66}
            mark = {"type": "rule", "color": colour, "strokeWidth": 1.5}
        ends = {"y2": {"field": "till"}} if shape == "stroke" else {}
        layers.append({"data": {"values": [one]}, "mark": mark, "encoding": {"x": x, "y": y, **ends}})
        text = {"type": "text", "color": colour, "align": edge, "baseline": "middle"}
        words = [{"värde": value, "y": 80 + ROW * row, "namn": name}]
        encoding = {"x": x, "y": y, "text": {"field": "namn"}}
        layers.append({"data": {"values": words}, "mark": text, "encoding": encoding})
    lowest, highest = (end(figure.value for figure in found.spread_values.values()) for end in (min, max))
    title = f"{finding.wording.label}, {finding.within_label} {found.spread_year}"
    description = SPREAD_TOLD.format(
        unit=_unit(finding.indicator),
        low=sentences.value_text(found, lowest),
        high=sentences.value_text(found, highest),
        median=sentences.value_text(found, found.spread_median),
    )
    return _chart(finding, SPREAD, title, description, {"layer": layers, "height": height, "width": width})


def _free_row(taken, at, apart):
    """The lowest row where nothing lies closer than `apart` pixels; it is then taken."""
    row = 0
    while any(row == other and abs(at - x) < (apart + width) / 2 for x, other, width in taken):
        row += 1
    taken.append((at, row, apart))
    return row


def _chart(finding, kind, title, description, spec):
    config = {
        "aria": False,
        "background": "#ffffff",
        "font": FONT,
        "padding": {"left": SIDE, "right": NAMES, "top": 10, "bottom": FOOT}
        | ({"left": MARGIN, "right": MARGIN} if kind == SPREAD else {}),
        "view": {"stroke": None},
        "axis": {
            "labelFontSize": 14,
            "labelColor": QUIET,
            "domainColor": LINE,
            "tickColor": LINE,
            "gridColor": FAINT,
            "labelFont": FONT,
        },
        "text": {"font": FONT, "fontSize": 14},
    }
    whole = {"width": WIDTH, "autosize": "none", "config": config} | spec
    others = finding.other_codes if kind == SPREAD else ()
    return Chart(
        kind, title, description, _unit(finding.indicator), whole, (kind, finding.key, finding.place.code, others)
    )


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
