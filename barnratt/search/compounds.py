"""
Takes a Swedish compound apart: "barnkonsekvensanalyserna" = barn + konsekvens + analys.

Driven by a reviewed list of units, precise rather than greedy: few and long parts, and no split when we are not sure.
"""

from functools import cache, lru_cache
from typing import NamedTuple

from .lemmas import exceptions, is_dictionary_form, known_lemma, names, stop_words, units

SHORTEST_GUESS = 4  # letters of a part that is not in our list
LONGEST_WORD = 60


class Part(NamedTuple):
    form: str  # as it stands in the compound: "rätts"
    unit: str  # the word that it is: "rätt"


@cache
def _front_forms():
    forms = {form: unit for unit, forms in units().items() for form in forms}
    forms.update((form, name) for form, name in names().items() if len(form) >= SHORTEST_GUESS)
    return forms


@lru_cache(maxsize=1 << 16)
def split(word):
    """The parts of a compound, the last with its inflection; () when the word is not one or we are not sure."""
    if not 5 <= len(word) <= LONGEST_WORD or not word.isalpha():
        return ()
    if word in names() or word in exceptions() or word in stop_words()["stop"] or _head(word):
        return ()
    return _fewest(word) or ([] if is_dictionary_form(word) else _guess(word)) or ()


def front_unit(form):
    """The unit that a form at the front of a compound stands for ("skol" → "skola"), or None."""
    return _front_forms().get(form)


def _head(form):
    """The unit that an inflected last part is a form of, or None."""
    if len(form) < 3:
        return None
    lemma = known_lemma(form)
    if lemma in units():
        return lemma
    # A genitive or an ending that simplemma does not list.
    return form if form in units() else None


def _fewest(word):
    """The way to read all of the word as units with the fewest parts; of equals the one with the longest first part."""
    front = _front_forms()
    best = {len(word): None}

    def from_(start):
        if start not in best:
            best[start] = None
            if start and (unit := _head(word[start:])):
                best[start] = (Part(word[start:], unit),)
            else:
                for end in range(len(word) - 2, start + 1, -1):
                    unit = front.get(word[start:end])
                    rest = unit and from_(end)
                    if rest and (best[start] is None or len(rest) + 1 < len(best[start])):
                        best[start] = (Part(word[start:end], unit), *rest)
        return best[start]

    return from_(0)


def _guess(word):
    """For a word that simplemma does not know: one part from our list and one that simplemma knows."""
    front = _front_forms()
    for end in range(SHORTEST_GUESS, len(word) - SHORTEST_GUESS + 1):
        first, last = word[:end], word[end:]
        if (unit := _head(last)) and (base := _base(first)):
            return (Part(first, base), Part(last, unit))
        if (unit := front.get(first)) and is_dictionary_form(last) and last not in stop_words()["stop"]:
            return (Part(first, unit), Part(last, known_lemma(last)))
    return ()


def _base(form):
    """The dictionary word that a front form stands for, or None: itself or without the linking s."""
    for word in (form, form.removesuffix("s")):
        if (
            len(word) >= SHORTEST_GUESS
            and is_dictionary_form(word)
            and known_lemma(word) == word
            and word not in stop_words()["stop"]
        ):
            return word
    return None
