"""A process that is killed in the middle of writing leaves nothing half-done, and the next one does it all."""

import signal
import subprocess
import sys

import pytest
from django.db import connection

from barnratt.imports import actions, work
from barnratt.imports.models import Import
from regions.places.models import Organisation
from tests import databases
from tests.imports.conftest import worked

WRITER = """
import os, signal, sys
import django
django.setup()
from barnratt.imports import work
from regions.places.imports import OrganisationKind
work.CHUNK, create, chunks = 2, OrganisationKind.create, []
def killed(self, rows, *, by):
    made = create(self, rows, by=by)
    chunks.append(rows)
    if len(chunks) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return made
OrganisationKind.create = killed
work.perform(int(sys.argv[1]))
"""


@pytest.mark.django_db(transaction=True)
def test_a_killed_import_leaves_nothing_half_done_and_is_done_by_the_next_tick(administrator):
    lines = "".join(f"Förening {number};civilsamhälle\n" for number in range(5))
    source = actions.upload(f"Namn;Slag\n{lines}".encode(), "org.csv", by=administrator)
    source = worked(actions.choose_columns(source, ["name", "kind"], by=administrator))
    source = actions.confirm(source, only_right=False, by=administrator)

    environment = databases.environment_for(connection.settings_dict["NAME"])
    done = subprocess.run([sys.executable, "-c", WRITER, str(source.pk)], env=environment, check=False)
    assert done.returncode == -signal.SIGKILL
    assert not Organisation.objects.filter(name__startswith="Förening").exists()
    source.refresh_from_db()
    assert source.state == Import.State.CONFIRMING

    assert work.work_off() == 1
    source.refresh_from_db()
    assert source.state == Import.State.DONE
    assert Organisation.objects.filter(name__startswith="Förening").count() == 5


@pytest.mark.django_db(transaction=True)
def test_two_processes_never_do_the_same_work(administrator):
    source = actions.upload(b"Namn;Slag\nF\xc3\xb6reningen;civilsamh\xc3\xa4lle\n", "org.csv", by=administrator)
    source = actions.choose_columns(source, ["name", "kind"], by=administrator)
    with work._claimed(source.pk) as tell:
        assert tell is not None
        assert work.perform(source.pk) is False
    assert work.perform(source.pk) is True
