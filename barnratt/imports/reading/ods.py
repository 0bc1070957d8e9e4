"""
LibreOffice's .ods, a row at a time. All sheets are in one part, so a sheet is found by reading past those before it.

Rows and cells that are alike are written once with a number of times, which is how an empty sheet gets a million rows.
Empty ones are stepped over; filled ones are repeated, within the same limits as everything else.
"""

import datetime

from . import cells, markup
from .refused import MOST_COLUMNS, damaged, too_many_columns

CONTENT = "content.xml"
MOST_SPACES = 1000


class Workbook:
    def __init__(self, archive):
        self.archive = archive
        self.sheets = []
        hidden_styles, style, depth = set(), None, 0

        def start(name, attributes):
            nonlocal style, depth
            if name == "style:style":
                style = attributes.get("style:name")
            elif name == "style:table-properties" and attributes.get("table:display") == "false":
                hidden_styles.add(style)
            elif name == "table:table":
                depth += 1
                if depth == 1:
                    hidden = attributes.get("table:style-name") in hidden_styles
                    self.sheets.append(OdsSheet(self, attributes.get("table:name", ""), hidden, len(self.sheets)))

        def end(name):
            nonlocal depth
            if name == "table:table":
                depth -= 1

        markup.parse_all(archive.open(CONTENT), start=start, end=end)


class OdsSheet:
    def __init__(self, workbook, name, hidden, place):
        self.name, self.hidden = name, hidden
        self.merged = []  # grows while the rows are read: a merged cell is marked where it begins
        self._workbook, self._place = workbook, place
        self._stream = None

    @property
    def share_read(self):
        return self._stream.done / max(self._stream.size, 1) if self._stream else 0.0

    def rows(self):
        """(row number, values from column A on) of every row that holds something."""
        self.merged.clear()
        ready, start, end, text = _row_reader(self._place, self.merged)
        self._stream = self._workbook.archive.open(CONTENT)
        for _ in markup.parse(self._stream, start=start, end=end, text=text):
            for number, times, row in ready:
                for step in range(times):
                    yield number + step, list(row)
            ready.clear()


def _row_reader(place, merged):
    """A list that fills with (number, times, row), and the three callbacks that fill it."""
    ready, pieces = [], []
    sheet, depth, aside, paragraphs = -1, 0, 0, 0
    number, times, row, column, attributes = 1, 1, None, 0, None
    taking = False

    def start(name, found):
        nonlocal sheet, depth, aside, paragraphs, times, row, column, attributes, taking
        if name == "table:table":
            depth += 1
            sheet += depth == 1
        if sheet != place or depth != 1:
            return
        if name in ("office:annotation", "table:shapes", "draw:frame"):  # comments and pictures with texts of their own
            aside += 1
        elif aside:
            return
        elif name in ("table:table-cell", "table:covered-table-cell"):
            attributes, paragraphs = found, 0
            pieces.clear()
        elif name == "table:table-row":
            times, row, column = _times(found, "table:number-rows-repeated"), [], 0
        elif attributes is not None:
            if name in ("text:p", "text:h"):
                if paragraphs:
                    pieces.append("\n")
                paragraphs += 1
                taking = True
            elif name == "text:s":
                pieces.append(" " * min(_times(found, "text:c"), MOST_SPACES))
            elif name == "text:tab":
                pieces.append("\t")
            elif name == "text:line-break":
                pieces.append("\n")

    def end(name):
        nonlocal depth, aside, number, row, column, attributes, taking
        if sheet == place and depth == 1:
            if name in ("office:annotation", "table:shapes", "draw:frame"):
                aside -= 1
            elif aside:
                return
            elif name in ("text:p", "text:h"):
                taking = False
            elif name in ("table:table-cell", "table:covered-table-cell") and attributes is not None:
                put(_value(attributes, "".join(pieces)), _times(attributes, "table:number-columns-repeated"))
                attributes = None
            elif name == "table:table-row" and row is not None:
                if row:
                    ready.append((number, times, row))
                number += times
                row = None
        if name == "table:table":
            depth -= 1

    def put(value, repeated):
        nonlocal column
        if row is None:
            raise damaged()
        if value is not None:
            if column + repeated > MOST_COLUMNS:
                raise too_many_columns()
            row.extend([None] * (column - len(row)))
            row.extend([value] * repeated)
        across = _times(attributes, "table:number-columns-spanned")
        down = _times(attributes, "table:number-rows-spanned")
        if value is not None and (across > 1 or down > 1):
            merged.append((number, column, number + down - 1, column + across - 1))
        column += repeated

    def text(piece):
        if taking and not aside:
            pieces.append(piece)

    return ready, start, end, text


def _times(attributes, name):
    return max(int(attributes.get(name, 1)), 1)


def _value(attributes, text):
    kind = attributes.get("office:value-type")
    calculated = "table:formula" in attributes
    if attributes.get("calcext:value-type") == "error" or (calculated and text in cells.ERRORS):
        return cells.error(text or "#VALUE!")
    if kind is None:
        if text or not calculated:
            return text or None
        return cells.without_value(attributes["table:formula"].partition("=")[2])
    if kind in ("float", "currency", "percentage"):
        found = cells.number(attributes.get("office:value", ""))
        return cells.Percent(found) if kind == "percentage" and not isinstance(found, cells.Broken) else found
    if kind == "date":
        return _date(attributes.get("office:date-value", "")) or text or None
    if kind == "time":
        return _time(attributes.get("office:time-value", "")) or text or None
    if kind == "boolean":
        return attributes.get("office:boolean-value") == "true"
    return text or attributes.get("office:string-value") or None


def _date(written):
    try:
        return cells.without_midnight(datetime.datetime.fromisoformat(written))
    except ValueError:
        return None


def _time(written):
    """PT12H30M00S, as a time of day."""
    try:
        return datetime.datetime.strptime(written.partition(".")[0].rstrip("S"), "PT%HH%MM%S").time()
    except ValueError:
        return None
