"""What is kept back cannot be computed. The attacker here shares nothing with the code it attacks: it solves the
equations of the published table, and finds the least and the greatest that each cell can be by linear programming."""

import itertools
import time
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barnratt.core.suppression import THRESHOLD, TOTAL, CannotProtect, suppress, with_totals


def equations(published):
    """(unknown cells, [(coefficients, right side), …]): every total is the sum of its parts."""
    unknown = [cell for cell, count in published.items() if count is None]
    found = []
    for cell in published:
        for place, coordinate in enumerate(cell):
            if coordinate is not TOTAL:
                continue
            parts = [one for one in published if (*one[:place], TOTAL, *one[place + 1 :]) == cell and one != cell]
            row, right = dict.fromkeys(unknown, 0), 0
            for one, sign in [(cell, 1), *((part, -1) for part in parts)]:
                if published[one] is None:
                    row[one] += sign
                else:
                    right -= sign * published[one]
            if any(row.values()):
                found.append(([row[one] for one in unknown], right))
    return unknown, found


def reduced(rows):
    """The equations in reduced echelon form, by Gauss and Jordan over the rationals: ([row], pivots)."""
    rows = [[Fraction(one) for one in (*row, right)] for row, right in rows]
    pivots, done = [], 0
    for column in range(len(rows[0]) - 1 if rows else 0):
        at = next((number for number in range(done, len(rows)) if rows[number][column]), None)
        if at is None:
            continue
        rows[done], rows[at] = rows[at], rows[done]
        rows[done] = [one / rows[done][column] for one in rows[done]]
        for number, row in enumerate(rows):
            if number != done and row[column]:
                rows[number] = [one - row[column] * pivot for one, pivot in zip(row, rows[done], strict=True)]
        pivots.append(column)
        done += 1
    return rows[:done], pivots


def computable(published):
    """The unknown cells that some combination of the published ones gives."""
    unknown, rows = equations(published)
    solved, pivots = reduced(rows)
    return {unknown[pivot] for row, pivot in zip(solved, pivots, strict=True) if sum(1 for one in row[:-1] if one) == 1}


def greatest(rows, goal):
    """The greatest that goal·x can be when the equations hold and no x is negative; None when it has no end.

    The simplex method in two phases, with Bland's rule: one artificial variable a row holds the place till it is driven
    out.
    """
    count = len(goal)
    table = [[Fraction(one) for one in row] for row, _ in rows]
    right = [Fraction(value) for _, value in rows]
    for number, value in enumerate(right):
        if value < 0:
            table[number], right[number] = [-one for one in table[number]], -value
    for number, row in enumerate(table):
        row.extend(Fraction(int(number == other)) for other in range(len(table)))
    basis = [count + number for number in range(len(table))]

    def pivot(row, column):
        factor = table[row][column]
        table[row], right[row] = [one / factor for one in table[row]], right[row] / factor
        for other in range(len(table)):
            if other != row and table[other][column]:
                by = table[other][column]
                table[other] = [one - by * mine for one, mine in zip(table[other], table[row], strict=True)]
                right[other] -= by * right[row]
        basis[row] = column

    def climb(value, columns):
        while True:
            worth = [value[one] for one in basis]
            enters = next(
                (
                    column
                    for column in columns
                    if column not in basis
                    and value[column] > sum(w * table[row][column] for row, w in enumerate(worth) if w)
                ),
                None,
            )
            if enters is None:
                return sum(w * right[row] for row, w in enumerate(worth))
            able = [
                (right[row] / table[row][enters], basis[row], row)
                for row in range(len(table))
                if table[row][enters] > 0
            ]
            if not able:
                return None
            pivot(min(able)[2], enters)

    assert climb([0] * count + [-1] * len(table), range(count + len(table))) == 0, "the equations have no solution"
    for row in range(len(table)):
        if basis[row] >= count and (column := next((c for c in range(count) if table[row][c]), None)) is not None:
            pivot(row, column)
    return climb([*goal, *([0] * len(table))], range(count))


def widths(published, least):
    """{unknown cell: how much its least and greatest value differ, None for without end}.

    least: how small everyone knows that a cell can be.
    """
    unknown, rows = equations(published)
    # x = least + y, where y is not negative.
    rows = [
        (row, right - sum(one * least(cell) for one, cell in zip(row, unknown, strict=True))) for row, right in rows
    ]
    solved, _ = reduced(rows)
    rows = [(row[:-1], row[-1]) for row in solved]
    found = {}
    for number, cell in enumerate(unknown):
        goal = [int(number == other) for other in range(len(unknown))]
        up, down = greatest(rows, goal), greatest(rows, [-one for one in goal])
        found[cell] = None if up is None else up + down
    return found


def is_safe(result, *, hide_zeros=False, only_totals=False, impossible=()):
    published = result.published()
    least = THRESHOLD if hide_zeros else 0
    assert all(count is None or count >= THRESHOLD or count == least for count in published.values())
    inner = {cell for cell in published if only_totals and TOTAL not in cell}
    assert all(published[cell] is None for cell in inner)
    known = published | dict.fromkeys(impossible, 0)
    assert computable(known) <= inner
    for cell, width in widths(known, lambda cell: 0 if hide_zeros or cell in inner else 1).items():
        needed = THRESHOLD if cell in result.primary else 0 if cell in inner else 1
        assert width is None or width >= needed, (cell, width, published)


def table(values, *shape):
    return dict(zip(itertools.product(*(range(size) for size in shape)), values, strict=True))


COUNTS = st.integers(0, 4) | st.integers(0, 12) | st.integers(0, 400)
SHAPES = st.sampled_from([(2,), (3,), (5,), (2, 2), (2, 3), (3, 3), (4, 3), (2, 2, 2)])


@st.composite
def tables(draw):
    shape = draw(SHAPES)
    size = len(list(itertools.product(*(range(one) for one in shape))))
    return table(draw(st.lists(COUNTS, min_size=size, max_size=size)), *shape)


@given(tables(), st.booleans())
def test_nothing_that_is_kept_back_can_be_computed_or_narrowed_down(cells, hide_zeros):
    is_safe(suppress(cells, hide_zeros=hide_zeros), hide_zeros=hide_zeros)


@given(tables(), st.integers(0, 3))
def test_totals_are_safe_though_people_know_which_combinations_there_cannot_be(cells, every):
    zeros = [cell for cell, count in cells.items() if not count]
    impossible = zeros[::every] if every else []
    result = suppress(cells, only_totals=True, impossible=impossible)
    is_safe(result, only_totals=True, impossible=impossible)


def test_two_totals_that_must_be_the_same_are_kept_back_together():
    """Who is not in one row is in no column either: the same 7 stand in both, and neither may give away the 3."""
    cells = {("a", "x"): 30, ("a", "y"): 20, ("b", "x"): 2, ("b", "y"): 1, ("-", "-"): 7}
    impossible = [("a", "-"), ("b", "-"), ("-", "x"), ("-", "y")]
    result = suppress(cells, only_totals=True, impossible=impossible)
    is_safe(result, only_totals=True, impossible=impossible)
    assert result.published()["b", TOTAL] is None
    assert (("-", TOTAL) in result.hidden) == ((TOTAL, "-") in result.hidden)


def test_what_is_impossible_has_not_happened():
    with pytest.raises(ValueError, match="impossible"):
        suppress({("a",): 3}, only_totals=True, impossible=[("a",)])


@pytest.mark.parametrize("hide_zeros", [False, True])
def test_every_two_by_two_table_of_small_numbers_is_safe(hide_zeros):
    for values in itertools.product((0, 1, 2, 4, 5, 9), repeat=4):
        if values[0] < max(values) or values[1] < values[2]:
            continue  # the same as another, turned round
        is_safe(suppress(table(values, 2, 2), hide_zeros=hide_zeros), hide_zeros=hide_zeros)


@pytest.mark.parametrize("parts", [2, 3, 4])
def test_every_division_of_a_known_total_is_safe_or_refused(parts):
    """The total is told elsewhere too. It is refused only where no choice of cells would do."""
    for values in itertools.product((0, 1, 2, 3, 4, 6, 11), repeat=parts):
        total = sum(values)
        if 0 < total < THRESHOLD:
            continue
        try:
            result = suppress(table(values, parts), shown=[(TOTAL,)])
        except CannotProtect:
            # With all parts kept back but the zeros, each can be from 1 to what the others leave.
            assert total - sum(1 for value in values if value) < THRESHOLD
        else:
            assert (TOTAL,) not in result.hidden
            is_safe(result)


def test_the_attacker_finds_what_only_the_small_number_kept_back_would_give_away():
    counts = with_totals(table([3, 20, 30, 40], 2, 2))
    assert computable(counts | {(0, 0): None}) == {(0, 0)}
    assert computable(counts | {(0, 0): None, (0, 1): None}) == {(0, 0), (0, 1)}  # from the columns
    square = dict.fromkeys(itertools.product((0, 1), repeat=2))
    assert computable(counts | square) == set()
    assert widths(counts | square, lambda cell: 1)[0, 0] == 3 - 1 + 20 - 1


def test_no_single_total_is_enough_to_hide_behind():
    """Rows and columns are each unsolvable here, but the difference between two rows and two columns is not."""
    small = with_totals(table([9, 9, 9, 9, 2, 9, 9, 9, 9], 3, 3))
    only = small | {(1, 1): None, (1, TOTAL): None, (0, 0): None, (0, 1): None}
    assert (1, 1) in computable(only) or (0, 0) in computable(only)
    is_safe(suppress(table([9, 9, 9, 9, 2, 9, 9, 9, 9], 3, 3)))


def test_a_table_without_small_numbers_is_published_whole():
    result = suppress(table([5, 0, 7, 12], 2, 2))
    assert result.hidden == frozenset()
    assert result.published()[TOTAL, TOTAL] == 24


def test_zeros_are_published_or_kept_back_as_it_is_asked_for():
    cells = table([0, 8, 9, 30], 2, 2)
    assert suppress(cells).hidden == frozenset()
    assert (0, 0) in suppress(cells, hide_zeros=True).primary


def test_few_cells_are_kept_back():
    """One small number in two dimensions needs three more cells, and the smallest will do."""
    cells = table([3, 8, 70, 9, 6, 80, 50, 60, 90], 3, 3)
    assert suppress(cells).hidden == {(0, 0), (0, 1), (1, 0), (1, 1)}


def test_a_cell_that_was_kept_back_for_another_and_is_not_needed_is_published():
    for seed in range(40):
        values = [(seed * 37 + number * number * 17) % 23 for number in range(12)]
        result = suppress(table(values, 4, 3))
        for cell in result.hidden - result.primary:
            fewer = result.published() | {cell: result.counts[cell]}
            narrow = [
                one for one, width in widths(fewer, lambda cell: 1).items()
                if width is not None and width < (THRESHOLD if one in result.primary else 1)
            ]  # fmt: skip
            assert narrow, (seed, cell)


def test_a_small_number_that_has_to_be_shown_is_refused():
    with pytest.raises(CannotProtect):
        suppress(table([1, 2], 2), shown=[(TOTAL,)])
    with pytest.raises(CannotProtect):  # 4 + 1: each would be between 1 and 4
        suppress(table([4, 1], 2), shown=[(TOTAL,)])


@pytest.mark.parametrize("cells", [{("a",): -1}, {("a",): 1.5}, {(TOTAL,): 3}])
def test_what_is_no_count_of_a_cell_is_refused(cells):
    with pytest.raises(ValueError, match="not a count"):
        suppress(cells)


def test_what_is_left_out_is_zero():
    assert with_totals({("a", 1): 6, ("b", 2): 7})["a", 2] == 0


def test_a_thousand_cells_take_some_seconds():
    values = [(number * number * 7919 + 13) % 61 for number in range(290 * 3)]
    began = time.monotonic()
    result = suppress(table(values, 290, 3))
    assert time.monotonic() - began < 20
    assert len(result.counts) == 291 * 4
    assert not any(count is not None and 0 < count < THRESHOLD for count in result.published().values())
