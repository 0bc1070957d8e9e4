"""Vintages: a later one hides an earlier, nothing that was said is lost, and one value of each thing is shown."""

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from regions.statistics import queries, vintages
from regions.statistics.models import Observation
from tests.factories import DatasetFactory, IndicatorFactory, ObservationFactory


def row(dataset, indicator, *, area="2180", year=2022, value=1, status="value"):
    return (dataset.pk, indicator.pk, area, year, "T", "0-19", "total", value, None, None, None, None, status)


def shown(indicator):
    return {(one.area, one.year): one.value if one.has_value else one.status for one in read(indicator)}


def read(indicator):
    return queries.readings([indicator.pk], ["00", "21", "2180"])


@pytest.fixture
def indicator(db):
    return IndicatorFactory()


@pytest.fixture
def earlier(db):
    return DatasetFactory(position=10)


@pytest.fixture
def later(db):
    return DatasetFactory(position=20)


def test_a_later_vintage_is_shown_and_the_earlier_is_kept(indicator, earlier, later):
    assert vintages.add([row(earlier, indicator, value=1), row(earlier, indicator, year=2021, value=2)]) == 2
    assert vintages.add([row(later, indicator, value=3)]) == 1
    assert shown(indicator) == {("2180", 2022): 3, ("2180", 2021): 2}
    assert Observation.objects.count() == 3


def test_an_earlier_vintage_that_comes_late_is_not_shown(indicator, earlier, later):
    vintages.add([row(later, indicator, value=3)])
    vintages.add([row(earlier, indicator, value=1)])
    assert shown(indicator) == {("2180", 2022): 3}


def test_what_somebody_types_never_hides_what_the_source_says(indicator, earlier):
    own = DatasetFactory(position=0)
    vintages.add([row(earlier, indicator, value=1)])
    vintages.add([row(own, indicator, value=99), row(own, indicator, year=2023, value=98)])
    assert shown(indicator) == {("2180", 2022): 1, ("2180", 2023): 98}


def test_a_value_that_becomes_suppressed_is_no_longer_shown(indicator, earlier, later):
    vintages.add([row(earlier, indicator, value=1)])
    vintages.add([row(later, indicator, value=None, status="suppressed")])
    assert shown(indicator) == {("2180", 2022): "suppressed"}


def test_the_same_vintage_twice_is_refused_or_corrected(indicator, earlier):
    vintages.add([row(earlier, indicator, value=1)])
    with pytest.raises(IntegrityError), transaction.atomic():
        vintages.add([row(earlier, indicator, value=2)])
    assert vintages.add([row(earlier, indicator, value=1)], correct=True) == 0
    assert vintages.add([row(earlier, indicator, value=2)], correct=True) == 1
    assert shown(indicator) == {("2180", 2022): 2}


def test_a_correction_of_an_earlier_vintage_stays_behind_the_later(indicator, earlier, later):
    vintages.add([row(earlier, indicator, value=1)])
    vintages.add([row(later, indicator, value=3)])
    vintages.add([row(earlier, indicator, value=2)], correct=True)
    assert shown(indicator) == {("2180", 2022): 3}


def test_what_is_taken_away_lets_the_vintage_before_it_be_seen_again(indicator, earlier, later):
    vintages.add([row(earlier, indicator, value=1)])
    vintages.add([row(later, indicator, value=3), row(later, indicator, year=2023, value=4)])
    vintages.remove(list(Observation.objects.filter(dataset=later)))
    assert shown(indicator) == {("2180", 2022): 1}
    vintages.remove([])


def test_the_database_lets_no_two_be_shown_of_the_same_thing(indicator, earlier, later):
    ObservationFactory(indicator=indicator, dataset=earlier)
    with pytest.raises(IntegrityError), transaction.atomic():
        ObservationFactory(indicator=indicator, dataset=later)


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ((1, "value"), (2, "value"), "changed"),
        ((1, "value"), (None, "missing"), "changed"),
        (None, (0, "value"), "new"),
    ],
)
def test_what_a_vintage_changed_is_listed(indicator, earlier, later, before, after, kind):
    same = {"year": 2020, "value": 7}
    vintages.add([row(earlier, indicator, **same), row(later, indicator, **same)])
    for dataset, said in ((earlier, before), (later, after)):
        vintages.add([row(dataset, indicator, value=said[0], status=said[1])] if said else [])
    counts, (change,) = vintages.changes(earlier, later)
    assert counts == {"new": 0, "changed": 0, "gone": 0} | {kind: 1}
    assert (change.area, change.year, change.before, change.after, change.kind) == ("2180", 2022, before, after, kind)


def test_what_the_source_no_longer_says_is_listed_and_still_shown(indicator, earlier, later):
    vintages.add([row(earlier, indicator, area="21"), row(earlier, indicator), row(later, indicator)])
    counts, (change,) = vintages.changes(earlier, later)
    assert (counts["gone"], change.area, change.after) == (1, "21", None)
    assert ("21", 2022) in shown(indicator)


def test_a_year_that_was_not_fetched_again_is_not_gone(indicator, earlier, later):
    vintages.add([row(earlier, indicator, year=2021), row(earlier, indicator), row(later, indicator)])
    assert vintages.changes(earlier, later) == ({"new": 0, "changed": 0, "gone": 0}, [])


def test_an_indicator_that_was_not_fetched_is_left_out_and_not_gone(indicator, earlier, later):
    other = IndicatorFactory()
    vintages.add([row(earlier, indicator), row(earlier, other), row(later, other)])
    assert vintages.changes(earlier, later) == ({"new": 0, "changed": 0, "gone": 0}, [])
    assert vintages.left_out(earlier, later) == [indicator.pk]


SAID = st.lists(st.tuples(st.integers(0, 3), st.sampled_from([2020, 2021]), st.sampled_from([None, 0, 5])), max_size=12)


class AnyOrder(TestCase):
    @settings(max_examples=25)
    @given(said=SAID, gone=st.sets(st.integers(0, 3)))
    def test_whatever_comes_and_goes_the_latest_is_shown(self, said, gone):
        indicator = IndicatorFactory()
        datasets = [DatasetFactory(position=number) for number in range(4)]
        kept = {}
        for number, year, value in said:
            status = "value" if value is not None else "suppressed"
            row_of = row(datasets[number], indicator, year=year, value=value, status=status)
            vintages.add([row_of], correct=True)
            kept[number, year] = value if value is not None else status
        vintages.remove(list(Observation.objects.filter(dataset__in=[datasets[number] for number in gone])))
        kept = {key: value for key, value in kept.items() if key[0] not in gone}
        expected = {("2180", year): value for (_, year), value in sorted(kept.items())}
        assert shown(indicator) == expected
