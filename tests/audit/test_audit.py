import datetime

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from barnratt.audit.actions import record
from barnratt.audit.models import AuditEvent
from tests.factories import InitiativeFactory, UserFactory

pytestmark = pytest.mark.django_db


def an_event(by=None, **values):
    return record(AuditEvent.Type.INITIATIVE_EDITED, InitiativeFactory(title="En plan"), by=by, **values)


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_auditevent SET actor_name = 'någon annan'", "DELETE FROM audit_auditevent"]
)
def test_the_log_can_neither_be_changed_nor_emptied(statement):
    event = an_event()
    with pytest.raises(DatabaseError, match="bara fyllas på"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AuditEvent.objects.get(pk=event.pk).actor_name == "systemet"


def test_an_event_keeps_who_what_before_and_after():
    user = UserFactory(name="Berit Bo")
    event = an_event(by=user, before={"title": "Gammal"}, after={"title": "Ny", "confirmed": datetime.date(2026, 1, 2)})
    event.refresh_from_db()
    assert (event.actor_id, event.actor_name) == (user.pk, "Berit Bo")
    assert (event.object_type, event.object_name) == ("initiatives.initiative", "En plan")
    assert event.before == {"title": "Gammal"}
    assert event.after == {"title": "Ny", "confirmed": "2026-01-02"}


def test_a_person_can_be_deleted_and_stays_in_the_log():
    user = UserFactory(name="Berit Bo")
    event = an_event(by=user)
    user.delete()
    event.refresh_from_db()
    assert event.actor_name == "Berit Bo"


def test_what_the_portal_does_by_itself_is_told_as_such():
    assert an_event(by=None).actor_name == "systemet"
