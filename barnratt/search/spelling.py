"""
"Menade du …?": the nearest words of the portal's own vocabulary.

The vocabulary is a table with each word's folded form (without å, ä, ö and accents) and the same backwards. A word with
one or two letters wrong keeps its beginning or its end, so key_ranges() finds the few candidates with ordinary B-trees.
"""

import unicodedata
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from .analyser import normalise, tokens
from .lemmas import stop_words

SHORTEST_WORD = 3
LONGEST_WORD = 40
_LETTERS = str.maketrans({"ø": "o", "æ": "a", "ß": "ss", "đ": "d", "ł": "l", "þ": "th"})


def fold(word):
    """förskola → forskola. For guessing at spelling only; nothing is searched by it."""
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFKD", word.lower().translate(_LETTERS))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


@dataclass(frozen=True)
class KeyRange:
    """Words whose folded form lies in start <= folded < stop (or the folded form read backwards, if `backwards`)."""

    start: str
    stop: str
    shortest: int
    longest: int
    backwards: bool


def key_ranges(word):
    """Where in the vocabulary the words lie that `word` can be a misspelling of: those that begin or end like it."""
    folded = fold(word)
    size = 2 if len(folded) <= 5 else 3 if len(folded) <= 7 else 4
    most = most_edits(folded)
    return [
        KeyRange(key, key[:-1] + chr(ord(key[-1]) + 1), len(folded) - most, len(folded) + most, backwards)
        for key, backwards in ((folded[:size], False), (folded[::-1][:size], True))
        if key
    ]


def most_edits(word):
    """How many letters may be wrong for the word still to be recognised."""
    return 0 if len(word) < 4 else 1 if len(word) < 8 else 2


def word_of(token, text):
    """A token's word as the vocabulary has it, or None: letters only, of reasonable length, no stop word."""
    word = normalise(text[token.start : token.end])
    kinds = stop_words()
    if token.lexeme in kinds["stop"] or token.lexeme in kinds["question"]:
        return None
    return word if word.isalpha() and SHORTEST_WORD <= len(word) <= LONGEST_WORD else None


def suggest(word, candidates):
    """
    The candidate that `word` was most likely meant to be, in lower case, or None. candidates: (word, frequency) pairs.

    First a word that differs only in å, ä, ö and accents, then the fewest edits (two letters that changed places are
    one), then the most frequent.
    """
    word = word.lower()
    folded = fold(word)
    most = most_edits(folded)
    best, best_score = None, None
    for candidate, frequency in candidates:
        if candidate == word:
            continue
        distance = OSA.distance(folded, fold(candidate), score_cutoff=most)
        if distance > most:
            continue
        # People seldom get the first letter wrong, so of equals one with the same first letter is nearer.
        score = (-distance, candidate[:1] == word[:1] or distance == 0, frequency, candidate)
        if best is None or score > best_score:
            best, best_score = candidate, score
    return best


def corrected(text, replacements):
    """The query text with words replaced ({"forskola": "förskola"}); quotation marks, minus signs and capitals stay."""
    parts, place = [], 0
    for token in tokens(text):
        if better := replacements.get(normalise(text[token.start : token.end])):
            capital = text[token.start].isupper()
            parts += (text[place : token.start], better.capitalize() if capital else better)
            place = token.end
    return "".join(parts) + text[place:]
