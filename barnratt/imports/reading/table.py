"""A table in a sheet: its columns, its rows, and what is left out of it."""

import re
from collections import deque
from typing import NamedTuple

from .cells import column_letter
from .headers import WINDOW, blank, find_header, header_at, name_of
from .refused import NoTable

TAIL = 40  # rows at the end that may be totals and notes
MOST_LEFT_OUT = 1000
MOST_ABOVE, MOST_CELLS_ABOVE = 1000, 200_000  # of what is looked at to find the header
MOST_STANDING = 50  # cells merged downwards beside each other
TOTAL = re.compile(r"(del)?(summa|total|totalt|totalsumma|samtliga|genomsnitt|medel|medelvärde|median|snitt)\b", re.I)
AREA = re.compile(r"\b(riket|landet|sverige|län|kommun)\b", re.I)  # "Totalt riket" is a row about Sweden
NOTE = re.compile(
    r"(källa|källor|not|noter|anm|anmärkning|kommentar|obs|senast|uppdaterad|uttag|fotnot|copyright)\b"
    r"|[©*†]|\d{1,2}\)|[a-z]\)",
    re.I,
)
NOTE_LENGTH = 30


class Column(NamedTuple):
    index: int  # 0 is A
    letter: str
    name: str  # "" when nobody named it


class Row(NamedTuple):
    number: int  # as the spreadsheet numbers it
    values: tuple  # beside Table.columns


class LeftOut(NamedTuple):
    """A row, or a part of it, that is not in the table. `why`: titel, summa, not, upprepad rubrik, utanför tabellen."""

    number: int
    why: str
    text: str


class Table:
    """
    Iterate it for its rows, as often as wanted. `left_out` and `left_out_count` are whole once that is done.

    `header` is the first and the last row number of the column names, when a person says where they are.
    """

    def __init__(self, sheet, header=None):
        self.sheet = sheet
        beginning, cells, rows = [], 0, min(max(WINDOW, header[1] if header else 0), MOST_ABOVE)
        for row in sheet.rows():
            beginning.append(row)
            cells += len(row[1])
            if len(beginning) == rows or cells > MOST_CELLS_ABOVE:
                break
        found = header_at(beginning, sheet.merged, header) if header else find_header(beginning, sheet.merged)
        if found is None or not any(found.names.values()):
            raise NoTable(_no_header(sheet, any_row=bool(beginning)))
        self.columns = [Column(index, column_letter(index), name) for index, name in found.names.items()]
        self.header = (beginning[found.first][0], beginning[found.last][0])
        self._body = found.last + 1  # how many rows come before the first of the table
        self._above = beginning[: found.first]
        self._start_over()

    @property
    def names(self):
        return [column.name for column in self.columns]

    @property
    def share_read(self):
        """How much of the sheet has been read, 0 to 1."""
        return self.sheet.share_read

    def address(self, row, place):
        """The cell of the value at a place in a row: D14."""
        return f"{self.columns[place].letter}{row.number}"

    def __iter__(self):
        self._start_over()
        tail, before, totals = deque(), 0, 0
        for row in self._rows():
            tail.append(row)
            if len(tail) > TAIL:
                row = tail.popleft()
                before, totals = before + 1, totals + _says_total(row)
                yield row
        yield from self._without_totals_and_notes(list(tail), before, totals)

    def _start_over(self):
        self.left_out, self.left_out_count = [], 0
        for number, values in self._above:
            if told := " ".join(name_of(value) for value in values if not blank(value)):
                self._leave_out(number, "titel", told)

    def _leave_out(self, number, why, text):
        self.left_out_count += 1
        if len(self.left_out) < MOST_LEFT_OUT:
            self.left_out.append(LeftOut(number, why, text))

    def _rows(self):
        """Every row below the header, with the values of the columns."""
        indexes = [column.index for column in self.columns]
        width, ours, names = indexes[-1] + 1, set(indexes), self.names
        straight = indexes == list(range(width))
        for place, (number, values) in enumerate(_filled_down(self.sheet)):
            if place < self._body:
                continue
            if len(values) > width or not straight:
                for index, value in enumerate(values):
                    if index not in ours and not blank(value):
                        self._leave_out(number, "utanför tabellen", f"{column_letter(index)}{number}: {value}")
            values += [None] * (width - len(values))
            picked = tuple(values[:width]) if straight else tuple([values[index] for index in indexes])
            if picked[0] == names[0] and [name_of(value) if value is not None else "" for value in picked] == names:
                self._leave_out(number, "upprepad rubrik", " ".join(names))
            elif any(not blank(value) for value in picked):
                yield Row(number, picked)

    def _without_totals_and_notes(self, rows, before, totals):
        """
        The last rows that are rows of the table. before: how many came before them. totals: how many of those say so.

        A total is told by its word; if the word stands in rows higher up ("Totalt" as a sex) it is a value. "Riket" is
        a place. A note is a lone text that begins as notes do, or is long and stands by itself, and what follows it.
        """
        lone = len(rows)
        while lone and len(self.columns) > 1 and _lone_text(rows[lone - 1]):
            lone -= 1
        if not before + lone:
            lone = len(rows)  # no table has nothing but notes
        notes = next((place for place in range(lone, len(rows)) if _is_note(rows, place)), len(rows))
        end = notes
        while end and _is_total(rows[end - 1]):
            end -= 1
        if totals + sum(map(_says_total, rows[:end])) or not before + end:
            end = notes
        for row in rows[end:notes]:
            self._leave_out(row.number, "summa", _told(row))
        for row in rows[notes:]:
            self._leave_out(row.number, "not", _told(row))
        yield from rows[:end]


def _filled_down(sheet):
    """The sheet's rows, where a cell merged with those below it stands in each of their rows."""
    known, standing = 0, {}
    for number, values in sheet.rows():
        merged = sheet.merged
        while known < len(merged) and merged[known][0] <= number:
            top, left, bottom, _ = merged[known]
            if top == number and bottom > top and left < len(values) and len(standing) < MOST_STANDING:
                standing[left] = (bottom, values[left])
            known += 1
        if standing:
            standing = {column: kept for column, kept in standing.items() if kept[0] >= number}
            for column, (_, value) in standing.items():
                values += [None] * (column + 1 - len(values))
                if values[column] is None:
                    values[column] = value
        yield number, values


def _lone_text(row):
    """The text of a row that holds nothing else, or ""."""
    filled = [value for value in row.values if not blank(value)]
    return filled[0] if len(filled) == 1 and isinstance(filled[0], str) else ""


def _is_note(rows, place):
    text = _lone_text(rows[place]).strip()
    by_itself = place > 0 and rows[place].number > rows[place - 1].number + 1
    return NOTE.match(text) is not None or (by_itself and (len(text) >= NOTE_LENGTH or text.endswith((".", ":"))))


def _is_total(row):
    """A row whose only words are "Summa" or the like."""
    words = [value for value in row.values if isinstance(value, str) and any(map(str.isalpha, value))]
    return len(words) == 1 and _says_total(row) and not AREA.search(words[0])


def _says_total(row):
    """Whether the first text of the row is the word for a total."""
    for value in row.values:
        if isinstance(value, str) and not blank(value):
            return TOTAL.match(value.strip()) is not None
        if value is not None:
            return False
    return False


def _told(row):
    return " ".join(name_of(value) for value in row.values if not blank(value))


def _no_header(sheet, *, any_row):
    if not any_row:
        return f"Bladet {sheet.name} är tomt."
    return (
        f"Vi hittar ingen rubrikrad i bladet {sheet.name}. Skriv kolumnernas namn på en egen rad överst och välj filen"
        " igen, eller peka ut raden där rubrikerna står."
    )
