"""A list as a file: what a page shows, as CSV, an Excel workbook or JSON. Read and sent some rows at a time."""

import csv
import datetime
import itertools
import json
import tempfile
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import NamedTuple

import xlsxwriter
from django.http import FileResponse, Http404, StreamingHttpResponse
from django.utils import timezone

# Texts are written as texts: nothing in them becomes a formula, a number or a link.
AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
A4 = 9  # Excel's number for it
PERCENT = "0 %"  # Excel's format for a share between 0 and 1
FORMULA = ("=", "+", "-", "@", "\t", "\r")
AT_A_TIME = 200  # rows that are sent together


class Column(NamedTuple):
    """What a list tells of each thing. `value` makes of a thing a text, a number, a date, True, False or None."""

    label: str
    value: Callable
    key: str = ""  # in JSON
    width: int = 24
    number_format: str = ""  # in Excel, as PERCENT


def address_column(request, of=lambda one: one):
    """Where a thing of a list is to be read. of: what of the row has the page."""
    return Column("Adress", lambda one: request.build_absolute_uri(of(one).get_absolute_url()), "url", 40)


class Table(NamedTuple):
    """A list to be a file. `told` are pairs of a heading and a text that say what was selected and what to think of."""

    name: str  # of the file
    title: str
    columns: list[Column]
    rows: Iterable
    told: list[tuple[str, str]] = []


def as_file(request, make):
    """The list in the form that the address asks for by format=, or None when it asks for the page.

    make: returns the Table. Raises Http404 for a form that there is not.
    """
    form = request.GET.get("format", "")
    if not form:
        return None
    if form not in FORMS:
        raise Http404("Listan finns som csv, xlsx och json.")
    return FORMS[form](make())


def harmless_cell(value):
    """A text that a spreadsheet program will not run as a formula when the file is opened (CSV injection)."""
    if isinstance(value, str) and value[:1] in FORMULA:
        return "'" + value
    return value


def file_name(table, ending):
    return f"{table.name}-{timezone.localdate().isoformat()}.{ending}"


def as_csv(table):
    """Semicolons, decimal commas and a byte order mark, which is what Excel in Swedish opens right."""
    readers = [column.value for column in table.columns]
    writer = csv.writer(_Lines(), delimiter=";")

    def lines():
        yield "\ufeff" + writer.writerow([harmless_cell(column.label) for column in table.columns])
        for row in table.rows:
            yield writer.writerow([harmless_cell(_in_text(read(row))) for read in readers])

    return _streamed(table, "csv", "text/csv; charset=utf-8", lines())


def as_json(table):
    def texts():
        told = {"title": table.title, "retrieved": timezone.localtime().isoformat(timespec="seconds")}
        told["about"] = dict(table.told)
        yield json.dumps(told, ensure_ascii=False)[:-1] + ', "rows": ['
        for number, row in enumerate(table.rows):
            values = {column.key: _in_json(column.value(row)) for column in table.columns}
            yield (",\n" if number else "\n") + json.dumps(values, ensure_ascii=False)
        yield "\n]}\n"

    return _streamed(table, "json", "application/json", texts())


def as_xlsx(table):
    """Numbers and dates are numbers and dates. The first row stays in sight, and a second sheet tells of the list."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 – the response closes it
    with xlsxwriter.Workbook(file, {"constant_memory": True, **AS_TEXT}) as book:
        looks = _looks(book)
        number = _write_sheet(book, sheet_name(table.title), table, looks)
        _write_about(book, "Om listan", [("Antal rader", str(number)), *table.told], looks)
    return _workbook(file, table)


def as_workbook(name, tables, told):
    """Several tables as an Excel workbook, a sheet each, behind one that tells of them all and lists the sheets.

    name: of the file. tables: Tables, each with its own name, which its sheet gets. told: pairs as of a Table.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115 – the response closes it
    with xlsxwriter.Workbook(file, {"constant_memory": True, **AS_TEXT}) as book:
        looks = _looks(book)
        listed = [(table.name, table.title) for table in tables]
        _write_about(book, "Om filen", [*told, *listed], looks)
        for table in tables:
            _write_sheet(book, sheet_name(table.name), table, looks)
    return _workbook(file, Table(name, name, [], []))


def _looks(book):
    return {
        "bold": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        "wrapped": book.add_format({"text_wrap": True, "valign": "top"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"}),
        PERCENT: book.add_format({"num_format": PERCENT, "valign": "top"}),
    }


def _write_sheet(book, name, table, looks):
    """The sheet with a table's rows. Returns how many they are."""
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 1)
    fit_for_print(sheet)
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, column.width, looks["wrapped"])
        sheet.write_string(0, place, column.label, looks["bold"])
    number = 0
    for number, row in enumerate(table.rows, 1):
        for place, column in enumerate(table.columns):
            _write(sheet, number, place, column.value(row), looks["day"], looks.get(column.number_format))
    sheet.autofilter(0, 0, max(number, 1), len(table.columns) - 1)
    return number


def _write_about(book, name, told, looks):
    about = book.add_worksheet(name)
    about.set_column(0, 0, 24)
    about.set_column(1, 1, 90)
    retrieved = timezone.localtime().strftime("%Y-%m-%d %H:%M")
    for place, pair in enumerate([("Hämtat", retrieved), *told]):
        about.write_string(place, 0, pair[0], looks["bold"])
        about.write_string(place, 1, pair[1], looks["wrapped"])


def _workbook(file, table):
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=file_name(table, "xlsx"), content_type=XLSX)


def fit_for_print(sheet):
    """All columns on one page's width, and the header on every page."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def sheet_name(name):
    """A name that Excel allows for a sheet."""
    return "".join("-" if sign in "[]:*?/\\'" else sign for sign in name)[:31] or "Blad1"


FORMS = {"csv": as_csv, "xlsx": as_xlsx, "json": as_json}


class _Lines:
    """What csv writes to: it gives each line back."""

    def write(self, line):
        return line


def _streamed(table, ending, content_type, texts):
    together = ("".join(some) for some in iter(lambda: list(itertools.islice(texts, AT_A_TIME)), []))
    response = StreamingHttpResponse(together, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{file_name(table, ending)}"'
    return response


def _write(sheet, row, place, value, day, number_format):
    if value is None or value == "":
        return
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | datetime.date):
        sheet.write_string(row, place, str(_in_text(value)))
    elif isinstance(value, datetime.date):
        sheet.write_datetime(row, place, value, day)
    else:
        sheet.write_number(row, place, value, number_format)


def _in_text(value):
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, float | Decimal):
        return str(value).replace(".", ",")
    return value.isoformat() if isinstance(value, datetime.date) else value


def _in_json(value):
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, datetime.date) else value
