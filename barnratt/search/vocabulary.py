"""
The words of the portal's searchable texts, in a table: for "Menade du …?" and for suggestions while typing.

Derived data: whoever indexes a text says which words it had and has. So these writes have no `by` and leave no event of
their own; the change of the text does.
"""

from collections import Counter
from functools import lru_cache

from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Length

from barnratt.search import spelling
from barnratt.search.analyser import chunks, read_chunk, tokens
from barnratt.search.models import VocabularyWord

MOST_SUGGESTED_WORDS = 6
MOST_CANDIDATES = 5000


def words_of(*texts):
    """The words of some texts that belong in the vocabulary, in lower case."""
    return {word for text in texts for chunk in set(chunks(text)) for word in _words_in(chunk)}


@lru_cache(maxsize=1 << 18)
def _words_in(chunk):
    return tuple(word for token in read_chunk(chunk) if (word := spelling.word_of(token, chunk)))


@transaction.atomic
def rebuild(frequencies):
    """Replace the whole vocabulary by {word: number of texts}."""
    VocabularyWord.objects.all().delete()
    copy_words = "COPY search_vocabularyword (word, lexeme, folded, backwards, frequency) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(copy_words) as copy:
        for word, frequency in frequencies.items():
            copy.write_row((*_keys(word), frequency))


def update(before, after):
    """A text had the words `before` and now has `after`: sets as from words_of(), empty when it is new or gone."""
    changes = Counter(after - before)
    changes.subtract(before - after)
    change(changes)


@transaction.atomic
def change(changes):
    """{word: in how many more texts it is, or fewer}. A word that no text has left is forgotten."""
    # In order of the words, so that two of these never wait for each other.
    rows = [(*_keys(word), changes[word], changes[word]) for word in sorted(changes)]
    with connection.cursor() as cursor:
        cursor.executemany(
            """
            INSERT INTO search_vocabularyword AS old (word, lexeme, folded, backwards, frequency)
            VALUES (%s, %s, %s, %s, greatest(%s, 0))
            ON CONFLICT (word) DO UPDATE SET frequency = greatest(old.frequency + %s, 0)
            """,
            rows,
        )
    VocabularyWord.objects.filter(word__in=[word for word in changes if changes[word] < 0], frequency=0).delete()


def _keys(word):
    folded = spelling.fold(word)
    return word, read_chunk(word)[0].lexeme, folded, folded[::-1]


def suggestion(text):
    """The query text with misspelt words mended ("Menade du …?"), or None if there is none. One statement."""
    suspects = {}
    for token in tokens(text[:500]):
        if word := spelling.word_of(token, text):
            suspects[word] = token.lexeme
    suspects = dict(list(suspects.items())[:MOST_SUGGESTED_WORDS])
    if not suspects:
        return None
    wanted = Q(lexeme__in=set(suspects.values()))
    for word in suspects:
        for key in spelling.key_ranges(word):
            column = "backwards" if key.backwards else "folded"
            wanted |= Q(
                **{
                    f"{column}__gte": key.start,
                    f"{column}__lt": key.stop,
                    "length__gte": key.shortest,
                    "length__lte": key.longest,
                }
            )
    rows = VocabularyWord.objects.annotate(length=Length("folded")).filter(wanted).order_by("-frequency", "word")
    rows = list(rows.values_list("word", "frequency", "lexeme")[:MOST_CANDIDATES])
    known = {lexeme for _, _, lexeme in rows}
    candidates = [(word, frequency) for word, frequency, _ in rows]
    replacements = {
        word: better
        for word, lexeme in suspects.items()
        if lexeme not in known and (better := spelling.suggest(word, candidates))
    }
    return spelling.corrected(text, replacements) if replacements else None


def completions(text, limit=8):
    """A half-typed query with its last word completed, the most frequent word first. One statement."""
    found = tokens(text)
    if not found or found[-1].end != len(text) or len(begun := text[found[-1].start :].lower()) < 2:
        return []
    words = VocabularyWord.objects.filter(word__gte=begun, word__lt=begun[:-1] + chr(ord(begun[-1]) + 1)).order_by(
        F("frequency").desc(), "word"
    )
    return [text[: found[-1].start] + word for word in words.values_list("word", flat=True)[:limit]]
