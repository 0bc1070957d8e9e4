"""JSON-stat 2 and 1 (https://json-stat.org/full/), and PxWeb's own JSON, into cubes."""

import json
from decimal import Decimal

from regions.statistics.sources.cubes import METRIC, PLACE, TIME, Category, Cube, Dimension, from_sign
from regions.statistics.sources.said import Refused

BROKEN = "Svaret är inte hel JSON-stat."
MOST_CELLS = 1_000_000


def read(content):
    """A cube of json-stat2, json-stat or PxWeb's json. Raises Refused."""
    try:
        document = json.loads(content, parse_float=Decimal)
    except (ValueError, RecursionError):
        raise Refused("Svaret är inte JSON.") from None
    try:
        if "columns" in document and "data" in document:
            return _pxweb(document)
        # In the first version all lies under `dataset`, and what the dimensions are lies among the dimensions.
        dataset = document.get("dataset", document)
        about = dataset if "id" in dataset else dataset["dimension"]
        return _dataset(dataset, about["id"], about["size"], about.get("role") or {})
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        raise Refused(BROKEN) from None


def _dataset(dataset, codes, sizes, role):
    roles = {code: name for theirs, name in ROLES.items() for code in role.get(theirs, ())}
    dimensions = []
    for code, size in zip(codes, sizes, strict=True):
        about = dataset["dimension"][code]
        categories = _categories(about["category"])
        if len(categories) != size:
            raise Refused(BROKEN)
        dimensions.append(Dimension(code, about.get("label") or code, categories, roles.get(code, "")))
    cells = 1
    for size in sizes:
        cells *= size
    if cells > MOST_CELLS:
        raise Refused("Tabellen är för stor att läsa in på en gång.")
    values, signs = _spread(dataset["value"], cells), _signs(dataset.get("status"), cells)
    for value in values:
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | Decimal)):
            raise Refused(BROKEN)
    return Cube(
        dataset.get("label") or "",
        dataset.get("source") or "",
        dataset.get("updated") or "",
        dimensions,
        list(zip(values, signs, strict=True)),
    )


ROLES = {"time": TIME, "geo": PLACE, "metric": METRIC}


def _categories(category):
    """In the order of their index, never in that of the JSON. With one category there may be no index at all."""
    labels, index = category.get("label") or {}, category.get("index")
    if index is None:
        index = list(labels)
    codes = sorted(index, key=index.get) if isinstance(index, dict) else index
    return [Category(str(code), str(labels.get(code, code))) for code in codes]


def _spread(given, cells):
    """A list with one for each cell, of a list or of {position: one}."""
    if isinstance(given, dict):
        found = [None] * cells
        for place, one in given.items():
            found[int(place)] = one
        return found
    if len(given) != cells:
        raise Refused(f"Tabellen ska ha {cells} värden men har {len(given)}.")
    return given


def _signs(status, cells):
    """One for each cell: the standard allows a list, {position: sign}, one for all, and none."""
    if isinstance(status, str):
        return [status] * cells
    return [sign or "" for sign in _spread(status or {}, cells)]


# PxWeb's own JSON


def _pxweb(document):
    """A row for each combination of codes, and a column for each content."""
    columns = document["columns"]
    keys = [column for column in columns if column["type"] != "c"]
    contents = [column for column in columns if column["type"] == "c"]
    seen = [dict.fromkeys(row["key"][place] for row in document["data"]) for place in range(len(keys))]
    dimensions = [
        Dimension(
            column["code"], column["text"], [Category(code, code) for code in codes], TYPES.get(column["type"], "")
        )
        for column, codes in zip(keys, seen, strict=True)
    ]
    dimensions.append(
        Dimension("ContentsCode", "", [Category(content["code"], content["text"]) for content in contents], METRIC)
    )
    cells = len(contents)
    for codes in seen:
        cells *= len(codes)
    if cells > MOST_CELLS:
        raise Refused("Tabellen är för stor att läsa in på en gång.")
    found = {tuple(row["key"]): row["values"] for row in document["data"]}
    if len(found) != len(document["data"]) or len(found) * len(contents) != cells:
        raise Refused("Tabellen har inte ett värde för varje kombination.")
    about = (document.get("metadata") or [{}])[0]
    values = [from_sign(value) for row in document["data"] for value in row["values"]]
    if list(found) != _product(seen):
        raise Refused("Tabellens rader står inte i ordning.")
    return Cube(about.get("label") or "", about.get("source") or "", about.get("updated") or "", dimensions, values)


TYPES = {"t": TIME}


def _product(seen):
    found = [()]
    for codes in seen:
        found = [(*before, code) for before in found for code in codes]
    return found
