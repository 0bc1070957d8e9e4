"""Writing observations: many at once, each vintage beside those before it, and which of them is shown.

`is_current` marks the one of the latest vintage (Dataset.position). It is set here, in the same transaction as the
rows come or go, and the database lets no two be current of the same thing.
"""

from typing import NamedTuple

from django.db import connection
from django.db.models import Exists, OuterRef

from barnratt.core.copying import copy_in
from barnratt.core.templatetags.swedish import number
from regions.statistics.models import Dataset, Indicator, Observation

CHANGED = (
    "Jämfört med {earlier}: {changed} ändrade värden, {new} nya, och {gone} som det nya uttaget inte har. "
    "De ändrade står på /statistik/<nyckeltal>/andringar/."
)
KEY = ("indicator_id", "area", "year", "sex", "age_group", "birth_region")
NAMES = ("dataset_id", *KEY, "value", "count", "denominator", "low", "high", "status")

# Sorted as a place is read, so that what is read together lies together.
STAGE = """
    CREATE TEMPORARY TABLE incoming ON COMMIT DROP AS
    SELECT dataset_id, indicator_id, area, year, sex, age_group, birth_region,
           value, count, denominator, low, high, status
    FROM statistics_observation WITH NO DATA
"""
STEP_BACK = """
    UPDATE statistics_observation AS old SET is_current = false
    FROM incoming JOIN statistics_dataset AS later ON later.key = incoming.dataset_id, statistics_dataset AS earlier
    WHERE old.is_current AND earlier.key = old.dataset_id
      AND (old.indicator_id, old.area, old.year, old.sex, old.age_group, old.birth_region)
        = (incoming.indicator_id, incoming.area, incoming.year, incoming.sex, incoming.age_group, incoming.birth_region)
      AND (earlier.position, earlier.key) < (later.position, later.key)
"""
ADD = """
    INSERT INTO statistics_observation
      (dataset_id, indicator_id, area, year, sex, age_group, birth_region,
       value, count, denominator, low, high, status, is_current)
    SELECT incoming.*,
      old.id IS NULL AND 1 = row_number() OVER (
        PARTITION BY incoming.indicator_id, incoming.area, incoming.year,
                     incoming.sex, incoming.age_group, incoming.birth_region
        ORDER BY later.position DESC, later.key DESC)
    FROM incoming JOIN statistics_dataset AS later ON later.key = incoming.dataset_id
    LEFT JOIN statistics_observation AS old ON old.is_current
      AND (old.indicator_id, old.area, old.year, old.sex, old.age_group, old.birth_region)
        = (incoming.indicator_id, incoming.area, incoming.year, incoming.sex, incoming.age_group, incoming.birth_region)
    ORDER BY incoming.indicator_id, incoming.area, incoming.year,
             incoming.sex, incoming.age_group, incoming.birth_region
"""
OR_CORRECT = """
    ON CONFLICT (indicator_id, year, area, sex, age_group, birth_region, dataset_id) DO UPDATE SET
      value = excluded.value, count = excluded.count, denominator = excluded.denominator,
      low = excluded.low, high = excluded.high, status = excluded.status
    WHERE (statistics_observation.value, statistics_observation.count, statistics_observation.denominator,
           statistics_observation.low, statistics_observation.high, statistics_observation.status)
      IS DISTINCT FROM
          (excluded.value, excluded.count, excluded.denominator, excluded.low, excluded.high, excluded.status)
"""
STEP_FORWARD = """
    UPDATE statistics_observation SET is_current = true
    WHERE NOT is_current AND id IN (
      SELECT DISTINCT ON (kept.indicator_id, kept.area, kept.year, kept.sex, kept.age_group, kept.birth_region) kept.id
      FROM statistics_observation AS kept
      JOIN unnest(%s::text[], %s::text[], %s::int[], %s::text[], %s::text[], %s::text[])
        AS gone (indicator_id, area, year, sex, age_group, birth_region)
        ON (kept.indicator_id, kept.area, kept.year, kept.sex, kept.age_group, kept.birth_region)
         = (gone.indicator_id, gone.area COLLATE "C", gone.year, gone.sex, gone.age_group, gone.birth_region)
      JOIN statistics_dataset AS vintage ON vintage.key = kept.dataset_id
      ORDER BY kept.indicator_id, kept.area, kept.year, kept.sex, kept.age_group, kept.birth_region,
               vintage.position DESC, vintage.key DESC)
"""
SHOW_AGAIN = """
    UPDATE statistics_observation SET is_current = true
    WHERE id IN (
      SELECT DISTINCT ON (kept.indicator_id, kept.area, kept.year, kept.sex, kept.age_group, kept.birth_region) kept.id
      FROM statistics_observation AS kept JOIN statistics_dataset AS vintage ON vintage.key = kept.dataset_id
      WHERE NOT kept.is_current AND NOT EXISTS (
        SELECT FROM statistics_observation AS shown WHERE shown.is_current
          AND (kept.indicator_id, kept.area, kept.year, kept.sex, kept.age_group, kept.birth_region)
            = (shown.indicator_id, shown.area, shown.year, shown.sex, shown.age_group, shown.birth_region))
      ORDER BY kept.indicator_id, kept.area, kept.year, kept.sex, kept.age_group, kept.birth_region,
               vintage.position DESC, vintage.key DESC)
"""
CHANGES = """
    WITH later AS (
      SELECT indicator_id, area, year, sex, age_group, birth_region, value, status FROM statistics_observation
      WHERE dataset_id = %(later)s AND indicator_id = ANY(%(indicators)s)
    ), earlier AS (
      SELECT indicator_id, area, year, sex, age_group, birth_region, value, status FROM statistics_observation
      WHERE dataset_id = %(earlier)s AND indicator_id = ANY(%(indicators)s)
        AND (indicator_id, year) IN (SELECT DISTINCT indicator_id, year FROM later)
    )
    SELECT indicator_id, area, year, sex, age_group, birth_region,
      earlier.value, earlier.status, later.value, later.status,
      count(*) FILTER (WHERE earlier.status IS NULL) OVER (), count(*) FILTER (WHERE later.status IS NULL) OVER (),
      count(*) OVER ()
    FROM earlier FULL JOIN later USING (indicator_id, area, year, sex, age_group, birth_region)
    WHERE (earlier.value, earlier.status) IS DISTINCT FROM (later.value, later.status)
    ORDER BY earlier.status IS NULL, later.status IS NULL, indicator_id, area, year, age_group, birth_region, sex
    LIMIT %(most)s
"""


def add(rows, *, correct=False):
    """
    Write observations of one or several vintages. Call it within a transaction.

    rows: tuples in the order of NAMES. Their data sets and indicators exist.
    correct: what the same vintage already says is corrected; otherwise it raises IntegrityError.
    Returns how many were written: those that are unchanged are not.
    """
    with connection.cursor() as cursor:
        cursor.execute(STAGE)
        copy_in(Observation, NAMES, rows, table="incoming")
        return add_staged(cursor, correct=correct)


def add_staged(cursor, *, correct=False):
    """Write what lies in the temporary table `incoming`, and drop it. Returns how many were written."""
    cursor.execute("ANALYZE incoming")
    cursor.execute(STEP_BACK)
    cursor.execute(ADD + OR_CORRECT if correct else ADD)
    written = cursor.rowcount
    cursor.execute("DROP TABLE incoming")
    return written


def remove(observations):
    """Take observations away, and show those of an earlier vintage in their place. Call it within a transaction."""
    keys = list({tuple(getattr(one, name) for name in KEY) for one in observations})
    Observation.objects.filter(pk__in=[one.pk for one in observations]).delete()
    if keys:
        with connection.cursor() as cursor:
            cursor.execute(STEP_FORWARD, list(map(list, zip(*keys, strict=True))))


def empty(datasets):
    """Take away all that some vintages say: their keys, as texts. What was hidden behind them is shown again."""
    keys = [str(key) for key in datasets]
    with connection.cursor() as cursor:
        # Django's own delete() would fetch every row first, to see whether anything hangs on it.
        cursor.execute(
            "DELETE FROM statistics_withheld USING statistics_observation AS gone"
            " WHERE gone.id = observation_id AND gone.dataset_id = ANY(%s)",
            [keys],
        )
        cursor.execute("DELETE FROM statistics_observation WHERE dataset_id = ANY(%s)", [keys])
        cursor.execute(SHOW_AGAIN)


class Change(NamedTuple):
    """One thing that two vintages say different things about. `before` and `after` are (value, status), or None where
    the vintage does not have it."""

    indicator: str
    area: str
    year: int
    sex: str
    age_group: str
    birth_region: str
    before: tuple | None
    after: tuple | None

    @property
    def kind(self):
        if self.before is None:
            return "new"
        return "gone" if self.after is None else "changed"


def changes(earlier, later, *, indicators=None, most=1000):
    """
    What a vintage changed, by indicator, area and year: what is changed first, then gone, then new.

    earlier, later: data sets. Only indicators that both have are compared, or those given, and of them the years that
    the later says anything of: a year that had not changed at the source is not fetched again. An indicator that the
    later does not have at all has either ended or was not fetched, see `left_out`.
    Returns ({kind: number of all}, the first `most` Changes).
    """
    if indicators is None:
        indicators = sorted(set(_indicators(earlier)) & set(_indicators(later)))
    values = {"earlier": earlier.pk, "later": later.pk, "indicators": list(indicators), "most": most}
    with connection.cursor() as cursor:
        cursor.execute(CHANGES, values)
        found, new, gone, every = [], 0, 0, 0
        for *key, value, status, new_value, new_status, new, gone, every in cursor.fetchall():  # noqa: B007
            before, after = (value, status) if status else None, (new_value, new_status) if new_status else None
            found.append(Change(*key, before, after))
    return {"new": new, "changed": every - new - gone, "gone": gone}, found


def of_indicator(indicator):
    """The data sets that say anything of an indicator, the latest first."""
    said = Observation.objects.filter(indicator=indicator).order_by().values("dataset").distinct()
    return list(Dataset.objects.filter(pk__in=said).order_by("-position", "-key"))


def before(dataset):
    """The vintage nearest before another that says anything of the same indicators, or None. Own uploads are none."""
    ours = set(_indicators(dataset))
    others = Dataset.objects.filter(position__gt=0, position__lt=dataset.position).order_by("-position", "-key")
    return next((one for one in others if ours & set(_indicators(one))), None)


def in_words(dataset):
    """What a vintage changed beside the one before it, as a sentence for who has just fetched it; "" for the first."""
    earlier = before(dataset)
    if earlier is None:
        return ""
    counts, _ = changes(earlier, dataset, most=1)
    told = {kind: number(count) for kind, count in counts.items()}
    return CHANGED.format(earlier=earlier, **told)


def left_out(earlier, later):
    """The keys of the indicators that the earlier vintage has and the later has nothing of."""
    return sorted(set(_indicators(earlier)) - set(_indicators(later)))


def _indicators(dataset):
    """One probe an indicator, however many observations there are."""
    of_it = Observation.objects.filter(indicator=OuterRef("pk"), dataset=dataset)
    return Indicator.objects.filter(Exists(of_it)).values_list("pk", flat=True)
