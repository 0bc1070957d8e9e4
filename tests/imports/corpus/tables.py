"""Where the table is in a sheet, and what its header is."""

from tests.imports.corpus.cases import KA, reads
from tests.imports.files import (
    text,
    xlsx,
)


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
