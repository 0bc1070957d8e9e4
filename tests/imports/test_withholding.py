"""Small numbers in own uploads are kept back, and what is shown does not give them away."""

import itertools
from decimal import Decimal
from random import Random

import pytest

from barnratt.audit.models import AuditEvent
from barnratt.core.suppression import TOTAL, with_totals
from barnratt.imports import actions as imports
from regions.statistics import actions, queries, vintages, withholding
from regions.statistics.models import Dataset, Observation, Withheld
from tests.core.test_suppression import computable
from tests.factories import IndicatorFactory
from tests.imports.conftest import worked

HEADER = "Nyckeltal;Område;År;Kön;Ålder;Född i;Värde"
GAVLE, OCKELBO, COUNTY = "2180", "2101", "21"


@pytest.fixture
def count(loaded):
    return IndicatorFactory(key="EGET", is_count=True, unit="antal")


def table(inner, *, areas=(), sexes=True, ages=True):
    """Lines of a file: the inner cells {(area, sex, age): count} and their totals over sexes, ages and places."""
    lines = []
    choices = [(*sorted({key[0] for key in inner}), *areas), ("K", "M", "T"), ("0-5", "6-15", "total")]
    for area, sex, age in itertools.product(*choices):
        if (sex == "T" and not sexes) or (age == "total" and not ages):
            continue
        parts = [
            value
            for (place, one, group), value in inner.items()
            if area in (place, COUNTY) and sex in (one, "T") and age in (group, "total")
        ]
        lines.append(f"EGET;{area};2023;{sex};{age};alla;{sum(parts)}")
    return "\n".join([HEADER, *lines]).encode()


def shown():
    """{(area, sex, age): the number that everyone sees, or None}."""
    found = queries.readings(["EGET"], ["00", COUNTY, GAVLE, OCKELBO])
    return {(one.area, one.sex, one.age_group): int(one.value) if one.has_value else None for one in found}


INNER = {
    (GAVLE, "K", "0-5"): 2,
    (GAVLE, "K", "6-15"): 14,
    (GAVLE, "M", "0-5"): 11,
    (GAVLE, "M", "6-15"): 9,
}
BOTH = INNER | {
    (OCKELBO, "K", "0-5"): 7,
    (OCKELBO, "K", "6-15"): 0,
    (OCKELBO, "M", "0-5"): 6,
    (OCKELBO, "M", "6-15"): 8,
}


def possible(published, most=40):
    """
    Every table of inner cells that agrees with what is published, found by trying all numbers: {cell: its numbers}.

    A cell that is kept back is known to be at least one: a zero is shown.
    """
    cells = sorted(key for key in published if key[1] != "T" and key[2] != "total" and key[0] != COUNTY)
    totals = {key: value for key, value in published.items() if key not in cells and value is not None}
    unknown = [cell for cell in cells if published[cell] is None]
    found = {cell: set() for cell in unknown}

    def belongs(cell, total):
        return total[0] in (cell[0], COUNTY) and total[1] in (cell[1], "T") and total[2] in (cell[2], "total")

    left = {
        total: value - sum(published[cell] or 0 for cell in cells if belongs(cell, total))
        for total, value in totals.items()
    }

    def tried(number, chosen):
        if number == len(unknown):
            if not any(left.values()):
                for cell, value in zip(unknown, chosen, strict=True):
                    found[cell].add(value)
            return
        cell, after = unknown[number], unknown[number + 1 :]
        mine = [total for total in left if belongs(cell, total)]
        for value in range(1, min([most, *(left[total] for total in mine)]) + 1):
            for total in mine:
                left[total] -= value
            # A total with nothing unknown left must have come out even.
            if all(left[total] == 0 or any(belongs(one, total) for one in after) for total in mine):
                tried(number + 1, [*chosen, value])
            for total in mine:
                left[total] += value

    tried(0, [])
    return found


def test_a_small_number_is_kept_back_and_cannot_be_computed(count, imported):
    """By sex, age and their totals in one municipality; every table that fits is tried."""
    source = imported(table(INNER), "egen.csv")
    assert (source.state, source.problem) == ("done", "")
    published = shown()
    assert published[GAVLE, "K", "0-5"] is None
    for cell, numbers in possible(published).items():
        assert len(numbers) >= 5, (cell, numbers)
    assert published[GAVLE, "T", "total"] == 36


def test_nor_over_places_and_their_county(count, imported):
    source = imported(table(BOTH, areas=[COUNTY]), "egen.csv")
    assert (source.state, source.problem) == ("done", "")
    published = shown()
    assert published[GAVLE, "K", "0-5"] is None
    # A true zero is a value and stays one.
    assert published[OCKELBO, "K", "6-15"] == 0
    for cell, numbers in possible(published).items():
        assert len(numbers) >= 5, (cell, numbers)
    assert all(value == 57 for key, value in published.items() if key == (COUNTY, "T", "total"))


@pytest.mark.parametrize("seed", range(6))
def test_nothing_is_computable_over_sex_age_birth_region_and_places_with_all_totals(count, seed):
    """The equations of what is published are solved: no cell that is kept back has one solution only."""
    chance = Random(seed)
    dimensions = {"area": [GAVLE, OCKELBO, "2104"], "sex": "KM", "age": ["0-5", "6-15"], "birth": ["sweden", "abroad"]}
    inner = {key: chance.choice([0, 1, 3, 7, 12, 20, 30]) for key in itertools.product(*dimensions.values())}
    everything = with_totals(inner)
    usual = (COUNTY, "T", "total", "total")
    names = {
        key: tuple(total if one is TOTAL else one for one, total in zip(key, usual, strict=True)) for key in everything
    }
    vintages.add(
        ("egen-inlasning", "EGET", area, 2023, sex, age, birth, everything[key], None, None, None, None, "value")
        for key, (area, sex, age, birth) in names.items()
    )
    withholding.withhold("egen-inlasning", "EGET", 2023)
    told = {
        (one.area, one.sex, one.age_group, one.birth_region): int(one.value) if one.has_value else None
        for one in queries.readings(["EGET"], [COUNTY, *dimensions["area"]], birth_regions=None)
    }
    published = {key: told[name] for key, name in names.items()}
    assert all(value is None or value == everything[key] for key, value in published.items())
    assert all(value is None for key, value in published.items() if 0 < everything[key] < 5)
    assert sum(value is not None for value in published.values()) > 0
    assert not computable(published)


def test_what_is_kept_back_is_suppressed_everywhere_that_is_read(count, imported):
    imported(table(INNER), "egen.csv")
    one = Observation.objects.get(area=GAVLE, sex="K", age_group="0-5")
    assert (one.value, one.status) == (None, "suppressed")
    assert (one.withheld.value, one.withheld.status) == (2, "value")
    (reading,) = queries.of_year(count, 2023, [GAVLE], sex="K", age_group="0-5").values()
    assert (reading.value, reading.reason) == (None, "sekretess")


def test_nothing_is_kept_back_without_small_numbers_or_without_a_rule(count, imported):
    imported(table({key: value + 10 for key, value in INNER.items()}), "egen.csv")
    assert not Withheld.objects.exists()
    Dataset.objects.filter(pk="egen-inlasning").update(smallest_count=None)
    imported(table(INNER), "mindre.csv")
    assert not Withheld.objects.exists()
    assert shown()[GAVLE, "K", "0-5"] == 2


def test_the_same_file_once_more_is_unchanged_and_a_correction_is_judged_anew(count, imported, preview):
    imported(table(INNER), "egen.csv")
    assert preview(table(INNER), "igen.csv").counts["changed"] == 0
    imported(table(INNER | {(GAVLE, "K", "0-5"): 12}), "rattad.csv")
    assert not Withheld.objects.exists()
    assert shown()[GAVLE, "K", "0-5"] == 12


def test_an_upload_that_was_kept_back_can_be_undone(count, imported, administrator):
    source = imported(table(INNER), "egen.csv")
    assert Withheld.objects.exists()
    assert worked(imports.undo(source, by=administrator)).state == "undone"
    assert not Observation.objects.exists()
    assert not Withheld.objects.exists()


def test_totals_that_do_not_add_up_are_refused_and_nothing_is_written(count, imported):
    content = table(INNER).replace(b";T;total;alla;36", b";T;total;alla;40")
    source = imported(content, "fel.csv")
    assert source.state == "checked"
    assert "går inte ihop" in source.problem
    assert not Observation.objects.exists()


def test_ages_that_overlap_are_refused(count, imported):
    lines = [f"EGET;2180;2023;totalt;{age};alla;{value}" for age, value in (("0-5", 3), ("0-15", 40))]
    source = imported("\n".join([HEADER, *lines]).encode(), "fel.csv")
    assert "går i varandra" in source.problem
    assert not Observation.objects.exists()


def test_cells_that_already_lack_a_value_beside_small_ones_are_refused(count, imported):
    source = imported(table(INNER).replace(b";M;0-5;alla;11", b";M;0-5;alla;.."), "prickad.csv")
    assert "redan saknar värde" in source.problem


def test_a_count_is_a_whole_number(count, preview):
    source = preview(f"{HEADER}\nEGET;2180;2023;totalt;0-5;alla;2,5\n".encode(), "fel.csv")
    assert "helt tal" in source.rows.get().faults[0]["message"]


def test_a_share_is_kept_back_by_its_count(loaded, imported):
    IndicatorFactory(key="ANDEL")
    header = "Nyckeltal;Område;År;Kön;Ålder;Värde;Antal;Av"
    lines = [
        "ANDEL;2180;2023;K;0-19;4,0;2;50",
        "ANDEL;2180;2023;M;0-19;20,0;10;50",
        "ANDEL;2180;2023;T;0-19;12,0;12;100",
    ]
    imported("\n".join([header, *lines]).encode(), "andel.csv")
    found = {one.sex: one for one in queries.readings(["ANDEL"], [GAVLE])}
    assert found["K"][6:12] == (None, "suppressed", None, None, None, None)
    assert found["T"].value == Decimal(12)
    assert found["M"].value is None  # or the girls would be the difference


def test_the_rule_is_changed_with_a_trace_and_judges_what_is_there(count, imported, administrator):
    own = Dataset.objects.get(pk="egen-inlasning")
    imported(table(INNER), "egen.csv")
    actions.set_smallest_count(own, None, by=administrator)
    assert shown()[GAVLE, "K", "0-5"] == 2
    actions.set_smallest_count(own, 5, by=administrator)
    assert shown()[GAVLE, "K", "0-5"] is None
    event = AuditEvent.objects.filter(type="statistics_rule_changed").latest("pk")
    assert (event.before, event.after) == ({"smallest_count": None}, {"smallest_count": 5})
