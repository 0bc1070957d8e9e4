import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from barnratt.schedule.due import LOCK, run_due
from barnratt.schedule.tasks import tick_soon
from tests.outbox.test_outbox import letter

pytestmark = pytest.mark.django_db


def does_three():
    return 3


def breaks():
    raise ValueError("trasig")


@pytest.fixture
def due(settings):
    def these(*names):
        settings.DUE_TASKS = [f"{__name__}.{name}" for name in names]

    return these


def test_every_task_is_run_and_one_that_fails_stops_no_other(due, caplog):
    due("breaks", "does_three")
    told = []
    assert run_due(tell=lambda name, done: told.append((name.rpartition(".")[2], done))) == [f"{__name__}.breaks"]
    assert told == [("does_three", 3)]
    assert "trasig" in caplog.text


def test_the_command_tells_what_was_done_and_what_failed(due, capsys):
    due("does_three")
    call_command("run_due_tasks")
    assert "does_three: 3" in capsys.readouterr().out
    due("breaks")
    with pytest.raises(CommandError, match="gick inte att köra"):
        call_command("run_due_tasks")


def test_the_command_sends_what_waits(mailoutbox):
    letter()
    call_command("run_due_tasks")
    assert len(mailoutbox) == 1


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_are_one(due, capsys):
    due("does_three")
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": psycopg.Cursor}) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        assert run_due() is None
        call_command("run_due_tasks")
        other.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    assert "pågår redan" in capsys.readouterr().out
    assert run_due() == []


@pytest.mark.django_db(transaction=True)
def test_a_letter_asks_for_a_tick_once_until_a_worker_takes_it():
    letter()
    letter()
    assert ProcrastinateJob.objects.filter(status="todo", task_name__endswith="tick").count() == 1
    tick_soon()
    assert ProcrastinateJob.objects.filter(status="todo").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_tick_that_went_well_leaves_nothing_behind(settings):
    settings.DUE_TASKS = []
    tick_soon()
    call_command("procrastinate", "worker", "--one-shot")
    assert not ProcrastinateJob.objects.exists()
