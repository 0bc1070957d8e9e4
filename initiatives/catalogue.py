"""One search of the catalogue: the entries of a page and exact counts for every facet.

This is the only place that computes facets. A facet's counts ignore its own selection and obey all
others, so that each number says what choosing that value would give.
"""

import json
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import connection

from barnratt.search.query import FoundBy

PAGE_SIZE = 20
EVERYTHING = 1_000_000  # as the size of a page
# So many of the best candidates are ranked by their words; those after keep the coarser order.
RANKED = 200

SORTS = {"relevans": "relevans", "nyast": "senast i portalen", "titel": "titel A–Ö"}

ORDER = {
    "relevans": "quality DESC, published_at DESC, initiative_id",
    "nyast": "published_at DESC, initiative_id",
    "titel": "title_key, initiative_id",
}

# `found` are the entries that match the words; `result` those that match every facet as well.
# Bits are copied (bits & bits) where they would otherwise be fetched from TOAST once per row.
SEARCH = """
WITH everything AS MATERIALIZED (
    SELECT coalesce(
        (SELECT bits & bits FROM initiatives_facetvalue WHERE facet = '' AND value = ''), ''::varbit
    ) AS bits
), chosen AS MATERIALIZED (
    SELECT facet, bit_or(bits & bits) AS bits FROM initiatives_facetvalue
    WHERE (facet, value) IN (SELECT * FROM unnest(%(facets)s::text[], %(values)s::text[]))
    GROUP BY facet
), found AS MATERIALIZED (
    {found}
), result AS MATERIALIZED (
    SELECT coalesce(found.bits & (SELECT bit_and(bits) FROM chosen), found.bits) AS bits FROM found
), without AS MATERIALIZED (
    SELECT facet, coalesce(
        found.bits & (SELECT bit_and(other.bits) FROM chosen other WHERE other.facet <> chosen.facet), found.bits
    ) AS bits
    FROM chosen, found
), counted AS MATERIALIZED (
    SELECT facet, value, label, parent, position, bit_count(v.bits & coalesce(without.bits, result.bits)) AS count
    FROM initiatives_facetvalue v LEFT JOIN without USING (facet), result WHERE facet <> ''
), {page}
SELECT json_build_object(
    'total', (SELECT bit_count(bits) FROM result),
    'page', (SELECT coalesce(json_agg(initiative_id ORDER BY place), '[]') FROM page),
    'without', (SELECT coalesce(json_object_agg(facet, bit_count(bits)), '{{}}') FROM without),
    'facets', {counts}
)::text
"""
COUNTS = """(
    SELECT coalesce(json_agg(json_build_array(facet, value, label, parent, count) ORDER BY facet, position), '[]')
    FROM counted
    WHERE count > 0
    OR (facet, value) IN (SELECT * FROM unnest(%(facets)s::text[], %(values)s::text[]))
)"""
NO_COUNTS = "'[]'::json"

FOUND_ALL = "SELECT bits, bits AS direct FROM everything"
# Where an entry could still count: it may lack the values of one chosen facet at most.
FOUND_WORDS = """
    SELECT matching.hits & everything.bits AS bits, matching.direct FROM everything, initiatives_matching(
        %(held)s::tsquery[], %(wide)s::tsquery[], %(phrase_words)s::tsquery[], %(phrases)s::tsquery[],
        %(halves)s::tsquery[], %(close)s::tsquery[], %(without)s::tsquery, %(may_miss_one)s,
        coalesce(everything.bits & (
            SELECT bit_or(coalesce(
                (SELECT bit_and(other.bits) FROM chosen other WHERE other.facet <> chosen.facet), everything.bits
            )) FROM chosen
        ), everything.bits)
    ) matching
"""

# The inner part is read from an index of the same order, which holds the slot as well, until the page is full.
PAGE_IN_ORDER = """
page AS (
    SELECT initiative_id, row_number() OVER (ORDER BY {order}) AS place
    FROM (
        SELECT initiative_id, quality, published_at, title_key
        FROM initiatives_searchentry, result WHERE get_bit(bits, slot) = 1
        ORDER BY {order} OFFSET %(offset)s LIMIT %(size)s
    ) found_in_order
)
"""

# Words in the title come first, and words as written before words that are related. Among the best
# candidates the rank of title, tags and summary decides, weighed by the entry's quality.
PAGE_BY_WORDS = """
tiers AS MATERIALIZED (
    SELECT direct, initiatives_matching_title(%(loose)s::tsquery, length(bits)) AS title FROM found
), candidates AS (
    SELECT initiative_id,
           row_number() OVER (ORDER BY tier DESC, quality DESC, published_at DESC, initiative_id) AS rough
    FROM (
        SELECT initiative_id, quality, published_at, 2 * get_bit(title, slot) + get_bit(direct, slot) AS tier
        FROM initiatives_searchentry, result, tiers WHERE get_bit(bits, slot) = 1
        ORDER BY tier DESC, quality DESC, published_at DESC, initiative_id
        LIMIT greatest({ranked}, %(offset)s + %(size)s)
    ) best
), page AS (
    SELECT initiative_id, row_number() OVER (ORDER BY score DESC NULLS LAST, rough) AS place
    FROM (
        SELECT initiative_id, rough, CASE WHEN rough <= {ranked} THEN (
            SELECT (
                ts_rank('{weights}', short_words, %(each)s::tsquery)
                + {loose_weight} * ts_rank('{weights}', short_words, %(loose)s::tsquery)
                + {related_weight} * ts_rank('{weights}', short_words, %(related)s::tsquery)
            ) * (1 + {quality_weight} * quality)
            FROM initiatives_searchentry entry WHERE entry.initiative_id = candidates.initiative_id
        ) END AS score
        FROM candidates
    ) scored
    ORDER BY place OFFSET %(offset)s LIMIT %(size)s
)
"""
WEIGHTS = {
    "weights": "{0.05, 0.4, 0.3, 1.0}",  # body, summary, tags, title
    "loose_weight": 0.6,
    "related_weight": 0.2,
    "quality_weight": 0.008,
}


class Option(NamedTuple):
    """A value of a facet with the number of entries that it would give."""

    value: str
    label: str
    parent: str
    count: int
    selected: bool


@dataclass(frozen=True)
class Hits:
    """What a search found: `pks` of the page in order, the `total`, options by facet, and for each
    facet with a selection the total `without` it."""

    total: int
    pks: list[int]
    facets: dict[str, list[Option]]
    without: dict[str, int]
    chosen: dict[str, list[str]] = field(default_factory=dict)

    @property
    def pages(self):
        return max(1, -(-self.total // PAGE_SIZE))


def search(words, chosen, *, sort="relevans", page=1, size=PAGE_SIZE, with_counts=True):
    """Search the published entries in one statement.

    `words` is a `barnratt.search.query.Query`, possibly empty; `chosen` is {facet: [values]} of
    known values; `page` counts from 1. Only entries that the index knows are found, that is the published ones.
    `with_counts`: whether each value of the facets is counted, which is most of the work of a small search.
    """
    facets, values = [], []
    for facet, members in chosen.items():
        for value in members:
            facets.append(facet)
            values.append(value)
    by_words = bool(words) and sort == "relevans"
    page_part = PAGE_BY_WORDS.format(ranked=RANKED, **WEIGHTS) if by_words else PAGE_IN_ORDER.format(order=ORDER[sort])
    counts = COUNTS if with_counts else NO_COUNTS
    statement = SEARCH.format(found=FOUND_WORDS if words else FOUND_ALL, page=page_part, counts=counts)
    parameters = {"facets": facets, "values": values, "offset": (page - 1) * size, "size": size}
    if words:
        parameters |= _matching(words) | {"each": words.each, "loose": words.loose, "related": words.related}
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        answer = json.loads(cursor.fetchone()[0])
    options = {}
    for facet, value, label, parent, count in answer["facets"]:
        selected = value in chosen.get(facet, ())
        options.setdefault(facet, []).append(Option(value, label, parent, count, selected))
    return Hits(total=answer["total"], pks=answer["page"], facets=options, without=answer["without"], chosen=chosen)


def _matching(words):
    """What the SQL function initiatives_matching wants of a Query."""
    return {
        **{name: [getattr(term, name) or None for term in words.wanted] for name in FoundBy._fields},
        "without": words.without or None,
        "may_miss_one": words.may_miss_one,
    }


COUNT = """
(SELECT bit_count(coalesce(found.bits & (SELECT bit_and(bits) FROM (
    SELECT bit_or(bits & bits) AS bits FROM initiatives_facetvalue
    WHERE (facet, value) IN (SELECT * FROM unnest(%(facets)s::text[], %(values)s::text[])) GROUP BY facet
) chosen), found.bits)) FROM (SELECT {found} AS bits FROM (SELECT coalesce(
    (SELECT bits FROM initiatives_facetvalue WHERE facet = '' AND value = ''), ''::varbit
) AS bits) everything) found)
"""
COUNT_WORDS = """
(initiatives_matching(
    %(held)s::tsquery[], %(wide)s::tsquery[], %(phrase_words)s::tsquery[], %(phrases)s::tsquery[],
    %(halves)s::tsquery[], %(close)s::tsquery[], %(without)s::tsquery, %(may_miss_one)s, bits
)).hits & bits
"""


def count_each(searches):
    """How many entries each of several searches finds, in one statement. `searches` are (words, chosen)."""
    parts, parameters = [], {}
    for number, (words, chosen) in enumerate(searches):
        part = COUNT.format(found=COUNT_WORDS if words else "bits")
        given = (_matching(words) if words else {}) | {
            "facets": [facet for facet, values in chosen.items() for _ in values],
            "values": [value for values in chosen.values() for value in values],
        }
        parts.append(part.replace("%(", f"%({number}_"))
        parameters |= {f"{number}_{name}": value for name, value in given.items()}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT ARRAY[{', '.join(parts)}]::integer[]", parameters)
        return cursor.fetchone()[0]


# What has changed is little, so it is read as it is: the same as the search by bits, without the whole catalogue.
CHANGED = """
WITH changed AS MATERIALIZED (
    SELECT initiative_id, published_at, facets, all_words FROM initiatives_searchentry WHERE indexed_at >= %(since)s
)
SELECT json_build_array({parts})::text
"""
CHANGED_PART = """
(SELECT coalesce(json_agg(initiative_id ORDER BY published_at DESC, initiative_id), '[]')
 FROM changed WHERE {conditions})
"""
AT_A_TIME = 50


def changed_in_each(searches, *, since):
    """What each of several searches finds among the entries that have been published or changed since a moment.

    Lists of pks, the newest first. `searches` are (words, chosen). For a few thousand changed entries at the most.
    """
    found = []
    for start in range(0, len(searches), AT_A_TIME):
        parts, parameters = [], {"since": since}
        for number, (words, chosen) in enumerate(searches[start : start + AT_A_TIME]):
            conditions = ["true"]
            if words:
                conditions.append(f"all_words @@ %({number}_words)s::tsquery")
                parameters[f"{number}_words"] = words.related
            for facet, values in chosen.items():
                conditions.append(f"facets && %({number}_{facet})s::varchar[]")
                parameters[f"{number}_{facet}"] = [f"{facet}:{value}" for value in values]
            parts.append(CHANGED_PART.format(conditions=" AND ".join(conditions)))
        with connection.cursor() as cursor:
            cursor.execute(CHANGED.format(parts=", ".join(parts)), parameters)
            found += json.loads(cursor.fetchone()[0])
    return found
