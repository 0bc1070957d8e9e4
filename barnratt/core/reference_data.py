"""Reading the reference data that the project ships in `data/`."""

import csv

from django.conf import settings


def read_rows(name):
    """The rows of a CSV file below `data/` as dictionaries. Codes stay texts: leading zeros matter."""
    with (settings.DATA_DIR / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def upsert(model, key, rows):
    """Create or correct one row per dictionary in `rows`, found by the field `key`. Returns how many were new."""
    new = 0
    for row in rows:
        _, created = model.objects.update_or_create(**{key: row[key]}, defaults=row)
        new += created
    return new
