"""The log in the administration: to read, never to change."""

import pytest

from barnratt.accounts.models import Role
from barnratt.audit.actions import record
from barnratt.audit.models import AuditEvent
from tests.assessments.factories import make_assessment
from tests.client import StrictClient
from tests.factories import InitiativeFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
LIST = "/administration/audit/auditevent/"


@pytest.fixture
def administrator():
    user = MembershipFactory(role=Role.ADMINISTRATOR, user__is_staff=True).user
    client = StrictClient()
    client.force_login(user)
    return client


def test_an_administrator_reads_and_searches_the_log(administrator):
    record(AuditEvent.Type.INITIATIVE_CREATED, InitiativeFactory(title="En plan"), by=UserFactory(name="Berit Bo"))
    page = administrator.get(LIST, {"q": "Berit"}).text
    assert "En plan" in page
    assert "initiativ skapat" in page


def test_nobody_changes_the_log(administrator):
    event = record(AuditEvent.Type.INITIATIVE_CREATED, InitiativeFactory(), by=None)
    assert administrator.get(f"{LIST}{event.pk}/change/").status_code == 200
    for path in (f"{LIST}add/", f"{LIST}{event.pk}/delete/"):
        assert administrator.get(path).status_code == 403
    assert administrator.post(f"{LIST}{event.pk}/change/", {"actor_name": "Någon annan"}).status_code == 403


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_no_other_role_reads_the_log(role):
    client = StrictClient()
    client.force_login(MembershipFactory(role=role).user)
    assert client.get(LIST).status_code == 302


def test_what_an_authority_does_in_its_own_room_is_not_seen_by_those_who_run_the_portal(administrator):
    made = make_assessment()
    events = AuditEvent.objects.filter(object_type="assessments.assessment")
    assert f"Prövning {made.pk}" not in administrator.get(LIST).text
    assert administrator.get(f"{LIST}{events.get().pk}/change/").status_code == 302
