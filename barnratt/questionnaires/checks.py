"""
Whether answers can be right together: rules that a definition holds as data.

A rule is of one form, told by its keys:

    {when: C, then: C}                  where the first condition holds, the second does too
    {subset: a, of: b}                  all that is chosen in a is chosen in b
    {at_most: a, than: b}               a number, or how many are chosen, is no larger than another
    {parts: [a, b], make: c}            numbers that make up a sum
    {change: a, percent: 50}            a number has not changed by more than so much since the answer before
    {total: a, is: 2750000}             the sum over all who have answered is a figure known from elsewhere
    {options_of: a, make: n}            the counts of the options make up n, or the stated sum ("sum")
    {run_of: a, longest: 5}             no longer row of options whose counts are consecutive numbers

The last three look at everybody's answers at once (`across`), the others at one response (`within`). The message may
name {now}, {before} and {expected}. {when: C} can be added to each of the others that look at one response.
"""

import itertools
from decimal import Decimal
from typing import NamedTuple

from barnratt.questionnaires import answers

LEVELS = {
    "blocker": "stoppar",
    "error": "fel",
    "warning": "varning",
    "soft": "bekräfta",
}
STOPPING = {"blocker", "error"}
ACROSS = {"total", "options_of", "run_of"}


class Finding(NamedTuple):
    """A rule that the answers break. questions: the keys of those that it is about."""

    key: str
    level: str
    message: str
    questions: tuple[str, ...]

    @property
    def stops(self):
        return self.level in STOPPING

    @property
    def needs_reason(self):
        return self.level == "soft"


def within(definition, document, *, flags=(), before=None, facts=None):
    """
    The rules that one response breaks, the most serious first.

    before: {question: the answer before}, by the keys of this definition. facts: what ceilings are counted from.
    """
    shown = {place.question.key for place in answers.shown(definition, document, flags) if place.block is None}
    told = {key: value for key, value in document.items() if key in shown}
    found = _above_ceilings(definition, told, facts or {})
    for check in definition.checks:
        if check.form in ACROSS or not check.when.holds(told, flags):
            continue
        broken = FORMS[check.form](check, told, before or {})
        if broken is not None:
            found.append(_finding(check, broken))
    return _in_order(found)


def across(definition, totals):
    """The rules that everybody's answers together break. totals: {question: {"n", "counts", "sum"}}."""
    checks = [check for check in definition.checks if check.form in ACROSS and check.about[0] in totals]
    broken = [(check, FORMS[check.form](check, totals[check.about[0]], None)) for check in checks]
    return _in_order([_finding(check, numbers) for check, numbers in broken if numbers is not None])


def ceiling_of(question, facts):
    """The most that this respondent's answer can be, or None. Raises KeyError when the fact is not told."""
    return None if question.ceiling is None else question.ceiling.times * facts[question.ceiling.fact]


def _above_ceilings(definition, told, facts):
    found = []
    for question in definition.by_key.values():
        if question.ceiling is None or question.key not in told or question.ceiling.fact not in facts:
            continue
        most = ceiling_of(question, facts)
        if told[question.key] > most:
            message = f"{_shown(told[question.key])} {question.unit} är mer än taket, som är {_shown(most)}."
            found.append(Finding(f"{question.key}_tak", "error", message, (question.key,)))
    return found


def _finding(check, numbers):
    return Finding(check.key, check.level, check.message.format(**numbers), check.about)


def _in_order(found):
    return sorted(found, key=lambda one: list(LEVELS).index(one.level))


def _amount(value):
    """A number as it is, a list by how many there are in it."""
    return len(value) if isinstance(value, list) else Decimal(str(value))


def _shown(number):
    number = Decimal(str(number))
    written = f"{number.normalize():,f}" if number % 1 else f"{int(number):,}"
    return written.replace(",", "\u00a0").replace(".", ",")


# Each answers with the numbers for the message when the rule is broken, else None.


def _then(check, told, before):
    return None if check.then.holds(told, ()) else {}


def _subset(check, told, before):
    part, whole = check.about
    left = set(told.get(part) or ()) - set(told.get(whole) or ())
    return {"now": len(left)} if left else None


def _at_most(check, told, before):
    if not all(key in told for key in check.about):
        return None
    less, more = (_amount(told[key]) for key in check.about)
    return {"now": _shown(less), "expected": _shown(more)} if less > more else None


def _parts(check, told, before):
    *parts, whole = check.about
    if whole not in told or not any(key in told for key in parts):
        return None
    made, expected = sum(_amount(told[key]) for key in parts if key in told), _amount(told[whole])
    return {"now": _shown(made), "expected": _shown(expected)} if made != expected else None


def _change(check, told, before):
    (key,) = check.about
    if key not in told or before.get(key) is None:
        return None
    now, then = _amount(told[key]), _amount(before[key])
    if abs(now - then) * 100 <= then * check.number:
        return None
    return {"now": _shown(now), "before": _shown(then)}


def _total(check, total, before):
    made = total.get("sum")
    if made is None or Decimal(str(made)) == check.number:
        return None
    return {"now": _shown(made), "expected": _shown(check.number)}


def _options(check, total, before):
    made, expected = sum(total["counts"].values()), total.get(check.word)
    if expected is None or made == expected:
        return None
    return {"now": _shown(made), "expected": _shown(expected)}


def _run(check, total, before):
    counts = sorted(set(total["counts"].values()), reverse=True)
    longest = run = 1
    for higher, lower in itertools.pairwise(counts):
        run = run + 1 if higher - lower == 1 else 1
        longest = max(longest, run)
    return {"now": longest, "expected": _shown(check.number)} if longest > check.number else None


FORMS = {
    "then": _then,
    "subset": _subset,
    "at_most": _at_most,
    "parts": _parts,
    "change": _change,
    "total": _total,
    "options_of": _options,
    "run_of": _run,
}
