"""What visitors ask the catalogue for: a fixed, mixed set of searches. The same for every size and every contestant."""

import random
from typing import NamedTuple
from urllib.parse import urlencode

from barnratt.search.queries import read_query
from benchmarks.catalogue_generator import Words
from initiatives.catalogue import PAGE_SIZE, count_each
from initiatives.index import facets_of
from initiatives.models import Initiative

SEED = 54
NUMBER = 240
FACETS = ("lan", "kommun", "artikel", "omrade", "slag", "steg", "granskning", "evidens")
# Of a list of hits, how deep the visitor goes: mostly the first page, now and then any page up to the last.
DEPTHS = (0, 0, 0, 0, 0, 0, 0, 0.02, 0.3, 1)


class Search(NamedTuple):
    text: str
    chosen: dict  # {facet: [values]}
    sort: str
    page: int

    @property
    def words(self):
        return read_query(self.text)

    @property
    def path(self):
        pairs = [("q", self.text), *((name, value) for name, values in self.chosen.items() for value in values)]
        return "/initiativ/?" + urlencode([*pairs, ("sort", self.sort), ("sida", self.page)])

    @property
    def offset(self):
        return (self.page - 1) * PAGE_SIZE


def searches(number=NUMBER, seed=SEED):
    """The searches, for the catalogue that the connection leads to: the page that is asked for exists there."""
    chance = random.Random(seed)
    words = Words(random.Random(seed)).telling
    weights = [1 / (rank + 25) for rank in range(len(words))]
    values = _values(chance)
    asked = []
    for _ in range(number):
        size = chance.choices((0, 1, 2), (30, 45, 25))[0]
        # A second word is one of the more common, so that the two are found together now and then.
        text = " ".join(
            [*chance.choices(words, weights)[:size], *chance.choices(words[:200])[: size - 1 if size else 0]]
        )
        chosen = {}
        for facet in chance.sample(FACETS, chance.choices((0, 1, 2, 3), (35, 35, 20, 10))[0]):
            chosen[facet] = sorted({chance.choice(values[facet]) for _ in range(chance.choices((1, 2), (75, 25))[0])})
        asked.append(
            (text, chosen, chance.choices(("relevans", "nyast", "titel"), (70, 20, 10))[0], chance.choice(DEPTHS))
        )
    totals = [
        total
        for start in range(0, number, 40)
        for total in count_each([(read_query(text), chosen) for text, chosen, _, _ in asked[start : start + 40]])
    ]
    return [
        Search(text, chosen, sort, max(1, round(depth * -(-total // PAGE_SIZE))))
        for (text, chosen, sort, depth), total in zip(asked, totals, strict=True)
    ]


def _values(chance):
    """{facet: [values]}, each value as often as among some entries: what is common is asked for more often."""
    pks = list(Initiative.objects.published().order_by("pk").values_list("pk", flat=True)[:1000])
    values = {facet: [] for facet in FACETS}
    for initiative in Initiative.objects.for_index().filter(pk__in=pks).order_by("pk"):
        for facet, value in sorted(name.split(":", 1) for name in facets_of(initiative)):
            if facet in values:
                values[facet].append(value)
    return values
