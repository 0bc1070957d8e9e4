import pytest

from benchmarks import relevance

pytestmark = pytest.mark.django_db


def test_the_search_ranks_the_first_entries_as_people_judged_them(loaded):
    result = relevance.run()
    assert result["queries"] >= 60
    assert result["ndcg"] >= 0.90
    assert result["spelling_wrong"] == []
