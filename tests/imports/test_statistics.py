"""Statistics in spreadsheets: wide and long, and three kinds of nothing."""

import csv
import gzip
from collections import Counter
from decimal import Decimal

import pytest
from django.conf import settings

from barnratt.imports import actions
from regions.statistics.models import Indicator, Observation
from tests.imports.conftest import worked

TITLE = "Barn i ekonomiskt utsatta hushåll\nAndel (%)\n"


@pytest.fixture
def indicator(loaded):
    return Indicator.objects.get(key="N02904")


def told():
    """{(area, year, sex): value or why there is none}"""
    found = Observation.objects.values_list("area", "year", "sex", "value", "status")
    return {
        (area, year, sex): value.normalize() if value is not None else status
        for area, year, sex, value, status in found
    }


def test_a_long_table_with_title_rows_and_decimal_commas(indicator, imported):
    content = f"{TITLE}Nyckeltal;Kommun;År;Kön;Värde\nN02904;Gävle;2023;Flickor;12,5\n"
    content += "N02904;GÄVLE kommun;2023;Pojkar;1 013,0\n"
    source = imported(content.encode("cp1252"), "statistik.csv")
    assert (source.kind, source.counts["new"]) == ("observations", 2)
    assert told() == {("2180", 2023, "K"): Decimal("12.5"), ("2180", 2023, "M"): Decimal("1013")}
    assert set(Observation.objects.values_list("dataset", flat=True)) == {"egen-inlasning"}


@pytest.mark.parametrize(
    ("cell", "status"),
    [
        ("-", "missing"),
        ("–", "missing"),
        (".", "not_applicable"),
        ("..", "suppressed"),
        ("x", "suppressed"),
        ("", "missing"),
    ],
)
def test_missing_not_applicable_and_suppressed_are_kept_apart_and_are_never_zero(indicator, imported, cell, status):
    imported(f"Nyckeltal;Kommun;År;Värde\nN02904;Gävle;2023;{cell}\nN02904;Gävle;2022;0\n".encode(), "statistik.csv")
    assert told() == {("2180", 2023, "T"): status, ("2180", 2022, "T"): Decimal(0)}


@pytest.mark.parametrize(
    ("header", "line", "expected"),
    [
        (
            "Nyckeltal;Kommun;2021;2022",
            "N02904;Gävle;1,5;..",
            {("2021", "T"): Decimal("1.5"), ("2022", "T"): "suppressed"},
        ),
        ("Nyckeltal;Kommun;År;Flickor;Pojkar", "N02904;Gävle;2022;1;2", {("2022", "K"): 1, ("2022", "M"): 2}),
    ],
)
def test_a_wide_table_has_a_value_in_each_of_its_columns(indicator, imported, header, line, expected):
    imported(f"{header}\n{line}\n".encode(), "bred.csv")
    assert told() == {("2180", int(year), sex): value for (year, sex), value in expected.items()}


def test_places_may_be_columns(indicator, imported):
    imported(b"Nyckeltal;\xc3\x85r;Riket;G\xc3\xa4vleborgs l\xc3\xa4n;2180\nN02904;2022;7;8;9\n", "bred.csv")
    assert told() == {("00", 2022, "T"): 7, ("21", 2022, "T"): 8, ("2180", 2022, "T"): 9}


def test_a_wrong_cell_of_a_wide_table_is_pointed_out_where_it_stands(indicator, preview):
    source = preview(b"Nyckeltal;Kommun;2021;2022\nN02904;G\xc3\xa4vle;1;tv\xc3\xa5\n", "bred.csv")
    assert source.counts == {"new": 1, "changed": 0, "unchanged": 0, "wrong": 1}
    (row,) = source.rows.filter(outcome="wrong")
    assert (row.faults[0]["cell"], row.faults[0]["message"]) == ("D2", "'två' är inget tal.")


@pytest.mark.parametrize("place", ["Gävleborgs läns kommuner (ovägt medel)", "Alla kommuner (ovägt medel)"])
def test_koladas_unweighted_means_among_the_rows_never_become_a_place(indicator, preview, place):
    source = preview(f"Nyckeltal;Område;2021;2022\nN02904;{place};7;8\nN02904;Gävle;1;2\n".encode(), "kolada.csv")
    assert source.counts["new"] == 2
    faults = [fault for row in source.rows.filter(outcome="wrong") for fault in row.faults]
    assert faults
    assert not any("län" in str(fault.get("proposal") or "") for fault in faults)


def test_one_year_among_the_columns_is_no_wide_table(indicator, preview):
    source = preview(b"Nyckeltal;Kommun;\xc3\x85r;V\xc3\xa4rde;2022\nN02904;G\xc3\xa4vle;2021;1;ok\n", "smal.csv")
    assert [field for _, _, field in source.columns][-1] is None


def test_a_value_and_a_reason_for_none_contradict_each_other(indicator, preview):
    source = preview("Nyckeltal;Kommun;År;Värde;Status\nN02904;Gävle;2021;1;sekretess\n".encode(), "motsagelse.csv")
    assert "statusen säger sekretess" in source.rows.get().faults[0]["message"]


def test_values_are_corrected_and_undone(indicator, imported, administrator):
    imported("Nyckeltal;Kommun;År;Värde\nN02904;Gävle;2021;1\n".encode(), "ett.csv")
    source = imported("Nyckeltal;Kommun;År;Värde\nN02904;Gävle;2021;..\nN02904;Gävle;2022;3\n".encode(), "tva.csv")
    assert told() == {("2180", 2021, "T"): "suppressed", ("2180", 2022, "T"): Decimal(3)}
    assert worked(actions.undo(source, by=administrator)).state == "undone"
    assert told() == {("2180", 2021, "T"): Decimal(1)}


def test_the_statistics_that_are_shipped_go_in_this_way(loaded, imported, preview):
    """Every 400th value, which takes seconds; the measurements read them all."""
    shipped = settings.DATA_DIR / "statistics"
    source = preview((shipped / "indicators.csv").read_bytes(), "indicators.csv")
    assert source.counts == {"new": 0, "changed": 0, "unchanged": 74, "wrong": 0}
    lines = gzip.decompress((shipped / "observations.csv.gz").read_bytes()).decode().splitlines()
    some = [lines[0], *lines[1::400]]
    source = imported("\n".join(some).encode(), "observations.csv")
    assert source.counts == {"new": len(some) - 1, "changed": 0, "unchanged": 0, "wrong": 0}
    with_value = [line for line in csv.DictReader(some) if line["value"]]
    stored = Observation.objects.filter(value__isnull=False)
    assert stored.count() == len(with_value)
    assert sum(one.value for one in stored) == sum(Decimal(line["value"]) for line in with_value)
    without = Counter(line["status"] for line in csv.DictReader(some) if not line["value"])
    names = {"Missing": "missing", "Privacy": "suppressed", "Not applicable": "not_applicable"}
    for theirs, ours in names.items():
        assert Observation.objects.filter(status=ours, value=None).count() == without[theirs]


def test_indicators_are_read_with_their_articles(loaded, imported):
    content = "id,title,unit,source,description,divided_by_sex,crc_articles,crc_cluster,direction\n"
    content += "N1,Ett mått,%,Kolada,Text,1,26 27,background,lower_is_better\n"
    source = imported(gzip.compress(content.encode()), "nyckeltal.csv.gz")
    assert source.problem == ""
    indicator = Indicator.objects.get(key="N1")
    assert (indicator.divided_by_sex, indicator.direction) == (True, "lower_is_better")
    assert sorted(indicator.articles.values_list("pk", flat=True)) == [26, 27]
