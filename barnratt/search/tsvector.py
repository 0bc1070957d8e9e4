"""Texts → a PostgreSQL tsvector, written as text for `%s::tsvector`."""

from collections import defaultdict
from functools import cache, lru_cache

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
    return tsvectors(texts, [max(texts)])[0] if texts else ""


def tsvectors(texts, weights):
    """For each of the weights, in order, the tsvector of the texts up to and with that weight. One reading for all."""
    found = []
    places = defaultdict(list)
    position = 1
    for weight in sorted(texts):
        written = _written_places("" if weight == "D" else weight)
        value = texts[weight]
        for text in (value,) if isinstance(value, str) else value:
            for group in lexemes(text or ""):
                place = written[position] if position < LAST_POSITION else written[LAST_POSITION]
                for lexeme in group:
                    places[lexeme].append(place)
                position += 1
            position += GAP
        if weight in weights:
            written_out = [f"{quote(lexeme)}:{','.join(at[:MOST_POSITIONS])}" for lexeme, at in places.items()]
            found.append(" ".join(written_out))
    return found


@cache
def _written_places(letter):
    return [f"{position}{letter}" for position in range(LAST_POSITION + 1)]


@lru_cache(maxsize=1 << 16)
def quote(lexeme):
    """A lexeme as PostgreSQL reads it. Ours hold letters, digits, colons and a tilde, but nothing rests on that."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"
