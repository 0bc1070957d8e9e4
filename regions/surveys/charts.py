"""Charts of the results: how many gave each answer, and a figure over the years. The table beside says the same.

Each has an address with a hash of what it shows, so that a browser can keep it.
"""

import hashlib
import itertools
import json
from functools import lru_cache
from typing import NamedTuple

from django.urls import reverse
from django.utils.http import urlencode

from barnratt.core.templatetags.swedish import number
from barnratt.documents import charts, vega
from regions.surveys.counting import option_labels
from regions.surveys.models import Round

ANSWERS, YEARS = "svar", "ar"
KINDS = (ANSWERS, YEARS)
VERSION = 1  # goes up when charts are drawn in another way, so that addresses change
BREAK = " Mellan {years} ändrades frågan så att åren inte går att jämföra; där är linjen bruten."
OTHERWISE = " Streckad linje: frågan ställdes på ett annat sätt året före."


class Chart(NamedTuple):
    """A chart that can be drawn. asked: what of the address makes it: {"grupp": …, "svar": …}."""

    kind: str
    round: Round
    question: str
    title: str
    description: str
    shown: dict
    asked: dict

    @property
    def key(self):
        return hashlib.sha256(self._made_from.encode()).hexdigest()[:20]

    @property
    def _made_from(self):
        return json.dumps([VERSION, self.kind, self.title, self.description, self.shown], ensure_ascii=False)

    @property
    def url(self):
        path = reverse("surveys:chart", args=[self.round.slug, self.question, self.kind, self.key])
        return f"{path}?{urlencode(self.asked)}" if self.asked else path

    @property
    def width(self):
        return vega.BARS_ALL if self.kind == ANSWERS else vega.YEARS_ALL

    @property
    def height(self):
        return vega.bars_height(self.shown) if self.kind == ANSWERS else vega.LINES_HEIGHT

    def svg(self):
        return _drawn(self._made_from)


@lru_cache(maxsize=512)
def _drawn(made_from):
    """Kept in the process, since a question's chart is shown to everybody who reads the results."""
    _, kind, title, description, shown = json.loads(made_from)
    spec = vega.bars(shown) if kind == ANSWERS else vega.years(shown)
    return charts.svg(spec, title=title, description=description)


def of_answers(survey_round, result, group="alla"):
    """How many gave each answer, or None when there is nothing to count or nobody has answered."""
    rows = [row for row in result.ranked if not row.together] if result.total else []
    if not rows or not result.total["n"]:
        return None
    n = result.total["n"]
    bars = [(row.label, row.count, f"{number(row.count)} av {number(n)}") for row in rows]
    told = ", ".join(f"{label} {text}" for label, _, text in bars)
    asked = {} if group == "alla" else {"grupp": group}
    title = f"{result.question.text} {survey_round.year}"
    shown = {"rows": bars, "most": n}
    return Chart(ANSWERS, survey_round, result.question.key, title, f"Stapeldiagram. {told}.", shown, asked)


def of_years(survey_round, result, option=""):
    """
    The sum, or how many gave one answer, over the years; None when there are not two years with a figure.

    option: the value of the answer. Years that cannot be compared are drawn with a break between.
    """
    if not result.total:
        return None
    value_of = (lambda point: point.sum) if result.is_sum else (lambda point: point.counts.get(option))
    now = result.total.get("sum") if result.is_sum else result.total["counts"].get(option)
    every = [(point.year, value_of(point), point.step) for point in reversed(result.every_point)]
    every.append((survey_round.year, now, "same"))
    if sum(value is not None for _, value, _ in every) < 2:
        return None
    # The mark of a point in the chart is how it compares with the one before it.
    marks = ["same", *(step for _, _, step in every)]
    points = [
        {"year": year, "value": value, "mark": mark}
        for (year, value, _), mark in zip(every, marks, strict=False)
    ]  # fmt: skip
    what = result.question.text if result.is_sum else dict(_labels(result)).get(option, option)
    title = f"{what} {points[0]['year']}–{points[-1]['year']}"
    ends = [point for point in points if point["value"] is not None]
    told = "Linjediagram. " + ". ".join(f"{point['year']}: {number(point['value'])}" for point in ends) + "."
    for before, point in itertools.pairwise(points):
        if point["mark"] == "not_comparable":
            told += BREAK.format(years=f"{before['year']} och {point['year']}")
    if any(point["mark"] in ("reworded", "new_options") for point in points):
        told += OTHERWISE
    asked = {"svar": option} if option else {}
    return Chart(YEARS, survey_round, result.question.key, title, told, {"points": points}, asked)


def option_drawn(result, asked):
    """The answer whose years are drawn: the one that is asked for, else the one that most gave."""
    labels = dict(_labels(result))
    if result.is_sum or not labels or not result.total:
        return ""
    return asked if asked in labels else max(labels, key=lambda value: result.total["counts"].get(value, 0))


def _labels(result):
    return option_labels(result.question).items()
