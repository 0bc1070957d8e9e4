"""
Text → tokens with the lexemes they are found by. One analyser for texts, queries and marks: what is found is marked.

A token has its place in the text and
- `lexeme`: the lemma of the whole word. All inflections meet in it: skola, skolan, skolornas → "skola";
- `also`: other spellings that count as the whole word ("e-tjänst" → "etjänst" beside "e" and "tjänst"; "BO" → "bo");
- `parts`: what a compound holds, every run of its units: barnkonsekvensanalys → barn, konsekvens, analys,
  barnkonsekvens, konsekvensanalys.

In the index a part is stored with a tilde: "~bokslut" for the word barnbokslut, "bokslut" for the word itself. So exact
hits can rank above part hits. Nothing is unaccented: får is not far. Stop words are kept, so that a quoted phrase means
what it says.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import accumulate, islice
from typing import NamedTuple

from . import compounds, lemmas

PART = "~"
LONGEST_LEXEME = 100  # characters; far below PostgreSQL's 2046 bytes
HYPHENS = "-\u2010\u2011"

# Combining accents, and the invisible characters that come along from Word and PDF.
_INVISIBLE = "\u00ad\u200b-\u200d\u2060\ufeff"
_WORD = rf"[^\W_]++(?:[\u0300-\u036f{_INVISIBLE}]++[^\W_]*+)*+"
_CHUNK = re.compile(rf"{_WORD}(?:[{HYPHENS}:]{_WORD})*+[{HYPHENS}]?+")
_WITH_CHUNKS = re.compile(f"({_CHUNK.pattern})")
_BETWEEN_HYPHENS = re.compile(rf"[^{HYPHENS}]+")
_BETWEEN_COLONS = re.compile("[^:]+")
_ELLIPSIS = re.compile(rf"\w[{HYPHENS}](?!\w)")
# SKR:s, BO:n
_COLON_ENDINGS = frozenset(
    ("s", "n", "ns", "en", "ens", "t", "ts", "et", "ets", "a", "e", "ar", "arna", "er", "erna", "or", "na")
)
_ELLIPSIS_JOINERS = frozenset(("och", "eller", "samt", "respektive"))
_ELLIPSIS_REACH = 8  # words after "barn-" among which its other half is looked for


class Token(NamedTuple):
    start: int
    end: int
    lexeme: str
    also: tuple = ()
    parts: tuple = ()

    @property
    def indexed(self):
        """Everything that the token is found by."""
        return (self.lexeme, *self.also, *(PART + part for part in self.parts))


def tokens(text):
    """The tokens of a text, in order."""
    return [
        token._replace(start=match.start() + token.start, end=match.start() + token.end)
        for match in _CHUNK.finditer(text)
        for token in _read_at(text, match.group(), match.end())
    ]


@lru_cache(maxsize=1 << 8)  # an entry is read for its words and for its lexemes
def chunks(text):
    """The stretches of letters, digits, hyphens and colons that a text is read by, in order."""
    return tuple(_CHUNK.findall(text))


@lru_cache(maxsize=1 << 11)  # an entry's title and summary are asked for again at once, its tags by the next entry
def lexemes(text):
    """What the index holds of a text: for each position in turn the tuple of lexemes that stand there."""
    if not any(hyphen in text for hyphen in HYPHENS) or not _ELLIPSIS.search(text):
        return tuple(indexed for chunk in chunks(text) for indexed in _indexed(chunk))
    found = []
    for match in _CHUNK.finditer(text):
        chunk = match.group()
        found += (
            [token.indexed for token in _read_at(text, chunk, match.end())] if chunk[-1] in HYPHENS else _indexed(chunk)
        )
    return tuple(found)


class Scanner:
    """Finds the tokens that have one of the wanted lexemes, in any number of texts; fast where there are none."""

    def __init__(self, wanted):
        self._wanted = frozenset(wanted)
        self._may_hold = _MayHold(self._wanted)

    def scan(self, text):
        """[(number of the token in the text, token), …]"""
        parts = _WITH_CHUNKS.split(text)  # what is between, chunk, what is between, …
        found_chunks, may_hold = parts[1::2], self._may_hold
        holding = [place for place, chunk in enumerate(found_chunks) if may_hold[chunk]]
        if not holding:
            return []
        ends = list(accumulate(map(len, parts)))
        more_than_one = [0 if chunk.isalnum() else len(read_chunk(chunk)) - 1 for chunk in found_chunks]
        found = []
        for place in holding:
            start, end, first = ends[2 * place], ends[2 * place + 1], place + sum(more_than_one[:place])
            found += [
                (number, token._replace(start=start + token.start, end=start + token.end))
                for number, token in enumerate(_read_at(text, found_chunks[place], end), first)
                if not self._wanted.isdisjoint(token.indexed)
            ]
        return found


class _MayHold(dict):
    """Whether a chunk has one of the wanted lexemes. With a hyphen at its end it may: that depends on what follows."""

    def __init__(self, wanted):
        self._unwanted = wanted.isdisjoint

    def __missing__(self, chunk):
        answer = self[chunk] = chunk[-1] in HYPHENS or not all(map(self._unwanted, _indexed(chunk)))
        return answer


@lru_cache(maxsize=1 << 18)
def _indexed(chunk):
    return tuple(token.indexed for token in read_chunk(chunk))


@lru_cache(maxsize=1 << 15)
def read_chunk(chunk):
    """The tokens of one stretch of letters, digits, hyphens and colons; places are counted from its start."""
    words = list(_BETWEEN_HYPHENS.finditer(chunk))
    pieces = [piece for match in words for piece in _read_word(match.group(), match.start())]
    if len(words) > 1:
        joined = normalise("".join(match.group() for match in words))
        if not joined.isdigit():
            pieces[-1] = pieces[-1]._replace(also=(*pieces[-1].also, _read(joined)[0]))
    if chunk[-1] in HYPHENS and (unit := compounds.front_unit(normalise(chunk[pieces[-1].start : pieces[-1].end]))):
        pieces[-1] = pieces[-1]._replace(lexeme=unit)
    return tuple(pieces)


def _read_at(text, chunk, end):
    """The tokens of a chunk that ends there: "barn-" in "barn- och ungdomsnämnden" is read as barnnämnd."""
    group = read_chunk(chunk)
    if chunk[-1] in HYPHENS and (head := _head_after(text, end)):
        half = group[-1]
        front = normalise(chunk[half.start : half.end])
        lexeme, parts = _read(front + head)
        return (*group[:-1], half._replace(lexeme=lexeme, parts=parts or (half.lexeme, head)))
    return group


def _head_after(text, place):
    """The last part of the compound that completes a half word, if one does."""
    for match in islice(_CHUNK.finditer(text, place), _ELLIPSIS_REACH):
        token = read_chunk(match.group())[0]
        if match.group()[-1] not in HYPHENS and token.lexeme not in _ELLIPSIS_JOINERS:
            return token.parts[-1] if token.parts else None
    return None


def halves(word):
    """The ways to cut a compound in two, as lexemes: barnrättsstrateg → (barn, rättsstrateg), (barnrätt, strateg)."""
    split = compounds.split(normalise(word))
    return tuple((_join(split[:i]), _join(split[i:])) for i in range(1, len(split)))


def _read_word(word, start):
    """One word, or several where a colon was typed without a space after it."""
    head, *tail = word.split(":")
    if len(tail) == 1 and head.isdigit() and tail[0].isdigit():  # 2022:70
        return [_token(word, start, len(word))]
    if len(tail) == 1 and tail[0].lower() in _COLON_ENDINGS:  # SKR:s
        return [_token(head, start, len(word))]
    return [
        _token(match.group(), start + match.start(), len(match.group())) for match in _BETWEEN_COLONS.finditer(word)
    ]


def _token(word, start, length):
    if cased := lemmas.exceptions().get(word) if word[0].isupper() else None:
        lower = cased.lower()
        return Token(start, start + length, cased, (lower,) if lower != cased else ())
    lexeme, parts = _read(normalise(word))
    return Token(start, start + length, lexeme, (), parts)


def normalise(word):
    """Lower case, composed, without invisible characters, and not endless."""
    if not word.isalnum():
        word = re.sub(f"[{_INVISIBLE}]", "", unicodedata.normalize("NFC", word))
    return word.lower()[:LONGEST_LEXEME]


def _read(word):
    """(lexeme, parts) of a word in lower case."""
    split = compounds.split(word)
    if not split:
        return lemmas.lemma(word), ()
    return _join(split), tuple(
        dict.fromkeys(
            _join(split[i:j]) for i in range(len(split)) for j in range(i + 1, len(split) + 1) if j - i < len(split)
        )
    )


def _join(parts):
    return "".join(part.form for part in parts[:-1]) + parts[-1].unit
