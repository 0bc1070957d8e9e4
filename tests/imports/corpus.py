"""
The files that people have: small, nasty, and each with what must become of it.

`reads`: the table, exactly. `refuses`: a piece of the sentence that says why. `finds`: the cells that are wrong, with a
piece of each message, when the columns are read by READERS. test_corpus.py tries them all.
"""

import codecs
import datetime
import gzip
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from functools import partial

from openpyxl.workbook.protection import WorkbookProtection

from barnratt.imports import values
from barnratt.imports.names import Names
from barnratt.imports.reading import Broken, Percent
from tests.imports.files import (
    STRICT,
    by_openpyxl,
    ods,
    ods_cell,
    ods_row,
    ods_table,
    packed,
    parts_of,
    raw_parts,
    raw_xlsx,
    row_xml,
    text,
    xlsx,
)

CASES = []


@dataclass
class Case:
    """A file by the name of the function that makes it."""

    make: object
    name: str
    columns: list = None
    rows: dict = field(default_factory=dict)  # row number → values
    left_out: list = None  # (row number, why)
    refused: str = ""
    faults: dict = None  # cell → (piece of the message, proposal)
    sheet: str | None = None
    hidden: list = field(default_factory=list)
    described: str = ""
    header: tuple | None = None

    def __str__(self):
        return self.make.__name__


def _case(**expected):
    def keep(make):
        CASES.append(Case(make, **expected))
        return make

    return keep


def reads(name, columns, rows, **expected):
    return _case(name=name, columns=columns, rows=rows, **expected)


def refuses(name, why, **expected):
    return _case(name=name, refused=why, **expected)


def finds(name, faults, **expected):
    return _case(name=name, faults=faults, **expected)


MUNICIPALITIES = Names(
    [
        ("2180", "Gävle (2180)", ["Gävle", "2180"]),
        ("0380", "Uppsala (0380)", ["Uppsala", "0380"]),
        ("0180", "Stockholm (0180)", ["Stockholm", "Stockholms stad", "0180"]),
        ("0305", "Håbo (0305)", ["Håbo", "0305"]),
        ("0643", "Habo (0643)", ["Habo", "0643"]),
        ("0331", "Heby (0331)", ["Heby", "0331"]),
        ("1917", "Heby till 2006 (1917)", ["Heby", "1917"]),
    ],
    none="ingen kommun",
    endings=("kommun", "stad"),
)
READERS = {
    "Kommun": MUNICIPALITIES.find,
    "Kod": partial(values.code, lengths=(2, 4)),
    "Antal": values.whole,
    "Värde": partial(values.number, signs=values.SIGNS),
    "Andel": values.percent,
    "År": values.year,
    "Datum": values.date,
    "Klart": values.yes_no,
    "Artiklar": partial(values.many, parse=values.whole),
}
KA = ["Kommun", "Antal"]
GAVLE = {2: ("Gävle", "5"), 3: ("Örebro", "6")}
GAVLE_LINES = ("Kommun;Antal", "Gävle;5", "Örebro;6")

# Letters and delimiters


@reads("utf8.csv", KA, GAVLE, described="Textfil (UTF-8, semikolon)")
def utf_8():
    return text(*GAVLE_LINES)


@reads("utf8bom.csv", KA, GAVLE, described="Textfil (UTF-8, semikolon)")
def utf_8_with_mark():
    return text(*GAVLE_LINES, encoding="utf-8-sig")


@reads("excel.csv", KA, GAVLE, described="Textfil (Windows-1252, semikolon)")
def windows_letters():
    return text(*GAVLE_LINES, encoding="cp1252")


@reads("mac.csv", KA, GAVLE, described="Textfil (Mac Roman, semikolon)")
def old_mac_letters_and_line_ends():
    return text(*GAVLE_LINES, encoding="mac_roman", end="\r")


@reads("versaler.csv", ["ORT", "ÅR"], {2: ("ÖREBRO", "2021"), 3: ("GÄVLE", "2022")})
def windows_letters_in_capitals():
    return text("ORT;ÅR", "ÖREBRO;2021", "GÄVLE;2022", encoding="cp1252")


@reads("macversaler.csv", ["ORT", "ÅR"], {2: ("ÖREBRO", "2021"), 3: ("GÄVLE", "2022")})
def mac_letters_in_capitals():
    return text("ORT;ÅR", "ÖREBRO;2021", "GÄVLE;2022", encoding="mac_roman")


@reads("tecken.csv", ["Rubrik", "Text"], {2: ("Bok", "”Jag – vi” …"), 3: ("Gävle", "kostar 5 €")})
def windows_quotes_dashes_and_euro():
    return text("Rubrik;Text", "Bok;”Jag – vi” …", "Gävle;kostar 5 €", encoding="cp1252")


@reads("blandat.csv", KA, GAVLE, described="Textfil (UTF-8 blandat med Windows-1252, semikolon)")
def utf_8_with_a_row_added_in_windows_letters():
    return text("Kommun;Antal", "Gävle;5") + "Örebro;6\r\n".encode("cp1252") + b""


@reads("unicode.txt", KA, GAVLE, described="Textfil (UTF-16, tabb)")
def unicode_text_as_excel_saves_it():
    return codecs.BOM_UTF16_LE + text("Kommun\tAntal", "Gävle\t5", "Örebro\t6", encoding="utf-16-le")


@reads("stor.txt", KA, GAVLE, described="Textfil (UTF-16, semikolon)")
def utf_16_big_end_first():
    return codecs.BOM_UTF16_BE + text(*GAVLE_LINES, encoding="utf-16-be")


@reads("utan.txt", KA, GAVLE, described="Textfil (UTF-16, semikolon)")
def utf_16_without_mark():
    return text(*GAVLE_LINES, encoding="utf-16-le")


@reads("komma.csv", ["Kommun", "Text"], {2: ("Gävle", "a; b; c"), 3: ("Örebro", "d; e; f")})
def commas_with_lists_in_the_cells():
    return text("Kommun,Text", "Gävle,a; b; c", 'Örebro,"d; e; f"')


@reads("decimal.csv", ["Kommun", "Andel"], {2: ("Gävle", "12,5"), 3: ("Örebro", "7,25")})
def semicolons_with_decimal_commas():
    return text("Kommun;Andel", "Gävle;12,5", "Örebro;7,25")


@reads("tabb.tsv", KA, GAVLE, described="Textfil (UTF-8, tabb)")
def tabs():
    return text("Kommun\tAntal", "Gävle\t5", "Örebro\t6")


@reads("lodstreck.txt", KA, GAVLE, described="Textfil (UTF-8, lodstreck)")
def pipes():
    return text("Kommun|Antal", "Gävle|5", "Örebro|6")


@reads("sep.csv", KA, GAVLE)
def the_delimiter_said_as_to_excel():
    return text("sep=;", *GAVLE_LINES)


@reads("radbrytning.csv", ["Titel", "Text"], {2: ("A", "rad ett\nrad två"), 3: ("B", "kort")})
def line_break_in_quotes_counts_as_one_row():
    return b'Titel;Text\nA;"rad ett\nrad tv\xc3\xa5"\nB;kort\n'


@reads("citat.csv", ["Titel", "Text"], {2: ("A", 'Skolan "Ekan" i Gävle'), 3: ("B", '12" rör')})
def doubled_quotes_and_inches():
    return text("Titel;Text", 'A;"Skolan ""Ekan"" i Gävle"', 'B;12" rör')


@reads("blanksteg.csv", ["Titel", "Text"], {2: ("A", "b;c")})
def space_before_the_quotes():
    return text("Titel; Text", 'A; "b;c"')


@reads("en.csv", ["Kommun"], {2: ("Gävle",), 3: ("Örebro",)}, described="Textfil (UTF-8, en kolumn)")
def one_column():
    return text("Kommun", "Gävle", "Örebro")


@reads("prosa.txt", ["Fråga"], {2: ("Hur mår barn, egentligen?",), 3: ("Vad vet vi",), 4: ("Vem gör det",)})
def one_column_of_prose_is_not_cut_at_its_commas():
    return text("Fråga", "Hur mår barn, egentligen?", "Vad vet vi", "Vem gör det")


@reads("slut.csv", KA, GAVLE)
def end_of_file_as_in_dos():
    return text(*GAVLE_LINES) + b"\x1a"


@reads("utanslut.csv", KA, GAVLE)
def no_line_end_at_the_end():
    return text(*GAVLE_LINES).removesuffix(b"\r\n")


@reads("DATA.CSV", KA, GAVLE)
def name_in_capitals():
    return text(*GAVLE_LINES)


@reads("packad.csv.gz", KA, GAVLE)
def packed_csv():
    return gzip.compress(text(*GAVLE_LINES))


@reads("egentligen.csv", KA, {2: ("Gävle", 5)}, described="Excel (.xlsx)")
def workbook_called_csv():
    return xlsx(KA, ("Gävle", 5))


@reads("tomma.csv", KA, {4: ("Gävle", "5"), 7: ("Örebro", "6")})
def empty_rows_keep_the_numbers():
    return text("", "Kommun;Antal", ";", "Gävle;5", "", " ; ", "Örebro;6", "", "")


# Where the table is


@reads(
    "skolverket.csv",
    ["Skola", "Kod", "Andel"],
    {7: ("Ekskolan", "0180", ".."), 8: ("Björkskolan", "0380", "98,5")},
    left_out=[(1, "titel"), (2, "titel"), (3, "titel"), (4, "titel")],
)
def five_lines_before_the_header_and_a_semicolon_after_each_row():
    return text(
        "Grundskolan - Slutbetyg;", "Läsåret 2022/23;", "Alla elever;", "Valt län: samtliga;", "",
        "Skola;Kod;Andel;", "Ekskolan;0180;..;", "Björkskolan;0380;98,5;", encoding="utf-8-sig",
    )  # fmt: skip


@reads("titel.csv", ["Kommun", "Kod", "Antal"], {4: ("Gävle", "2180", "5")}, left_out=[(1, "titel"), (2, "titel")])
def two_title_rows_in_windows_letters():
    return text("Barn i åtgärd;;", "Uttag ur Örebro;;", "Kommun;Kod;Antal", "Gävle;2180;5", encoding="cp1252")


@reads("tvaceller.xlsx", ["Kommun", "Kod", "Antal", "Andel"], {3: ("Gävle", "2180", 5, 2)}, left_out=[(1, "titel")])
def title_of_two_cells():
    return xlsx(("Uttag", "2023-11-01"), ("Kommun", "Kod", "Antal", "Andel"), ("Gävle", "2180", 5, 2))


@reads("titel.xlsx", ["Kommun", "År", "Antal"], {4: ("Gävle", 2021, 5)}, left_out=[(1, "titel")])
def merged_title_and_an_empty_row():
    def fill(book, sheet):
        sheet.merge_range("A1:C1", "Barn i Gävle")

    return xlsx((), (), ("Kommun", "År", "Antal"), ("Gävle", 2021, 5), fill=fill)


@reads("forskjuten.xlsx", KA, {5: ("Gävle", 5), 6: ("Örebro", 6)})
def table_that_begins_in_c_4():
    rows = [(None, None, *row) for row in (KA, ("Gävle", 5), ("Örebro", 6))]
    return xlsx((), (), (), *rows)


@reads("tomkolumn.xlsx", KA, {2: ("Gävle", 5), 3: ("Örebro", 6)})
def empty_column_within():
    return xlsx(("Kommun", None, "Antal"), ("Gävle", None, 5), ("Örebro", None, 6))


@reads("utannamn.xlsx", ["Kommun", "", "Antal"], {2: ("Gävle", "obs", 5), 3: ("Örebro", None, 6)})
def column_without_a_name():
    return xlsx(("Kommun", None, "Antal"), ("Gävle", "obs", 5), ("Örebro", None, 6))


@reads("kolada.xlsx", ["Kolada nyckeltal", "", "2020", "2021"], {3: ("Elever", "Gävle", 5, 6)})
def kolada_header_with_two_empty_cells():
    return xlsx(("Kolada nyckeltal",), (None, None, "2020", "2021"), ("Elever", "Gävle", 5, 6))


TWO_ROWS = ["Kommun", "2021 Flickor", "2021 Pojkar", "2022 Flickor", "2022 Pojkar"]


@reads("tvarader.csv", TWO_ROWS, {3: ("Gävle", "1", "2", "3", "4")})
def two_header_rows_with_gaps():
    return text("Kommun;2021;;2022;", ";Flickor;Pojkar;Flickor;Pojkar", "Gävle;1;2;3;4")


@reads("tvarader2.csv", TWO_ROWS, {3: ("Gävle", "1", "2", "3", "4")})
def two_header_rows_with_the_first_name_below():
    return text(";2021;;2022;", "Kommun;Flickor;Pojkar;Flickor;Pojkar", "Gävle;1;2;3;4")


@reads("sammanfogade.xlsx", TWO_ROWS, {4: ("Gävle", 1, 2, 3, 4)}, left_out=[(1, "titel")])
def two_merged_header_rows_under_a_title():
    def fill(book, sheet):
        sheet.merge_range("A1:E1", "Barn i kommunerna")
        sheet.merge_range("A2:A3", "Kommun")
        sheet.merge_range("B2:C2", 2021)
        sheet.merge_range("D2:E2", 2022)

    return xlsx((), (), (None, "Flickor", "Pojkar", "Flickor", "Pojkar"), ("Gävle", 1, 2, 3, 4), fill=fill)


@reads(
    "trerader.xlsx",
    ["Skola", "Elever 2021 Flickor", "Elever 2021 Pojkar", "Elever 2022 Flickor", "Elever 2022 Pojkar"],
    {4: ("Ekskolan", 1, 2, "-", 4)},
)
def three_merged_header_rows():
    def fill(book, sheet):
        sheet.merge_range("A1:A3", "Skola")
        sheet.merge_range("B1:E1", "Elever")
        sheet.merge_range("B2:C2", "2021")
        sheet.merge_range("D2:E2", "2022")

    return xlsx((), (), (None, "Flickor", "Pojkar", "Flickor", "Pojkar"), ("Ekskolan", 1, 2, "-", 4), fill=fill)


@reads("enhet.csv", ["Kommun", "Elever antal", "Andel %"], {3: ("Gävle", "5", "2,5"), 4: ("Örebro", "6", "3")})
def units_below_the_names():
    return text("Kommun;Elever;Andel", ";antal;%", "Gävle;5;2,5", "Örebro;6;3")


@reads(
    "grupp.csv",
    ["Kommun", "Kod", "Antal elever 2021", "Antal elever 2022", "Andel 2021"],
    {3: ("Gävle", "2180", "1", "2", "3")},
)
def groups_over_some_of_the_columns():
    return text(";;Antal elever;;Andel", "Kommun;Kod;2021;2022;2021", "Gävle;2180;1;2;3")


@reads("aldrar.xlsx", ["Kommun", "0", "1", "2", "3"], {2: ("Gävle", 10, 20, 30, 40)})
def ages_as_names():
    return xlsx(("Kommun", 0, 1, 2, 3), ("Gävle", 10, 20, 30, 40))


@reads("ar.xlsx", ["Kommun", "2019", "2020"], {2: ("Gävle", 1.5, 2)})
def years_as_numbers():
    return xlsx(("Kommun", 2019, 2020.0), ("Gävle", 1.5, 2))


@reads("brytning.xlsx", ["Ansvarig organisation", "Antal barn"], {2: ("Gävle", 1)})
def line_breaks_and_soft_hyphens_in_names():
    return xlsx(("Ansvarig\n organi\u00adsation", "Antal  barn"), ("Gävle", 1))


@reads("pekat.xlsx", KA, {5: ("Gävle", 5)}, header=(4, 4), left_out=[(1, "titel"), (2, "titel"), (3, "titel")])
def header_that_the_person_points_out():
    return xlsx(("x", "y"), ("Ort", "Siffra"), ("hej", "du"), KA, ("Gävle", 5))


@reads("upprepad.csv", KA, {2: ("Gävle", "5"), 4: ("Örebro", "6")}, left_out=[(3, "upprepad rubrik")])
def header_repeated_on_every_page():
    return text("Kommun;Antal", "Gävle;5", "Kommun;Antal", "Örebro;6")


@reads("bredvid.xlsx", KA, {n: ("Gävle", n) for n in range(2, 72)}, left_out=[(71, "utanför tabellen")])
def value_beside_the_table_far_down():
    return xlsx(KA, *[("Gävle", n, *([] if n < 71 else [None, None, "tänk på"])) for n in range(2, 72)])


@reads(
    "grupperad.xlsx",
    ["Län", *KA],
    {2: ("Gävleborg", "Gävle", 5), 3: ("Gävleborg", "Bollnäs", 6), 4: ("Uppsala", "Heby", 7)},
)
def cell_merged_over_several_rows():
    def fill(book, sheet):
        sheet.merge_range("A2:A3", "Gävleborg")

    return xlsx(("Län", *KA), (None, "Gävle", 5), (None, "Bollnäs", 6), ("Uppsala", "Heby", 7), fill=fill)


# Totals and notes


@reads("summa.csv", KA, GAVLE, left_out=[(4, "summa")])
def total_at_the_bottom():
    return text(*GAVLE_LINES, "Summa;11")


@reads("noter.csv", KA, GAVLE, left_out=[(5, "summa"), (7, "not"), (8, "not"), (9, "not")])
def totals_and_notes_at_the_bottom():
    return text(*GAVLE_LINES, "", "Totalt;11", "", "Källa: SCB", "1) Preliminärt", "Uttag 2024")


@reads("medel.xlsx", ["Kod", *KA], {2: ("2180", "Gävle", 5)}, left_out=[(3, "summa"), (4, "summa")])
def sum_and_mean_in_the_second_column():
    return xlsx(("Kod", *KA), ("2180", "Gävle", 5), (None, "Summa", 5), (None, "Medelvärde", 5))


@reads("riket.csv", KA, GAVLE | {4: ("Riket", "11")})
def sweden_is_a_place_and_no_total():
    return text(*GAVLE_LINES, "Riket", "").replace(b"Riket", b"Riket;11")


@reads(
    "kon.csv",
    ["Kön", "År", "Antal"],
    dict(enumerate([(k, a, "5") for a in ("2021", "2022") for k in ("Kvinnor", "Män", "Totalt")], 2)),
)
def total_as_a_sex_is_a_value():
    return text("Kön;År;Antal", *[f"{k};{a};5" for a in (2021, 2022) for k in ("Kvinnor", "Män", "Totalt")])


@reads("sist.csv", ["Kommun", "Antal"], GAVLE | {4: ("Heby", None)})
def last_row_with_a_name_only_is_a_row():
    return text(*GAVLE_LINES, "Heby;")


@reads(
    "titlar.csv",
    ["Titel", "Text"],
    {2: ("A", "b"), 3: ("Det här är en lång titel som ingen har skrivit mer om.", None)},
)
def last_row_with_a_long_title_only_is_a_row():
    return text("Titel;Text", "A;b", "Det här är en lång titel som ingen har skrivit mer om.;")


@reads("notarie.csv", KA, GAVLE | {4: ("Notviken", None)})
def place_that_begins_as_a_note_does():
    return text(*GAVLE_LINES, "Notviken;")


@reads("kommentarer.xlsx", ["Titel", "Text"], {2: ("A", "b"), 3: ("D", "e")}, left_out=[(2, "utanför tabellen")])
def comment_beside_the_first_row_is_not_a_header():
    return xlsx(("Titel", "Text"), ("A", "b", "kolla detta"), ("D", "e"))


@reads("bara.csv", KA, {2: ("Totalt", "5")})
def lone_total_is_kept():
    return text("Kommun;Antal", "Totalt;5")


# Workbooks


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


# LibreOffice


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


# Refused


@refuses("tom.csv", "tom")
def empty_file():
    return b""


@refuses("blank.csv", "tom")
def nothing_but_line_ends():
    return b"\r\n ;;; \r\n\r\n"


@refuses("tom.xlsx", "är tomt")
def workbook_without_cells():
    return xlsx()


@refuses("rubriklos.csv", "ingen rubrikrad")
def no_header():
    return text("0114;Upplands Väsby;49262", "0115;Vallentuna;34851")


@refuses("dolda.xlsx", "dolda")
def all_sheets_hidden():
    return raw_xlsx(row_xml(1, *KA), sheets='<sheet name="Blad1" sheetId="1" state="hidden" r:id="rId1"/>')


@refuses("losen.xlsx", "lösenord")
def workbook_with_a_password():
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000) + "EncryptedPackage".encode("utf-16-le") + bytes(500)


@refuses("losen.ods", "lösenord")
def libreoffice_with_a_password():
    return ods(ods_table(KA), manifest="<manifest:manifest><manifest:encryption-data/></manifest:manifest>")


@refuses("losenzip.xlsx", "lösenord")
def zip_with_a_password():
    data = bytearray(raw_xlsx(row_xml(1, *KA)))
    for place in range(len(data) - 4):
        if data[place : place + 4] == b"PK\x01\x02":
            data[place + 8] |= 1
        if data[place : place + 4] == b"PK\x03\x04":
            data[place + 6] |= 1
    return bytes(data)


@refuses("gammal.xls", "Spara som")
def old_excel():
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)


@refuses("gammal.xlsx", "Spara som")
def old_excel_with_a_new_name():
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)


@refuses("binar.xlsx", ".xlsb")
def binary_workbook():
    return packed({"[Content_Types].xml": "<Types/>", "_rels/.rels": "<x/>", "xl/workbook.bin": b"\x01"})


@refuses("text.xls", "Spara som")
def text_called_xls():
    return text(*GAVLE_LINES)


@refuses("lista.docx", ".docx")
def other_kind_of_name():
    return packed({"_rels/.rels": "<x/>", "word/document.xml": "<x/>"})


@refuses("brev.xlsx", "inget kalkylblad")
def document_called_xlsx():
    return packed({"_rels/.rels": "<x/>", "word/document.xml": "<x/>"})


@refuses("flera.xlsx", "packad (zip)")
def zip_of_workbooks():
    return packed({"a.xlsx": xlsx(KA), "b.xlsx": xlsx(KA)})


@refuses("bild.xlsx", "en bild (PNG)")
def picture():
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(50)


@refuses("foto.csv", "en bild (JPEG)")
def photograph():
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\0" + bytes(50)


@refuses("rapport.xlsx", "en PDF")
def pdf():
    return b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj"


@refuses("export.xlsx", "webbsida")
def web_page():
    return b"\r\n<html><body><table><tr><td>Kommun</td></tr></table></body></html>"


@refuses("xml2003.xlsx", "XML")
def spreadsheet_of_2003():
    return b'\xef\xbb\xbf<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'


@refuses("text.xlsx", "skadad")
def text_called_xlsx():
    return text(*GAVLE_LINES)


@refuses("skrap.csv", "annat än text")
def binary_junk():
    return bytes(range(256)) * 4


@refuses("nul.csv", "annat än text")
def nul_bytes():
    return text("Kommun;Antal", "Gävle;\0\0\0\0", "Örebro;1")


@refuses("styr.csv", "annat än text")
def control_characters():
    return b"Kommun;Antal\r\n\x01\x02\x03\x04\x05\x06;\x07\x08\r\n"


@refuses("halv.xlsx", "skadad")
def truncated_workbook():
    data = xlsx(KA, *[("Gävle", number) for number in range(500)])
    return data[: len(data) // 2]


@refuses("avbruten.xlsx", "skadad")
def truncated_sheet():
    parts = parts_of(xlsx(KA, ("Gävle", 5)))
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"][:-30]
    return packed(parts)


@refuses("kontrollsumma.xlsx", "skadad")
def wrong_checksum():
    data = raw_xlsx(row_xml(1, *KA) + row_xml(2, "Gävle", 5))
    parts = parts_of(data)
    old = struct.pack("<L", zlib.crc32(parts["xl/worksheets/sheet1.xml"]))
    return data.replace(old, b"\x00\x01\x02\x03")


@refuses("avbruten.csv.gz", "skadad")
def truncated_gzip():
    return gzip.compress(text("Kommun;Antal", *[f"Gävle;{zlib.crc32(bytes([n]))}" for n in range(200)]))[:-200]


@refuses("dubbel.csv.gz", "flera gånger")
def gzip_in_gzip():
    return gzip.compress(gzip.compress(text(*GAVLE_LINES)))


@refuses("bok.csv.gz", "flera gånger")
def workbook_in_gzip():
    return gzip.compress(xlsx(KA))


@refuses("bomb.csv.gz", "för stor")
def gzip_bomb():
    return gzip.compress(b"Kommun;Antal\n" + b"a;1\n" * 25_100_000, 1)


@refuses("bomb.xlsx", "för stor")
def zip_bomb():
    return raw_xlsx("", parts={"xl/media/a.xml": b" " * 101_000_000})


@refuses("bomb2.xlsx", "packad på ett sätt")
def absurdly_packed():
    return raw_xlsx("", parts={"xl/sharedStrings.xml": b"<sst>" + b" " * 9_000_000})


@refuses("ljuger.xlsx", "skadad")
def zip_bomb_that_says_it_is_small():
    data = raw_xlsx(row_xml(1, *KA) + " " * 5_000_000)
    size = len(parts_of(data)["xl/worksheets/sheet1.xml"])
    return data.replace(struct.pack("<L", size), struct.pack("<L", 2000))


@refuses("manga.xlsx", "för stor")
def too_many_parts():
    return packed({f"{number}.xml": "" for number in range(10_001)}, compression=zipfile.ZIP_STORED)


@refuses("lzma.xlsx", "skadad")
def packed_as_no_spreadsheet_is():
    return packed(raw_parts(row_xml(1, *KA)), compression=zipfile.ZIP_LZMA)


@refuses("skratt.xlsx", "DTD")
def billion_laughs():
    entities = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
    return raw_xlsx(
        row_xml(1, "Kommun", "x"), before=f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{entities}]>'
    )


@refuses("extern.xlsx", "DTD")
def external_entity_in_the_texts():
    sst = '<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY x SYSTEM "file:///etc/passwd">]><sst><si><t>&x;</t></si></sst>'
    return raw_xlsx('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', shared=[], parts={"xl/sharedStrings.xml": sst})


@refuses("extern.ods", "DTD")
def external_document_type_in_libreoffice():
    return ods(ods_table(KA), before='<!DOCTYPE x SYSTEM "http://exempel.se/x.dtd">')


@refuses("rader.xlsx", "skadad")
def row_number_beyond_the_sheet():
    return raw_xlsx(row_xml(1, *KA) + '<row r="99999999"><c r="A99999999"><v>1</v></c></row>')


@refuses("kolumner.xlsx", "kolumner")
def column_beyond_the_sheet():
    return raw_xlsx(row_xml(1, *KA) + '<row r="2"><c r="ZZZ2"><v>1</v></c></row>')


@refuses("kolumner.csv", "kolumner")
def too_many_columns_of_text():
    return text("Kommun;Antal", ";".join("x" * 16_385))


@refuses("kolumner.ods", "kolumner")
def too_many_repeated_columns():
    return ods(ods_table(KA, (ods_cell(5, number_columns_repeated=99_999),)))


@refuses("celler.ods", "20 miljoner")
def too_many_repeated_cells():
    names, values = (ods_cell(value, number_columns_repeated=16_000) for value in ("Namn", 5))
    return ods(ods_table((names,), ods_row(values, times=900_000)))


@refuses("rader.ods", "1 000 000 rader")
def too_many_repeated_rows():
    return ods(ods_table(KA, ods_row(5, times=1_040_000)))


@refuses("text.xlsx", "skadad")
def points_at_a_text_that_is_missing():
    return raw_xlsx(row_xml(1, *KA) + '<row r="2"><c r="A2" t="s"><v>77</v></c></row>', shared=["a"])


@refuses("blad.xlsx", "inga blad")
def sheet_that_is_missing():
    parts = raw_parts(row_xml(1, *KA))
    del parts["xl/worksheets/sheet1.xml"]
    return packed(parts)


@refuses("rad.csv", "längre än en miljon")
def line_without_end():
    return b"Kommun;Antal\r\n" + b"a" * 1_000_001


@refuses("citat.csv", "rad 3")
def quotation_mark_that_never_ends():
    return text("Kommun;Antal", "Gävle;5", '"Örebro;6', "Heby;7")


@refuses("citat2.csv", "rad 2")
def quotation_marks_within_quotation_marks():
    return text("Titel;Antal", '"Skolan "Ekan" i Gävle";5')


# Cells that are wrong


@finds("kommuner.csv", {"A3": ("'Gvle' är ingen kommun. Menade du Gävle (2180)?", "Gävle (2180)")})
def misspelt_municipality():
    return text("Kommun;Antal", "Gävle;5", "Gvle;6", "GÄVLE KOMMUN;7", "2180;8", "380;9", "Stockholms stad;1")


@finds("heby.csv", {"A2": ("Heby (0331) eller Heby till 2006 (1917)", None)})
def name_that_two_have():
    return text("Kommun;Antal", "Heby;5", "1917;6")


@finds("habo.csv", {"A4": ("ingen kommun", None)})
def names_that_are_nearly_alike_are_two():
    return text("Kommun;Antal", "Habo;5", "Håbo;6", "Hebo;6").replace(b"Hebo", b"Hxbx")


@finds("motsagelse.csv", {"A2": ("säger två saker", None), "A3": ("hör inte till koden", "Uppsala (0380)")})
def code_and_name_that_disagree():
    return text("Kommun;Antal", "0380 Gävle;5", "0380 Upsalla;6", "0380 Uppsala;7")


@finds("koder.csv", {"A5": ("ingen kod", None), "A6": ("ingen kod", None)})
def codes_that_lost_their_zero():
    return text("Kod;Antal", "380;1", "5;2", "2180;3", "12345;4", "3,8E+02;5", '="0380";6', "380.0;7", "0380 Uppsala;8")


@finds("tal.csv", {"B3": ("inget tal", "1 200"), "B5": ("inget tal", None), "B9": ("inget tal", None)})
def numbers_as_people_write_them():
    return text(
        "Kommun;Värde", "Gävle;1\u00a0234,5", "Gävle;ca 1 200 barn", "Gävle;−5", "Gävle;12 34",
        "Gävle;1\u202f000\u202f000", "Gävle;..", "Gävle;–", "Gävle;12o", "Gävle;1.234.567,5",
    )  # fmt: skip


@finds("heltal.xlsx", {"B3": ("inget heltal", None), "B4": ("är en andel", "50")})
def shares_and_halves_are_no_whole_numbers():
    def fill(book, sheet):
        sheet.write_number("B4", 0.5, book.add_format({"num_format": "0%"}))

    return xlsx(KA, ("Gävle", 5.0), ("Gävle", 5.5), ("Gävle",), fill=fill)


@finds(
    "felvarden.xlsx", {"B2": ("#N/A: uppslagningen", None), "B3": ("#DIV/0!", None), "B4": ("inget sparat värde", None)}
)
def errors_in_cells():
    rows = row_xml(1, *KA)
    cells = ('t="e"><v>#N/A</v>', 't="e"><f>1/0</f><v>#DIV/0!</v>', "><f>SUM(A1:A9)</f>")
    for number, cell in enumerate(cells, 2):
        rows += row_xml(number, "Gävle", f'<c r="B{number}" {cell}</c>')
    return raw_xlsx(rows)


@finds("saknas.csv", {"B2": ("#SAKNAS!", None)})
def errors_in_swedish_text():
    return text("Kommun;Antal", "Gävle;#SAKNAS!", "Gävle;1", encoding="cp1252")


@finds(
    "datum.csv",
    {
        "B6": ("finns inte", None),
        "B7": ("2026-11-22", "2026-11-22"),
        "B8": ("fel ordning", "2026-11-22"),
        "B9": ("inget datum", "2026-11-01"),
    },
)
def dates_as_people_write_them():
    return text(
        "Kommun;Datum", "Gävle;22 november 2026", "Gävle;22/11 2026", "Gävle;46348", "Gävle;söndag den 22 nov. 2026",
        "Gävle;2026-02-30", "Gävle;261122", "Gävle;11/22/2026", "Gävle;november 2026",
    )  # fmt: skip


@finds("ar.csv", {"B3": ("två år", "2022"), "B4": ("inget årtal", "2021"), "B6": ("inget årtal", None)})
def years_as_people_write_them():
    return text("Kommun;År", "Gävle;2021", "Gävle;2021/22", "Gävle;21", "Gävle;år 2022", "Gävle;i fjol")


@finds("listor.csv", {"B4": ("'tolv' är inget tal", None)})
def lists_in_cells():
    return text("Kommun;Artiklar", "Gävle;12; 3", 'Gävle;"12;3"', 'Gävle;"12; tolv"').replace(b"12; 3", b'"12; 3"')


@finds("listtal.xlsx", {"B2": ("gjort till ett tal", "12; 3")})
def list_that_excel_made_a_number():
    return xlsx(("Kommun", "Artiklar"), ("Gävle", 12.3), ("Gävle", 12))


@finds("klart.csv", {"B4": ("varken ja eller nej", None)})
def yes_and_no_as_people_write_them():
    return text("Kommun;Klart", "Gävle;Ja", "Gävle;x", "Gävle;kanske", "Gävle;NEJ", "Gävle;0", "Gävle;")


@finds("andel.csv", {"B4": ("inget tal", None)})
def percent_as_people_write_it():
    return text("Kommun;Andel", "Gävle;37 %", "Gävle;37,5", "Gävle;hälften", "Gävle;12%")


@finds("oläsligt.csv", {"A2": ("bokstäver som inte gick att läsa", None)})
def letters_lost_before():
    return text("Kommun;Antal", "G\ufffdvle;5", "Gävle;6")


@finds("skadat_tal.xlsx", {"B2": ("går inte att läsa", None)})
def number_that_is_none():
    return raw_xlsx(
        row_xml(1, *KA)
        + row_xml(2, "Gävle", "5").replace('t="inlineStr"><is><t xml:space="preserve">5</t></is>', "><v>1_000</v>")
    )
