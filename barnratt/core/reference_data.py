"""Reading the reference data that the project ships in `data/`."""

import csv

from django.conf import settings


def read_rows(name):
    """The rows of a CSV file below `data/` as dictionaries. Codes stay texts: leading zeros matter."""
    with (settings.DATA_DIR / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def upsert(model, rows, *, key):
    """Create the rows that are new and correct those that differ, found by the fields in `key`.

    `rows` are dictionaries of field values as the model holds them, so that what is unchanged is not written again.
    """
    existing = {tuple(getattr(found, name) for name in key): found for found in model.objects.all()}
    new = []
    for row in rows:
        found = existing.get(tuple(row[name] for name in key))
        if found is None:
            new.append(model(**row))
        elif changed := [name for name, value in row.items() if getattr(found, name) != value]:
            for name in changed:
                setattr(found, name, row[name])
            found.save(update_fields=changed)
    model.objects.bulk_create(new)
