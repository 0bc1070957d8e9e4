"""What a fetch changed is told on the page of its indicator, and what is secret now is not told again."""

import re
from html import unescape

import pytest

from regions.statistics import vintages
from tests.factories import DatasetFactory, IndicatorFactory, MunicipalityFactory
from tests.statistics.test_vintages import row


@pytest.fixture
def indicator(db):
    MunicipalityFactory(code="2180", short_name="Gävle")
    return IndicatorFactory(key="N1")


@pytest.fixture
def fetches(indicator):
    earlier, later = (DatasetFactory(position=n, title=f"Uttag {n}", retrieved=f"202{n}") for n in (1, 2))
    same = {"year": 2020, "value": 7}
    said = [
        row(earlier, indicator, **same), row(later, indicator, **same),
        row(earlier, indicator, year=2021, value="12.345"), row(later, indicator, year=2021, value="12.346"),
        row(earlier, indicator, value=3), row(later, indicator, value=None, status="suppressed"),
        row(later, indicator, year=2023, value=4),
    ]  # fmt: skip
    vintages.add(said)
    return earlier, later


def rows(client):
    found = re.findall(r"<tr><th scope=\"row\">(.*?)</tr>", client.get("/statistik/N1/andringar/").text)
    return [unescape(re.sub(r"<[^>]*>", "|", one)) for one in found]


def test_each_change_stands_with_what_was_said_before_and_new_values_are_counted(fetches, client):
    text = re.sub(r"\s+", " ", client.get("/statistik/N1/andringar/").text)
    assert "2 ändrade värden, 1 nytt och 0 som det senare uttaget inte har" in text
    assert "|12,345|" in rows(client)[0]
    assert "|12,346|" in rows(client)[0]
    assert len(rows(client)) == 2


def test_a_number_that_is_secret_now_is_not_told_again(fetches, client):
    secret = next(one for one in rows(client) if "2022" in one)
    assert "|ett värde|" in secret
    assert "|sekretess|" in secret
    assert "|3|" not in secret


def test_what_only_the_earlier_fetch_has_stands_by_itself(indicator, fetches, client):
    vintages.add([row(fetches[0], indicator, area="21", year=2020, value=9)])
    text = client.get("/statistik/N1/andringar/").text
    assert "1\u00a0som det senare uttaget inte har. De som" in text
    assert "ingen uppgift i uttaget" in text.partition("Det som bara det tidigare uttaget har")[2]


def test_an_indicator_that_was_fetched_once_has_no_changes(indicator, client):
    assert "Inget uttag har värden" in client.get("/statistik/N1/andringar/").text
    vintages.add([row(DatasetFactory(position=1, title="Uttag 1"), indicator)])
    assert "i ett enda uttag: Uttag 1" in client.get("/statistik/N1/andringar/").text


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_as_often_for_three_changes_as_for_one(
    indicator, fetches, client, count, django_assert_num_queries
):
    for dataset in fetches:
        vintages.add(row(dataset, indicator, year=2010 + n, value=dataset.position) for n in range(count))
    with django_assert_num_queries(5):
        client.get("/statistik/N1/andringar/")


def test_who_has_fetched_is_told_what_changed(fetches):
    earlier, later = fetches
    assert vintages.in_words(earlier) == ""
    assert "Jämfört med Uttag 1: 2 ändrade värden, 1 nya, och 0 som det nya" in vintages.in_words(later)


def test_what_somebody_types_is_no_fetch_to_compare_with(indicator, fetches):
    vintages.add([row(DatasetFactory(position=0), indicator, year=2019)])
    assert vintages.before(fetches[0]) is None
