"""What the portal is compared with: the best SQL we can write for the same answer, and Datasette on the same data."""

import json
import sqlite3
from contextlib import closing
from urllib.parse import urlencode

from django.db import connection

from initiatives.catalogue import PAGE_SIZE
from initiatives.models import Initiative
from initiatives.selection import FACETS

# SQL, in process and without HTTP: exact counts by reading every hit and counting what it has. A hit that fails in just
# one facet counts in that facet alone, so each facet ignores its own selection in one pass.
COUNTING = """
WITH found AS MATERIALIZED (
    SELECT initiative_id, facets, quality, published_at, title_key{short}, {misses} AS misses
    FROM initiatives_searchentry{where}
), counted AS (
    SELECT split_part(facet, ':', 1) AS facet, split_part(facet, ':', 2) AS value, count(*) AS count
    FROM found, unnest(facets) AS facet
    WHERE cardinality(misses) = 0 OR (cardinality(misses) = 1 AND misses[1] = split_part(facet, ':', 1))
    GROUP BY 1, 2
), page AS (
    SELECT initiative_id, row_number() OVER (ORDER BY {order}, initiative_id) AS place
    FROM found WHERE cardinality(misses) = 0 ORDER BY place OFFSET %(offset)s LIMIT %(size)s
)
SELECT json_build_object(
    'total', (SELECT count(*) FROM found WHERE cardinality(misses) = 0),
    'facets', (SELECT json_agg(json_build_array(facet, value, count)) FROM counted),
    'page', (SELECT json_agg(json_build_array(slug, title, summary, name) ORDER BY place) FROM page
             JOIN initiatives_initiative i ON i.id = initiative_id JOIN places_organisation o ON o.id = organisation_id)
)::text
"""
ORDERS = {
    "relevans": "ts_rank('{0.05, 0.4, 0.3, 1.0}', short_words, %(loose)s::tsquery) * (1 + 0.08 * quality) DESC",
    "nyast": "published_at DESC",
    "titel": "title_key",
}


def count_by_reading(search):
    """The same answer as the portal's from an ordinary search table: {"total", "facets": {(facet, value): count}, "page"}."""
    words = search.words
    parameters = {"offset": search.offset, "size": PAGE_SIZE}
    misses = []
    for number, (facet, values) in enumerate(search.chosen.items()):
        parameters[f"facet{number}"] = [f"{facet}:{value}" for value in values]
        misses.append(f"CASE WHEN NOT facets && %(facet{number})s THEN '{facet}' END")
    ranked = bool(words) and search.sort == "relevans"
    if words:
        parameters |= {"related": words.related, "loose": words.loose}
    statement = COUNTING.format(
        short=", short_words" if ranked else "",
        misses=f"array_remove(ARRAY[{', '.join(misses)}]::text[], NULL)" if misses else "ARRAY[]::text[]",
        where=" WHERE all_words @@ %(related)s::tsquery" if words else "",
        order=ORDERS[search.sort] if ranked or search.sort != "relevans" else "quality DESC, published_at DESC",
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        answer = json.loads(cursor.fetchone()[0])
    answer["facets"] = {(facet, value): count for facet, value, count in answer["facets"] or ()}
    return answer


# Datasette: one table with full-text search, texts and lists as it wants them

ENTRIES = """
SELECT i.id, i.title, i.summary, concat_ws(E'\\n', {body}), {columns}, {lists}
FROM initiatives_initiative i JOIN initiatives_searchentry e ON e.initiative_id = i.id ORDER BY i.id
"""
COLUMNS = {"slag": "kind_id", "granskning": "review_label", "evidens": "evidence", "status": "status"}
LISTS = [name for name in FACETS if name not in COLUMNS]
SIX = ["lan", "artikel", "omrade", "slag", "steg", "granskning"]


def fill_datasette(file):
    """Copy the catalogue to a SQLite file with an FTS5 table, as one would for Datasette."""
    lists = ", ".join(
        f"""(SELECT coalesce(json_agg(split_part(f, ':', 2)), '[]')::text FROM unnest(e.facets) f WHERE f LIKE '{name}:%')"""
        for name in LISTS
    )
    body = ", ".join(f"nullif(i.{name}, '')" for name in Initiative.BODY_FIELDS)
    columns = ["id", "title", "summary", "body", *COLUMNS, *LISTS]
    with closing(sqlite3.connect(file)) as sqlite, connection.cursor() as cursor:
        sqlite.execute(f"CREATE TABLE initiatives (id INTEGER PRIMARY KEY, {', '.join(columns[1:])})")
        cursor.execute(
            ENTRIES.format(body=body, columns=", ".join(f"i.{name}" for name in COLUMNS.values()), lists=lists)
        )
        while rows := cursor.fetchmany(1000):
            sqlite.executemany(f"INSERT INTO initiatives VALUES ({', '.join('?' * len(columns))})", rows)
        sqlite.execute(
            "CREATE VIRTUAL TABLE initiatives_fts USING fts5 (title, summary, body, content='initiatives', content_rowid='id')"
        )
        sqlite.execute("INSERT INTO initiatives_fts (initiatives_fts) VALUES ('rebuild')")
        for name in COLUMNS:
            sqlite.execute(f"CREATE INDEX initiatives_{name} ON initiatives ({name})")
        sqlite.commit()


def datasette_path(search, table, facets):
    """The address of the same search: its words, its filters, twenty rows and these facets; always the first page."""
    pairs = [("_size", PAGE_SIZE), ("_search", search.text)]
    pairs += [("_facet_array" if name in LISTS else "_facet", name) for name in facets]
    for name, values in search.chosen.items():
        if name in LISTS:
            pairs.append((f"{name}__arraycontains", values[0]))
        else:
            pairs.append((f"{name}__in", ",".join(values)))
    return f"{table}?" + urlencode([(name, value) for name, value in pairs if value != ""])
