"""Whatever is in a file: it is refused in words or read, no good row is lost, and a preview changes nothing."""

import io
import zipfile
from contextlib import suppress

from django.core.serializers.json import DjangoJSONEncoder
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from barnratt.core.errors import RuleBroken
from barnratt.imports import actions, checking
from barnratt.imports.kinds import kinds
from barnratt.imports.models import Import
from barnratt.imports.reading import Refused, open_book
from regions.places.models import Organisation
from tests.imports.corpus import CASES

EASY = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
FEWER = settings(EASY, max_examples=EASY.max_examples // 4)  # each writes and reads a workbook
COLUMNS = [column for kind in kinds().values() for column in kind.columns.values()]
HEADERS = sorted({label for column in COLUMNS for label in (column.label, *column.aliases)})
TELLING = [
    "", "Gävle", "Gvle", "2180", "380", "civilsamhälle", "nämnd", "pågår", "utbildning", "2024", "24", "12,5", "-",
    "..", "x", "=1+1", "#N/A", "(tom)", "ja", "2026-02-30", "Gävle kommun", "3; 12", "3;;", "1 234", "10 %", "https://a.example/",
]  # fmt: skip
CELLS = st.one_of(st.sampled_from(TELLING), st.text(max_size=30))
NAMES = ["a.csv", "a.xlsx", "a.ods", "a.txt", "a.csv.gz", "a.xls", "a"]
PARTS = ["xl/workbook.xml", "_rels/.rels", "content.xml", "[Content_Types].xml"]


def quoted(cell):
    return '"' + cell.replace('"', '""') + '"'


@EASY
@given(
    header=st.lists(st.one_of(st.sampled_from(HEADERS), st.text(max_size=12)), min_size=1, max_size=8),
    rows=st.lists(st.lists(CELLS, max_size=9), max_size=8),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    separator=st.sampled_from(";,\t|"),
)
def test_every_row_of_every_table_is_accounted_for_and_nothing_is_written(loaded, header, rows, encoding, separator):
    lines = [separator.join(map(quoted, line)) for line in [header, *rows]]
    content = "\r\n".join(lines).encode(encoding, "replace")
    organisations = Organisation.objects.count()
    for kind in kinds().values():
        try:
            with open_book(io.BytesIO(content), name="fil.csv") as book:
                table = book.table()
                fields = actions.suggested(kind, table.names)
                found = list(checking.check(kind, table, {place: field for place, field in enumerate(fields) if field}))
                spread = max(1, sum("@" in field for field in fields if field))
                assert len(found) == spread * len(list(table))
        except Refused:
            continue
        for row in found:
            assert (row.outcome == "wrong") == bool(row.faults)
            assert all(fault.message for fault in row.faults)
            DjangoJSONEncoder().encode([row.before, row.after])
    assert Organisation.objects.count() == organisations


@EASY
@given(
    content=st.binary(max_size=400),
    name=st.sampled_from(NAMES),
)
def test_bytes_of_any_kind_are_read_or_refused(loaded, administrator, content, name):
    _upload(content, name, administrator)


@FEWER
@given(cut=st.integers(min_value=0), case=st.sampled_from(CASES))
def test_a_file_that_was_cut_off_is_read_or_refused(loaded, administrator, cut, case):
    content = case.make()
    _upload(content[: cut % (len(content) + 1)], case.name, administrator)


@EASY
@given(
    names=st.lists(st.sampled_from(PARTS), unique=True),
    inside=st.binary(max_size=200),
)
def test_a_packed_file_with_anything_in_it_is_read_or_refused(loaded, administrator, names, inside):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, inside)
    _upload(file.getvalue(), "a.xlsx", administrator)


def _upload(content, name, by):
    """Read, or refused with a whole sentence and nothing kept. Any other exception fails the test."""
    before = Import.objects.count()
    with suppress(RuleBroken):
        actions.upload(content, name, by=by)
        return
    assert Import.objects.count() == before
