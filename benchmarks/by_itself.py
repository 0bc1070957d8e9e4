"""What a run of the portal's own tasks costs, once a minute, in a large catalogue where nothing or something is due."""

import datetime
import time

from django.db import connection
from django.utils import timezone

from barnratt.accounts.models import Role
from benchmarks import catalogue_generator, databases
from benchmarks.timing import measure
from initiatives.freshness.ageing import AT_A_TIME, ask_and_age
from initiatives.freshness.links import check_links
from initiatives.freshness.models import FreshnessQuestion
from initiatives.models import Initiative, Link
from tests.factories import MembershipFactory

ENTRIES = 100_000
TIMES = 50

# Clocks as they stand when everything due has been done: some in a year, some waiting for answers.
SET_CLOCKS = """
UPDATE initiatives_initiative SET freshness_due_date = greatest(
    (coalesce(confirmed_date, published_at::date) + interval '12 months')::date, current_date + 1 + (id % 90)::int
);
INSERT INTO freshness_freshnessquestion (initiative_id, channel, revision, asked_at, answer, answered_by)
SELECT id, 'redaktion', 1, now() - interval '60 days', '', '' FROM initiatives_initiative
WHERE coalesce(confirmed_date, published_at::date) < current_date - 365 AND status <> 'historisk';
UPDATE initiatives_link SET check_due_at = now() + interval '1 hour' + (id % 10000) * interval '1 minute';
"""


def run(*, tell):
    """Measure in a database of its own. Returns what report.py writes."""
    name = f"{databases.PREFIX}_by_itself"
    databases.drop(name)
    databases.create(name, databases.PREFIX)
    try:
        with databases.connected_to(name):
            tell(f"the portal's own tasks: making {ENTRIES} entries")
            catalogue_generator.generate(ENTRIES - Initiative.objects.count())
            with connection.cursor() as cursor:
                cursor.execute(SET_CLOCKS)
                cursor.execute("VACUUM ANALYZE")
            return _measured(tell)
    finally:
        databases.drop(name)


def _measured(tell):
    tell("the portal's own tasks: nothing due")
    result = {
        "entries": Initiative.objects.count(),
        "links": Link.objects.count(),
        "unanswered": FreshnessQuestion.objects.count(),
        "ask_and_age": measure(lambda _: ask_and_age(), range(TIMES)),
        "check_links": measure(lambda _: check_links(), range(TIMES)),
    }
    tell("the portal's own tasks: a run with as much as it takes at a time")
    MembershipFactory(role=Role.NATIONAL_COORDINATOR)
    FreshnessQuestion.objects.all().delete()
    year_ago = timezone.localdate() - datetime.timedelta(days=370)
    pks = Initiative.objects.published().exclude(status="historisk").order_by("pk").values_list("pk", flat=True)
    Initiative.objects.filter(pk__in=list(pks[:AT_A_TIME])).update(
        confirmed_date=year_ago, freshness_due_date=timezone.localdate() - datetime.timedelta(days=2)
    )
    start = time.perf_counter()
    asked = ask_and_age()
    result |= {"asked": asked, "asked_seconds": round(time.perf_counter() - start, 1)}
    return result
