"""Tables with any number of dimensions, as PxWeb has them, and how one becomes observations.

SCB's signs (https://www.scb.se/, "Symboler i tabeller"): - is nothing, exactly zero; . cannot occur; .. is not
available, too uncertain or suppressed. So - is no missing value, and .. is kept back whatever the reason.
"""

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from regions.statistics.sources.said import Refused, Said, Status, Value, amount, year_of

ABSENT = {
    ".": Status.NOT_APPLICABLE.value,
    "..": Status.SUPPRESSED.value,
    "...": Status.MISSING.value,
    "....": Status.MISSING.value,
    ".....": Status.MISSING.value,
    "......": Status.MISSING.value,
}
NIL = "-"
# Letters that say something of a value that is there.
MARKS = {
    "p": Status.PRELIMINARY.value,
    "r": Status.REVISED.value,
    "b": Status.SERIES_BREAK.value,
    "u": Status.LOW_RELIABILITY.value,
}
PLACE, TIME, SEX, AGE, BIRTH = "place", "time", "sex", "age", "birth"
NAMES = {
    PLACE: {"region", "område", "kommun", "län", "geo"},
    TIME: {"tid", "time", "period", "år", "year"},
    SEX: {"kon", "kön", "sex"},
    AGE: {"alder", "ålder", "age"},
    BIRTH: {"fodelseregion", "födelseregion", "fodelseland", "födelseland", "region of birth"},
}
SEXES = {
    "1": "M",
    "m": "M",
    "män": "M",
    "pojkar": "M",
    "men": "M",
    "boys": "M",
    "2": "K",
    "k": "K",
    "f": "K",
    "kvinnor": "K",
    "flickor": "K",
    "women": "K",
    "girls": "K",
    "1+2": "T",
    "t": "T",
    "tot": "T",
    "totalt": "T",
    "samtliga": "T",
    "total": "T",
}
BIRTHS = {
    "in": "sweden",
    "sverige": "sweden",
    "född i sverige": "sweden",
    "born in sweden": "sweden",
    "ut": "abroad",
    "utlandet": "abroad",
    "född utomlands": "abroad",
    "foreign-born": "abroad",
    "tot": "total",
    "totalt": "total",
    "samtliga": "total",
    "total": "total",
}
EVERYONE = {"tot", "totalt", "total", "samtliga", "alla"}


class Category(NamedTuple):
    code: str
    label: str


@dataclass
class Dimension:
    """One variable. `role` is one of PLACE, TIME, … where the document says it, METRIC for the content, else ""."""

    code: str
    label: str
    categories: list
    role: str = ""


METRIC = "metric"


@dataclass
class Cube:
    """dimensions in order; cells: (value, sign) of each combination, the last dimension varying fastest."""

    title: str
    source: str
    updated: str
    dimensions: list
    cells: Iterable


def number(text):
    """A number as PxWeb writes it, or None for what is none."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def from_sign(sign):
    """(value, sign) of a text in a cell: "12.5", "..", "-"."""
    sign = sign.strip()
    return (number(sign), "") if number(sign) is not None else (None, sign)


def values(cube, *, indicators, choose=None, area=None, age_groups=None):
    """
    The observations of a table.

    indicators: {content's code: the portal's indicator}. choose: {dimension: category} where a table has dimensions
    that the portal does not; one with a single category needs no choice. area: the place of a table that has none.
    age_groups: {indicator: its age group} for a table without ages.
    """
    choose, said = dict(choose or {}), Said()
    readers = [_reader(dimension, indicators, choose) for dimension in cube.dimensions]
    if choose:
        raise Refused(f"Tabellen har ingen variabel som heter {', '.join(sorted(choose))}.")
    found = {name for name, _ in readers}
    for name, usual in ((PLACE, area), (METRIC, None)):
        if name not in found and usual is None and not (name == METRIC and len(indicators) == 1):
            raise Refused(f"Tabellen säger inte vilket {'område' if name == PLACE else 'mått'} värdena gäller.")
    if TIME not in found:
        raise Refused("Tabellen har inga år.")
    only = next(iter(indicators.values())) if METRIC not in found else None
    size = 1
    for dimension in cube.dimensions:
        size *= len(dimension.categories)
    cells = list(cube.cells)
    if len(cells) != size:
        raise Refused(f"Tabellen ska ha {size} värden men har {len(cells)}.")
    combinations = itertools.product(*(categories for _, categories in readers))
    for combination, (value, sign) in zip(combinations, cells, strict=True):
        key = {name: category for (name, _), category in zip(readers, combination, strict=True)}
        if any(category is None for category in combination):
            said.left_out["ett område, mått eller val som inte ska läsas in"] += 1
            continue
        indicator = key.get(METRIC, only)
        age = key.get(AGE) or (age_groups or {}).get(indicator, "total")
        where = (indicator, key.get(PLACE, area), key[TIME], key.get(SEX, "T"), age, key.get(BIRTH, "total"))
        said.values.append(Value(*where, *_said(value, sign, said)))
    return said


def _said(value, sign, said):
    if value is not None:
        return amount(value), MARKS.get(sign, Status.VALUE.value)
    if sign == NIL:
        return Decimal(0), Status.VALUE.value
    if sign and sign not in ABSENT:
        said.left_out[f"okänt tecken (”{sign[:20]}”), som nu står som saknat"] += 1
    return None, ABSENT.get(sign, Status.MISSING.value)


def _reader(dimension, indicators, choose):
    """(what the dimension is, what each category of it means), None for a category that is not read."""
    kind = dimension.role or next(
        (kind for kind, names in NAMES.items() if {dimension.code.lower(), dimension.label.lower()} & names), ""
    )
    categories, chosen = dimension.categories, choose.pop(dimension.code, None)
    if chosen is not None:
        if chosen not in {category.code for category in categories}:
            raise Refused(f"Variabeln {dimension.label} har inget värde {chosen}.")
        read = READ.get(kind, lambda category: True)
        return kind or dimension.code, [read(one) if one.code == chosen else None for one in categories]
    if kind == METRIC:
        return METRIC, _contents(dimension, indicators)
    if kind in READ:
        return kind, [READ[kind](category) for category in categories]
    if len(categories) > 1:
        raise Refused(
            f"Tabellen är delad efter {dimension.label} ({dimension.code}), som portalen inte har. Välj ett värde."
        )
    return dimension.code, [True]


def _contents(dimension, indicators):
    found = [indicators.get(category.code) for category in dimension.categories]
    if not any(found):
        codes = ", ".join(category.code for category in dimension.categories)
        raise Refused(f"Säg vilket nyckeltal som är vilket av tabellens mått: {codes}.")
    return found


def _place(category):
    return category.code if re.fullmatch(r"[0-9]{2}|[0-9]{4}", category.code) else None


def _year(category):
    return year_of(category.code if re.fullmatch(r"[0-9]{4}", category.code) else category.label)


def _sex(category):
    found = SEXES.get(category.label.lower()) or SEXES.get(category.code.lower())
    if found is None:
        raise Refused(f"Tabellen har ett kön som portalen inte känner: {category.label}.")
    return found


def _age(category):
    if {category.code.lower(), category.label.lower()} & EVERYONE:
        return "total"
    return re.sub(r"\s*(år|years?)$", "", category.label.strip())[:40]


def _birth(category):
    found = BIRTHS.get(category.code.lower()) or BIRTHS.get(category.label.lower())
    if found is None:
        raise Refused(f"Tabellen har en födelseregion som portalen inte känner: {category.label}.")
    return found


READ = {PLACE: _place, TIME: _year, SEX: _sex, AGE: _age, BIRTH: _birth}
