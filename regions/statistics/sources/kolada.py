"""Kolada's answers, version 2 and 3 (https://api.kolada.se/): values, key figures, and where the next page is."""

import json
import re
from decimal import Decimal

from regions.statistics.sources.said import Refused, Said, Status, Value, amount, year_of

STATUSES = {
    "Missing": Status.MISSING.value,
    "Privacy": Status.SUPPRESSED.value,
    "Not applicable": Status.NOT_APPLICABLE.value,
}
SEXES = {"T": "T", "K": "K", "F": "K", "M": "M"}
GROUP = "medelvärde för en grupp av kommuner, som är ovägt och inte gruppens eget värde"
UNIT = "en enhet, till exempel en skola"
OTHER_AREA = "ett område som portalen inte känner"


def read(content):
    """The document of an answer, with numbers as they were written. Raises Refused."""
    try:
        document = json.loads(content, parse_float=Decimal)
    except (ValueError, RecursionError):
        raise Refused("Svaret är inte JSON.") from None
    if not isinstance(document, dict) or not isinstance(document.get("values"), list):
        raise Refused("Svaret har inte den form som Koladas svar har.")
    return document


def next_page(document):
    """The address of the next page, or None on the last: `next_page` in version 2, `next_url` in version 3."""
    return document.get("next_url") or document.get("next_page") or None


def area_of(municipality):
    """0000 → 00, 0020 → 20 (the region, whose value is the county's), 2023 → 2023. None for groups and what else."""
    if not re.fullmatch(r"[0-9]{4}", municipality):
        return None
    return municipality[2:] if municipality.startswith("00") else municipality


def values(document, *, age_groups):
    """
    The values of a data answer.

    age_groups: {indicator: its age group}. What is asked for but not there is no value, and is counted.
    A value that was withdrawn has the status missing. Sexes come in any order, and the total is not the first.
    """
    said = Said()
    for entry in document["values"]:
        if not isinstance(entry, dict) or not isinstance(entry.get("values"), list):
            raise Refused("Svaret är inte Koladas värden.")
        indicator = str(entry.get("kpi"))
        area = area_of(str(entry.get("municipality", "")))
        if indicator not in age_groups:
            said.left_out[f"nyckeltalet {indicator[:40]}, som portalen inte har"] += len(entry["values"])
        elif area is None:
            why = UNIT if "ou" in entry else GROUP if str(entry.get("municipality")).startswith("G") else OTHER_AREA
            said.left_out[why] += len(entry["values"])
        else:
            year = year_of(entry.get("period"))
            for cell in entry["values"]:
                said.values.append(_value(cell, (indicator, area, year), age_groups[indicator], said))
    return said


def _value(cell, key, age_group, said):
    if not isinstance(cell, dict) or str(cell.get("gender")) not in SEXES:
        raise Refused("Kolada ger ett värde utan kön, eller med ett kön som portalen inte känner.")
    sex = SEXES[cell["gender"]]
    value, status = cell.get("value"), str(cell.get("status") or "")
    if cell.get("isdeleted") or cell.get("is_deleted"):
        said.left_out["värde som källan har dragit tillbaka, och som nu står som saknat"] += 1
        return Value(*key, sex, age_group, "total", None, Status.MISSING.value)
    if value is None:
        if status not in STATUSES:
            said.left_out[f"okänt skäl till att värdet saknas (”{status[:40]}”), som nu står som saknat"] += 1
        return Value(*key, sex, age_group, "total", None, STATUSES.get(status, Status.MISSING.value))
    if status in STATUSES:
        raise Refused(f"Kolada ger både ett värde och ett skäl till att det saknas: {status}.")
    return Value(*key, sex, age_group, "total", amount(value), Status.VALUE.value)


def key_figures(document):
    """{key: (title, definition)} of an answer about key figures."""
    found = {}
    for entry in document["values"]:
        if not isinstance(entry, dict) or not {"id", "title"} <= entry.keys():
            raise Refused("Svaret är inte Koladas nyckeltal.")
        found[str(entry["id"])] = (entry["title"], entry.get("description") or "")
    return found
