import csv
import datetime
from decimal import Decimal
from functools import partial

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from barnratt.core.templatetags.swedish import day
from barnratt.core.templatetags.swedish import number as in_swedish
from barnratt.core.templatetags.swedish import percent as in_percent
from barnratt.imports import values
from barnratt.imports.names import Names, choices
from barnratt.imports.reading import Broken, Percent
from barnratt.imports.reading.cells import MAC_EPOCH
from barnratt.imports.values import SIGNS, Absent, Fault

NOVEMBER_22 = datetime.date(2026, 11, 22)


def fault(parse, cell):
    with pytest.raises(Fault) as caught:
        parse(cell)
    return caught.value


PARSERS = {
    "text": values.text,
    "line": values.line,
    "number": values.number,
    "number with signs": partial(values.number, signs=SIGNS),
    "whole": values.whole,
    "percent": values.percent,
    "year": values.year,
    "date": values.date,
    "yes_no": values.yes_no,
    "code": values.code,
    "many": partial(values.many, parse=values.whole),
    "names": Names([(1, "Gävle (2180)", ["Gävle", "2180"]), (2, "Ö", ["Ö"])], none="ingen kommun").find,
}
any_cell = st.one_of(
    st.none(), st.text(max_size=30), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.booleans(),
    st.dates(), st.datetimes(), st.times(), st.floats(-10, 10).map(Percent),
    st.just(Broken("#N/A", "Cellen visar felet #N/A.")),
    st.from_regex(r"[ 0-9.,/%eE+–-]{1,20}", fullmatch=True),
    st.from_regex(r"[0-9]{1,4}[-/. ][0-9]{1,2}[-/. ][0-9]{1,4}", fullmatch=True),
)  # fmt: skip


@pytest.mark.parametrize("name", PARSERS)
@given(cell=any_cell)
def test_no_cell_raises_anything_but_a_fault_in_whole_sentences(name, cell):
    wrong = None
    try:
        PARSERS[name](cell)
    except Fault as found:
        wrong = found
    if wrong:
        assert wrong.message.endswith((".", "?"))
        assert wrong.proposal is None or wrong.proposal.strip()


@pytest.mark.parametrize("name", PARSERS)
def test_an_empty_cell_is_nothing_and_no_sign(name):
    for empty in (None, "", "  ", "\u00a0", "\u200b", '=""'):
        assert not PARSERS[name](empty)
        assert PARSERS[name](empty) is not False


@pytest.mark.parametrize("name", PARSERS)
def test_a_cell_that_nobody_can_read_is_a_fault_everywhere(name):
    assert "#N/A" in fault(PARSERS[name], Broken("#N/A", "Cellen visar felet #N/A.")).message
    assert "#SAKNAS!" in fault(PARSERS[name], "#SAKNAS!").message


# Numbers


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ("1234", "1234"),
        ("1 234,5", "1234.5"),
        ("1\u00a0234\u00a0567", "1234567"),
        ("1\u2009234,25", "1234.25"),
        ("1\u202f234", "1234"),
        ("0,5", "0.5"),
        (",5", "0.5"),
        ("0.5", "0.5"),
        ("1.234", "1.234"),
        ("1.234.567", "1234567"),
        ("1.234.567,5", "1234567.5"),
        ("1,234,567.5", "1234567.5"),
        ("-5", "-5"),
        ("−5", "-5"),
        ("–5,5", "-5.5"),
        ("- 5", "-5"),
        ("+5", "5"),
        ("1,2E+05", "120000"),
        ("  7  ", "7"),
        ('="0380"', "380"),
        (5, "5"),
        (2180.0, "2180"),
        (0.1, "0.1"),
        (-3.25, "-3.25"),
    ],
)
def test_a_number_is_read_as_it_was_meant(cell, wanted):
    found = values.number(cell)
    assert found == Decimal(wanted)
    assert isinstance(found, Decimal)


@pytest.mark.parametrize(
    ("cell", "proposal"),
    [
        ("ca 1 200 barn", "1 200"),
        ("50 st", "50"),
        ("12o", None),
        ("5-6", None),
        ("12 34", None),
        ("1 2345", None),
        ("2021/22", None),
        ("37 %", "37"),
        (Percent(0.37), "37"),
        (True, None),
        (NOVEMBER_22, None),
        ("١٢", None),
        ("x", None),
        ("-", None),
        ("1" * 200, None),
    ],
)
def test_what_is_no_number_is_a_fault(cell, proposal):
    assert fault(values.number, cell).proposal == proposal


@given(st.decimals(-(10**12), 10**12, places=4))
def test_a_number_in_swedish_is_read_back(amount):
    assert values.number(in_swedish(amount)) == amount


@given(
    st.decimals(-(10**12), 10**12, places=3),
    st.sampled_from([" ", "\u00a0", "\u2009", "\u202f", ""]),
    st.sampled_from("-−–"),
)
def test_a_number_is_read_back_whatever_its_spaces_and_minus(amount, space, minus):
    written = f"{abs(amount):,f}".replace(",", space).replace(".", ",")
    assert values.number(f"{minus}{written}" if amount < 0 else written) == amount


@given(st.integers(-1000, 1000))
def test_a_share_in_swedish_is_read_back_as_percent(hundredths):
    assert values.percent(in_percent(Decimal(hundredths) / 1000, 1)) == Decimal(hundredths) / 10


@pytest.mark.parametrize("cell", ["37 %", "37%", "37", "37,0 procent", Percent(0.37), 37, 37.0])
def test_percent_is_percent_however_written(cell):
    assert values.percent(cell) == 37


def test_a_whole_number_has_no_decimals():
    assert values.whole(5.0) == values.whole("5,0") == 5
    assert isinstance(values.whole("5"), int)
    assert "inget heltal" in fault(values.whole, "5,5").message


@pytest.mark.parametrize(
    ("sign", "why"),
    [
        ("-", Absent.MISSING),
        ("–", Absent.MISSING),
        ("−", Absent.MISSING),
        ("…", Absent.MISSING),
        ("Uppgift saknas", Absent.MISSING),
        (".", Absent.NOT_APPLICABLE),
        ("Not applicable", Absent.NOT_APPLICABLE),
        ("..", Absent.SUPPRESSED),
        ("X", Absent.SUPPRESSED),
        (" .. ", Absent.SUPPRESSED),
        ("Privacy", Absent.SUPPRESSED),
    ],
)
def test_signs_for_no_value_are_kept_apart_and_are_never_zero(sign, why):
    for parse in (values.number, values.whole, values.percent):
        assert parse(sign, signs=SIGNS) is why
        assert fault(parse, sign)


def test_a_source_may_have_signs_of_its_own():
    assert values.number("-", signs={"-": Absent.SUPPRESSED}) is Absent.SUPPRESSED
    assert values.number("0", signs=SIGNS) == 0


# Years and dates


@pytest.mark.parametrize("cell", ["2021", 2021, 2021.0, "år 2021", " 2021 "])
def test_a_year(cell):
    assert values.year(cell) == 2021


@pytest.mark.parametrize(
    ("cell", "proposal"),
    [
        ("2021/22", "2022"),
        ("läsåret 2021-2022", "2022"),
        ("21", "2021"),
        (NOVEMBER_22, "2026"),
        ("1066", None),
        ("i fjol", None),
        (2021.5, None),
    ],
)
def test_what_is_no_year(cell, proposal):
    assert fault(values.year, cell).proposal == proposal


@pytest.mark.parametrize(
    "cell",
    [
        "2026-11-22", "2026-11-22 14:30", "2026/11/22", "20261122", 20261122, "22/11 2026", "22/11/2026", "22.11.2026",
        "22-11-2026", "22/11-2026", "22 november 2026", "22 nov 2026", "22 nov. 2026", "den 22 november 2026",
        "söndag 22 november 2026",
        "Söndagen den 22:a november 2026", "22\u00a0NOVEMBER\u00a02026", 46348, 46348.0, "46348", NOVEMBER_22,
        datetime.datetime(2026, 11, 22, 14, 30),
    ],
)  # fmt: skip
def test_a_date(cell):
    assert values.date(cell) == NOVEMBER_22


@pytest.mark.parametrize(
    ("cell", "piece", "proposal"),
    [
        ("2026-02-30", "februari 2026 har 28 dagar", None),
        ("2026-00-10", "inget datum", None),
        ("2026-13-40", "inget datum", None),
        ("11/22/2026", "fel ordning", "2026-11-22"),
        ("26-11-22", "inget datum", "2026-11-22"),
        ("261122", "inget datum", "2026-11-22"),
        ("22/11 26", "inget datum", "2026-11-22"),
        ("november 2026", "inget datum", "2026-11-01"),
        ("2026-11", "inget datum", "2026-11-01"),
        ("2026", "inget datum", None),
        (2026, "inget datum", None),
        ("22 brumaire 2026", "inget datum", None),
        ("22 ma 2026", "inget datum", None),
        (True, "inget datum", None),
        (datetime.time(12), "inget datum", None),
        (Percent(0.5), "inget datum", None),
        (1e300, "inget datum", None),
    ],
)
def test_what_is_no_date(cell, piece, proposal):
    found = fault(values.date, cell)
    assert piece in found.message
    assert found.proposal == proposal


@given(st.dates(datetime.date(1904, 1, 1), datetime.date(2099, 12, 31)))
def test_a_date_is_read_back_however_it_is_written(when):
    months = values.MONTHS
    written = [day(when), f"{when:%d/%m %Y}", f"{when.day} {months[when.month - 1]} {when.year}", f"{when:%Y%m%d}"]
    assert {values.date(each) for each in written} == {when}
    if (number := (when - MAC_EPOCH).days) in values.SERIALS:
        assert values.date(number, epoch=MAC_EPOCH) == when


# Yes and no, codes, texts, lists


def test_yes_and_no():
    assert [values.yes_no(cell) for cell in ("Ja", "x", 1, True, "J", "Sant")] == [True] * 6
    assert [values.yes_no(cell) for cell in ("nej", 0, False, "N", 0.0)] == [False] * 5
    assert "varken ja eller nej" in fault(values.yes_no, "kanske").message


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [("380", "0380"), (380, "0380"), (380.0, "0380"), ("380.0", "0380"), ("5", "05"), (14, "14"), ("0380", "0380"),
     (0, "00"), ('="0380"', "0380"), ("0380 Uppsala", "0380"), ("2180 - Gävle", "2180")],
)  # fmt: skip
def test_a_code_gets_its_zero_back(cell, wanted):
    assert values.code(cell, lengths=(2, 4)) == wanted


@pytest.mark.parametrize("cell", ["12345", "3,8E+02", 380.5, -380, True, "Gävle", "03 80", "0380Uppsala", NOVEMBER_22])
def test_what_is_no_code(cell):
    assert "2 eller 4 siffror" in fault(partial(values.code, lengths=(2, 4)), cell).message


def test_two_digits_are_no_municipality():
    assert "med 4 siffror" in fault(values.code, "14").message


def rows_of(name):
    with (settings.DATA_DIR / "places" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_code_survives_a_spreadsheet():
    for row in rows_of("municipalities.csv") + rows_of("counties.csv"):
        for cell in (row["code"], int(row["code"]), float(row["code"]), str(int(row["code"]))):
            assert values.code(cell, lengths=(2, 4)) == row["code"]


def test_a_text_is_what_is_seen():
    assert values.text(" a\r\nb\u200b \x07") == "a\nb"
    assert values.line("a\n  b\u00a0c") == "a b\u00a0c"
    assert values.text("a\u030a") == "å"
    assert [values.text(cell) for cell in (2180.0, 12.5, True, NOVEMBER_22, Percent(0.375))] == [
        "2180",
        "12,5",
        "ja",
        "2026-11-22",
        "37,5 %",
    ]
    assert "bokstäver" in fault(values.text, "G\ufffdvle").message


def test_a_message_shows_no_more_of_a_text_than_it_can_hold():
    assert len(fault(values.number, "a\nb" * 5000).message) < 100


def test_a_list():
    assert values.many("12; 3;\n31;", values.whole) == [12, 3, 31]
    assert values.many(12.0, values.whole) == [12]
    assert values.many("01 03", partial(values.code, lengths=(2,)), separators=" ;") == ["01", "03"]
    wrong = fault(partial(values.many, parse=values.whole), "12; ca 3; tolv")
    assert "'ca 3' är inget tal." in wrong.message
    assert "'tolv' är inget tal." in wrong.message
    assert wrong.proposal is None
    assert fault(partial(values.many, parse=values.whole), "12; ca 3").proposal == "12; 3"
    assert fault(partial(values.many, parse=values.whole), 12.3).proposal == "12; 3"


# Names


@pytest.fixture
def municipalities():
    places = [
        (
            row["code"],
            f"{row['short_name']} ({row['code']})",
            [row["code"], row["short_name"], row["name"], row["display_name"]],
        )
        for row in rows_of("municipalities.csv")
    ]
    return Names(places, none="ingen kommun", endings=("kommun", "stad"))


def test_a_municipality_is_found_by_every_way_it_is_written(municipalities):
    for row in rows_of("municipalities.csv"):
        code, short = row["code"], row["short_name"]
        ways = [
            code, int(code), float(code), str(int(code)), f"{int(code)}.0", short, short.upper(), f" {short.lower()}  ",
            row["name"], row["display_name"], f"{short} kommun", f"{short} stad", f"{short}s kommun", f"{code} {short}",
            f"{code} {row['name']}", f"{short} ({code})", short.replace("-", " "), short.replace(" ", "\u00a0"),
        ]  # fmt: skip
        assert {municipalities.find(way) for way in ways} == {code}


def test_a_name_with_a_letter_less_is_never_another_place(municipalities):
    names = {row["short_name"].casefold() for row in rows_of("municipalities.csv")}
    for row in rows_of("municipalities.csv"):
        short = row["short_name"]
        for place in range(len(short)):
            wrong = short[:place] + short[place + 1 :]
            if wrong.casefold() in names:  # Alvesta without its l is Avesta
                continue
            try:
                found = municipalities.find(wrong)
            except Fault:
                continue
            assert found == row["code"]


def test_a_misspelt_name_is_proposed(municipalities):
    found = fault(municipalities.find, "Gvle")
    assert found.message == "'Gvle' är ingen kommun. Menade du Gävle (2180)?"
    assert municipalities.find(found.proposal) == "2180"
    for written, meant in [
        ("Gavle", "2180"),
        ("Sundsval", "2281"),
        ("Örnskjöldsvik", "2284"),
        ("Karlskoga komun", "1883"),
        ("Malung", "2023"),
    ]:
        assert municipalities.find(fault(municipalities.find, written).proposal) == meant


def test_several_that_are_as_near_are_told_and_none_is_proposed(municipalities):
    found = fault(municipalities.find, "Upplands")
    assert found.message == "'Upplands' är ingen kommun. Menade du Upplands-Bro (0139) eller Upplands Väsby (0114)?"
    assert found.proposal is None


@pytest.mark.parametrize("written", ["Riket", "Summa", "-", "..", "9999", "Xyzzy", "kommun"])
def test_what_is_like_no_name_gets_no_proposal(municipalities, written):
    found = fault(municipalities.find, written)
    assert found.message == f"'{written}' är ingen kommun."
    assert found.proposal is None


def test_old_names_are_names_and_a_name_that_two_have_is_asked_about():
    heby = Names(
        [("0331", "Heby (0331)", ["Heby"]), ("1917", "Heby till 2006 (1917)", ["Heby", "1917"])], none="ingen kommun"
    )
    assert fault(heby.find, "heby").message == "'heby' kan vara Heby (0331) eller Heby till 2006 (1917). Skriv vilken."
    assert heby.find("Heby till 2006 (1917)") == heby.find(1917) == "1917"


def test_a_choice_is_found_by_its_value_and_its_label():
    kinds = choices([("policy", "policy"), ("plan", "handlingsplan")], none="inget slag")
    assert kinds.find("Handlingsplan") == kinds.find("plan") == "plan"
    assert fault(kinds.find, "handlingplan").proposal == "handlingsplan"


def test_a_column_that_is_wrong_all_through_stops_being_guessed_at(monkeypatch):
    from barnratt.imports import names

    monkeypatch.setattr(names, "MOST_GUESSES", 2)
    some = Names([(1, "Gävle", ["Gävle"])], none="ingen kommun")
    assert [fault(some.find, f"Gävl{letter}").proposal for letter in "abc"] == ["Gävle", "Gävle", None]
