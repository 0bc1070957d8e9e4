"""What a search finds among what has changed is what it finds at all, of that."""

import csv
import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.http import QueryDict
from django.utils import timezone

from initiatives.catalogue import changed_in_each, search
from initiatives.models import SearchEntry
from initiatives.selection import read_stored

pytestmark = pytest.mark.django_db

FILTERED = [
    "lan=12",
    "lan=01&lan=14&artikel=12",
    "slag=handlingsplan",
    "q=plan&steg=3",
    "q=-plan",
    "q=barn+-skola",
]
LONG_AGO = timezone.now() - datetime.timedelta(days=10_000)


def questions():
    with (Path(settings.BASE_DIR) / "benchmarks" / "relevance.csv").open(encoding="utf-8") as file:
        return sorted({row["query"] for row in csv.DictReader(file)})


def kept(texts):
    queries = []
    for text in texts:
        data = QueryDict(mutable=True)
        data["q"] = text
        queries.append(data.urlencode())
    return queries


def test_every_question_finds_the_same_among_all_that_has_changed(loaded):
    asked = read_stored(kept(questions()) + FILTERED)
    searches = [(selection.words, selection.chosen) for selection in asked]
    assert len(searches) > 100
    found = changed_in_each(searches, since=LONG_AGO)
    for (words, chosen), pks in zip(searches, found, strict=True):
        assert pks == search(words, chosen, sort="nyast", size=10_000).pks, (words, chosen)


def test_only_what_has_changed_is_found(loaded):
    entry = SearchEntry.objects.order_by("pk").first()
    SearchEntry.objects.update(indexed_at=LONG_AGO)
    SearchEntry.objects.filter(pk=entry.pk).update(indexed_at=timezone.now())
    searches = [(None, {}), (None, {"status": ["finns-inte"]})]
    assert changed_in_each(searches, since=timezone.now() - datetime.timedelta(days=1)) == [[entry.pk], []]
    assert changed_in_each([], since=LONG_AGO) == []
