import json
from functools import lru_cache

from django.db import connection

from barnratt.search.query import parse

# As one text, which is quick to read and to recognise: nearly always the lists are those of the search before.
WORD_LISTS = """
SELECT json_build_array(
    (SELECT coalesce(json_agg(words ORDER BY words), '[]') FROM search_samewords WHERE is_active),
    (SELECT coalesce(json_agg(json_build_array(from_word, to_word) ORDER BY from_word, to_word), '[]')
     FROM search_relatedword WHERE is_active)
)::text
"""


def word_lists():
    """(groups of words that mean the same, pairs of related words) in use, as parse() wants them. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(WORD_LISTS)
        return _read_word_lists(cursor.fetchone()[0])


@lru_cache(maxsize=4)
def _read_word_lists(text):
    same, related = json.loads(text)
    return tuple(tuple(words.splitlines()) for words in same), tuple(map(tuple, related))


def read_query(text):
    """What a person typed, as a Query that knows the word lists."""
    return parse(text, *word_lists())
