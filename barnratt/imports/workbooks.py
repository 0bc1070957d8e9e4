"""Workbooks out: a person's own with the wrong cells marked, a template to fill in, and all there is of a kind."""

import io
import tempfile
from pathlib import PurePath

import openpyxl
import xlsxwriter
from django.utils import timezone
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils.cell import coordinate_from_string

from barnratt.core.tables import AS_TEXT, Column, Table, fit_for_print, sheet_name
from barnratt.imports.actions import opened
from barnratt.imports.kinds import CLEARED
from barnratt.imports.models import ImportRow
from barnratt.imports.reading import open_book
from barnratt.imports.values import shown

MOST_MARKED = 10_000  # rows; above that the file comes back with the wrong rows alone
WRONG = PatternFill("solid", fgColor="FFD9D6")
AUTHOR = "Barnrättsportalen"
WIDEST, NARROWEST, USUAL = 60, 12, 24


def marked(source):
    """(file, name) of the workbook that was sent in, its wrong cells coloured and each with a comment."""
    name = f"{PurePath(source.file_name).stem}-markerad.xlsx"
    faults = {}
    for found in source.rows.filter(outcome=ImportRow.Outcome.WRONG).values_list("faults", flat=True).iterator():
        for fault in found:
            faults.setdefault(fault["cell"], []).append(_told(fault))
    large = source.rows_in_file > MOST_MARKED
    if source.file_name.lower().endswith((".xlsx", ".xlsm")) and not large:
        return _marked_as_it_is(source, faults), name
    return _marked_copy(source, faults, only_wrong=large), name


def _told(fault):
    return fault["message"] if not fault["proposal"] else f"{fault['message']} Förslag: {fault['proposal']}"


def _marked_as_it_is(source, faults):
    book = openpyxl.load_workbook(io.BytesIO(source.file.content), rich_text=True)
    sheet = book[source.sheet]
    for address, messages in faults.items():
        cell = sheet[address]
        if isinstance(cell, openpyxl.cell.cell.MergedCell):
            continue
        cell.fill = WRONG
        cell.comment = Comment("\n".join(messages), AUTHOR, width=320, height=120)
    book.active = book.index(sheet)
    return _saved(book)


def _saved(book):
    file = tempfile.TemporaryFile()  # noqa: SIM115 – the response closes it
    book.save(file)
    file.seek(0)
    return file


def _marked_copy(source, faults, *, only_wrong):
    """The sheet of a file that is no Excel workbook, or its wrong rows alone, as a new workbook."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 – the response closes it
    wrong_rows = {coordinate_from_string(address)[1] for address in faults}
    with (
        open_book(io.BytesIO(source.file.content), name=source.file_name) as read,
        xlsxwriter.Workbook(file, {"constant_memory": True, **AS_TEXT}) as book,
    ):
        wrong = book.add_format({"bg_color": "#FFD9D6"})
        sheet = book.add_worksheet(sheet_name(source.sheet))
        sheet.set_column(0, len(source.columns), USUAL)
        with opened(source) as table:
            header = table.header
        at = 0
        for number, values in read[source.sheet].rows():
            if only_wrong and number not in wrong_rows and not header[0] <= number <= header[1]:
                continue
            at = at if only_wrong else number - 1
            for place, value in enumerate(values):
                address = f"{xlsxwriter.utility.xl_col_to_name(place)}{number}"
                messages = faults.get(address)
                _write(sheet, at, place, value, wrong if messages else None)
                if messages:
                    sheet.write_comment(at, place, "\n".join(messages), {"author": AUTHOR, "x_scale": 2})
            at += 1
    file.seek(0)
    return file


def _write(sheet, row, column, value, style):
    if isinstance(value, int | float) and not isinstance(value, bool):
        sheet.write_number(row, column, value, style)
    elif value is None:
        sheet.write_blank(row, column, None, style)
    else:
        sheet.write_string(row, column, shown(value), style)


def import_table(imports, labels):
    """The files that have been uploaded. labels: {kind: what a person reads}."""

    def day(name):
        return lambda one: getattr(one, name) and timezone.localdate(getattr(one, name))

    columns = [
        Column("Fil", lambda one: one.file_name, "file", 40),
        Column("Innehåll", lambda one: labels.get(one.kind, ""), "kind"),
        Column("Läge", lambda one: one.get_state_display(), "state"),
        Column("Nya", lambda one: one.counts.get("new", 0), "new", 10),
        Column("Ändrade", lambda one: one.counts.get("changed", 0), "changed", 10),
        Column("Fel", lambda one: one.counts.get("wrong", 0), "wrong", 10),
        Column("Uppladdad", day("created_at"), "uploaded", 12),
        Column("Inläst", day("done_at"), "done", 12),
        Column("Ångrad", day("undone_at"), "undone", 12),
        Column("Av", lambda one: one.by_name, "by"),
    ]
    return Table("inlasningar", "Uppladdade filer", columns, imports)


def template(kind):
    """An empty workbook for a kind: the columns, what each means and may hold, and a row as an example."""
    kind.prepare()
    file = io.BytesIO()
    columns = list(kind.columns.values())
    with xlsxwriter.Workbook(file, {"in_memory": True, **AS_TEXT}) as book:
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        _sheet(book, sheet_name(kind.label), columns, bold)
        example = _sheet(book, "Exempel", columns, bold)
        for place, column in enumerate(columns):
            example.write_string(1, place, column.example)
        about = book.add_worksheet("Förklaringar")
        about.write_row(0, 0, ["Kolumn", "Behövs", "Förklaring", "Exempel"], bold)
        about.set_column(0, 1, 22, wrapped)
        about.set_column(2, 3, 60, wrapped)
        about.freeze_panes(1, 0)
        for row, column in enumerate(columns, 1):
            needed = "ja, för en ny rad" if column.required else "nej"
            about.write_row(row, 0, [column.label, needed, column.help_text, column.example])
        row = len(columns) + 2
        for line in (
            kind.help_text,
            f"En tom cell lämnar det som finns som det är. Skriv {CLEARED} för att tömma det.",
            "Bladen Exempel och Förklaringar läses inte in.",
            f"Mallen hämtades {timezone.localdate().isoformat()}.",
        ):
            about.write_string(row, 0, line)
            row += 1
        _choices(book, kind, columns, bold)
    file.seek(0)
    return file


def _choices(book, kind, columns, bold):
    chosen = [(column.label, column.choices(kind)) for column in columns if column.choices]
    if not chosen:
        return
    sheet = book.add_worksheet("Val")
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(chosen) - 1, 32)
    for place, (label, labels) in enumerate(chosen):
        sheet.write_string(0, place, label, bold)
        sheet.write_column(1, place, labels)


def everything(kind):
    """(file, name) of a workbook with all there is of a kind, in the form that it is imported in."""
    kind.prepare()
    file = tempfile.TemporaryFile()  # noqa: SIM115 – the response closes it
    columns = list(kind.columns.values())
    with xlsxwriter.Workbook(file, {"constant_memory": True, **AS_TEXT}) as book:
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        sheet = _sheet(book, sheet_name(kind.label), columns, bold)
        number = 0
        for number, instance in enumerate(kind.everything(), 1):
            for place, column in enumerate(columns):
                value = column.get_value(instance)
                if column.is_number(value):
                    sheet.write_number(number, place, value)
                elif value not in (None, "", []):
                    sheet.write_string(number, place, column.shown(kind, value))
        about = book.add_worksheet("Om filen")
        for row, (label, told) in enumerate(
            [
                ("Innehåll", kind.label),
                ("Hämtat", timezone.localtime().strftime("%Y-%m-%d %H:%M")),
                ("Antal rader", str(number)),
                ("Att tänka på", "Filen kan ändras och läsas in igen. En tom cell lämnar det som finns som det är."),
            ]
        ):
            about.write_string(row, 0, label, bold)
            about.write_string(row, 1, told)
        about.set_column(0, 0, 22)
        about.set_column(1, 1, 90)
    file.seek(0)
    return file, f"{kind.key}-{timezone.localdate().isoformat()}.xlsx"


def _sheet(book, name, columns, bold):
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    fit_for_print(sheet)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, min(WIDEST, max(NARROWEST, len(column.label) + 4, len(column.example))))
        sheet.write_string(0, place, column.label, bold)
    return sheet
