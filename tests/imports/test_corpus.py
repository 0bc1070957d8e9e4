import io

import pytest

from barnratt.imports.reading import Refused, open_book
from barnratt.imports.values import Fault
from tests.imports.corpus import CASES, READERS

GOOD = [case for case in CASES if case.columns]
REFUSED = [case for case in CASES if case.refused]
WRONG = [case for case in CASES if case.faults]


def test_the_corpus_is_large_and_each_case_says_one_thing():
    assert len(CASES) >= 100
    assert len({str(case) for case in CASES}) == len(CASES)
    assert len(GOOD) + len(REFUSED) + len(WRONG) == len(CASES)


@pytest.mark.parametrize("case", GOOD, ids=str)
def test_a_file_is_read_exactly(case):
    with open_book(io.BytesIO(case.make()), name=case.name) as book:
        table = book.table(case.sheet, header=case.header)
        rows = list(table)
        assert table.names == case.columns
        assert {row.number: row.values for row in rows} == case.rows
        assert [[type(value) for value in row.values] for row in rows] == [
            [type(value) for value in values] for values in case.rows.values()
        ]
        if case.left_out is not None:
            assert [(left.number, left.why) for left in table.left_out] == case.left_out
        assert [sheet.name for sheet in book.sheets if sheet.hidden] == case.hidden
        assert case.described in ("", book.described)


@pytest.mark.parametrize("case", REFUSED, ids=str)
def test_a_file_is_refused_with_the_reason(case):
    with pytest.raises(Refused) as refusal, open_book(io.BytesIO(case.make()), name=case.name) as book:
        for _ in book.table():
            pass
    message = str(refusal.value)
    assert case.refused in message
    assert message.endswith(".")


@pytest.mark.parametrize("case", WRONG, ids=str)
def test_a_wrong_cell_is_pointed_out(case):
    found = {}
    with open_book(io.BytesIO(case.make()), name=case.name) as book:
        table = book.table()
        for row in table:
            for place, column in enumerate(table.columns):
                try:
                    READERS[column.name](row.values[place])
                except Fault as fault:
                    found[table.address(row, place)] = fault
    assert found.keys() == case.faults.keys()
    for cell, (message, proposal) in case.faults.items():
        assert message in found[cell].message
        assert found[cell].proposal == proposal
