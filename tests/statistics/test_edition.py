"""What is kept of the numbers is never older than the numbers."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from regions.places.models import Municipality
from regions.statistics import actions, queries
from regions.statistics.lagesbild import setting_of
from regions.statistics.models import Dataset, Indicator, Observation, Recommendation
from regions.statistics.rendered import rendered
from regions.statistics.sentences import NO_OWN
from tests.statistics.raw import add_figures


@pytest.fixture
def figures(loaded):
    add_figures()


@pytest.mark.parametrize("order", ["", "?ordning=rekommendation"])
def test_a_county_that_is_read_again_asks_for_no_values(figures, client, order):
    first = client.get(f"/lan/dalarna/{order}").text
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"/lan/dalarna/{order}").text == first
    assert not [one["sql"] for one in asked if "statistics_observation" in one["sql"]]


def changed_value():
    one = Observation.objects.current().filter(indicator="N66077", area="20", sex="T").latest("year")
    Observation.objects.filter(pk=one.pk).update(value="98.7654")


def renamed_indicator():
    actions.edit_indicator(Indicator.objects.get(pk="N66077"), fields={"description": "En ny beskrivning."}, by=None)


def constructed_dataset():
    Dataset.objects.update(constructed=True)


def other_article():
    actions.edit_indicator(Indicator.objects.get(pk="N66077"), fields={"articles": [2, 40]}, by=None)


def other_place():
    Municipality.objects.filter(pk="2023").update(short_name="Malungfors")


def removed_value():
    Observation.objects.filter(indicator="N66077", area="20").delete()


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        (changed_value, "98,8"),
        (renamed_indicator, "En ny beskrivning."),
        (constructed_dataset, "påhittade"),
        (other_article, "artikel 2 och 40"),
        (other_place, "Malungfors"),
    ],
)
def test_a_change_shows_at_once(figures, client, change, shown):
    assert shown not in client.get("/lan/dalarna/").text
    change()
    assert shown in client.get("/lan/dalarna/").text


def test_a_new_recommendation_shows_at_once_where_the_page_is_ordered_by_them(figures, client):
    address = "/lan/dalarna/?ordning=rekommendation"
    assert "En prövad rekommendation" not in client.get(address).text
    Recommendation.objects.create(key="provad", document="CRC", title="En prövad rekommendation").indicators.add(
        "N66077"
    )
    assert "En prövad rekommendation" in client.get(address).text


def test_what_is_taken_away_is_gone_at_once(figures, client):
    without_own = client.get("/lan/dalarna/").text.count(escape(NO_OWN))
    removed_value()
    assert client.get("/lan/dalarna/").text.count(escape(NO_OWN)) == without_own + 1


def test_a_change_that_is_not_kept_leaves_the_edition_as_it_was(figures):
    before = queries.edition().value
    with transaction.atomic():
        changed_value()
        assert queries.edition().value != before
        transaction.set_rollback(True)
    assert queries.edition().value == before


def test_the_same_place_with_other_neighbours_is_another_lagesbild(figures):
    alone, beside = rendered(setting_of("2023", "2021")), rendered(setting_of("2023", "2021 2026"))
    assert alone != beside
    assert alone is rendered(setting_of("2023", "2021"))
