"""Excel's workbooks: sheets, formulas, types and everything else that is in them."""

import datetime

from openpyxl.workbook.protection import WorkbookProtection

from barnratt.imports.reading import Broken, Percent
from tests.imports.corpus.cases import KA, reads
from tests.imports.files import (
    STRICT,
    by_openpyxl,
    packed,
    parts_of,
    raw_parts,
    raw_xlsx,
    row_xml,
    xlsx,
)


@reads("blad.xlsx", KA, {2: ("Gävle", 5)}, sheet="Data")
def named_sheet_of_several():
    def fill(book, sheet):
        sheet.write(0, 0, "Läs mig")
        other = book.add_worksheet("Data")
        other.write_row(0, 0, KA)
        other.write_row(1, 0, ("Gävle", 5))

    return xlsx(fill=fill)


@reads("forsta.xlsx", KA, {2: ("Gävle", 5)})
def first_sheet_without_a_table_is_passed_over():
    def fill(book, sheet):
        other = book.add_worksheet("Data")
        other.write_row(0, 0, KA)
        other.write_row(1, 0, ("Gävle", 5))

    return xlsx(fill=fill)


@reads("dold.xlsx", KA, {2: ("Gävle", 5)}, hidden=["Mycket gammalt", "Gammalt"])
def hidden_sheets_are_told_and_not_chosen():
    def fill(book, sheet):
        for name, state in (("Gammalt", "hidden"), ("Mycket gammalt", "veryHidden")):
            other = book.create_sheet(name, 0)
            other.append(["Annat", "Namn"])
            other.append(["x", 1])
            other.sheet_state = state
        book.active = 2

    return by_openpyxl(KA, ("Gävle", 5), fill=fill)


@reads("cache.xlsx", KA, {2: ("Gävle", 5)})
def formula_with_its_value():
    def fill(book, sheet):
        sheet.write_formula("B2", "=2+3", None, 5)
        sheet.write_formula("A2", '="Gäv"&"le"', None, "Gävle")

    return xlsx(KA, fill=fill)


@reads(
    "utanvarde.xlsx",
    KA,
    {
        2: (
            "Gävle",
            Broken(
                "=2+3",
                "Formeln har inget sparat värde. Öppna filen i Excel eller LibreOffice, spara den och välj den igen.",
            ),
        )
    },
)
def formula_without_its_value_is_not_empty():
    return by_openpyxl(KA, ("Gävle", "=2+3"))


@reads("tomformel.xlsx", ["Kommun", "Not"], {2: ("Gävle", None), 3: ("Örebro", "x")})
def formula_that_gives_an_empty_text_is_empty():
    formula = '<c r="B2" t="str"><f>IF(1,"","")</f><v></v></c>'
    return raw_xlsx(row_xml(1, "Kommun", "Not") + row_xml(2, "Gävle", formula) + row_xml(3, "Örebro", "x"))


@reads("rik.xlsx", ["Titel", "Text"], {2: ("A", "fet och vanlig"), 3: ("B", "rad 1\nrad 2")})
def rich_text_and_line_break():
    def fill(book, sheet):
        sheet.write_rich_string("B2", book.add_format({"bold": True}), "fet", " och vanlig")

    return xlsx(("Titel", "Text"), ("A",), ("B", "rad 1\nrad 2"), fill=fill)


@reads("fonetik.xlsx", ["Namn", "Antal"], {2: ("東京", 1)})
def how_a_word_is_read_aloud_is_no_part_of_it():
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
    rows += '<row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2"><v>1</v></c></row>'
    return raw_xlsx(rows, shared=["Namn", "Antal", '<t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh>'])


@reads(
    "datum.xlsx",
    ["Namn", "Datum", "Tid"],
    {2: ("A", datetime.date(2026, 11, 22), datetime.datetime(2026, 11, 22, 14, 30))},
)
def dates_and_times():
    def fill(book, sheet):
        sheet.write_datetime("B2", datetime.datetime(2026, 11, 22), book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_datetime("C2", datetime.datetime(2026, 11, 22, 14, 30), book.add_format({"num_format": 22}))

    return xlsx(("Namn", "Datum", "Tid"), ("A",), fill=fill)


@reads("mac1904.xlsx", ["Namn", "Datum"], {2: ("A", datetime.date(2026, 11, 22))})
def dates_that_count_from_1904():
    def fill(book, sheet):
        sheet.write_datetime("B2", datetime.datetime(2026, 11, 22), book.add_format({"num_format": "d mmmm yyyy"}))

    return xlsx(("Namn", "Datum"), ("A",), fill=fill, date_1904=True)


@reads("procent.xlsx", ["Namn", "Andel", "Kod"], {2: ("A", Percent(0.37), 380)})
def percent_and_a_format_with_zeros():
    def fill(book, sheet):
        sheet.write_number("B2", 0.37, book.add_format({"num_format": "0 %"}))
        sheet.write_number("C2", 380, book.add_format({"num_format": "0000"}))

    return xlsx(("Namn", "Andel", "Kod"), ("A",), fill=fill)


@reads("format.xlsx", ["Namn", "Timmar", "Kronor"], {2: ("A", 1.25, 5)})
def hours_and_money_are_numbers():
    rows = row_xml(1, "Namn", "Timmar", "Kronor")
    rows += row_xml(2, "A", '<c r="B2" s="1"><v>1.25</v></c>', '<c r="C2" s="2"><v>5</v></c>')
    return raw_xlsx(rows, formats=["[h]:mm", '#,##0 "dkr"'])


@reads("sanning.xlsx", ["Namn", "Klart"], {2: ("A", True), 3: ("B", False)})
def true_and_false():
    return xlsx(("Namn", "Klart"), ("A", True), ("B", False))


@reads("utanadress.xlsx", ["Kommun", "Antal"], {2: ("Gävle", 5)})
def cells_and_rows_without_addresses():
    return raw_xlsx(
        '<row><c t="inlineStr"><is><t>Kommun</t></is></c><c t="inlineStr"><is><t>Antal</t></is></c></row>'
        '<row><c t="inlineStr"><is><t>Gävle</t></is></c><c><v>5</v></c></row>'
    )


@reads("oordning.xlsx", ["Kommun", "Antal"], {2: ("Gävle", 5)})
def cells_out_of_order():
    row = '<row r="2"><c r="B2"><v>5</v></c><c r="A2" t="inlineStr"><is><t>Gävle</t></is></c></row>'
    return raw_xlsx(row_xml(1, "Kommun", "Antal") + row)


@reads("prefix.xlsx", ["Kommun", "Antal"], {2: ("Gävle", 5)})
def names_with_a_prefix():
    rows = '<x:row r="1"><x:c r="A1" t="s"><x:v>0</x:v></x:c><x:c r="B1" t="s"><x:v>1</x:v></x:c></x:row>'
    rows += '<x:row r="2"><x:c r="A2" t="s"><x:v>2</x:v></x:c><x:c r="B2"><x:v>5</x:v></x:c></x:row>'
    return raw_xlsx(rows, shared=["Kommun", "Antal", "Gävle"], prefix="x")


@reads("strict.xlsx", ["Kommun", "Antal"], {2: ("Gävle", 5)})
def strict_open_xml():
    return raw_xlsx(row_xml(1, *KA) + row_xml(2, "Gävle", 5), namespace=STRICT)


@reads("utf16.xlsx", ["Kommun", "Antal"], {2: ("Gävle", 5)})
def parts_in_utf_16():
    parts = raw_parts(row_xml(1, *KA) + row_xml(2, "Gävle", 5), before='<?xml version="1.0" encoding="UTF-16"?>')
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].encode("utf-16")
    return packed(parts)


@reads("styrtecken.xlsx", ["Titel", "Text"], {2: ("A", "a\rb_x0041_c😀")})
def escaped_letters():
    rows = row_xml(1, "Titel", "Text") + row_xml(2, "A", "a_x000D_b_x005F_x0041_c_xD83D__xDE00__x0000_")
    return raw_xlsx(rows)


@reads("makro.xlsm", KA, {2: ("Gävle", 5)})
def macros_are_left_alone():
    return packed(parts_of(xlsx(KA, ("Gävle", 5))) | {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 not a macro"})


@reads("lank.xlsx", KA, {2: ("Gävle", 5)})
def links_to_other_files_are_not_followed():
    relations = raw_parts("")["xl/_rels/workbook.xml.rels"]
    outside = '<Relationship Id="rId9" Type="x/worksheet" Target="http://exempel.se/blad.xml" TargetMode="External"/>'
    sheets = '<sheet name="Ute" sheetId="2" r:id="rId9"/><sheet name="Blad1" sheetId="1" r:id="rId1"/>'
    return raw_xlsx(
        row_xml(1, *KA) + row_xml(2, "Gävle", 5),
        sheets=sheets,
        parts={"xl/_rels/workbook.xml.rels": relations.replace("</Relationships>", f"{outside}</Relationships>")},
    )


@reads("diagram.xlsx", KA, {2: ("Gävle", 5)})
def chart_sheets_are_no_sheets():
    def fill(book, sheet):
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=Blad1!$B$2:$B$2"})
        book.add_chartsheet("Diagram").set_chart(chart)

    return xlsx(KA, ("Gävle", 5), fill=fill)


@reads("langtbort.xlsx", KA, {2: ("Gävle", 5)}, left_out=[(1048576, "utanför tabellen")])
def stray_cell_in_the_last_corner():
    def fill(book, sheet):
        sheet.write("XFD1048576", "oj")

    return xlsx(KA, ("Gävle", 5), fill=fill)


@reads("skyddat.xlsx", KA, {2: ("Gävle", 5)})
def locked_but_not_encrypted_workbook():
    def fill(book, sheet):
        book.security = WorkbookProtection(workbookPassword="x", lockStructure=True)
        sheet.protection.set_password("x")

    return by_openpyxl(KA, ("Gävle", 5), fill=fill)


@reads("filter.xlsx", KA, {2: ("Gävle", 5), 3: ("Örebro", 6)})
def rows_hidden_by_a_filter_are_rows():
    def fill(book, sheet):
        sheet.autofilter("A1:B3")
        sheet.set_row(1, options={"hidden": True})

    return xlsx(KA, ("Gävle", 5), ("Örebro", 6), fill=fill)


@reads("kommentar.xlsx", KA, {2: ("Gävle", 5)})
def comments_are_no_values():
    return xlsx(KA, ("Gävle", 5), fill=lambda book, sheet: sheet.write_comment("B2", "stämmer detta?"))


@reads("talsomtext.xlsx", ["Kod", "Antal"], {2: ("0380", "1 234,5")})
def numbers_stored_as_text():
    return xlsx(("Kod", "Antal"), ("0380", "1 234,5"))


@reads("tomma.xlsx", KA, {2: ("Gävle", 5), 900: ("Örebro", 6)})
def hundreds_of_styled_empty_rows():
    def fill(book, sheet):
        for number in range(2, 899):
            sheet.write_blank(number, 0, None, book.add_format({"bold": True}))

    return xlsx(KA, ("Gävle", 5), *[()] * 897, ("Örebro", 6), fill=fill)
