"""
What a person typed → a Query that PostgreSQL, the highlighting and the page understand.

Words are all wanted; "quoted phrases" must stand as they are (in any inflection); -word and -"a phrase" must not occur.
Nothing else has a meaning, and nothing raises. The tsqueries, from narrow to wide:
- `exact`: every word itself, or one that the list *same* says means the same;
- `loose`: also compounds that hold the word (bokslut → barnbokslut), and for a compound its halves close together
  (barnbokslut → "bokslut för barn"). Words that are common in this field (barn, kommun, stärka) need not be there if
  others are, and a question with three or more other words may miss one of them: "Vilka initiativ stärker barnets rätt
  till delaktighet?" needs delaktighet only;
- `related`: also the words that the list *related* points to (`related_words`, for "Visar även träffar på …");
- `any_of`: one of the words is enough, for the nearest hits when there are none.
Halves of a compound are looked for in what is told in few words only (weights A to C): in a long text they stand close
by chance, and reading where words stand is most of the work of a search. `wanted`, `without` and `may_miss_one` are the
same as `related`, taken apart so that a search can find the entries of one term after another.

Negations hold in all of them, and exclude what the word alone would find as a word or a part of one. `ranking` is for
ts_rank alone. An empty query renders as "".
"""

import re
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import NamedTuple

from . import lemmas
from .analyser import HYPHENS, PART, halves, tokens
from .matcher import Matcher
from .tsvector import quote

LONGEST_TEXT = 2000
MOST_TERMS = 32
LONGEST_PHRASE = 16
REACH = 3  # words: so close the halves of a compound must stand
NUMBER_REACH = 6  # "artiklarna 2, 3, 6 och 12"

_QUOTES = str.maketrans(dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02\u2033", '"'))
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\\s]+")
_PHRASE = re.compile(r'((?<!\S)[-\u2212\u2013])?"([^"]*)"')
_MINUS = "-\u2212\u2013"
# "artikel 12" is one thing, unlike "barnbokslut 2022".
_NUMBERED = frozenset(("artikel", "art", "agenda", "kapitel", "paragraf", "sou", "prop", "steg", "mål"))


class Near(NamedTuple):
    """Two lexemes that count when they stand close together, or in one word."""

    left: str
    right: str
    reach: int


class FoundBy(NamedTuple):
    """The tsqueries that find the texts with a term. Empty ones find nothing.

    What has to stand close together is read from the text itself, so before each such query there is one that says
    which texts it can be true of.
    """

    held: str = ""  # the word itself, or a compound that holds it
    wide: str = ""  # or a related word
    phrase_words: str = ""
    phrases: str = ""  # words that mean the same and are several
    halves: str = ""
    close: str = ""  # both halves of the compound close together; for texts that are short all through


@dataclass(frozen=True)
class Term:
    """One thing that is wanted. A run is a tuple of lexemes that stand next to each other."""

    text: str
    runs: tuple  # of runs: what was typed and all that means the same
    quoted: bool = False
    near: tuple = ()  # of Near
    related: tuple = ()  # of runs
    related_words: tuple = ()
    optional: bool = False

    @property
    def single(self):
        """The lexemes that are enough by themselves."""
        runs = (*self.runs, *self.related)
        return {run[0] for run in runs if len(run) == 1}.union(() if self.quoted else _as_parts(runs))

    @property
    def phrases(self):
        return [run for run in (*self.runs, *self.related) if len(run) > 1]

    @cached_property
    def exact(self):
        return _any(map(_run, self.runs))

    @cached_property
    def held(self):
        """The word itself, or a compound that holds it."""
        return self.exact if self.quoted else _any([*map(_run, self.runs), *map(quote, _as_parts(self.runs))])

    @cached_property
    def loose(self):
        return _any([self.held, *map(_near, self.near)])

    @cached_property
    def held_wide(self):
        return _any([self.held, *map(_run, self.related), *map(quote, _as_parts(self.related))])

    @property
    def found_by(self):
        runs = [run for run in self.runs if len(run) > 1]
        held = [*(quote(run[0]) for run in self.runs if len(run) == 1)]
        held += [] if self.quoted else map(quote, _as_parts(self.runs))
        return FoundBy(
            held=_any(held),
            wide=_any([*held, *map(_run, self.related), *map(quote, _as_parts(self.related))]),
            phrase_words=_any(_all(map(quote, run)) for run in runs),
            phrases=_any(map(_run, runs)),
            halves=_any(map(_both, self.near)),
            close=_any(_near(near, "") for near in self.near),
        )

    @cached_property
    def wide(self):
        return _any([self.held_wide, *map(_near, self.near)])


@dataclass(frozen=True)
class Query:
    text: str  # what was typed, fit to be shown
    terms: tuple = ()
    negated: tuple = ()
    question: bool = False
    truncated: bool = False

    def __bool__(self):
        return bool(self.terms or self.negated)

    @cached_property
    def matcher(self):
        """Finds the terms in texts, for the highlighting."""
        return Matcher(self.terms)

    @cached_property
    def required(self):
        return tuple(term for term in self.terms if not term.optional)

    @property
    def related_words(self):
        return tuple(dict.fromkeys(word for term in self.terms for word in term.related_words))

    @cached_property
    def exact(self):
        return self._without_negated(_all(term.exact for term in self.terms))

    @cached_property
    def loose(self):
        return self._without_negated(self._enough([term.loose for term in self.required]))

    @cached_property
    def related(self):
        return self._without_negated(self._enough([term.wide for term in self.required]))

    @cached_property
    def wanted(self):
        """What each required term is found by, the quickest first."""
        return [term.found_by for term in sorted(self.required, key=lambda term: bool(term.near))]

    @cached_property
    def without(self):
        return _any(term.held for term in self.negated)

    @property
    def may_miss_one(self):
        return self.question and 3 <= len(self.required) <= 8

    @cached_property
    def each(self):
        """The words that must be there, each for itself: ranks by how many of them stand where, not by how close."""
        return _any(term.exact for term in self.required)

    @cached_property
    def any_word(self):
        """The search for which one of the words is enough. A half of a compound is, if it says something by itself."""
        common = lemmas.stop_words()["common"]
        held, together = [], []
        for term in self.required:
            held.append(term.held_wide)
            for near in term.near:
                alone = [half for half in near[:2] if half not in common]
                held += [quote(prefix + half) for half in alone for prefix in ("", PART)]
                together += [near] * (not alone)
        text = self._without_negated(_any([*held, *map(_near, together)]))
        found_by = FoundBy(
            held=_any(held),
            wide=_any(held),
            halves=_any(map(_both, together)),
            close=_any(_near(near, "") for near in together),
        )
        return AnyWord(text, text, text, [found_by] if held else [], self.without)

    @property
    def any_of(self):
        return self.any_word.loose

    @cached_property
    def ranking(self):
        """Every word that can count, for ts_rank: the optional ones too."""
        return _any(term.wide for term in self.terms)

    def _enough(self, wanted):
        if self.may_miss_one:
            return _any(_all(wanted[:i] + wanted[i + 1 :]) for i in range(len(wanted)))
        return _all(wanted)

    def _without_negated(self, wanted):
        return _all([*([wanted] if wanted else []), *(f"!{term.held}" for term in self.negated)])


class AnyWord(NamedTuple):
    """What a search asks of a Query, for one that needs only one of the words."""

    each: str
    loose: str
    related: str
    wanted: list
    without: str
    may_miss_one: bool = False


def parse(text, same=(), related=()):
    """
    The query that a text stands for. Members of the lists may be several words long.

    same: groups of words that mean the same, [("landsting", "region"), …]; related: (from, to) pairs.
    """
    text = text.translate(_QUOTES)
    truncated = len(text) > LONGEST_TEXT
    text = _UNPRINTABLE.sub(" ", text[:LONGEST_TEXT]).strip()
    if not text:
        return Query(text, (), (), False, truncated)  # without the dictionary, which nothing is looked up in
    lists = _word_lists(tuple(map(tuple, same)), tuple(map(tuple, related)))
    wanted, negated = [], []
    place = 0
    for match in _PHRASE.finditer(text):
        _read_words(text[place : match.start()], lists, wanted, negated)
        run = tuple(token.lexeme for token in tokens(match.group(2)))
        truncated |= len(run) > LONGEST_PHRASE
        if run:
            (negated if match.group(1) else wanted).append(
                Term(match.group(2).strip(), (run[:LONGEST_PHRASE],), quoted=True)
            )
        place = match.end()
    _read_words(text[place:], lists, wanted, negated)
    question = len(wanted) > 1 and (
        text.rstrip().endswith("?") or wanted[0].runs[0][0] in lemmas.stop_words()["question"]
    )
    wanted, negated = _distinct(_content(wanted)), _distinct(negated)
    truncated |= len(wanted) + len(negated) > MOST_TERMS
    wanted, negated = wanted[:MOST_TERMS], negated[: max(0, MOST_TERMS - len(wanted))]
    return Query(text, tuple(wanted), tuple(negated), question, truncated)


def _read_words(text, lists, wanted, negated):
    """Sort the words of a stretch without quotation marks into wanted and negated."""
    found = tokens(text)
    start = 0
    while start < len(found):
        minus = _is_negated(text, found[start])
        size = lists.longest_match(found[start:], lambda token: not _is_negated(text, token)) or _together(
            text, found, start
        )
        group = found[start : start + size]
        (negated if minus else wanted).append(_term(text[group[0].start : group[-1].end], group, lists))
        start += size


def _is_negated(text, token):
    return token.start > 0 and text[token.start - 1] in _MINUS and (token.start == 1 or text[token.start - 2].isspace())


def _together(text, found, start):
    """How many tokens from start on make one term: a word with hyphens, a word and its number, else one."""
    end = start + 1
    while end < len(found) and found[end].start == found[end - 1].end + 1 and text[found[end - 1].end] in HYPHENS:
        end += 1
    if end == start + 1 < len(found) and found[start].lexeme in _NUMBERED and found[end].lexeme[0].isdigit():
        end += 1
    return end - start


def _term(text, group, lists):
    run = tuple(token.lexeme for token in group)
    runs = [run]
    near = ()
    if len(group) == 1:
        near = tuple(Near(*pair, REACH) for pair in halves(text))
    elif group[-1].also:  # e-tjänst is also etjänst
        runs.append((group[-1].also[-1],))
    elif len(group) == 2:
        near = (Near(*run, NUMBER_REACH),)
    runs = tuple(dict.fromkeys(other for run in runs for other in lists.same(run)))
    related = tuple(dict.fromkeys(pair for run in runs for pair in lists.related.get(run, ()) if pair[1] not in runs))
    related_runs = tuple(dict.fromkeys(other for _, to in related for other in lists.same(to)))
    return Term(text, runs, False, near, related_runs, tuple(word for word, _ in related))


def _content(terms):
    """The terms without what carries no meaning; words common in the field become optional when others are there."""
    kinds = lemmas.stop_words()
    dropped = kinds["stop"] | kinds["question"]
    terms = [term for term in terms if not _is_one_of(term, dropped)] or terms
    terms = [term for term in terms if not _is_one_of(term, kinds["catalogue"])] or terms
    if all(_is_one_of(term, kinds["common"]) for term in terms):
        return terms
    return [replace(term, optional=True) if _is_one_of(term, kinds["common"]) else term for term in terms]


def _is_one_of(term, words):
    return not term.quoted and len(term.runs[0]) == 1 and term.runs[0][0] in words


def _distinct(terms):
    return list({(term.runs, term.quoted): term for term in terms}.values())


class _WordLists:
    """The two word lists, analysed once."""

    def __init__(self, same, related):
        self.groups, self.related = {}, {}
        for group in same:
            runs = [run for run in map(_run_of, group) if run]
            for run in runs:
                self.groups[run] = tuple(dict.fromkeys((run, *self.groups.get(run, ()), *runs)))
        for word, to in related:
            if (run := _run_of(word)) and (to_run := _run_of(to)):
                self.related[run] = (*self.related.get(run, ()), (to, to_run))
        self.longest = max((len(run) for run in (*self.groups, *self.related)), default=0)

    def same(self, run):
        return self.groups.get(run, (run,))

    def longest_match(self, found, may_follow):
        """How many of the tokens make the longest member of a list, 0 if none does."""
        run, size = (), 0
        for token in found[: self.longest]:
            if run and not may_follow(token):
                break
            run += (token.lexeme,)
            if run in self.groups or run in self.related:
                size = len(run)
        return size


@lru_cache(maxsize=4)
def _word_lists(same, related):
    return _WordLists(same, related)


def _run_of(words):
    return tuple(token.lexeme for token in tokens(words))


# Rendering


def _as_parts(runs):
    """The words as they are indexed when they are parts of compounds."""
    return [PART + run[0] for run in runs if len(run) == 1]


def _run(run):
    return quote(run[0]) if len(run) == 1 else f"({' <-> '.join(map(quote, run))})"


def _both(near):
    return _all(f"({quote(half)} | {quote(PART + half)})" for half in near[:2])


def _near(near, weights=":ABC"):
    left, right = (f"({quote(half)}{weights} | {quote(PART + half)}{weights})" for half in near[:2])
    apart = range(1, near.reach + 1)
    return _any(
        [f"({left} <0> {right})", *(f"({a} <{n}> {b})" for n in apart for a, b in ((left, right), (right, left)))]
    )


def _any(parts):
    return _joined(" | ", parts)


def _all(parts):
    return _joined(" & ", parts)


def _joined(operator, parts):
    parts = list(dict.fromkeys(parts))
    return parts[0] if len(parts) == 1 else f"({operator.join(parts)})" if parts else ""
