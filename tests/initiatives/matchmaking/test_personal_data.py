"""What the room keeps about a person can be fetched and erased."""

import json

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from barnratt.notifications.models import Notification
from initiatives.matchmaking import actions, personal_data
from initiatives.matchmaking.models import Adoption, Contact, Message, Notice
from tests.factories import (
    AdoptionFactory,
    InitiativeFactory,
    NoticeFactory,
    ReplicationNoteFactory,
    ReportFactory,
    UserFactory,
)
from tests.initiatives.matchmaking.conftest import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def active(entry, tierp, svante, mio):
    """Svante has done one of everything."""
    adoption = AdoptionFactory(initiative=entry, organisation=tierp, note="Min kommentar", by=svante)
    ReplicationNoteFactory(adoption=adoption, failed="Det gick fel", by=svante)
    NoticeFactory(organisation=tierp, title="Min efterlysning", by=svante)
    actions.add_inspiration(InitiativeFactory(organisation=tierp, published=True), entry, by=svante)
    contact = actions.ask(entry, tierp, message="Min fråga", by=svante)
    actions.answer(contact, yes=True, message="Mios svar", by=mio)
    ReportFactory(reporter=svante, text="Min anmälan")
    return contact


def test_everything_that_a_person_has_written_is_in_the_own_copy_and_nothing_of_others(active, svante):
    copy = json.dumps(personal_data.export(svante), cls=DjangoJSONEncoder, ensure_ascii=False)
    for own in ("Min kommentar", "Det gick fel", "Min efterlysning", "Min fråga", "Min anmälan", "Barnbokslut"):
        assert own in copy
    for others in ("Mios svar", "mio@gavle.example", "Mio Medarbetare"):
        assert others not in copy


def test_the_copy_of_one_who_has_done_nothing_is_empty():
    assert not any(personal_data.export(UserFactory()).values())


def test_an_erased_person_is_gone_and_what_the_organisation_said_stays(active, svante, mio, client):
    Notification.objects.all().delete()
    personal_data.erase(svante)
    assert not any(personal_data.export(svante).values())
    assert Adoption.objects.get().note == "Min kommentar"
    assert Notice.objects.get(title="Min efterlysning")
    contact = Contact.objects.get()
    assert (contact.state, contact.asker) == (Contact.State.CLOSED, None)
    assert Notification.objects.get().user == mio
    page = signed_in(mio).get(contact.get_absolute_url()).text
    assert "Min fråga" in page
    assert "Svante" not in page
    svante.delete()
    assert Message.objects.count() == 2


def test_when_the_one_who_said_yes_is_erased_the_contact_waits_for_a_colleague(active, mio, svante):
    personal_data.erase(mio)
    page = signed_in(svante).get(active.get_absolute_url()).text
    assert "mio@gavle.example" not in page
    assert "inte längre kvar i organisationen" in page


def test_a_person_can_be_deleted_whatever_the_room_holds(active, svante, mio):
    svante.delete()
    mio.delete()
    assert Contact.objects.get().asker is None
