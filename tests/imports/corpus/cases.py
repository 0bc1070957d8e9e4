"""What a case is, and what many of them have in common."""

from dataclasses import dataclass, field
from functools import partial

from barnratt.imports import values
from barnratt.imports.names import Names

CASES = []


@dataclass
class Case:
    """A file by the name of the function that makes it."""

    make: object
    name: str
    columns: list = None
    rows: dict = field(default_factory=dict)  # row number → values
    left_out: list = None  # (row number, why)
    refused: str = ""
    faults: dict = None  # cell → (piece of the message, proposal)
    sheet: str | None = None
    hidden: list = field(default_factory=list)
    described: str = ""
    header: tuple | None = None

    def __str__(self):
        return self.make.__name__


def _case(**expected):
    def keep(make):
        CASES.append(Case(make, **expected))
        return make

    return keep


def reads(name, columns, rows, **expected):
    return _case(name=name, columns=columns, rows=rows, **expected)


def refuses(name, why, **expected):
    return _case(name=name, refused=why, **expected)


def finds(name, faults, **expected):
    return _case(name=name, faults=faults, **expected)


MUNICIPALITIES = Names(
    [
        ("2180", "Gävle (2180)", ["Gävle", "2180"]),
        ("0380", "Uppsala (0380)", ["Uppsala", "0380"]),
        ("0180", "Stockholm (0180)", ["Stockholm", "Stockholms stad", "0180"]),
        ("0305", "Håbo (0305)", ["Håbo", "0305"]),
        ("0643", "Habo (0643)", ["Habo", "0643"]),
        ("0331", "Heby (0331)", ["Heby", "0331"]),
        ("1917", "Heby till 2006 (1917)", ["Heby", "1917"]),
    ],
    none="ingen kommun",
    endings=("kommun", "stad"),
)
READERS = {
    "Kommun": MUNICIPALITIES.find,
    "Kod": partial(values.code, lengths=(2, 4)),
    "Antal": values.whole,
    "Värde": partial(values.number, signs=values.SIGNS),
    "Andel": values.percent,
    "År": values.year,
    "Datum": values.date,
    "Klart": values.yes_no,
    "Artiklar": partial(values.many, parse=values.whole),
}
KA = ["Kommun", "Antal"]
GAVLE = {2: ("Gävle", "5"), 3: ("Örebro", "6")}
GAVLE_LINES = ("Kommun;Antal", "Gävle;5", "Örebro;6")
