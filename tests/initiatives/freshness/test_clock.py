import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from initiatives.freshness.clock import months_after


@pytest.mark.parametrize(
    ("day", "months", "after"),
    [
        ("2024-01-15", 12, "2025-01-15"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-08-31", 18, "2026-02-28"),
        ("2024-10-31", 1, "2024-11-30"),
        ("2024-12-31", 24, "2026-12-31"),
    ],
)
def test_the_same_day_of_a_later_month_or_its_last(day, months, after):
    assert months_after(datetime.date.fromisoformat(day), months).isoformat() == after


@given(st.dates(datetime.date(1990, 1, 1), datetime.date(2200, 1, 1)), st.integers(0, 48))
def test_months_are_never_skipped(day, months):
    after = months_after(day, months)
    assert (after.year - day.year) * 12 + after.month - day.month == months
    assert after.day == day.day or (after + datetime.timedelta(days=1)).day == 1
