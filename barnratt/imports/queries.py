"""What the pages show of an import."""

import itertools
from collections import defaultdict

from barnratt.imports.actions import opened
from barnratt.imports.kinds import kinds
from barnratt.imports.models import ImportRow
from barnratt.imports.values import shown

Outcome = ImportRow.Outcome
SAMPLES, LONGEST_SAMPLE = 3, 60
MOST_WRONG = 5000  # rows; when they are mended there is room for the rest
MOST_CELLS = 8


def samples(source):
    """The first values of each column, as a text each."""
    with opened(source) as table:
        rows = list(itertools.islice(table, 20))
    found = []
    for place in range(len(source.columns)):
        told = [text for row in rows if (text := shown(row.values[place]).strip())]
        found.append(" · ".join(text[:LONGEST_SAMPLE] for text in dict.fromkeys(told[: SAMPLES * 2]))[:200])
    return found


def faults(source):
    """The wrong cells, those with the same wrong value in the same column together, the most frequent first.

    [{"field", "column", "value", "message", "proposal", "cells", "number", "key"}, …]; `key` is how they are all
    corrected at once, see checking.corrected. None for rows that are wrong as a whole.
    """
    groups = defaultdict(list)
    wrong = rows(source, Outcome.WRONG).values_list("faults", flat=True)[:MOST_WRONG]
    for found in wrong:
        for fault in found:
            letter = fault["cell"].rstrip("0123456789")
            groups[letter, fault["column"], fault["field"], fault["value"], fault["message"]].append(fault)
    listed = []
    for (letter, column, field, value, message), same in groups.items():
        cells = [fault["cell"] for fault in same]
        # Cells that are empty are each empty in their own way: they are filled in one by one.
        together = len(cells) > 1 and value != ""
        for part in [cells] if together or len(cells) == 1 else [[cell] for cell in cells]:
            listed.append(
                {
                    "field": field,
                    "column": column,
                    "value": value,
                    "message": message,
                    "proposal": same[0]["proposal"],
                    "cells": part[:MOST_CELLS],
                    "more": len(part) - MOST_CELLS,
                    "number": len(part),
                    "key": (f"{letter}={value}" if together else part[0]) if field else None,
                }
            )
    return sorted(listed, key=lambda group: (group["key"] is None, -group["number"]))


def choices(source, listed):
    """{field: labels} of what can stand in the wrong cells of some faults, where the column knows all there is."""
    kind = kinds()[source.kind]
    kind.prepare()
    fields = {group["field"].split("@")[0] for group in listed if group["key"]}
    return {name: kind.columns[name].choices(kind) for name in sorted(fields) if kind.columns[name].choices}


def rows(source, outcome):
    """The rows with an outcome, in the order of the file."""
    return source.rows.filter(outcome=outcome).order_by("pk")


def in_words(source, page):
    """[(row, [(label, before, after)])] of some rows, as a person reads them."""
    kind = kinds()[source.kind]
    kind.prepare()
    columns = kind.columns
    return [
        (
            row,
            [
                (columns[name].label, columns[name].shown(kind, row.before.get(name)), columns[name].shown(kind, value))
                for name, value in row.after.items()
                if name in columns
            ],
        )
        for row in page
    ]
