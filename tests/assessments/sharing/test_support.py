"""What those who run the portal may read: nothing, but for some hours one assessment by its authority's leave."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments import actions as assessments
from assessments.sharing import actions
from assessments.sharing.models import Support, SupportReading
from barnratt.accounts.models import Membership, Role
from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from barnratt.questionnaires.actions import Field
from tests.assessments.factories import board, make_assessment
from tests.assessments.sharing.factories import administrator, support
from tests.client import client_of
from tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def hanna():
    return MembershipFactory(organisation=board(name="Utbildningsnämnden i Gävle"), role=Role.MEMBER).user


@pytest.fixture
def made(hanna):
    made = make_assessment(hanna.organisations[0], by=hanna)
    assessments.write(made, {"arende": Field("Nämnden stänger skolan.", "")}, by=hanna)
    return made


@pytest.fixture
def arvid():
    return administrator(user__name="Arvid Administratör")


FORM = {"hours": "4", "reason": "Ett steg visas fel."}


def test_the_administrator_who_is_let_in_reads_it_as_it_stands_and_writes_nothing(made, hanna, arvid):
    owner, helper = client_of(hanna), client_of(arvid)
    owner.post(f"/provningar/{made.pk}/support/", FORM | {"administrator": arvid.pk})
    given = Support.objects.get()
    assert "Ett steg visas fel." in helper.get("/provningar/support/").text
    assessments.write(made, {"arende": Field("Skolan är kvar.", "Nämnden stänger skolan.")}, by=hanna)
    page = helper.get(f"/provningar/support/{given.pk}/")
    assert "Skolan är kvar." in page.text
    assert "<textarea" not in page.text
    for path in ("", "steg/avstamning/", "kontrollera/", "provning.docx", "support/", "dela/"):
        assert helper.get(f"/provningar/{made.pk}/{path}").status_code == 404
    assert helper.post(f"/provningar/{made.pk}/steg/avstamning/spara/", {"falt": "arende"}).status_code == 404
    assert helper.post(f"/provningar/support/{given.pk}/avsluta/").status_code == 404


def test_each_reading_is_kept_and_told_to_the_authority(made, hanna, arvid):
    given, helper, owner = support(made, arvid, by=hanna), client_of(arvid), client_of(hanna)
    assert "Har inte läst än" in owner.get(f"/provningar/{made.pk}/").text
    for _ in range(2):
        helper.get(f"/provningar/support/{given.pk}/")
    assert SupportReading.objects.filter(support=given).count() == 2
    text = owner.get(f"/provningar/{made.pk}/").text
    assert "Arvid Administratör" in text
    assert "Har läst 2\u00a0gånger" in text


def test_nobody_else_reads_by_it(made, hanna, arvid):
    given = support(made, arvid, by=hanna)
    others = [
        administrator(),
        UserFactory(is_staff=True, is_superuser=True),
        MembershipFactory(role=Role.STRATEGIST).user,
    ]
    for person in others:
        client = client_of(person)
        assert client.get(f"/provningar/support/{given.pk}/").status_code == 404
        assert "Ett steg visas fel." not in client.get("/provningar/support/").text
    assert not SupportReading.objects.exists()


def expire(given, arvid, hanna):
    hour = datetime.timedelta(hours=5)
    Support.objects.filter(pk=given.pk).update(at=timezone.now() - hour, expires_at=timezone.now())


def end(given, arvid, hanna):
    actions.end_support(given, by=hanna)


def leave(given, arvid, hanna):
    Membership.objects.filter(user=arvid).update(ended_at=timezone.now())


@pytest.mark.parametrize("over", [expire, end, leave])
def test_when_it_is_over_the_page_is_gone(made, hanna, arvid, over):
    given, helper = support(made, arvid, by=hanna), client_of(arvid)
    assert helper.get(f"/provningar/support/{given.pk}/").status_code == 200
    over(given, arvid, hanna)
    assert client_of(arvid).get(f"/provningar/support/{given.pk}/").status_code == 404
    assert "Ett steg visas fel." not in client_of(arvid).get("/provningar/support/").text
    assert SupportReading.objects.count() == 1


def test_it_is_ended_at_once_by_the_authority_and_not_twice(made, hanna, arvid):
    given, owner = support(made, arvid, by=hanna), client_of(hanna)
    assert "inte längre läsa" in owner.post(f"/provningar/support/{given.pk}/avsluta/", follow=True).text
    assert "Supporten läser inte längre." in owner.post(f"/provningar/support/{given.pk}/avsluta/", follow=True).text
    expired = support(made, arvid, by=hanna)
    expire(expired, arvid, hanna)
    with pytest.raises(RuleBroken, match="läser inte längre"):
        actions.end_support(expired, by=hanna)


def test_only_those_who_run_the_portal_are_let_in_and_only_for_some_hours(made, hanna, arvid):
    with pytest.raises(RuleBroken, match="arbetar i portalens support"):
        support(made, MembershipFactory(role=Role.STRATEGIST).user, by=hanna)
    with pytest.raises(RuleBroken, match="hur länge"):
        support(made, arvid, hours=1000, by=hanna)
    with pytest.raises(RuleBroken, match="behöver hjälpa till med"):
        actions.let_support_read(made, arvid, hours=4, reason="", by=hanna)
    support(made, arvid, by=hanna)
    with pytest.raises(RuleBroken, match="får redan läsa"):
        support(made, arvid, by=hanna)
    answer = client_of(hanna).post(f"/provningar/{made.pk}/support/", FORM | {"administrator": hanna.pk})
    assert "Välj ett giltigt alternativ" in answer.text


def test_the_database_holds_the_longest_time(made, arvid):
    given = support(made, arvid)
    with pytest.raises(IntegrityError), transaction.atomic():
        Support.objects.filter(pk=given.pk).update(expires_at=given.at + datetime.timedelta(hours=73))


def test_a_reader_at_the_authority_lets_nobody_in(made, hanna, arvid):
    reader = client_of(MembershipFactory(organisation=hanna.organisations[0], role=Role.READER).user)
    form = FORM | {"administrator": arvid.pk}
    assert reader.post(f"/provningar/{made.pk}/support/", form).status_code == 403
    given = support(made, arvid, by=hanna)
    assert reader.post(f"/provningar/support/{given.pk}/avsluta/").status_code == 403


def test_who_let_whom_in_and_who_ended_it_stands_in_the_log(made, hanna, arvid):
    actions.end_support(support(made, arvid, by=hanna), by=hanna)
    granted = AuditEvent.objects.get(type="assessment_support_granted")
    assert (granted.actor_id, granted.after) == (
        hanna.pk,
        {"administrator": arvid.pk, "name": "Arvid Administratör", "hours": 4},
    )
    assert AuditEvent.objects.filter(type="assessment_support_ended", actor_id=hanna.pk).count() == 1
