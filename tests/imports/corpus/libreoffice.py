"""LibreOffice's sheets."""

import datetime

from barnratt.imports.reading import Percent
from tests.imports.corpus.cases import KA, finds, reads
from tests.imports.corpus.tables import TWO_ROWS
from tests.imports.files import (
    ods,
    ods_cell,
    ods_row,
    ods_table,
)


@reads("enkel.ods", KA, {2: ("Gävle", 5)}, described="LibreOffice Calc (.ods)")
def libreoffice_sheet():
    return ods(ods_table(KA, ("Gävle", 5)))


@reads("upprepat.ods", ["Kommun", "A", "B", "C"], {2: ("Gävle", 5, 5, 5), 1000: ("Örebro", 6, None, 7)})
def libreoffice_repeats():
    def empty(times):
        return ods_row(ods_cell(None, number_columns_repeated=16384), times=times)

    return ods(
        ods_table(
            ("Kommun", "A", "B", "C"),
            ("Gävle", ods_cell(5, number_columns_repeated=3)),
            empty(997),
            ("Örebro", 6, ods_cell(None, number_columns_repeated=1), 7),
            empty(1_047_576),
        )
    )


@reads("sammarader.ods", KA, dict.fromkeys((2, 3, 4), ("Gävle", 5)))
def libreoffice_rows_that_are_alike():
    return ods(ods_table(KA, ods_row("Gävle", 5, times=3)))


@reads(
    "slag.ods",
    ["Namn", "Andel", "Datum", "Klart", "Tid", "Kronor"],
    {2: ("A", Percent(0.37), datetime.date(2026, 11, 22), True, datetime.time(12, 30), 5.5)},
)
def libreoffice_kinds_of_values():
    cells = [
        ("percentage", "value", "0.37"), ("date", "date-value", "2026-11-22"), ("boolean", "boolean-value", "true"),
        ("time", "time-value", "PT12H30M00S"), ("currency", "value", "5.5"),
    ]  # fmt: skip
    row = [f'<table:table-cell office:value-type="{kind}" office:{name}="{value}"/>' for kind, name, value in cells]
    return ods(ods_table(("Namn", "Andel", "Datum", "Klart", "Tid", "Kronor"), ("A", *row)))


@reads("text.ods", ["Titel", "Text"], {2: ("A", "rad 1\n  rad\t2")})
def libreoffice_spaces_tabs_lines_and_comments():
    comment = "<office:annotation><dc:creator>Eva</dc:creator><text:p>stämmer?</text:p></office:annotation>"
    lines = '<text:p>rad <text:span>1</text:span></text:p><text:p><text:s text:c="2"/>rad<text:tab/>2</text:p>'
    cell = f'<table:table-cell office:value-type="string">{comment}{lines}</table:table-cell>'
    return ods(ods_table(("Titel", "Text"), ("A", cell)))


@reads("dold.ods", KA, {2: ("Gävle", 5)}, hidden=["Gammalt"])
def libreoffice_hidden_sheet():
    hidden = '<style:table-properties table:display="false"/>'
    style = f'<style:style style:name="ta9" style:family="table">{hidden}</style:style>'
    return ods(ods_table(("x", "y"), ("z", 1), name="Gammalt", style="ta9"), ods_table(KA, ("Gävle", 5)), styles=style)


@reads("rubriker.ods", TWO_ROWS, {3: ("Gävle", 1, 2, 3, 4)})
def libreoffice_merged_header():
    covered = "<table:covered-table-cell/>"

    def wide(name):
        return ods_cell(name, number_columns_spanned=2)

    return ods(
        ods_table(
            (ods_cell("Kommun", number_rows_spanned=2), wide("2021"), covered, wide("2022"), covered),
            (covered, "Flickor", "Pojkar", "Flickor", "Pojkar"),
            ("Gävle", 1, 2, 3, 4),
        )
    )


@finds("fel.ods", {"B2": ("#N/A", None), "B3": ("inget sparat värde", None)})
def libreoffice_errors():
    kind = 'calcext:value-type="error" office:value-type="string" office:string-value=""'
    error = f'<table:table-cell table:formula="of:=NA()" {kind}><text:p>#N/A</text:p></table:table-cell>'
    return ods(ods_table(KA, ("Gävle", error), ("Uppsala", '<table:table-cell table:formula="of:=[.A1]"/>')))
