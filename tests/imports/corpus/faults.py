"""Cells that are wrong, each with what is told of it."""

from tests.imports.corpus.cases import KA, finds
from tests.imports.files import (
    raw_xlsx,
    row_xml,
    text,
    xlsx,
)


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
