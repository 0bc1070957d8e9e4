"""The reader's own table as a picture that can be used elsewhere: what it shows and where it comes from stand in it."""

import textwrap
from typing import NamedTuple

from barnratt.documents import charts, vega
from regions.statistics.charts import END_TOLD, LINES_TOLD, unit_of
from regions.statistics.own_table import names_of
from regions.statistics.sentences import value_text

MOST_LINES = len(vega.PLACES)
SIGN = 7.3  # pixels of a sign among the names, at most
WRAP, LINE = 58, 19  # signs of a line of the title, and its height


class OwnChart(NamedTuple):
    title: str
    description: str
    source: str
    unit: str
    lines: list

    def svg(self):
        longest = max(len(line["name"]) for line in self.lines)
        room = max(vega.NAMES, round(14 + SIGN * longest))
        spec = vega.lines({"lines": self.lines, "sexes": False}, names_width=room)
        above, below = textwrap.wrap(self.title, WRAP), textwrap.wrap(f"{self.unit}. {self.source}", WRAP + 8)
        spec["title"] = {
            "text": above, "subtitle": below, "anchor": "start", "frame": "bounds", "offset": 14, "fontSize": 16,
            "subtitleFontSize": 13, "subtitleColor": vega.QUIET, "color": vega.INK, "fontWeight": 500,
            "subtitleFontWeight": 500, "dx": 8,
            "font": vega.FONT, "subtitleFont": vega.FONT, "lineHeight": LINE, "subtitlePadding": 5,
        }  # fmt: skip
        spec["config"]["padding"]["top"] += 12 + LINE * (len(above) + len(below))
        return charts.svg(spec, title=self.title, description=self.description)


def chart_of(rows, datasets):
    """
    The rows as lines, or None where they do not make a picture: more than one indicator or MOST_LINES rows, or no year
    to follow another.

    datasets: those that the values come from.
    """
    shown = [row for row in rows if any(one.has_value for one in row.readings)]
    indicators = {row.measured.indicator.key for row in shown}
    if len(indicators) != 1 or len(shown) > MOST_LINES or len({row.age_group for row in shown}) > 1:
        return None
    lines, ends, every = [], [], set()
    for row, name in zip(shown, names_of(shown), strict=True):
        values = {one.year: float(one.value) for one in row.readings if one.has_value}
        first, last = min(values), max(values)
        every |= {first, last}
        lines.append({"name": name, "years": {year: values.get(year) for year in range(first, last + 1)}})
        value = next(one.value for one in row.readings if one.year == last)
        ends.append(END_TOLD.format(name=name, year=last, value=value_text(row.measured, value)))
    if len(every) < 2:
        return None
    first_row = shown[0]
    unit = unit_of(first_row.measured.indicator)
    place = "" if len({row.area for row in shown}) > 1 else f", {first_row.area_name}"
    return OwnChart(
        f"{first_row.measured.wording.label}{place}, {min(every)}–{max(every)}",
        LINES_TOLD.format(unit=unit, ends=" ".join(ends)),
        " ".join([*(f"{one.credit}, hämtad {one.retrieved}." for one in datasets), *_constructed(datasets)]),
        f"{unit[:1].upper()}{unit[1:]}",
        lines,
    )


def _constructed(datasets):
    return ["En del av siffrorna är påhittade."] if any(one.constructed for one in datasets) else []
