"""Numbers, dates and amounts as Swedish readers expect them."""

import datetime

import pytest
from django.utils import timezone

from barnratt.core.templatetags.swedish import counted, day, day_and_time, number, percent


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0, None, "0"),
        (999, None, "999"),
        (1234, None, "1\u00a0234"),
        (1234.5, None, "1\u00a0234,5"),
        (10_521_556, None, "10\u00a0521\u00a0556"),
        (-1234, None, "\u22121\u00a0234"),
        (100, None, "100"),
        (2.50, None, "2,5"),
        (17.25, 1, "17,3"),
        (17, 1, "17,0"),
        (0.5, 0, "1"),
        ("12", None, "12"),
        (None, None, "uppgift saknas"),
        ("", None, "uppgift saknas"),
        ("många", None, "uppgift saknas"),
        (float("nan"), None, "uppgift saknas"),
    ],
)
def test_number(value, decimals, text):
    assert number(value, decimals) == text


def test_minus_and_zero_are_not_mixed_up():
    assert number(-0.4, 0) == "0"


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [(0.37, 0, "37\u00a0%"), (0.372, 1, "37,2\u00a0%"), (1, 0, "100\u00a0%"), (None, 0, "uppgift saknas")],
)
def test_percent(value, decimals, text):
    assert percent(value, decimals) == text


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0\u00a0kommuner"), (1, "1\u00a0kommun"), (1500, "1\u00a0500\u00a0kommuner")]
)
def test_counted(value, text):
    assert counted(value, "kommun,kommuner") == text


def test_day_of_a_date():
    assert day(datetime.date(2026, 11, 22)) == "2026-11-22"


def test_day_of_a_moment_is_the_day_in_sweden():
    late = datetime.datetime(2026, 11, 22, 23, 30, tzinfo=datetime.UTC)
    assert day(late) == "2026-11-23"


def test_day_and_time():
    moment = timezone.make_aware(datetime.datetime(2026, 11, 22, 14, 5))
    assert day_and_time(moment) == "2026-11-22\u00a0kl.\u00a014.05"


@pytest.mark.parametrize("filter_", [day, day_and_time])
def test_no_date_is_said_to_be_missing(filter_):
    assert filter_(None) == "uppgift saknas"
