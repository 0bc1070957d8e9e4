"""What ships with the portal: the survey of 2023 as its report lets it be known, and figures of years before."""

from django.conf import settings

from barnratt.core.reference_data import read_rows
from barnratt.questionnaires.yaml import read_yaml
from regions.surveys.models import PublishedTotal


def load():
    rows = [
        {
            "year": int(row["year"]),
            "question": row["question"],
            "options": row["options"].split(),
            "value": int(row["value"]),
            "n": int(row["n"]) if row["n"] else None,
            "source": row["source"],
        }
        for row in read_rows("surveys/published_totals.csv")
    ]
    existing = {(one.year, one.question, tuple(one.options)): one for one in PublishedTotal.objects.all()}
    for row in rows:
        one = existing.get((row["year"], row["question"], tuple(row["options"])), PublishedTotal())
        for name, value in row.items():
            setattr(one, name, value)
        one.save()


def content_of(name):
    """The content of a survey that ships with the portal, as "enkat_2023"."""
    return read_yaml((settings.DATA_DIR / "surveys" / f"{name}.yaml").read_text(encoding="utf-8"))
