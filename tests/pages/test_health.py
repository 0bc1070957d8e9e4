"""/healthz: 200 when this process can serve people, else 503, and never more than that in words."""

from unittest import mock

import pytest
from django.db import OperationalError, connection

from barnratt.pages import health


def add_job(*, late_by, scheduled):
    """A job that has waited: `scheduled` says whether it had a time of its own or was to be run at once."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, scheduled_at) "
            "VALUES ('default', 'a.task', '{}', CASE WHEN %s THEN now() - %s::interval END) RETURNING id",
            [scheduled, late_by],
        )
        job = cursor.fetchone()[0]
        cursor.execute(
            "UPDATE procrastinate_events SET at = now() - %s::interval WHERE job_id = %s AND type = 'deferred'",
            [late_by, job],
        )
    return job


def test_all_is_well(client, db):
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "database": "ok", "migrations": "ok", "queue": "ok"}
    assert "no-store" in response["Cache-Control"]


def test_it_is_cheap(client, db, django_assert_max_num_queries):
    client.get("/healthz")
    with django_assert_max_num_queries(4):
        client.get("/healthz")


@pytest.mark.parametrize("scheduled", [True, False])
def test_a_job_that_nobody_takes_is_a_fault(client, db, scheduled):
    add_job(late_by="16 minutes", scheduled=scheduled)
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()["queue"] == "1 overdue"


@pytest.mark.parametrize("late_by", ["14 minutes", "-1 day"])
def test_a_job_that_has_just_come_or_is_for_later_is_not(client, db, late_by):
    add_job(late_by=late_by, scheduled=True)
    assert client.get("/healthz").status_code == 200


def test_a_job_that_is_done_does_not_count(client, db):
    job = add_job(late_by="1 day", scheduled=True)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [job])
        cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = %s", [job])
    assert client.get("/healthz").status_code == 200


def test_an_unapplied_migration_is_a_fault(client, db):
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM django_migrations WHERE (app, name) IN (SELECT app, name FROM django_migrations LIMIT 1)"
        )
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()["migrations"] == "1 unapplied"


def test_no_database_is_a_fault_and_tells_nothing_about_it(client, db):
    secret = "password=hemligt host=db.internal"
    with mock.patch.object(health.connection, "cursor", side_effect=OperationalError(secret)):
        response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json() == {
        "status": "failing",
        "database": "unreachable",
        "migrations": "unknown",
        "queue": "unknown",
    }
