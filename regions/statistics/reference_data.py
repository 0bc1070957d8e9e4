import gzip
import hashlib

from django.conf import settings
from django.db import connection

from barnratt.core.reference_data import read_rows, upsert
from regions.statistics import vintages
from regions.statistics.models import Dataset, Indicator, Recommendation

OBSERVATIONS = "statistics/observations.csv.gz"
PIECE = 1 << 20
SHIPPED = """
    CREATE TEMPORARY TABLE shipped (
      indicator_id text, area_code text, year int, sex text, age_group text, birth_region text,
      value numeric, status text, dataset text
    ) ON COMMIT DROP
"""
FROM_SHIPPED = """
    INSERT INTO incoming (dataset_id, indicator_id, area, year, sex, age_group, birth_region, value, status)
    SELECT dataset, indicator_id, area_code, year, sex, age_group, birth_region, value,
      CASE status WHEN 'Missing' THEN 'missing' WHEN 'Privacy' THEN 'suppressed'
                  WHEN 'Not applicable' THEN 'not_applicable' ELSE coalesce(status, 'value') END
    FROM shipped
"""


def load():
    """What is measured, and where the shipped values come from. What the editors have changed since stays so."""
    upsert(Dataset, map(_dataset, read_rows("statistics/datasets.csv")), key=["key"])
    _add_new(Recommendation, map(_recommendation, read_rows("statistics/recommendations.csv")))
    rows = {row["id"]: row for row in read_rows("statistics/indicators.csv")}
    notes = {row["id"]: row for row in read_rows("statistics/indicator_notes.csv")}
    added = _add_new(Indicator, [_indicator(row, notes.get(key, {})) for key, row in rows.items()])
    article = Indicator.articles.through
    article.objects.bulk_create(
        article(indicator_id=one.pk, article_id=int(number))
        for one in added
        for number in rows[one.pk]["crc_articles"].split()
    )
    _tie(added)


def _tie(added):
    """Which recommendation a new indicator is about, by its subject: the portal's own judgement."""
    known, new = set(Recommendation.objects.values_list("pk", flat=True)), {one.pk for one in added}
    tie = Indicator.recommendations.through
    tie.objects.bulk_create(
        tie(indicator_id=row["indicator"], recommendation_id=row["recommendation"])
        for row in read_rows("statistics/recommended_indicators.csv")
        if row["indicator"] in new and row["recommendation"] in known
    )


def load_observations():
    """
    All the values that the project ships, unless they are there from the very same file.

    From another file than last time all that the shipped data sets say is read anew; what has come from elsewhere is
    not touched. Call it within a transaction. Returns how many values were written.
    """
    path = settings.DATA_DIR / OBSERVATIONS
    checksum = hashlib.sha256(path.read_bytes()).hexdigest()
    if Dataset.objects.filter(checksum=checksum).exists():
        return 0
    with connection.cursor() as cursor:
        cursor.execute(SHIPPED)
        with gzip.open(path) as file, cursor.copy("COPY shipped FROM STDIN (FORMAT csv, HEADER)") as copy:
            while piece := file.read(PIECE):
                copy.write(piece)
        cursor.execute("SELECT DISTINCT dataset FROM shipped")
        datasets = Dataset.objects.filter(pk__in=[key for (key,) in cursor.fetchall()])
        vintages.empty(datasets.values_list("pk", flat=True))
        cursor.execute(vintages.STAGE)
        cursor.execute(FROM_SHIPPED)
        cursor.execute("DROP TABLE shipped")
        written = vintages.add_staged(cursor)
        cursor.execute("ANALYZE statistics_observation")
    datasets.update(checksum=checksum)
    return written


def _add_new(model, rows):
    there = set(model.objects.values_list("pk", flat=True))
    return model.objects.bulk_create(model(**row) for row in rows if row["key"] not in there)


def _dataset(row):
    smallest = row["smallest_count"]
    return row | {"position": int(row["position"]), "smallest_count": int(smallest) if smallest else None}


def _recommendation(row):
    number = row["paragraph"]
    return row | {"position": int(row["position"]), "paragraph": int(number) if number else None}


def _indicator(row, note):
    return {
        "key": row["id"],
        "title": row["title"],
        "unit": row["unit"],
        "source": row["source"],
        "description": row["description"],
        "age_group": row["age_group"],
        "divided_by_sex": row["divided_by_sex"] == "1",
        "direction": row["direction"],
        # What is background to all the themes has none.
        "cluster_id": row["crc_cluster"] if row["crc_cluster"] != "background" else None,
        "is_count": note.get("is_count") == "1",
        "has_ended": note.get("has_ended") == "1",
        "replaced_by_id": note.get("replaced_by") or None,
    }
