"""What the reader has asked the catalogue for, as it stands in the address.

Reads any query string without ever failing: what is not understood is left out and said in a note.
"""

import unicodedata
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.db import connection
from django.http import QueryDict

from barnratt.search.queries import read_query, word_lists
from barnratt.search.query import Query, parse
from initiatives.catalogue import SORTS

LONGEST_TEXT = 300
MOST_VALUES = 60


@dataclass(frozen=True)
class Facet:
    """One group of filters. `name` is its name in the address."""

    name: str
    label: str
    open: bool = False
    searchable: bool = False


FACETS = {
    facet.name: facet
    for facet in (
        Facet("lan", "Län", open=True),
        Facet("kommun", "Kommun", searchable=True),
        Facet("artikel", "Artikel i barnkonventionen", open=True, searchable=True),
        Facet("omrade", "Verksamhetsområde", open=True),
        Facet("slag", "Slag av initiativ", open=True, searchable=True),
        Facet("steg", "Steg i Barnrättsresan"),
        Facet("faktor", "Framgångsfaktor"),
        Facet("av", "Kan göras av"),
        Facet("med", "Kan göras tillsammans med"),
        Facet("aktor", "Vem som har gjort det"),
        Facet("alder", "Barnens ålder"),
        Facet("material", "Material"),
        Facet("evidens", "Evidens"),
        Facet("granskning", "Granskning"),
        Facet("status", "Status"),
    )
}
LABELS = """
SELECT facet, value, label FROM initiatives_facetvalue
WHERE (facet, value) IN (SELECT * FROM unnest(%s::text[], %s::text[]))
"""
OTHER_NAMES = {"q", "sort", "sida", "format"}


@dataclass(frozen=True)
class Chip:
    """A chosen value, with the address of the same selection without it."""

    facet: str
    label: str
    url: str


@dataclass(frozen=True)
class Selection:
    text: str = ""
    words: Query | None = None
    chosen: dict[str, tuple[str, ...]] = field(default_factory=dict)
    labels: dict[tuple[str, str], str] = field(default_factory=dict)
    sort: str = "relevans"
    page: int = 1
    notes: tuple[str, ...] = ()

    @property
    def is_empty(self):
        return not self.text and not self.chosen

    @property
    def number_chosen(self):
        return sum(len(values) for values in self.chosen.values())

    def query_string(self, **extra):
        """The selection as a query string, without what is default; `extra` is added at the end."""
        pairs = [("q", self.text)] if self.text else []
        pairs += [(name, value) for name in FACETS for value in self.chosen.get(name, ())]
        if self.sort != "relevans":
            pairs.append(("sort", self.sort))
        if self.page != 1:
            pairs.append(("sida", self.page))
        pairs += extra.items()
        return urlencode(pairs)

    @property
    def stored(self):
        """The selection as it is kept for later: words and filters only, and the same search as the same text."""
        chosen = {name: tuple(sorted(set(values))) for name, values in self.chosen.items()}
        text = " ".join(self.text.split())
        return replace(self, text=text, chosen=chosen, sort="relevans", page=1).query_string()

    def url(self, **extra):
        query = self.query_string(**extra)
        return f"?{query}" if query else "?"

    @property
    def csv_url(self):
        return self.on_page(1).url(format="csv")

    @property
    def xlsx_url(self):
        return self.on_page(1).url(format="xlsx")

    @property
    def json_url(self):
        return self.url(format="json")

    @property
    def feed_url(self):
        return self.on_page(1).url(format="atom")

    @property
    def cleared_url(self):
        """The same words without any filter."""
        return replace(self, chosen={}, page=1).url()

    def on_page(self, number):
        return replace(self, page=number)

    def without(self, facet, value=None):
        """The same selection without one value, or without the whole facet; back on page 1."""
        left = tuple(member for member in self.chosen[facet] if value is not None and member != value)
        chosen = {name: values for name, values in self.chosen.items() if name != facet}
        if left:
            chosen[facet] = left
        return replace(self, chosen=chosen, page=1)

    def with_text(self, text):
        return replace(self, text=text, words=None, page=1)

    @property
    def chips(self):
        return [
            Chip(FACETS[name].label, self.labels[name, value], self.without(name, value).url())
            for name in FACETS
            for value in self.chosen.get(name, ())
        ]


def read_selection(parameters):
    """Make a Selection of a QueryDict (or any mapping with `getlist` and `get`)."""
    return _read(parameters, read_query, _labels)


def read_stored(queries):
    """The Selections of queries that have been kept, in their order. Two statements, however many they are."""
    if not queries:
        return []
    asked = [QueryDict(query) for query in queries]
    lists = word_lists()
    labels = _labels([pair for parameters in asked for pair in _asked(parameters)])
    return [
        _read(
            parameters,
            lambda text: parse(text, *lists),
            lambda pairs: {pair: labels[pair] for pair in pairs if pair in labels},
        )
        for parameters in asked
    ]


def _read(parameters, words_of, labels_of):
    notes = []
    text = _clean(parameters.get("q", ""))
    words = words_of(text[:LONGEST_TEXT])
    if len(text) > LONGEST_TEXT or words.truncated:
        notes.append("Sökningen var mycket lång. Bara början av den är med.")
    asked = _asked(parameters)
    if len(asked) > MOST_VALUES:
        notes.append(f"Bara de {MOST_VALUES} första filtren är med.")
        asked = asked[:MOST_VALUES]
    labels = labels_of(asked)
    chosen = {}
    for name, value in asked:
        if (name, value) in labels:
            chosen[name] = (*chosen.get(name, ()), value)
        else:
            notes.append(f"Filtret ”{FACETS[name].label}: {value[:40]}” finns inte och är inte med.")
    unknown = [name for name in parameters if name not in FACETS and name not in OTHER_NAMES]
    notes += [f"Filtret ”{_clean(name)[:40]}” finns inte och är inte med." for name in unknown[:3]]
    sort = parameters.get("sort") or "relevans"
    if sort not in SORTS:
        notes.append("Den sorteringen finns inte. Träffarna är sorterade efter relevans.")
        sort = "relevans"
    return Selection(
        text=text[:LONGEST_TEXT],
        words=words,
        chosen=chosen,
        labels=labels,
        sort=sort,
        page=_page_number(parameters.get("sida", "1")),
        notes=tuple(notes),
    )


def _asked(parameters):
    """The filters that are asked for, known or not, as (facet, value)."""
    return [
        (name, _clean(value)) for name in FACETS for value in dict.fromkeys(parameters.getlist(name)) if value.strip()
    ]


def _labels(asked):
    """{(facet, value): label} of those of the asked values that exist, in one statement."""
    if not asked:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(LABELS, [list(column) for column in zip(*asked, strict=True)])
        return {(facet, value): label for facet, value, label in cursor.fetchall()}


def _clean(text):
    """Without what neither a page nor a database can hold: control characters and halves of characters."""
    return "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cn", "Cs")).strip()


def _page_number(text):
    return min(int(text), 1_000_000) if text.isascii() and text.isdigit() and len(text) < 10 and int(text) else 1
