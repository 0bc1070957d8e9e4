"""
Which column is which field, and which kind of list a file is, from the columns' names.

    matches = match(kind.fields, table.names, corrections={"ort": "municipality", "vår anm": None})
    matches[0]  Match(field="municipality", score=100, corrected=True)

What a person has corrected before wins: `corrections` holds header_key(name) → field, None for a column to leave alone.
Otherwise a column is matched only when it is like one field and no other, and a field when one column is like it and no
other; the rest is left for the person. The same names always give the same answer.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import NamedTuple

from rapidfuzz import fuzz

LABEL, ALIAS, NAME, JOINED, WITHOUT_YEAR = 100, 99, 98, 97, 94
SURE = 82  # a score below this says nothing
MARGIN = 5  # so much better than the next one must be, unless it is exactly a name
SHORTEST_MISSPELT, LONGEST_HEADER = 4, 200
LIKELY, LEAD = 60, 10  # the same for kinds

BRACKETED = re.compile(r"\([^)]*\)|\[[^\]]*\]")
NOT_WORDS = re.compile(r"[\W_]+")
YEAR = re.compile(r"\b(19|20|21)\d\d\b")


@dataclass(frozen=True, slots=True)
class Field:
    """What a kind of list can hold. label and aliases are what people call it, in Swedish."""

    name: str
    label: str
    aliases: tuple = ()
    required: bool = False


class Match(NamedTuple):
    """A column's field, or None, and how sure that is: 0 to 100."""

    field: str | None
    score: int = 0
    corrected: bool = False


class Guess(NamedTuple):
    kind: str
    score: int
    missing: tuple  # names of the required fields that no column is matched with


def match(fields, headers, corrections=None):
    """A Match for every header."""
    matches = _corrected(fields, headers, corrections or {})
    taken = {found.field for found in matches.values()}
    columns = [place for place in range(len(headers)) if place not in matches and header_key(headers[place])]
    scores = _scores([field for field in fields if field.name not in taken], headers, columns)
    while pick := _surest(scores):
        column, field = pick
        matches[column] = Match(field, scores[pick])
        scores = {pair: score for pair, score in scores.items() if pair[0] != column and pair[1] != field}
    return [matches.get(place, Match(None)) for place in range(len(headers))]


def rank_kinds(kinds, headers, spread=None):
    """Guesses, the likeliest first. kinds: {kind: its fields}. spread: {kind: headers that it reads values below}."""
    guesses = []
    for kind, fields in kinds.items():
        beyond = (spread or {}).get(kind, ())
        guesses.append(_guess(kind, fields, [header for header in headers if header not in beyond]))
    return sorted(guesses, key=lambda guess: -guess.score)


def guess_kind(kinds, headers, spread=None):
    """The kind that the headers are of, or None if it might as well be another."""
    first, *others = [*rank_kinds(kinds, headers, spread), Guess("", 0, ())]
    return first.kind if first.score >= LIKELY and first.score >= others[0].score + LEAD else None


def header_key(header):
    """What the ways of writing the same header have in common: the key to what a person has corrected."""
    plain = unicodedata.normalize("NFC", header[:LONGEST_HEADER]).casefold()
    return NOT_WORDS.sub(" ", plain).strip()


def _corrected(fields, headers, corrections):
    known, matches, taken = {field.name for field in fields}, {}, set()
    for place, header in enumerate(headers):
        wanted = corrections.get(header_key(header), "")
        if wanted is None or (wanted in known and wanted not in taken):
            matches[place] = Match(wanted, LABEL, corrected=True)
            taken.add(wanted)
    return matches


def _scores(fields, headers, columns):
    """{(column, field): score} of what is alike at all."""
    written = {
        place: (header_key(headers[place]), header_key(BRACKETED.sub(" ", headers[place][:LONGEST_HEADER])))
        for place in columns
    }
    scores = {}
    for field in fields:
        names = [(LABEL, header_key(field.label)), *((ALIAS, header_key(alias)) for alias in field.aliases)]
        names.append((NAME, header_key(field.name)))
        for place, forms in written.items():
            score = max(_alike(form, name, exact) for form in set(forms) if form for exact, name in names)
            if score >= SURE:
                scores[place, field.name] = score
    return scores


def _alike(header, name, exact):
    if header == name:
        return exact
    if header.replace(" ", "") == name.replace(" ", ""):
        return min(exact, JOINED)
    if " ".join(YEAR.sub("", header).split()) == name:
        return WITHOUT_YEAR
    if min(len(header), len(name)) < SHORTEST_MISSPELT or YEAR.search(header):
        return 0
    return int(min(max(fuzz.ratio(header, name), fuzz.token_sort_ratio(header, name) - 2), WITHOUT_YEAR))


def _surest(scores):
    """The best (column, field) of those that nothing else comes near. Of exact names the first column has it."""
    for pair, score in sorted(scores.items(), key=lambda item: -item[1]):
        if score >= JOINED:
            rivals = [other for other in scores if other[0] == pair[0] and other[1] != pair[1]]
            nearest = score
        else:
            rivals = [other for other in scores if other != pair and (other[0] == pair[0] or other[1] == pair[1])]
            nearest = score - MARGIN + 1
        if all(scores[other] < nearest for other in rivals):
            return pair
    return None


def _guess(kind, fields, headers):
    matches = [found for found in match(fields, headers) if found.field]
    found = {one.field for one in matches}
    required = [field.name for field in fields if field.required]
    missing = tuple(name for name in required if name not in found)
    share = 1 - len(missing) / len(required) if required else 1 if found else 0
    explained = sum(one.score for one in matches) / 100 / max(1, sum(1 for header in headers if header_key(header)))
    # What the file's own columns say weighs more than a column that it lacks and a person can add.
    return Guess(kind, round(100 * (0.4 * share + 0.6 * explained)) if found else 0, missing)
