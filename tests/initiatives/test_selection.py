"""Selections that are kept for later: the same search is the same text, whatever it was typed as."""

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from initiatives.selection import FACETS, read_selection, read_stored
from tests.factories import ArticleFactory, CountyFactory, InitiativeFactory, TermFactory
from tests.initiatives.test_pages import wild

pytestmark = pytest.mark.django_db


def stored(text):
    return read_selection(QueryDict(text)).stored


@pytest.fixture
def entry():
    ArticleFactory(number=3)
    return InitiativeFactory(
        published=True,
        counties=[CountyFactory(code="12"), CountyFactory(code="01")],
        articles=[12],
        terms=[TermFactory()],
    )


def test_only_words_and_filters_are_kept_and_in_one_order(entry):
    one = stored("sort=titel&sida=3&artikel=12&lan=12&lan=01&q=++unga++r%C3%A5d+&format=csv&x=y")
    assert one == "q=unga+r%C3%A5d&lan=01&lan=12&artikel=12"
    assert stored("lan=01&q=unga%20r%C3%A5d&artikel=12&lan=12&lan=01") == one


def test_a_selection_of_everything_is_kept_as_nothing(entry):
    assert stored("sort=titel&sida=2&lan=&q=+") == ""


def test_what_does_not_exist_is_not_kept(entry):
    assert stored("lan=99&slag=fel&q=plan") == "q=plan"


def test_kept_selections_are_read_in_two_statements_however_many(entry, django_assert_num_queries):
    queries = ["q=plan&lan=12", "artikel=12", "q=r%C3%A5d"]
    with django_assert_num_queries(2):
        read = read_stored(queries)
    assert [selection.stored for selection in read] == queries
    assert read[0].labels == {("lan", "12"): "Län 12s län"}
    with django_assert_num_queries(0):
        assert read_stored([]) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    parameters=st.lists(
        st.tuples(
            st.sampled_from([*FACETS, "q", "q", "sort", "sida", "format", "x"]) | wild,
            wild | st.sampled_from(["12", "01", "3", "1", "handlingsplan", "genomford", "\u2028 12", "12\x00"]),
        ),
        max_size=8,
    )
)
@example(parameters=[("q", "a " * 400)])
@example(parameters=[("q", "a" * 299 + " b")])
@example(parameters=[("lan", "12"), ("lan", "12\x00"), ("lan", " 12")])
@example(parameters=[("q", '"ord\u3000i\u00a0rad" -"inte så" \ud800'.encode("utf-8", "replace").decode())])
def test_what_is_kept_is_read_as_itself_and_finds_the_same(entry, parameters):
    data = QueryDict(mutable=True)
    for name, value in parameters:
        data.appendlist(name.encode("utf-8", "replace").decode(), value.encode("utf-8", "replace").decode())
    selection = read_selection(data)
    kept = selection.stored
    again = read_selection(QueryDict(kept))
    assert again.stored == kept
    assert read_stored([kept])[0].stored == kept
    assert {name: set(values) for name, values in again.chosen.items()} == {
        name: set(values) for name, values in selection.chosen.items()
    }
    assert again.words.loose == selection.words.loose
    assert (again.page, again.sort) == (1, "relevans")
    assert "\x00" not in kept
    assert "\n" not in kept
