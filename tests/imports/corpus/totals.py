"""Totals and notes below the rows."""

from tests.imports.corpus.cases import GAVLE, GAVLE_LINES, KA, reads
from tests.imports.files import (
    text,
    xlsx,
)


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
