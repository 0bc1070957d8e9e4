"""How well the search ranks the 105 entries, against a list judged by hand from the entries themselves.

nDCG@10 with gains 2^grade − 1: 1.0 means that for each query the ten best entries stand first, in order of grade.
`python -m benchmarks.relevance` prints each query; it needs a database with the reference data.
"""

import csv
import math
import os
from collections import defaultdict
from pathlib import Path
from urllib.parse import urlencode

HERE = Path(__file__).parent
CUT = 10


def judgements():
    """{query: {slug: grade}}, grade 1–3."""
    judged = defaultdict(dict)
    with (HERE / "relevance.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            judged[row["query"]][row["initiative_key"]] = int(row["grade"])
    return judged


def gain(grades):
    return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades[:CUT]))


def ndcg(found, grades):
    """nDCG@10 of the slugs found, in order, given {slug: grade}."""
    best = gain(sorted(grades.values(), reverse=True))
    return gain([grades.get(slug, 0) for slug in found]) / best


def run():
    """{"ndcg": mean, "queries": number, "no_hits": [query …], "each": {query: nDCG}, "spelling": share right}."""
    from django.http import QueryDict

    from barnratt.search import vocabulary
    from initiatives.catalogue import search
    from initiatives.models import Initiative
    from initiatives.queries import nearest
    from initiatives.selection import read_selection

    slugs = dict(Initiative.objects.published().values_list("pk", "slug"))
    each, no_hits = {}, []
    for query, grades in judgements().items():
        selection = read_selection(QueryDict(urlencode({"q": query})))
        hits = search(selection.words, {}, size=CUT)
        if not hits.total:
            no_hits.append(query)
        # What the page shows: the hits and, when they are few, those that have some of the words.
        pks = hits.pks + nearest(selection, hits)
        each[query] = ndcg([slugs[pk] for pk in pks], grades)
    with (HERE / "relevance_spelling.csv").open(encoding="utf-8", newline="") as file:
        spelling = [
            (row["query"], row["suggestion"], vocabulary.suggestion(row["query"])) for row in csv.DictReader(file)
        ]
    return {
        "ndcg": sum(each.values()) / len(each),
        "queries": len(each),
        "no_hits": no_hits,
        "each": each,
        "spelling_right": sum(wanted == got for _, wanted, got in spelling) / len(spelling),
        "spelling_wrong": [row for row in spelling if row[1] != row[2]],
    }


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "barnratt.settings")
    django.setup()
    result = run()
    for query, value in sorted(result["each"].items(), key=lambda item: item[1]):
        print(f"{value:.3f}  {query}")
    print(f"nDCG@10 {result['ndcg']:.3f} over {result['queries']} queries; without hits: {result['no_hits']}")
    print(f"spelling right: {result['spelling_right']:.0%}", result["spelling_wrong"])
