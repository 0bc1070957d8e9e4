"""
Excel's .xlsx and .xlsm, a row at a time. Macros, links, images and everything else that is not a cell is never opened.

What decides how a cell is read: its type (`t`), else its number format, which makes a number a date or a percentage.
Dates count from 1900 or, in files that began on an old Mac, from 1904.
"""

import datetime
import posixpath
import re

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

from . import cells, markup
from .refused import MOST_COLUMNS, damaged, too_many_columns

WORKBOOK = "xl/workbook.xml"
LAST_ROW = 1_048_576
DATE, PERCENT = "date", "percent"
# Built-in formats that only exist in other languages' Excel, and are dates there.
OTHER_DATES = {*range(27, 37), *range(50, 59)}
LITERALS = re.compile(r'"[^"]*"|\\.')
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
MERGED = re.compile(rb'<(?:\w{1,20}:)?mergeCell\s[^>]{0,99}?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
LONGEST_FORMAT = 255  # as in Excel


class Workbook:
    """Which sheets there are, and what they share."""

    def __init__(self, archive):
        self.archive = archive
        self.epoch = cells.EXCEL_EPOCH
        self.sheets = []
        path = self._path()
        parts = self._parts_of(path)
        listed = []

        def start(name, attributes):
            name = markup.local(name)
            if name == "workbookPr" and attributes.get("date1904", "0").lower() in ("1", "true", "on"):
                self.epoch = cells.MAC_EPOCH
            elif name == "sheet":
                listed.append({markup.local(key): value for key, value in attributes.items()})

        markup.parse_all(archive.open(path), start=start)
        for sheet in listed:
            kind, target = parts.get(sheet.get("id"), ("", ""))
            if kind == "worksheet" and target in archive:  # and not a chart, a dialogue or Excel 4's macros
                hidden = sheet.get("state", "visible") != "visible"
                self.sheets.append(XlsxSheet(self, sheet.get("name", ""), hidden, target))
        paths = dict(parts.values())
        self._texts_path, self._styles_path = paths.get("sharedStrings"), paths.get("styles")
        self._texts = self._formats = None

    @property
    def texts(self):
        """Every text that cells point at by number."""
        if self._texts is None:
            self._texts = _texts(self.archive.open(self._texts_path)) if self._texts_path in self.archive else []
        return self._texts

    @property
    def formats(self):
        """For each cell style: DATE, PERCENT or None."""
        if self._formats is None:
            self._formats = _formats(self.archive.open(self._styles_path)) if self._styles_path in self.archive else []
        return self._formats

    def _path(self):
        if "_rels/.rels" in self.archive:
            for kind, target in self._parts_of("").values():
                if kind == "officeDocument" and target in self.archive:
                    return target
        if WORKBOOK not in self.archive:
            raise damaged()
        return WORKBOOK

    def _parts_of(self, path):
        """What a part points at: {id: (kind, path)}. Links to other places than the file itself are left out."""
        folder, name = posixpath.split(path)
        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        found = {}

        def start(name, attributes):
            if markup.local(name) == "Relationship" and attributes.get("TargetMode") != "External":
                target = attributes.get("Target", "")
                target = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
                found[attributes.get("Id")] = (attributes.get("Type", "").rpartition("/")[2], target)

        if relations in self.archive:
            markup.parse_all(self.archive.open(relations), start=start)
        return found


class XlsxSheet:
    def __init__(self, workbook, name, hidden, path):
        self.name, self.hidden = name, hidden
        self._workbook, self._path = workbook, path
        self._merged = self._stream = None

    @property
    def share_read(self):
        return self._stream.done / max(self._stream.size, 1) if self._stream else 0.0

    @property
    def merged(self):
        """(first row, first column, last row, last column) of the merged cells. The file has them after the rows."""
        if self._merged is None:
            found, kept, stream = set(), b"", self._workbook.archive.open(self._path)
            while chunk := stream.read(markup.CHUNK):
                found.update(MERGED.findall(kept + chunk))
                kept = chunk[-200:]
            index = cells.column_index
            self._merged = sorted(
                (int(top), index(left.decode()), int(bottom), index(right.decode()))
                for left, top, right, bottom in found
            )
        return self._merged

    def rows(self):
        """(row number, values from column A on) of every row that holds something."""
        ready, start, end, text = _row_reader(self._workbook)
        self._stream = self._workbook.archive.open(self._path)
        for _ in markup.parse(self._stream, start=start, end=end, text=text):
            yield from ready
            ready.clear()


def _row_reader(workbook):
    """A list that fills with rows, and the callbacks that fill it: plain ones, for they are called for every cell."""
    texts, formats = workbook.texts, workbook.formats
    epoch = MAC_EPOCH if workbook.epoch == cells.MAC_EPOCH else WINDOWS_EPOCH
    ready, values, pieces = [], [], []
    number, row, column, kind, style = 0, None, -1, None, None
    formula, reading = None, False
    prefix = None

    def start(name, attributes):
        nonlocal prefix, number, row, column, kind, style, formula, reading
        if prefix is None:
            prefix = name[: -len(markup.local(name))]
        if prefix:
            name = name.removeprefix(prefix)
        if name == "c":
            reference = attributes.get("r")
            column = column + 1 if reference is None else cells.column_index(reference.rstrip("0123456789"))
            kind, style = attributes.get("t"), attributes.get("s")
            formula, reading = None, row is not None
            values.clear()
        elif name == "v" or name == "t" or name == "f":
            pieces.clear()
        elif name == "rPh":  # how a Japanese word is read aloud
            reading = False
        elif name == "row":
            number = int(attributes.get("r", number + 1))
            if not 0 < number <= LAST_ROW:
                raise damaged()
            row, column = [], -1

    def end(name):
        nonlocal row, formula, reading
        if prefix:
            name = name.removeprefix(prefix)
        if name == "v" or name == "t":
            if reading:
                values.append(pieces[0] if len(pieces) == 1 else "".join(pieces))
        elif name == "c":
            written = values[0] if len(values) == 1 else "".join(values)
            if reading and (written or formula is not None) and (found := read(written)) is not None:
                if column >= MOST_COLUMNS:
                    raise too_many_columns()
                while len(row) <= column:
                    row.append(None)
                row[column] = found
            reading = False
        elif name == "f":
            formula = "".join(pieces)
        elif name == "rPh":
            reading = row is not None
        elif name == "row":
            if row:
                ready.append((number, row))
            row = None

    def read(written):
        if not written:
            return None if kind == "str" else cells.without_value(formula)
        if kind == "s":
            return texts[int(written)] or None
        if kind is None or kind == "n":
            found = cells.number(written)
            if style is not None and formats and type(found) is not cells.Broken and (form := formats[int(style)]):
                return cells.Percent(found) if form == PERCENT else _date(found, epoch)
            return found
        if kind in ("str", "inlineStr"):
            return _unescaped(written) or None
        if kind == "b":
            return written.strip() in ("1", "true")
        if kind == "e":
            return cells.error(written)
        if kind == "d":
            return _iso_date(written)
        raise damaged()

    return ready, start, end, pieces.append


def _date(serial, epoch):
    if serial < 0:
        return serial
    try:
        found = from_excel(serial, epoch)
    except (OverflowError, ValueError):
        return serial
    return found if isinstance(found, datetime.time) else cells.without_midnight(found)


def _iso_date(written):
    try:
        return cells.without_midnight(datetime.datetime.fromisoformat(written.strip()))
    except ValueError:
        return written


def _texts(stream):
    """The shared texts. Runs of different looks are one text."""
    found, runs, pieces, aloud = [], [], [], False

    def start(name, _):
        nonlocal aloud
        name = markup.local(name)
        if name == "t":
            pieces.clear()
        elif name == "si":
            runs.clear()
        elif name == "rPh":
            aloud = True

    def end(name):
        nonlocal aloud
        name = markup.local(name)
        if name == "t":
            if not aloud:
                runs.append("".join(pieces))
        elif name == "si":
            found.append(_unescaped("".join(runs)))
        elif name == "rPh":
            aloud = False

    markup.parse_all(stream, start=start, end=end, text=pieces.append)
    return found


def _unescaped(text):
    """_x000D_ is how Excel writes a character that XML cannot hold."""
    if "_x" not in text:
        return text
    text = ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    # Letters beyond the first 65 536 are written in two halves; a half alone, and NUL, are no letters.
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").replace("\0", "")


def _formats(stream):
    own, styles, inside = {}, [], False

    def start(name, attributes):
        nonlocal inside
        name = markup.local(name)
        if name == "numFmt":
            own[int(attributes.get("numFmtId", 0))] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            inside = True
        elif name == "xf" and inside:
            styles.append(int(attributes.get("numFmtId", 0)))

    def end(name):
        nonlocal inside
        if markup.local(name) == "cellXfs":
            inside = False

    markup.parse_all(stream, start=start, end=end)
    return [_meaning(number, own) for number in styles]


def _meaning(number, own):
    if number in OTHER_DATES and number not in own:
        return DATE
    code = (own.get(number) or BUILTIN_FORMATS.get(number, ""))[:LONGEST_FORMAT]
    if "%" in LITERALS.sub("", code):
        return PERCENT
    return DATE if is_date_format(code) and not is_timedelta_format(code) else None
