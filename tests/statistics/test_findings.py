"""What is called a change or a difference, and how it is said."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regions.places.models import Municipality
from regions.statistics import sentences
from regions.statistics.findings import (
    ABOVE,
    ALIKE,
    BELOW,
    DOWN,
    STEADY,
    UNKNOWN,
    UP,
    difference,
    interval_of_difference,
    mann_kendall,
    trend,
)
from regions.statistics.measured import Place
from regions.statistics.queries import Reading


def reading(value, status="value", **more):
    value = None if value is None else Decimal(str(value))
    return Reading("X", "20", 2020, "T", "total", "total", value, status, **more)


def series(*values, first=2011):
    return {
        first + place: reading(value, "value" if value is not None else "missing") for place, value in enumerate(values)
    }


def test_what_rises_every_year_has_risen_and_what_falls_has_fallen():
    assert trend(series(1, 2, 3, 4, 5)) == (UP, 2011, 2015)
    assert trend(series(5, 4, 3, 2, 1)).kind == DOWN


def test_what_goes_up_and_down_has_no_certain_change():
    assert trend(series(5, 7, 4, 6, 5, 8, 4, 6, 5, 7)).kind == STEADY


def test_one_odd_year_is_no_change():
    assert trend(series(5, 5.2, 4.9, 5.1, 5, 5.2, 4.9, 5.1, 5, 12)).kind == STEADY


def test_whole_per_cent_from_the_source_are_held_against_each_other_with_ties():
    assert trend(series(17, 17, 17, 17, 18, 18, 17, 17, 17, 17)).kind == STEADY
    assert trend(series(10, 10, 11, 11, 12, 12, 13, 13, 14, 14)).kind == UP


def test_four_years_are_too_few():
    assert trend(series(1, 2, 3, 4)) == (UNKNOWN, 2011, 2014)
    assert trend(series(1)).kind == UNKNOWN
    assert trend({}).kind == UNKNOWN


def test_only_the_latest_ten_years_are_held_against_each_other():
    assert trend(series(*range(30, 20, -1), *range(10))) == (UP, 2021, 2030)


def test_a_year_without_a_value_is_left_out_and_is_not_zero():
    assert trend(series(5, 6, None, 7, 8, 9)) == (UP, 2011, 2016)


def test_years_before_a_break_are_not_held_against_those_after():
    falling = series(9, 8, 7, 1, 2, 3, 4, 5)
    assert trend(falling, comparable_from=2014) == (UP, 2014, 2018)
    falling[2014] = falling[2014]._replace(status="series_break")
    assert trend(falling) == (UP, 2014, 2018)


def of(count, base):
    return reading(Decimal(100 * count) / base, count=Decimal(count), denominator=Decimal(base))


def test_with_numbers_behind_the_shares_a_change_is_certain_when_its_interval_leaves_out_zero():
    assert trend({2011: of(80, 1000), 2022: of(160, 1000)}).kind == UP
    assert trend({2011: of(8, 100), 2022: of(12, 100)}).kind == STEADY


def test_the_interval_is_newcombes():
    """56 of 70 less 48 of 80: 0.0524 to 0.3339, in Newcombe's own table (1998, method 10)."""
    low, high = interval_of_difference(of(56, 70), of(48, 80))
    assert (round(low, 2), round(high, 2)) == (5.24, 33.39)


def test_a_rate_of_something_else_than_a_hundred_has_no_interval():
    per_thousand = reading(25, count=Decimal(25), denominator=Decimal(1000))
    assert interval_of_difference(per_thousand, per_thousand) is None


def test_the_sources_own_interval_is_used():
    wide = {"low": Decimal(4), "high": Decimal(12)}
    assert trend({2011: reading(8, **wide), 2022: reading(10, low=Decimal(6), high=Decimal(14))}).kind == STEADY
    assert trend({2011: reading(8, **wide), 2022: reading(30, low=Decimal(26), high=Decimal(34))}).kind == UP


def test_a_difference_is_certain_after_six_years_on_the_same_side():
    own, other = series(12, 12.1, 12, 12.1, 12, 12.1), series(10, 10, 10, 10, 10, 10)
    assert difference(own, other).kind == ABOVE
    assert difference(other, own).kind == BELOW
    assert difference(own, other).size == Decimal("2.1")


def test_one_year_on_the_other_side_makes_it_uncertain():
    assert difference(series(12, 12, 12, 9, 12, 12), series(10, 10, 10, 10, 10, 10)).kind == ALIKE


def test_a_difference_smaller_than_the_usual_step_between_years_is_none():
    assert difference(series(10.1, 12.1, 10.1, 12.1, 10.1, 12.1), series(10, 12, 10, 12, 10, 12)).kind == ALIKE


def test_five_years_are_too_few_to_say_and_no_common_year_is_no_difference():
    assert difference(series(2, 2, 2, 2, 2), series(1, 1, 1, 1, 1)).kind == UNKNOWN
    assert difference(series(2), series(1, first=2015)) is None
    assert difference(series(None), series(1)) is None


@given(st.lists(st.integers(0, 40), min_size=5, max_size=10))
def test_a_trend_read_backwards_is_the_opposite_and_does_not_depend_on_the_unit(values):
    assert mann_kendall(values) == -mann_kendall(values[::-1])
    assert mann_kendall(values) == mann_kendall([7 * value + 3 for value in values])


# In words


def spoken(unit="%", decimals=1, age_group="0-19"):
    return SimpleNamespace(indicator=SimpleNamespace(unit=unit, age_group=age_group), decimals=decimals)


@pytest.mark.parametrize("moves", [UP, DOWN, STEADY, UNKNOWN])
@pytest.mark.parametrize("stands", [ABOVE, BELOW, ALIKE, UNKNOWN, sentences.NONE])
def test_there_is_a_heading_for_every_case(moves, stands):
    text = sentences.HEADINGS[moves, stands].format(
        subject="Andelen barn", in_sentence="andelen barn", where="i Dalarnas län", value="3 %", year=2022
    )
    assert text[0].isupper()
    assert "{" not in text


def test_shares_differ_in_percentage_points_and_other_things_in_per_cent():
    assert sentences.size_text(spoken(), Decimal("2.1"), Decimal(10)) == "2,1 procentenheter"
    assert sentences.size_text(spoken(), Decimal("-1"), Decimal(10)) == "1,0 procentenhet"
    assert sentences.size_text(spoken(decimals=0), Decimal(3), Decimal(10)) == "3 procentenheter"
    assert sentences.size_text(spoken("antal per 1 000 invånare"), Decimal("-2"), Decimal(8)) == "25 procent"


def test_a_difference_too_small_to_show_is_not_said_to_be_zero():
    assert sentences.size_text(spoken(), Decimal("0.04"), Decimal(10)) == "mindre än 0,1 procentenheter"


def test_values_have_their_unit():
    assert sentences.value_text(spoken(), Decimal("12.34")) == "12,3\u00a0%"
    assert sentences.value_text(spoken("antal per 1 000 invånare"), Decimal("4.5")) == "4,5 per 1 000 invånare"
    assert sentences.value_text(spoken("dagar", 0), Decimal(95)) == "95 dagar"
    assert sentences.value_text(spoken("antal", 0), Decimal(1234)) == "1\u00a0234"


def test_one_is_on_an_island_and_in_every_other_place():
    gotland, gavle = Municipality(pk="0980", short_name="Gotland"), Municipality(pk="2180", short_name="Gävle")
    assert [Place.of(one).where for one in (gotland, gavle)] == ["på Gotland", "i Gävle"]
