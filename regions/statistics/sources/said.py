"""What a source says: values of indicators, in the portal's own terms, and what was left aside."""

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from regions.statistics.models import Observation

Status = Observation.Status
LARGEST = Decimal(10) ** 14


class Refused(Exception):
    """The document cannot be read. Its text is a Swedish sentence."""


class Value(NamedTuple):
    """One value, keyed as an Observation. `value` is None exactly when `status` says why."""

    indicator: str
    area: str
    year: int
    sex: str
    age_group: str
    birth_region: str
    value: Decimal | None
    status: str


@dataclass
class Said:
    """All the values of a document. left_out: {why, as a Swedish sentence: how many}."""

    values: list = field(default_factory=list)
    left_out: Counter = field(default_factory=Counter)


def amount(value):
    """A number of a document as the portal keeps it. Raises Refused for what is none, or has no room."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise Refused(f"Svaret har ett värde som inte är ett tal: {str(value)[:40]}.")
    if abs(value) >= LARGEST:
        raise Refused(f"Svaret har ett för stort tal: {str(value)[:40]}.")
    return Decimal(value)


def year_of(text):
    """A year given as 2023 or "2023". Raises Refused for months, quarters and spans."""
    text = str(text).strip()
    if len(text) == 4 and text.isascii() and text.isdigit():
        return int(text)
    raise Refused(f"”{text[:20]}” är inget år. Portalen läser statistik per år.")
