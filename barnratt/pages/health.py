"""What /healthz answers: can this process serve people right now? Three cheap questions to the database."""

import datetime
from functools import cache

from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

OVERDUE_AFTER = datetime.timedelta(minutes=15)

OVERDUE_JOBS = """
    SELECT count(*)
      FROM procrastinate_jobs AS job
     WHERE job.status = 'todo'
       AND coalesce(
               job.scheduled_at,
               (SELECT max(event.at) FROM procrastinate_events AS event
                 WHERE event.job_id = job.id AND event.type IN ('deferred', 'deferred_for_retry'))
           ) < now() - %s
"""


def report():
    """(healthy, what we found) – counts and words only, never a name, an address or an error's own text."""
    found = {"database": "unknown", "migrations": "unknown", "queue": "unknown"}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        found["database"] = "unreachable"
        return False, found
    found["database"] = "ok"

    unapplied = unapplied_migrations()
    found["migrations"] = f"{unapplied} unapplied" if unapplied else "ok"
    try:
        overdue = overdue_jobs()
    except DatabaseError:
        found["queue"] = "unreadable"
    else:
        found["queue"] = f"{overdue} overdue" if overdue else "ok"
    return all(answer == "ok" for answer in found.values()), found


def unapplied_migrations():
    applied = MigrationRecorder(connection).applied_migrations()
    return sum(
        key not in applied and not (migration.replaces and all(tuple(old) in applied for old in migration.replaces))
        for key, migration in _migrations_on_disk().items()
    )


@cache
def _migrations_on_disk():
    """Read once a process: they change only when the code does."""
    return MigrationLoader(None).disk_migrations


def overdue_jobs():
    with connection.cursor() as cursor:
        cursor.execute(OVERDUE_JOBS, [OVERDUE_AFTER])
        return cursor.fetchone()[0]
