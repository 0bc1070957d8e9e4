"""The maps as shapes that a template can link one by one. Geometry: SCB's digital boundaries, in data/places/."""

import re
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple
from xml.etree import ElementTree

from django.conf import settings

from barnratt.core.templatetags.swedish import counted

SVG = "{http://www.w3.org/2000/svg}"
MARGIN = 0.03


@dataclass(frozen=True)
class Shape:
    """An area's outline. `code` is the county's or municipality's; `county` is empty for counties."""

    code: str
    name: str
    county: str
    path: str


@cache
def county_shapes():
    return _shapes("map_counties.svg")


@cache
def all_municipality_shapes():
    return _shapes("map_municipalities.svg")


@cache
def municipality_shapes(county_code):
    """The shapes of one county's municipalities."""
    return [shape for shape in all_municipality_shapes() if shape.county == county_code]


class Area(NamedTuple):
    """A place on the map. `shade` grows with its `number` of entries, which `entries` has in words: 0 for none, else 1
    to 3."""

    shape: Shape
    place: object
    shade: int
    url: str
    entries: str


def areas(shapes, places):
    """The shapes with the places that they are; each place has a `number`, and one without a shape is left out."""
    by_code = {place.pk: place for place in places}
    most = max((place.number for place in places), default=0)
    return [
        Area(
            shape,
            place,
            -(-3 * place.number // most) if most else 0,
            place.get_absolute_url(),
            counted(place.number, "initiativ,initiativ"),
        )
        for shape in shapes
        if (place := by_code.get(shape.code))
    ]


@cache
def whole_country():
    """The view box of the county map: about 424 by 1000 units."""
    return ElementTree.parse(settings.DATA_DIR / "places" / "map_counties.svg").getroot().get("viewBox")


@cache
def county_view_box(county_code):
    """A view box that holds one county's municipalities with a little air about them."""
    corners = [_bounds(shape.path) for shape in municipality_shapes(county_code)]
    left, top = min(corner[0] for corner in corners), min(corner[1] for corner in corners)
    right, bottom = max(corner[2] for corner in corners), max(corner[3] for corner in corners)
    air = MARGIN * max(right - left, bottom - top)
    return f"{left - air:.1f} {top - air:.1f} {right - left + 2 * air:.1f} {bottom - top + 2 * air:.1f}"


def _shapes(name):
    root = ElementTree.parse(settings.DATA_DIR / "places" / name).getroot()
    return [
        Shape(path.get("data-code"), path.get("data-name"), path.get("data-county", ""), path.get("d"))
        for path in root.iter(f"{SVG}path")
    ]


def _bounds(path):
    """(left, top, right, bottom) of an outline written as M x y, then relative l dx dy …, closed by z."""
    xs, ys = [], []
    for outline in re.findall(r"M([^Mz]*)", path):
        start, *steps = outline.split("l")
        x, y = _numbers(start)[:2]
        xs.append(x)
        ys.append(y)
        for step in steps:
            numbers = _numbers(step)
            for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
                x, y = x + dx, y + dy
                xs.append(x)
                ys.append(y)
    return min(xs), min(ys), max(xs), max(ys)


def _numbers(text):
    return [float(number) for number in re.findall(r"-?\d*\.?\d+", text)]
