"""Texts → a PostgreSQL tsvector, written as text for `%s::tsvector`."""

from collections import defaultdict
from functools import lru_cache

from .analyser import lexemes

LAST_POSITION = 16383  # PostgreSQL's own limits
MOST_POSITIONS = 255
GAP = 10  # positions between two texts, so that no phrase runs from one into the next


def tsvector(texts):
    """
    {"A": title, "B": summary, "D": body} → "'barn':1A,7B 'bokslut':2A '~barn':9B …".

    The keys are the weights A to D, the values a text or several. The parts of a compound share its position, so that
    phrases work.
    """
    places = defaultdict(list)
    position = 1
    for weight in sorted(texts):
        letter = "" if weight == "D" else weight
        value = texts[weight]
        for text in (value,) if isinstance(value, str) else value:
            for group in lexemes(text or ""):
                place = f"{min(position, LAST_POSITION)}{letter}"
                for lexeme in group:
                    places[lexeme].append(place)
                position += 1
            position += GAP
    return " ".join([f"{quote(lexeme)}:{','.join(found[:MOST_POSITIONS])}" for lexeme, found in places.items()])


@lru_cache(maxsize=1 << 16)
def quote(lexeme):
    """A lexeme as PostgreSQL reads it. Ours hold letters, digits, colons and a tilde, but nothing rests on that."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"
