import contextlib
import csv
import datetime
import gzip
import io
import random
import subprocess
import sys
import tempfile
import threading

import pytest
import python_calamine
from hypothesis import assume, example, given
from hypothesis import strategies as st

from barnratt.imports.reading import Broken, Refused, column_letter, open_book
from barnratt.imports.reading import refused as limits
from barnratt.imports.reading.cells import EXCEL_EPOCH, MAC_EPOCH, column_index
from tests.imports.corpus import CASES, KA
from tests.imports.files import by_openpyxl, ods, ods_table, packed, parts_of, raw_xlsx, row_xml, text, xlsx

NAMES = ["Titel", "Antal", "Plats", "Not"]


def read(data, name):
    with open_book(io.BytesIO(data), name=name) as book:
        table = book.table()
        return table, list(table)


# Whatever it is


def read_or_refuse(data, name):
    """Reads all of it. Anything but Refused fails the test."""
    with contextlib.suppress(Refused), open_book(io.BytesIO(data), name=name) as book:
        for sheet in book.sheets:
            with contextlib.suppress(Refused):
                table = sheet.table()
                assert all(len(row.values) == len(table.columns) for row in table)


names = st.sampled_from(["a.xlsx", "a.xlsm", "a.ods", "a.csv", "a.tsv", "a.txt", "a.csv.gz", "a.xls", "a", "", "å.CSV"])


@given(st.binary(max_size=2000), names)
def test_no_bytes_raise_anything_but_refused(data, name):
    read_or_refuse(data, name)


@given(
    st.binary(max_size=300),
    st.sampled_from([b"PK\x03\x04", b"\x1f\x8b\x08", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf"]),
    names,
)
def test_no_bytes_after_a_mark_raise_anything_but_refused(data, mark, name):
    read_or_refuse(mark + data, name)


@example("0\x1e", "utf-16", "a.csv")
@example("1" * 5000, "utf-8", "a.csv")
@given(st.text(max_size=500), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252", "mac_roman"]), names)
def test_no_text_raises_anything_but_refused(written, encoding, name):
    read_or_refuse(written.encode(encoding, "replace"), name)


@given(st.binary(max_size=500))
def test_nothing_packed_raises_anything_but_refused(data):
    read_or_refuse(gzip.compress(data), "a.csv.gz")


WHOLE_FILES = [case.make() for case in CASES if case.columns and case.name.endswith(("xlsx", "ods"))][::3]
TOKENS = [
    b"<row>", b"</row>", b"<c>", b"</c>", b"<v>", b"</v>", b"<f>", b'r="A1"', b'r=""', b'r="A99"', b't="s"', b't="e"',
    b't="d"', b's="7"', b"&lt;", b"&x;", b"-1", b"1e999", b"nan", b"9" * 30, b"<!DOCTYPE x>", b"\x00", b"\xff", b"]]>",
    b"<table:table>", b"<text:p>", b'table:number-columns-repeated="-5"', b'table:number-rows-repeated="1000"',
    b"</table:table-cell>",
]  # fmt: skip


@given(st.data())
def test_no_damage_to_a_part_raises_anything_but_refused(data):
    parts = parts_of(data.draw(st.sampled_from(WHOLE_FILES)))
    for _ in range(data.draw(st.integers(1, 4))):
        name = data.draw(st.sampled_from(sorted(parts)))
        content = parts[name]
        start = data.draw(st.integers(0, len(content)))
        length = data.draw(st.sampled_from([0, 0, 1, 3, 20]))
        parts[name] = content[:start] + data.draw(st.sampled_from([*TOKENS, b""])) + content[start + length :]
    read_or_refuse(packed(parts), "a.xlsx")


@given(st.data())
def test_no_damage_to_the_whole_file_raises_anything_but_refused(data):
    content = bytearray(data.draw(st.sampled_from(WHOLE_FILES)))
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    read_or_refuse(bytes(content[: data.draw(st.integers(0, len(content)))]), "a.xlsx")
    read_or_refuse(bytes(content), "a.ods")


# What was written is what is read


letters = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff\ufffd\ufeff")
words = st.text(letters, min_size=1, max_size=12).filter(str.strip)
texts = st.text(st.one_of(letters, st.just("\n")), min_size=1, max_size=20).filter(lambda found: "_x" not in found)
whole = st.integers(-(10**14), 10**14)
real = st.floats(allow_nan=False, allow_infinity=False, width=32).map(lambda found: float(f"{found:.10g}"))
days = st.dates(datetime.date(1900, 3, 1), datetime.date(2200, 1, 1))
moments = st.datetimes(datetime.datetime(1900, 3, 1), datetime.datetime(2200, 1, 1)).map(
    lambda found: found.replace(microsecond=0)
)
cells = st.one_of(st.none(), texts, whole, real, st.booleans(), days, moments)


@st.composite
def tables(draw, values=cells):
    """Rows that are a table beyond doubt: each begins with a text of its own."""
    rows = draw(st.lists(st.lists(values, min_size=3, max_size=3), min_size=1, max_size=6))
    return [(f"rad {draw(words)} {place}", *row) for place, row in enumerate(rows, 1)]


def as_read(value):
    """A moment at midnight is a day, and an empty text an empty cell."""
    if isinstance(value, datetime.datetime) and value.time() == datetime.time.min:
        return value.date()
    return None if value == "" else value


def expected(rows):
    return [(number, tuple(map(as_read, row))) for number, row in enumerate(rows, 2)]


def same(found, rows):
    assert [(row.number, row.values) for row in found] == expected(rows)
    for row, (_, values) in zip(found, expected(rows), strict=True):
        for got, wanted in zip(row.values, values, strict=True):
            assert isinstance(got, int | float) if isinstance(wanted, float) else type(got) is type(wanted)


@given(tables())
def test_what_xlsxwriter_wrote_is_read_back(rows):
    def fill(book, sheet):
        dates = {
            datetime.date: book.add_format({"num_format": "yyyy-mm-dd"}),
            datetime.datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        }
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                if type(value) in dates:
                    sheet.write_datetime(number, column, value, dates[type(value)])
                elif isinstance(value, str):
                    sheet.write_string(number, column, value)
                elif value is not None:
                    sheet.write(number, column, value)

    same(read(xlsx(NAMES, fill=fill), "a.xlsx")[1], rows)


@given(tables())
def test_what_openpyxl_wrote_is_read_back(rows):
    def fill(_, sheet):
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str):
                    cell.data_type = "s"  # a text that begins with = is no formula here

    same(read(by_openpyxl(NAMES, *rows, fill=fill), "a.xlsx")[1], rows)


@given(tables(st.one_of(st.none(), st.text(letters, min_size=1, max_size=9), whole, real)))
def test_what_libreoffice_writes_is_read_back(rows):
    same(read(ods(ods_table(NAMES, *rows)), "a.ods")[1], rows)


@given(tables(st.one_of(st.none(), texts)), st.sampled_from(";\t,|"), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_what_csv_wrote_is_read_back(rows, delimiter, encoding):
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter).writerows([NAMES, *rows])
    assume(f'{delimiter} "' not in file.getvalue())
    table, found = read(file.getvalue().encode(encoding), "a.csv")
    assert table.names == NAMES
    same(found, rows)


@given(
    st.lists(
        st.sampled_from(["Åmål", "Örebro", "Gävle", "Habo", "Håbo", "Mörbylånga", "säkerhet", "Ö"]),
        min_size=1,
        max_size=9,
    ),
    st.sampled_from(["cp1252", "mac_roman"]),
)
def test_swedish_words_tell_windows_from_mac(places, encoding):
    rows = [f"{place};{number}" for number, place in enumerate(places)]
    _, found = read(text("Plats;Antal på året", *rows, encoding=encoding), "a.csv")
    assert [row.values[0] for row in found] == places


# No row is lost without a word


sheets = st.lists(
    st.lists(
        st.one_of(
            st.none(), st.none(), words, whole, st.sampled_from(["Summa", "Totalt", "Källa: SCB", "2021", "Kommun"])
        ),
        max_size=5,
    ),
    min_size=1,
    max_size=12,
)


@given(sheets)
def test_every_row_is_in_the_table_or_told(rows):
    data = xlsx(*rows, fill=lambda book, sheet: sheet.write_blank(99, 9, None))
    filled = {n for n, row in enumerate(rows, 1) if any(v is not None and str(v).strip() for v in row)}
    try:
        table, found = read(data, "a.xlsx")
    except Refused:
        return
    header = {number for number in filled if table.header[0] <= number <= table.header[1]}
    assert {row.number for row in found} | {left.number for left in table.left_out} | header == filled
    assert len(found) == len({row.number for row in found})


@given(sheets)
def test_reading_twice_is_the_same(rows):
    try:
        with open_book(io.BytesIO(xlsx(*rows)), name="a.xlsx") as book:
            table = book.table()
            first, left = list(table), list(table.left_out)
            assert (list(table), table.left_out) == (first, left)
    except Refused:
        pass


# Beside another reader


def by_calamine(data):
    sheet = python_calamine.load_workbook(io.BytesIO(data)).get_sheet_by_index(0)
    rows = enumerate(sheet.to_python(skip_empty_area=False), 1)
    return {(n, c): value for n, row in rows for c, value in enumerate(row) if value != ""}


# What calamine makes of them is not what the sheet shows, or no answer at all: a stray cell takes all memory there is,
# and parts in UTF-16 and links to other files are refused.
OTHERWISE = {
    "parts_in_utf_16",
    "links_to_other_files_are_not_followed",
    "stray_cell_in_the_last_corner",
    "hours_and_money_are_numbers",
    "escaped_letters",
    "libreoffice_spaces_tabs_lines_and_comments",
}
WORKBOOKS = [
    case for case in CASES if case.columns and case.name.endswith((".xlsx", ".ods")) and str(case) not in OTHERWISE
]


@pytest.mark.parametrize("case", WORKBOOKS, ids=str)
def test_a_workbook_is_read_as_calamine_reads_it(case):
    data = case.make()
    theirs = by_calamine(data)
    with open_book(io.BytesIO(data), name=case.name) as book:
        rows = book.sheets[0].rows()
        ours = {(n, c): value for n, row in rows for c, value in enumerate(row) if value is not None}
    assert {place: value for place, value in ours.items() if not isinstance(value, Broken)} == theirs


# The interface


def test_a_path_and_a_stream_without_places_are_read_and_closed(tmp_path):
    path = tmp_path / "Kommuner.csv"
    path.write_bytes(text("Kommun;Antal", "Gävle;5"))
    with open_book(path, name=path.name) as book:
        assert book.sheets[0].name == "Kommuner"
        assert [row.values for row in book.table()] == [("Gävle", "5")]

    class Stream:
        def __init__(self):
            self.read, self.seekable = io.BytesIO(path.read_bytes()).read, lambda: False

    with open_book(Stream(), name="a.csv") as book:
        assert [row.values for row in book.table()] == [("Gävle", "5")]


def test_nothing_is_left_behind(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with open_book(io.BytesIO(gzip.compress(text("Kommun;Antal", "Gävle;5"))), name="a.csv.gz") as book:
        next(iter(book.table()))
    with pytest.raises(Refused):
        open_book(io.BytesIO(gzip.compress(b"\0\1\2\3" * 9)), name="a.csv.gz")
    assert list(tmp_path.iterdir()) == []


def test_the_uploaded_file_stays_open():
    file = io.BytesIO(xlsx(KA, ("Gävle", 5)))
    with open_book(file, name="a.xlsx") as book:
        list(book.table())
    assert not file.closed


def test_two_may_read_the_same_book_in_turns():
    for data, name in [
        (xlsx(KA, *[("Gävle", n) for n in range(9)]), "a.xlsx"),
        (text("Kommun;Antal", *[f"Gävle;{n}" for n in range(9)]), "a.csv"),
    ]:
        with open_book(io.BytesIO(data), name=name) as book:
            table = book.table()
            assert [one.values == other.values for one, other in zip(table, book.table(), strict=True)] == [True] * 9


def test_a_cell_is_called_what_the_spreadsheet_calls_it():
    table, rows = read(xlsx((), (), (None, None, *KA), (None, None, "Gävle", 5)), "a.xlsx")
    assert (table.address(rows[0], 0), table.address(rows[0], 1)) == ("C4", "D4")
    assert [column_letter(index) for index in (0, 25, 26, 701, 702, 16383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]


@given(st.integers(0, 16383))
def test_letters_and_places_of_columns_agree(index):
    assert column_index(column_letter(index)) == index


def test_what_has_been_read_is_told_as_a_share():
    lines = [f"Gävle;{number}" for number in range(60_000)]
    with open_book(io.BytesIO(text("Kommun;Antal", *lines)), name="a.csv") as book:
        table = book.table()
        rows = iter(table)
        for _ in range(30_000):
            next(rows)
        assert 0.4 < table.share_read < 0.6
        for _ in rows:
            pass
        assert table.share_read == 1


def test_the_book_knows_from_when_days_are_counted():
    for data, epoch in ((xlsx(KA), EXCEL_EPOCH), (xlsx(KA, date_1904=True), MAC_EPOCH)):
        with open_book(io.BytesIO(data), name="a.xlsx") as book:
            assert book.epoch == epoch


def test_a_sheet_that_is_not_there_is_a_mistake_of_the_caller():
    with open_book(io.BytesIO(xlsx(KA)), name="a.xlsx") as book, pytest.raises(KeyError):
        book.table("Finns inte")


def test_the_header_can_be_pointed_out_only_where_there_are_rows():
    with open_book(io.BytesIO(xlsx(KA, ("Gävle", 5))), name="a.xlsx") as book, pytest.raises(Refused):
        book.table("Blad1", header=(40, 41))


def test_nothing_is_fetched_and_nothing_runs():
    """The tests let nothing out (conftest), and a workbook full of ways out is read like any other."""
    relations = '<Relationships xmlns="x"><Relationship Id="rId1" Type="x/externalLink" Target="http://exempel.se/"/></Relationships>'
    formula = '<c r="A2" t="str"><f>WEBSERVICE("http://exempel.se/")</f><v>Gävle</v></c>'
    rows = row_xml(1, *KA) + row_xml(2, formula, 5)
    data = raw_xlsx(rows, parts={"xl/externalLinks/_rels/a.rels": relations, "xl/connections.xml": "<connections/>"})
    started = threading.active_count()
    assert [row.values for row in read(data, "a.xlsx")[1]] == [("Gävle", 5)]
    assert threading.active_count() == started


# Limits


def test_a_million_rows_and_a_header_are_read_and_not_one_more(monkeypatch):
    from barnratt.imports.reading import book

    assert limits.MOST_ROWS == 1_000_000
    monkeypatch.setattr(book, "MOST_ROWS", 500)
    whole = ["Kommun;Antal", *[f"Gävle;{number}" for number in range(500)]]
    assert len(read(text(*whole), "a.csv")[1]) == 500
    with pytest.raises(Refused, match="1 000 000 rader"):
        read(text(*whole, "Gävle;501"), "a.csv")


def test_a_text_file_may_be_100_mb(monkeypatch):
    from barnratt.imports.reading import book

    assert limits.MOST_BYTES == 100_000_000
    monkeypatch.setattr(book, "MOST_BYTES", 1000)
    with pytest.raises(Refused, match="för stor"):
        read(text("Kommun;Antal", *["Gävle;5"] * 200), "a.csv")


MEASURE = """
import resource, sys
from barnratt.imports.reading import open_book
def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
before, rows = peak(), 0
with open_book(sys.argv[1], name=sys.argv[1]) as book:
    for row in book.table():
        rows += 1
print(rows, (peak() - before) // 1024)
"""


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_rows_do_not_gather_in_memory(ending, tmp_path):
    rows, path = 40_000, tmp_path / f"stor.{ending}"
    chance = random.Random(1)
    values = [[f"Initiativ {n}", *[chance.randint(0, 10**6) for _ in range(11)]] for n in range(rows)]
    header = [f"Kolumn {column_letter(n)}" for n in range(12)]
    if ending == "csv":
        path.write_bytes(text(*[";".join(map(str, row)) for row in [header, *values]]))
    else:
        path.write_bytes(raw_xlsx("".join(row_xml(n, *row) for n, row in enumerate([header, *values], 1))))
    command = [sys.executable, "-c", MEASURE, str(path)]
    found, megabytes = map(int, subprocess.run(command, capture_output=True, check=True, text=True).stdout.split())
    assert found == rows
    assert megabytes < 40
