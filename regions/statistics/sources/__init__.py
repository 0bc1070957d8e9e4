"""What the services that publish statistics answer, read into observations. Pure functions: they know no database.

A document is read whole or not at all: what cannot be understood is `Refused`, with a Swedish sentence.
"""

import json
from typing import NamedTuple

from regions.statistics.sources import cubes, jsonstat, kolada, px


class About(NamedTuple):
    """What a document says of itself."""

    title: str
    source: str


def read(content, *, indicators, choose, area, age_groups):
    """
    (Said, About) of a document, whose kind is seen by what it holds. Raises Refused.

    indicators, choose, area, age_groups: see cubes.values. Kolada's answers name their own indicators.
    """
    if content.lstrip()[:1] not in (b"{", b"["):
        cube = px.read(content)
    elif _is_kolada(content):
        return kolada.values(kolada.read(content), age_groups=age_groups), About("Kolada", "Kolada (RKA)")
    else:
        cube = jsonstat.read(content)
    said = cubes.values(cube, indicators=indicators, choose=choose, area=area, age_groups=age_groups)
    return said, About(cube.title, cube.source)


def _is_kolada(content):
    try:
        return isinstance(json.loads(content).get("values"), list)
    except (ValueError, AttributeError, RecursionError):
        return False
