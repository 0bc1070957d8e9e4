from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from regions.statistics import queries
from regions.statistics.models import Dataset, Observation
from tests.factories import IndicatorFactory
from tests.statistics.test_sources import SAMPLES

PX = str(SAMPLES / "scb_BE0101F1_datasymbols.px")


def run(*arguments):
    out = StringIO()
    call_command("import_statistics", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def moved_in(db):
    return IndicatorFactory(key="INFLYTTADE", is_count=True)


def test_a_px_file_becomes_a_vintage_with_its_own_title_and_source(moved_in):
    said = run(PX, "--dataset", "scb-2004", "--indicator", "BE0101F1=INFLYTTADE", "--retrieved", "2004-02-12")
    assert "24 värden lästes, 24 var nya eller ändrade." in said
    dataset = Dataset.objects.get(key="scb-2004")
    assert (dataset.source, dataset.retrieved) == ("Statistics Sweden", "2004-02-12")
    found = {(one.age_group, one.sex): one.reason or one.value for one in queries.readings(["INFLYTTADE"], ["00"])}
    assert found["21", "M"] == 613
    assert found["21", "K"] == "sekretess"


def test_the_same_file_once_more_changes_nothing(moved_in):
    for expected in (24, 0):
        said = run(PX, "--dataset", "scb-2004", "--indicator", "BE0101F1=INFLYTTADE")
        assert f"{expected} var nya eller ändrade" in said


def test_a_dry_run_writes_nothing(moved_in):
    assert "24 värden skulle läsas in" in run(PX, "--dataset", "x", "--indicator", "BE0101F1=INFLYTTADE", "--dry-run")
    assert not Observation.objects.exists()
    assert not Dataset.objects.exists()


def test_kolada_names_its_own_indicators_and_the_rest_is_told(db):
    IndicatorFactory(key="N17461", age_group="gymnasiet")
    said = run(str(SAMPLES / "kolada_v3_data.json"), "--dataset", "kolada-2024-12-12")
    assert "18 värden lästes" in said
    assert "N11051, som portalen inte har" in said


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ([PX, "--dataset", "x"], "vilket nyckeltal som är vilket"),
        ([PX, "--dataset", "x", "--indicator", "BE0101F1=FEL"], "inget nyckeltal FEL"),
        ([PX, "--dataset", "x", "--indicator", "BE0101F1"], "namn=värde"),
        ([PX, "--dataset", "å å", "--indicator", "BE0101F1=INFLYTTADE"], "bokstäver"),
        (["finns-inte.px", "--dataset", "x"], "går inte att öppna"),
        ([str(SAMPLES / "README.md"), "--dataset", "x"], "inte en hel PX-fil"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(moved_in, arguments, why):
    with pytest.raises(CommandError, match=why):
        run(*arguments)
    assert not Observation.objects.exists()
