"""
The accounts and the numbers that the survey does not hold, as lines of text: a person writes them, or pastes two
columns from a spreadsheet. The report keeps them as its ledger, and its text refers to each by a key of its own.
"""

import re

from django.utils.text import slugify

from barnratt.core.free_names import free_name
from barnratt.core.templatetags.swedish import number
from barnratt.imports.values import Fault, whole
from regions.reports.figures import DIFFERENCE

TOTAL = "total"
APART = re.compile(r"[;\t]")
KRONOR = re.compile(r"\s*(?:kr|kronor|SEK)\.?$", re.IGNORECASE)
LARGEST = 10**13
LONGEST_KEY = 40


class LineFault(ValueError):
    """What is wrong with a line, in Swedish."""


def read_rows(text):
    """[{"label", "amount"}] of the accounts, from lines as `Projekt; 850 000`. Raises LineFault."""
    found = []
    for place, cells in _lines(text):
        if len(cells) != 2:
            raise LineFault(f"Rad {place}: skriv posten, semikolon och beloppet, som Projekt; 850 000.")
        found.append({"label": cells[0], "amount": _amount(cells[1], place)})
    return _each_once(found)


def read_facts(text):
    """[{"label", "value", "unit", "source"}] of other numbers, from lines as `Deltagare; 700; personer; listan`."""
    found = []
    for place, cells in _lines(text):
        if not 2 <= len(cells) <= 4 or not cells[1]:
            raise LineFault(f"Rad {place}: skriv uppgiften, semikolon och värdet, som Deltagare i konferensen; 700.")
        told = {"label": cells[0], "value": _value(cells[1], place)}
        found.append(told | {name: cell for name, cell in zip(("unit", "source"), cells[2:], strict=False) if cell})
    return _each_once(found)


def read_amount(text):
    """An amount in kronor as it is written: 2 750 000 kr. Raises LineFault."""
    try:
        amount = whole(KRONOR.sub("", text.strip()))
    except Fault as fault:
        raise LineFault(fault.message) from fault
    if type(amount) is not int or abs(amount) > LARGEST:
        raise LineFault("Skriv beloppet i hela kronor, som 850 000.")
    return amount


def with_keys(rows, facts, before):
    """(rows, facts), each with a key. before: the ledger till now: what is called the same keeps its key."""
    known = [*before.get("rows", ()), *before.get("facts", ())]
    kept, taken = {one["label"]: one["key"] for one in known}, {TOTAL, DIFFERENCE} | {one["key"] for one in known}
    keyed = []
    for one in [*rows, *facts]:
        key = kept.pop(one["label"], None) or _free_key(one["label"], taken)
        taken.add(key)
        keyed.append({"key": key} | one)
    return keyed[: len(rows)], keyed[len(rows) :]


def written_rows(rows):
    """The accounts as lines, as read_rows takes them."""
    return "\n".join(f"{one['label']}; {number(one['amount'])}" for one in rows)


def written_facts(facts):
    """The other numbers as lines, as read_facts takes them."""
    return "\n".join("; ".join(_cells_of(one)).rstrip("; ") for one in facts)


def _cells_of(fact):
    value = f'"{fact["value"]}"' if isinstance(fact["value"], str) else number(fact["value"])
    return fact["label"], value, fact.get("unit", ""), fact.get("source", "")


def _lines(text):
    """(number of the line, its cells) of those that are not empty."""
    for place, line in enumerate(text.split("\n"), 1):
        cells = [" ".join(cell.split()) for cell in APART.split(line)]
        while cells and not cells[-1]:
            cells.pop()
        if cells and not cells[0]:
            raise LineFault(f"Rad {place}: raden börjar inte med något namn.")
        if cells:
            yield place, cells


def _amount(cell, place):
    try:
        return read_amount(cell)
    except LineFault as fault:
        raise LineFault(f"Rad {place}: {fault}") from fault


def _value(cell, place):
    """A whole number, or a text: what is no number, and what stands within quotation marks, as a telephone number."""
    if len(cell) > 1 and cell[0] in '"”' and cell[-1] in '"”':
        return cell[1:-1].strip()
    try:
        amount = whole(cell)
    except Fault:
        return cell
    if type(amount) is not int:
        return cell
    if abs(amount) > LARGEST:
        raise LineFault(f"Rad {place}: talet är för stort.")
    return amount


def _each_once(found):
    seen = set()
    for one in found:
        if one["label"] in seen:
            raise LineFault(f"”{one['label']}” står två gånger.")
        seen.add(one["label"])
    return found


def _free_key(label, taken):
    wanted = slugify(label).replace("-", "_")[:LONGEST_KEY].strip("_") or "uppgift"
    return free_name(wanted, taken, separator="_")
