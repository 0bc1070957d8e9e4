"""Text files with a value between every two signs of some kind: which sign, and the rows."""

import collections
import csv
import io
import re
from functools import partial

from .encoding import find_encoding
from .refused import MOST_COLUMNS, Refused, too_many_columns

LONGEST_LINE = 1_000_000
SAMPLE = 200_000
SAMPLE_ROWS = 300
DELIMITERS = {";": "semikolon", "\t": "tabb", "|": "lodstreck", ",": "komma"}
ONE_COLUMN = "\x1f"
FEWEST_ALIKE = 0.4  # the share of the rows that a sign must cut into equally many
DIRECTED = re.compile("sep=([;,|\t])(\r\n|\r|\n)")  # how Excel is told


class TextSheet:
    """The one sheet of a text file."""

    hidden = False
    merged = ()

    def __init__(self, file, name):
        self.name, self._file = name, file
        self._size = file.seek(0, io.SEEK_END)
        self._window = None
        self.encoding = find_encoding(iter(partial(Window(file).read, 1 << 20), b""))
        with self._open() as stream:
            sample = stream.read(SAMPLE)
        if len(sample) < SAMPLE and not sample.strip("\ufeff \t\r\n;,|\x1a"):
            raise Refused("Filen är tom. Välj en fil med rubriker och rader.")
        self._directed = DIRECTED.match(sample)
        self.delimiter = self._directed[1] if self._directed else _delimiter(sample)
        self._spaced = re.search(f'{re.escape(self.delimiter)} +"', sample) is not None

    @property
    def described(self):
        return f"{self.encoding}, {DELIMITERS.get(self.delimiter, 'en kolumn')}"

    @property
    def share_read(self):
        return self._window.place / max(self._size, 1) if self._window else 0.0

    def rows(self):
        """(row number, values from column A on) of every row that holds something, numbered as a spreadsheet does."""
        number = 0
        with self._open() as stream:
            if self._directed:
                stream.readline()
            rows = csv.reader(_lines(stream), delimiter=self.delimiter, skipinitialspace=self._spaced, strict=True)
            while True:
                number += 1
                try:
                    values = next(rows)
                except StopIteration:
                    return
                except csv.Error as error:
                    raise _quotes_wrong(number) from error
                if any(values):
                    if len(values) > MOST_COLUMNS:
                        raise too_many_columns()
                    yield number, [value or None for value in values]

    def _open(self):
        self._window = Window(self._file)
        return io.TextIOWrapper(
            io.BufferedReader(self._window, 1 << 16), self.encoding.codec, errors=self.encoding.errors, newline=""
        )


class Window(io.RawIOBase):
    """A reader of a shared file that keeps its own place, so that several can read it in turns."""

    def __init__(self, file):
        self._file, self.place = file, 0

    def readable(self):
        return True

    def readinto(self, buffer):
        self._file.seek(self.place)
        data = self._file.read(len(buffer))
        buffer[: len(data)] = data
        self.place += len(data)
        return len(data)


def _lines(stream):
    while line := stream.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            raise Refused("En rad i filen är längre än en miljon tecken. Filen är nog ingen tabell.")
        if "\0" in line or "\x1a" in line:  # 1A ended a file in DOS
            line = line.replace("\0", "").replace("\x1a", "")
        yield line


def _quotes_wrong(number):
    return Refused(
        f'Citattecknen går inte ihop i raden som börjar på rad {number}: ett " saknas eller är för mycket. Rätta raden'
        " och välj filen igen."
    )


def _delimiter(sample):
    """The sign that cuts most rows into equally many values; of equals the first in DELIMITERS."""
    best, best_share = ONE_COLUMN, FEWEST_ALIKE
    lines = io.StringIO(sample, newline="")
    for delimiter in DELIMITERS:
        if delimiter not in sample:
            continue
        lines.seek(0)
        share = _share_alike(csv.reader(lines, delimiter=delimiter), whole=len(sample) < SAMPLE)
        if share > best_share:
            best, best_share = delimiter, share
    return best


def _share_alike(rows, *, whole):
    counts = []
    try:
        for row in rows:
            if any(row):
                counts.append(len(row))
            if len(counts) == SAMPLE_ROWS:
                break
        else:
            if counts and not whole:
                counts.pop()  # the sample ends in the middle of it
    except csv.Error:  # a quotation mark that never ends; reading tells where
        pass
    alike = collections.Counter(count for count in counts if count > 1)
    return max(alike.values(), default=0) / max(len(counts), 1)
