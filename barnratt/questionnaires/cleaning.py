"""What a person has written or chosen, as the answer that it is."""

import datetime
import re
from decimal import Decimal, InvalidOperation

LONGEST_TEXT, LONGEST_LINE, MOST_TEXTS = 50_000, 300, 200
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
SPACES = re.compile(r"[\s\u00a0\u202f\u2009]")
YES, NO = {"ja", "true", True}, {"nej", "false", False}
# Stands in a form and in a cell for an answer that names no municipality, which is not the same as no answer.
NO_MUNICIPALITY = "ingen"


class Unclean(Exception):
    """Something that cannot be an answer. The message is Swedish, for the person at the field."""


def clean(question, raw, *, municipalities=None):
    """
    The answer to a question, or None for no answer.

    raw: a text, or a list of texts for a question that takes several answers. A ranking is a list in order, or
    (place, value) pairs as a form has them.
    municipalities: {code: name} of those that can be ticked; [] is the answer that there is none. Raises Unclean.
    """
    if question.type == "municipalities":
        return _several(question, raw, municipalities or {})
    return CLEANERS[question.type](question, raw)


def _one(raw):
    """The text that a field holds, without what no font shows. An empty one is None."""
    if isinstance(raw, list):
        raw = raw[0] if raw else None
    if raw is None or isinstance(raw, bool):
        return raw
    return UNPRINTABLE.sub("", str(raw).replace("\r\n", "\n").replace("\r", "\n")) or None


def _text(question, raw):
    found = _one(raw)
    if found is None or not found.strip():
        return None
    if len(found) > LONGEST_TEXT:
        raise Unclean(f"Texten är längre än {_shown(LONGEST_TEXT)} tecken. Korta den, eller lägg en del i en bilaga.")
    return found


def _line(question, raw):
    found = _one(raw)
    found = " ".join(found.split()) if found else None
    if found and len(found) > LONGEST_LINE:
        raise Unclean(f"Skriv högst {LONGEST_LINE} tecken.")
    return found or None


def _choice(question, raw):
    found = _one(raw)
    if found is None:
        return None
    return _value(question, found)


def _value(question, written):
    for value in question.values:
        if str(value) == str(written):
            return value
    raise Unclean("Välj ett av alternativen.")


def _multi(question, raw):
    chosen = {_value(question, one) for one in _all(raw)}
    unknown = next((option for option in question.options if option.unknown and option.value in chosen), None)
    if unknown and len(chosen) > 1:
        raise Unclean(f"”{unknown.label}” går inte ihop med andra svar. Välj det ena.")
    return [value for value in question.values if value in chosen] or None


def _ranking(question, raw):
    found = _all(raw)
    if found and all(isinstance(one, tuple) for one in found):
        found = _by_place(question, found)
    ranked = [_value(question, one) for one in found]
    if len(set(ranked)) < len(ranked):
        raise Unclean("Varje alternativ kan bara stå på en plats.")
    return ranked or None


def _by_place(question, placed):
    """The values in the order of their places, which are 1, 2, 3 … with one value each."""
    there = {}
    for place, value in placed:
        if place not in map(str, range(1, len(question.options) + 1)):
            raise Unclean("Välj platserna i listorna.")
        there.setdefault(int(place), []).append(value)
    for place in range(1, max(there) + 1):
        if place not in there:
            raise Unclean(f"Plats {place} är inte vald. Välj platserna i ordning från 1.")
        if len(there[place]) > 1:
            raise Unclean(f"Plats {place} är vald flera gånger. Varje alternativ har en egen plats.")
    return [there[place][0] for place in sorted(there)]


def _all(raw):
    return [one for one in (raw if isinstance(raw, list) else [raw]) if one not in (None, "")]


def _boolean(question, raw):
    found = _one(raw)
    found = found.strip().lower() if isinstance(found, str) else found
    if found in (None, ""):
        return None
    if found in YES:
        return True
    if found in NO:
        return False
    raise Unclean("Svara ja eller nej.")


def _date(question, raw):
    found = _one(raw)
    if found is None or not found.strip():
        return None
    try:
        return datetime.date.fromisoformat(found.strip()).isoformat()
    except ValueError as error:
        raise Unclean("Skriv datumet som 2026-11-22.") from error


def _integer(question, raw):
    found = _number(raw)
    if found is None:
        return None
    if found != found.to_integral_value():
        raise Unclean("Skriv ett heltal.")
    _within(question, found)
    return int(found)


def _decimal(question, raw):
    found = _number(raw)
    if found is None:
        return None
    _within(question, found)
    return f"{found.normalize():f}"


def _number(raw):
    found = _one(raw)
    written = SPACES.sub("", str(found)).replace("−", "-").replace(",", ".") if found is not None else ""
    if not written:
        return None
    try:
        number = Decimal(written)
    except InvalidOperation as error:
        raise Unclean("Skriv ett tal med siffror, till exempel 1\u00a0234,5.") from error
    if not number.is_finite() or abs(number) >= Decimal(10) ** 15:
        raise Unclean("Talet är för stort.")
    return number


def _within(question, found):
    unit = f" {question.unit}" if question.unit else ""
    if question.min is not None and found < question.min:
        raise Unclean(f"Talet ska vara minst {_shown(question.min)}{unit}.")
    if question.max is not None and found > question.max:
        raise Unclean(f"Talet ska vara högst {_shown(question.max)}{unit}.")


def _shown(number):
    return f"{number:,}".replace(",", "\u00a0").replace(".", ",")


def _several(question, raw, municipalities):
    chosen = set(_all(raw))
    if chosen == {NO_MUNICIPALITY}:
        return []
    if NO_MUNICIPALITY in chosen:
        raise Unclean("Kryssa i kommunerna, eller Ingen kommun. Inte båda.")
    if chosen - set(municipalities):
        raise Unclean("Välj bland kommunerna i listan.")
    return sorted(chosen) or None


def _texts(question, raw):
    found = [cleaned for one in _all(raw) if (cleaned := _text(question, one))]
    if len(found) > MOST_TEXTS:
        raise Unclean(f"Skriv högst {MOST_TEXTS} rader.")
    return found or None


CLEANERS = {
    "line": _line,
    "text": _text,
    "choice": _choice,
    "multi": _multi,
    "boolean": _boolean,
    "date": _date,
    "integer": _integer,
    "decimal": _decimal,
    "ranking": _ranking,
    "texts": _texts,
}
