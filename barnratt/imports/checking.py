"""What an import would do: every row of a table compared with what is there. Nothing is written here."""

import itertools
from typing import NamedTuple

from barnratt.imports.kinds import CLEARED, TAKEN_AWAY
from barnratt.imports.values import Fault, shown

BATCH = 1000


class CellFault(NamedTuple):
    """What is wrong with a cell. `field` is None when the whole row is wrong."""

    cell: str
    column: str
    field: str | None
    value: str
    message: str
    proposal: str | None

    def as_json(self):
        return self._asdict()


class Checked(NamedTuple):
    """A row. outcome: new, changed, unchanged or wrong. before and after hold what differs, for a new row all.

    place tells the values of a row of a wide table apart: 0 when it is not.
    """

    number: int
    place: int
    outcome: str
    name: str
    pk: object
    before: dict
    after: dict
    faults: list


def check(kind, table, matches, corrections=None):
    """Yield a Checked for every row. matches: {place in the row: field}. corrections: see `corrected`.

    A row of a wide table is several: one for each column that holds a value (Kind.spread).
    """
    kind.prepare()
    rows, seen = _one_value_each(table, matches), {}
    while batch := list(itertools.islice(rows, BATCH)):
        read = [_read(kind, table, row, fields, corrections or {}) for row, _, fields in batch]
        identities = [None if faults else kind.identity(values) for values, faults in read]
        there = kind.find({identity for identity in identities if identity is not None})
        for (row, place, fields), (values, faults), identity in zip(batch, read, identities, strict=True):
            instance = there.get(identity) if identity is not None else None
            if identity is not None and not faults:
                first = seen.setdefault(identity, (row.number, place))
                if first != (row.number, place):
                    message = f"Samma {kind.one} står redan på rad {first[0]}."
                    faults = [_row_fault(table, row, fields, message)]
            yield _checked(kind, table, row, place, fields, values, faults, instance)


def _one_value_each(table, matches):
    """(row, which column's value, {place: field}) for every value; for the row as it is, when the table is not wide."""
    spread = {place: field for place, field in matches.items() if "@" in field}
    plain = {place: field for place, field in matches.items() if "@" not in field}
    for row in table:
        if not spread:
            yield row, 0, plain
        for place, field in spread.items():
            yield row, place + 1, plain | {place: field}


def corrected(corrections, table, row, place):
    """
    The cell as it counts. What a person has written instead is found by the cell, as {"D14": "Gävle"}, or by the
    column and the value that stood there, as {"D=Gvle": "Gävle"} when all that are the same were changed at once.
    """
    value = corrections.get(table.address(row, place), row.values[place])
    letter, followed = table.columns[place].letter, set()
    # What was written instead may have been wrong too, and corrected in its turn.
    while (key := f"{letter}={shown(value)}") in corrections and key not in followed:
        followed.add(key)
        value = corrections[key]
    return value


def _read(kind, table, row, fields, corrections):
    """({field: value}, [CellFault]) of a row's cells. An empty cell is left out; CLEARED empties what is there."""
    values, faults, columns = {}, [], kind.columns
    for place, name in fields.items():
        cell = corrected(corrections, table, row, place) if corrections else row.values[place]
        if "@" in name:
            name, dimension = name.split("@")
            dimension, at = dimension.split("=", 1)
            values[dimension] = int(at) if dimension == "year" else at
        try:
            if isinstance(cell, str) and cell.strip().lower() == CLEARED:
                values[name] = None
                continue
            value = columns[name].read(kind, cell)
        except Fault as fault:
            faults.append(_cell_fault(table, row, place, name, cell, fault))
        else:
            if value is not None:
                values[name] = value
    if not faults:
        kind.fill(values)
    return values, faults


def _checked(kind, table, row, place, fields, values, faults, instance):
    if not faults:
        kind.complete(values, instance)
        faults = _faults_of_row(kind, table, row, fields, values, instance)
    name = kind.name_of(values)
    if faults:
        return Checked(row.number, place, "wrong", name, None, {}, {}, faults)
    if instance is None:
        return Checked(row.number, place, "new", name, None, {}, values, [])
    stored = kind.stored(instance)
    after = {key: value for key, value in values.items() if not _same(stored[key], value)}
    before = {key: stored[key] for key in after}
    if after and (taken_away := kind.taken_away(instance, after)):
        before[TAKEN_AWAY] = taken_away
    outcome = "changed" if after else "unchanged"
    return Checked(row.number, place, outcome, name, instance.pk, before, after, [])


def _faults_of_row(kind, table, row, fields, values, instance):
    found, needed = dict(kind.check(values, instance)), kind.needed(values)
    for name in needed:
        cleared = name in values and values[name] is None
        absent = name not in values and instance is None
        if (cleared or absent) and name not in found:
            found[name] = Fault(f"{kind.columns[name].label} saknas.")
    places = {name.split("@")[0]: place for place, name in fields.items()}
    return [
        _cell_fault(table, row, places[name], name, row.values[places[name]], fault)
        if name in places
        else _row_fault(table, row, fields, fault.message)
        for name, fault in found.items()
    ]


def _cell_fault(table, row, place, name, cell, fault):
    return CellFault(
        table.address(row, place), table.columns[place].name, name, shown(cell), fault.message, fault.proposal
    )


def _row_fault(table, row, fields, message):
    place = min(fields, default=0)
    return CellFault(
        table.address(row, place), table.columns[place].name, None, shown(row.values[place]), message, None
    )


def _same(stored, value):
    """An empty text and nothing at all say the same."""
    return (stored or None) == (value or None) if not isinstance(value, bool | int | float) else stored == value
