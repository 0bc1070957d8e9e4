"""
Text → tokens with the lexemes they are found by. One analyser for texts, queries and highlighting, so that what is found is what is marked.

A token has its place in the text and
- `lexeme`: the lemma of the whole word. All inflections meet in it: skola, skolan, skolornas → "skola";
- `also`: other spellings that count as the whole word ("e-tjänst" → "etjänst" beside "e" and "tjänst"; "BO" → "bo");
- `parts`: what a compound holds, every run of its units: barnrättsstrateg → barn, rätt, strateg, barnrätt, rättsstrateg.

In the index a part is stored with a tilde: "~bokslut" for the word barnbokslut, "bokslut" for the word itself. So exact hits can rank above part hits.
Nothing is unaccented: får is not far. Stop words are kept, so that a quoted phrase means what it says.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from . import compounds, lemmas

PART = "~"
LONGEST_LEXEME = 100  # characters; far below PostgreSQL's 2046 bytes
HYPHENS = "-\u2010\u2011"

# Combining accents, and the invisible characters that come along from Word and PDF.
_INVISIBLE = "\u00ad\u200b-\u200d\u2060\ufeff"
_WORD = rf"[^\W_](?:[^\W_]|[\u0300-\u036f{_INVISIBLE}])*"
_CHUNK = re.compile(rf"{_WORD}(?:[{HYPHENS}:]{_WORD})*[{HYPHENS}]?")
_BETWEEN_HYPHENS = re.compile(rf"[^{HYPHENS}]+")
_COLON_ENDINGS = frozenset("s n en ns ens t et ts ets ar arna ars arnas er erna ers ernas are aren a e or orna na nas".split())
_ELLIPSIS_JOINERS = frozenset(("och", "eller", "samt", "respektive"))


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
    found, waiting = [], []  # waiting: where in found the first halves stand that wait for their second ("barn- och ungdomsnämnden")
    for match in _CHUNK.finditer(text):
        start, chunk = match.start(), match.group()
        for token in read_chunk(chunk):
            if waiting and token.lexeme not in _ELLIPSIS_JOINERS and chunk[-1] not in HYPHENS:
                if token.parts:
                    for index in waiting:
                        found[index] = _complete(found[index], text, token.parts[-1])
                waiting = []
            found.append(token._replace(start=start + token.start, end=start + token.end))
        if chunk[-1] in HYPHENS:
            waiting.append(len(found) - 1)
    return found


def lexemes(text):
    """What the index holds of a text: for each position in turn the tuple of lexemes that stand there."""
    chunks = _CHUNK.findall(text)
    if any(chunk[-1] in HYPHENS for chunk in chunks):
        return [token.indexed for token in tokens(text)]
    return [indexed for chunk in chunks for indexed in _indexed(chunk)]


@lru_cache(maxsize=1 << 18)
def _indexed(chunk):
    return tuple(token.indexed for token in read_chunk(chunk))


@lru_cache(maxsize=1 << 15)
def read_chunk(chunk):
    """The tokens of one stretch of letters, digits, hyphens and colons; places are counted from its start."""
    words = list(_BETWEEN_HYPHENS.finditer(chunk))
    pieces = [piece for match in words for piece in _read_word(match.group(), match.start())]
    if len(words) > 1:
        joined = _normalise("".join(match.group() for match in words))
        if not joined.isdigit():
            pieces[-1] = pieces[-1]._replace(also=(*pieces[-1].also, _read(joined)[0]))
    if chunk[-1] in HYPHENS and (unit := compounds.front_unit(_normalise(chunk[pieces[-1].start : pieces[-1].end]))):
        pieces[-1] = pieces[-1]._replace(lexeme=unit)
    return tuple(pieces)


def _complete(first_half, text, head):
    """The token "barn-" of "barn- och ungdomsnämnden", read as barnnämnd."""
    front = _normalise(text[first_half.start : first_half.end])
    lexeme, parts = _read(front + head)
    return first_half._replace(lexeme=lexeme, parts=parts or (first_half.lexeme, head))


def _read_word(word, start):
    """One word, or several where a colon was typed without a space after it."""
    head, colon, tail = word.partition(":")
    end = start + len(word)
    if colon and not (head.isdigit() and tail.isdigit()):
        if tail.lower() not in _COLON_ENDINGS:
            return [*_read_word(head, start), *_read_word(tail, start + len(head) + 1)]
        word = head
    if cased := lemmas.exceptions().get(word) if word[0].isupper() else None:
        lower = cased.lower()
        return [Token(start, end, cased, (lower,) if lower != cased else ())]
    lexeme, parts = _read(_normalise(word))
    return [Token(start, end, lexeme, (), parts)]


def _normalise(word):
    return re.sub(f"[{_INVISIBLE}]", "", unicodedata.normalize("NFC", word)).lower()[:LONGEST_LEXEME]


def _read(word):
    """(lexeme, parts) of a word in lower case."""
    split = compounds.split(word)
    if not split:
        return lemmas.lemma(word), ()
    return _join(split), tuple(dict.fromkeys(_join(split[i:j]) for i in range(len(split)) for j in range(i + 1, len(split) + 1) if j - i < len(split)))


def _join(parts):
    return "".join(part.form for part in parts[:-1]) + parts[-1].unit
