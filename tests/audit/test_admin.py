"""The log in the administration: to read, never to change."""

import pytest

from barnratt.accounts.models import Role
from barnratt.audit.actions import record
from barnratt.audit.models import AuditEvent
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
