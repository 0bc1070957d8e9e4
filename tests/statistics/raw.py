"""A piece of the shipped statistics, read by itself: what the portal shows is held against it."""

import csv
from pathlib import Path

RAW = list(csv.DictReader((Path(__file__).parent / "raw.csv").read_text(encoding="utf-8").splitlines()))
STATUSES = {"": "value", "Missing": "missing", "Privacy": "suppressed", "Not applicable": "not_applicable"}


def add_figures():
    """The piece as observations, beside the reference data."""
    from regions.statistics.models import Observation

    Observation.objects.bulk_create(
        Observation(
            dataset_id=row["dataset"],
            indicator_id=row["indicator_id"],
            area=row["area_code"],
            year=int(row["year"]),
            sex=row["sex"],
            age_group=row["age_group"],
            birth_region=row["birth_region"],
            value=row["value"] or None,
            status=STATUSES[row["status"]],
        )
        for row in RAW
    )
