"""Marks in a text what a query finds there, with the same analyser that found it, and cuts a snippet around it."""

import re
from functools import lru_cache
from html import escape

from django.utils.safestring import mark_safe

SNIPPET_LENGTH = 220
_SPACE = re.compile(r"\s+")


@lru_cache(maxsize=1 << 9)  # a page asks for the same tags with every entry
def highlight(text, query):
    """The text, escaped, with <mark> around every word that the query finds; a phrase only where all of it stands."""
    return _marked(text, 0, len(text), matches(text, query))


def snippet(text, query, length=SNIPPET_LENGTH):
    """About `length` characters where most of the query's terms stand together, cut at words and marked."""
    found = matches(text, query)
    start, end = _window(text, found, length)
    before = "… " if text[:start].strip() else ""
    after = " …" if text[end:].strip() else ""
    return mark_safe(before + _marked(text, start, end, found) + after)  # noqa: S308 (_marked escapes)


def matches(text, query):
    """[(start, end, number of the term), …] in order: where the query's terms stand in the text."""
    return query.matcher.matches(text) if query.terms else []


def _marked(text, start, end, found):
    """text[start:end] escaped and marked; matches that overlap become one mark."""
    parts, place = [], start
    for left, right, _ in found:
        if right <= place or left < start:
            continue
        if right > end:
            break
        left = max(left, place)
        parts += (escape(text[place:left]), "<mark>", escape(text[left:right]), "</mark>")
        place = right
    parts.append(escape(text[place:end]))
    return mark_safe("".join(parts).replace("</mark><mark>", ""))  # noqa: S308 (every piece is escaped)


def _window(text, found, length):
    """Where the snippet lies: the stretch with the most different terms, then the most matches, then the earliest."""
    if len(text) <= length:
        return 0, len(text)
    best, centre = (0, 0), 0
    last = 0
    for first, (start, _, _) in enumerate(found):
        last = max(last, first)
        while last + 1 < len(found) and found[last + 1][1] <= start + length * 3 // 4:
            last += 1
        inside = found[first : last + 1]
        score = (len({number for _, _, number in inside}), len(inside))
        if score > best:
            best, centre = score, (start + inside[-1][1]) // 2
    start = max(0, min(centre - length // 2, len(text) - length))
    end = min(len(text), start + length)
    return _at_word(text, start, forwards=True), _at_word(text, end, forwards=False)


def _at_word(text, place, forwards):
    """The nearest place between words, inwards; a very long word is cut."""
    if place in (0, len(text)) or text[place - 1].isspace() or text[place].isspace():
        return place
    if forwards:
        space = _SPACE.search(text, place, place + 60)
        return space.end() if space else place
    space = max(text.rfind(" ", place - 60, place), text.rfind("\n", place - 60, place))
    return space if space > 0 else place
