"""The statistics that are shipped, beside what a reader that knows nothing of ours finds in the file."""

import csv
import gzip
from collections import Counter
from decimal import Decimal

import pytest
from django.conf import settings
from django.db.models import Count, Sum

from regions.statistics import reference_data
from regions.statistics.models import Dataset, Indicator, Observation, Recommendation

HEADER = "indicator_id,area_code,year,sex,age_group,birth_region,value,status,dataset\n"


@pytest.fixture
def shipped(settings, tmp_path):
    """Let the project ship other values: lines below the header."""

    def ship(*lines):
        folder = tmp_path / "statistics"
        folder.mkdir(exist_ok=True)
        (folder / "observations.csv.gz").write_bytes(gzip.compress((HEADER + "\n".join(lines)).encode(), mtime=0))
        settings.DATA_DIR = tmp_path
        return reference_data.load_observations()

    return ship


def told():
    return {
        (one.dataset_id, one.area, one.year): (one.value, one.status, one.is_current)
        for one in Observation.objects.all()
    }


def test_every_value_of_the_file_is_there(statistics):
    """The numbers are counted in the file with zcat and awk, the sum with Python's csv and Decimal."""
    assert Observation.objects.count() == Observation.objects.current().count() == 572_578
    per_dataset = Observation.objects.order_by().values_list("dataset").annotate(Count("pk"))
    assert dict(per_dataset) == {
        "mucf2024": 54,
        "ddf2024": 429_116,
        "did2024": 120_930,
        "scbh2021": 17_400,
        "did2023": 5_078,
    }
    per_status = Observation.objects.order_by().values_list("status").annotate(Count("pk"))
    assert dict(per_status) == {"value": 569_700, "missing": 1_882, "suppressed": 957, "not_applicable": 39}
    assert Observation.objects.aggregate(total=Sum("value"))["total"] == Decimal("1941675039.4170")


def test_every_two_thousandth_line_is_as_it_stands_in_the_file(statistics):
    names = {"": "value", "Missing": "missing", "Privacy": "suppressed", "Not applicable": "not_applicable"}
    with gzip.open(settings.DATA_DIR / "statistics/observations.csv.gz", "rt", encoding="utf-8", newline="") as file:
        lines = [line for number, line in enumerate(csv.DictReader(file)) if number % 2000 == 0]
    keys = {tuple(line[name] for name in ("indicator_id", "area_code", "year", "sex")) for line in lines}
    fields = ("indicator_id", "area", "year", "sex", "age_group", "birth_region", "value", "status", "dataset_id")
    found = Observation.objects.filter(indicator__in={key[0] for key in keys}, area__in={key[1] for key in keys})
    stored = Counter(found.values_list(*fields))
    for line in lines:
        value = Decimal(line["value"]) if line["value"] else None
        key = (line["indicator_id"], line["area_code"], int(line["year"]), line["sex"], line["age_group"])
        assert stored[(*key, line["birth_region"], value, names[line["status"]], line["dataset"])] == 1, line


def test_the_same_file_once_more_is_not_read(statistics, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert reference_data.load_observations() == 0


def test_another_file_takes_the_place_of_the_first_and_of_nothing_else(loaded, shipped):
    own = Observation.objects.create(
        indicator_id="N66077", area="2180", year=2022, value=1, dataset_id="egen-inlasning", age_group="0-19"
    )
    assert shipped("N66077,2180,2022,T,0-19,total,22,,ddf2024", "N66077,21,2022,T,0-19,total,23,,ddf2024") == 2
    Observation.objects.filter(pk=own.pk).update(is_current=False)
    assert shipped("N66077,21,2022,T,0-19,total,,Privacy,ddf2024") == 1
    assert told() == {
        ("ddf2024", "21", 2022): (None, "suppressed", True),
        ("egen-inlasning", "2180", 2022): (1, "value", True),
    }
    assert shipped("N66077,21,2022,T,0-19,total,,Privacy,ddf2024") == 0


def test_a_value_that_two_vintages_have_is_shown_from_the_later(loaded, shipped):
    assert shipped("N66077,21,2022,T,0-19,total,22,,did2023", "N66077,21,2022,T,0-19,total,23,,ddf2024") == 2
    assert told() == {
        ("did2023", "21", 2022): (22, "value", False),
        ("ddf2024", "21", 2022): (23, "value", True),
    }


def test_indicators_have_their_articles_their_theme_and_what_came_instead(loaded):
    assert Indicator.objects.count() == 74
    one = Indicator.objects.get(key="N02904")
    assert (one.has_ended, one.replaced_by_id, one.cluster_id) == (True, "N66077", "health_welfare")
    assert sorted(one.articles.values_list("pk", flat=True)) == [26, 27]
    assert Indicator.objects.get(key="N01951").cluster is None


def test_what_is_a_number_of_something_per_something_is_no_count(loaded):
    """Both have the unit "antal"."""
    assert Indicator.objects.get(key="N18803").is_count
    assert not Indicator.objects.get(key="N11102").is_count


def test_what_the_editors_have_changed_is_left_so(loaded):
    Indicator.objects.filter(key="N66077").update(direction="neutral")
    Recommendation.objects.filter(key="utbildning").update(title="Rätten till utbildning")
    reference_data.load()
    assert Indicator.objects.get(key="N66077").direction == "neutral"
    assert Recommendation.objects.get(key="utbildning").title == "Rätten till utbildning"
    assert Recommendation.objects.count() == 6


def test_a_source_is_named_as_it_asks_for(loaded):
    assert Dataset.objects.get(key="did2024").credit == "Källa: Kolada"
    assert all(one.retrieved for one in Dataset.objects.all())
