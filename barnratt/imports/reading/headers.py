"""
Where in a sheet the table begins, and what its columns are called.

Above a table people write titles; the header itself may be two or three rows, with a cell above that stands for several
below ("2021" over "Flickor" and "Pojkar"), merged or just left empty. This looks at the first rows only.
"""

import bisect
import datetime
import math
import re
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from .cells import Broken

WINDOW = 60  # rows that are looked at
DEEPEST = 3
LONGEST_NAME = 200
MOST_MERGED = 2000
NUMBER = re.compile(r"[-−–+]?\d[\d\s\u00a0\u202f\u2009.,]*%?")
YEAR = re.compile(r"(19|20|21)\d\d")
DIGITS = re.compile(r"\d{1,18}")


class Header(NamedTuple):
    first: int  # places in the list of rows, not row numbers
    last: int
    names: dict  # column → name; "" for a column with values and no name


def find_header(rows, merged):
    """The header among the first rows, [(number, values)], or None. merged: (top, left, bottom, right) of each area."""
    sheet = _Beginning(rows, merged)
    place = sheet.first_wide_row()
    if place is None:
        return None
    first = last = place
    while last - first + 1 < DEEPEST and sheet.goes_on_below(first, last):
        last += 1
    while last - first + 1 < DEEPEST and sheet.goes_on_above(first, last):
        first -= 1
    return Header(first, last, sheet.names(first, last))


def header_at(rows, merged, numbers):
    """The header that a person points out: the first and the last row number."""
    places = [place for place, (number, _) in enumerate(rows) if numbers[0] <= number <= numbers[1]]
    if not places:
        return None
    return Header(places[0], places[-1], _Beginning(rows, merged).names(places[0], places[-1]))


class _Beginning:
    """The first rows of a sheet as {column: value}."""

    def __init__(self, rows, merged):
        self.numbers = [number for number, _ in rows]
        self.rows = [{column: value for column, value in enumerate(row) if not blank(value)} for _, row in rows]
        inside = self.numbers[-1] if self.numbers else 0
        self.merged = sorted((area for area in merged if area[0] <= inside), key=itemgetter(1))[:MOST_MERGED]
        self._filled = [sorted(row) for row in self.rows]
        self._areas = [[area for area in self.merged if area[0] <= number <= area[2]] for number in self.numbers]

    def first_wide_row(self):
        """The first row that is as wide as a table's header should be and says names rather than values."""
        if not self.rows:
            return None
        widths = sorted(map(len, self.rows), reverse=True)
        width = widths[min(1, len(widths) - 1)]  # the widest row may be a stray one, the next is not
        enough = max(min(2, width), math.ceil(width / 2))
        for place, row in enumerate(self.rows):
            if len(row) < enough:
                continue
            if not _names_rather_than_values(row):
                return None
            wider = self._wider_below(place)
            return place if wider is None else wider
        return None

    def _wider_below(self, place):
        """
        A title of two cells is not the header if a row of names soon after it is half as wide again, and what follows
        that row is values; or if it is twice as wide.
        """
        for below in range(place + 1, min(place + 4, len(self.rows))):
            row, after = self.rows[below], self.rows[below + 1] if below + 1 < len(self.rows) else {}
            times = len(row) / len(self.rows[place])
            if all(map(_name_like, row.values())) and (
                times >= 2 or (times >= 1.5 and any(_value_like(after.get(column)) for column in row))
            ):
                return below
        return None

    def goes_on_below(self, first, last):
        """Whether the row below is names too: its first cell belongs to the one above, and it adds something."""
        if last + 2 >= len(self.rows) or self.numbers[last + 1] != self.numbers[last] + 1:
            return False
        names, row, after = self.names(first, last), self.rows[last + 1], self.rows[last + 2]
        leading = min(names)
        if leading in row or not names[leading] or not all(map(_name_like, row.values())):
            return False
        told = [name for name in names.values() if name]
        return (
            any(not names.get(column) for column in row)
            or len(set(told)) < len(told)
            or any(isinstance(row[column], str) and _value_like(after.get(column)) for column in row)
        )

    def goes_on_above(self, first, last):
        """Whether the row above names groups of columns. A title does not: it names all of them, or none."""
        if first == 0 or self.numbers[first - 1] != self.numbers[first] - 1:
            return False
        row = self.rows[first - 1]
        if not all(_name_like(value) and len(str(value)) <= LONGEST_NAME for value in row.values()):
            return False
        names = self.names(first, last)
        told = [name for name in names.values() if name]
        if not told or any(column not in names for column in row):
            return False
        above = self.numbers[first - 1]
        groups = [(left, right) for top, left, _, right in self.merged if top == above and right > left]
        if any(left <= min(names) and right >= max(names) for left, right in groups):
            return False
        several = len(row) > 1
        return (
            any(not names[column] for column in row)
            or (several and len(set(told)) < len(told))
            or (several and min(row) > min(column for column, name in names.items() if name))
            or any(several or left > min(names) for left, _ in groups)
        )

    def names(self, first, last):
        """
        The name of every column, its rows joined to one. A column may have values and no name, but not to the right of
        all that have: what stands there stands beside the table.
        """
        last_named = max((column for row in self.rows[first : last + 1] for column in row), default=-1)
        columns = {column for row in self.rows[first:] for column in row if column <= last_named}
        return {
            column: _joined(self._covering(place, column, last) for place in range(first, last + 1))
            for column in sorted(columns)
        }

    def _covering(self, place, column, last):
        """The value that stands for a column in a row of the header: its own, or that of the cell it is merged with."""
        row, areas = self.rows[place], self._areas[place]
        if column in row:
            return row[column]
        nearest = bisect.bisect_right(areas, column, key=itemgetter(1)) - 1
        if nearest >= 0 and areas[nearest][3] >= column:
            top, left, _, _ = areas[nearest]
            return row.get(left) if top == self.numbers[place] else None
        before = bisect.bisect_left(self._filled[place], column)
        if place == last or not before or any(area[0] == self.numbers[place] for area in areas):
            return None
        left = self._filled[place][before - 1]
        groups = any(left in other and column in other for other in self.rows[place + 1 : last + 1])
        return row[left] if groups else None


def blank(value):
    return value is None or (isinstance(value, str) and not value.strip())


def name_of(value):
    """A header's cell as a name on one line."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value).replace("\u00ad", "").split())


def _joined(levels):
    names = [name_of(level) for level in levels if level is not None]
    return " ".join(name for before, name in pairwise(["", *names]) if name != before)


def _names_rather_than_values(row):
    values = list(row.values())
    if not values or all(isinstance(value, Broken) for value in values):
        return False
    if sum(map(_name_like, values)) * 2 > len(values):
        return True
    numbers = [_whole(value) for value in values]
    numbers = [number for number in numbers if number is not None]
    rises = all(after == before + 1 for before, after in pairwise(numbers))  # ages, or years, or weeks
    return rises and len(numbers) >= 3 and sum(map(_name_like, values)) + len(numbers) == len(values)


def _name_like(value):
    if isinstance(value, str):
        return NUMBER.fullmatch(value.strip()) is None or YEAR.fullmatch(value.strip()) is not None
    number = _whole(value)
    return number is not None and 1900 <= number <= 2199


def _value_like(value):
    return not blank(value) and not _name_like(value)


def _whole(value):
    if isinstance(value, (bool, datetime.date, datetime.time)):
        return None
    if isinstance(value, (int, float)) and value == int(value):
        return int(value)
    if isinstance(value, str) and DIGITS.fullmatch(written := value.strip()):
        return int(written)
    return None
