import pytest
from django.db import IntegrityError, transaction

from barnratt.accounts import actions
from barnratt.accounts.models import Membership, Role, User
from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from regions.places.models import Organisation
from tests.client import StrictClient
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


def signed_in(user):
    client = StrictClient()
    client.force_login(user)
    return client


@pytest.fixture
def organisation():
    return OrganisationFactory(name="Gävle kommun", key="gavle-kommun")


@pytest.fixture
def strategist(organisation):
    return MembershipFactory(organisation=organisation, role=Role.STRATEGIST, user__name="Stina Strateg").user


def test_a_role_gives_its_organisations_and_a_members_where_it_is_more_than_reading():
    user = UserFactory()
    reads, works, leads = (
        MembershipFactory(user=user, role=role).organisation for role in (Role.READER, Role.MEMBER, Role.STRATEGIST)
    )
    assert user.organisations == [reads, works, leads]
    assert user.organisations_with(Role.READER) == [reads, works, leads]
    assert user.organisations_with(Role.MEMBER) == [works, leads]
    assert user.organisations_with(Role.STRATEGIST) == [leads]
    assert user.organisations_with(Role.REVIEWER) == []


def test_two_roles_in_one_organisation_are_one_organisation(organisation):
    user = UserFactory()
    for role in (Role.MEMBER, Role.STRATEGIST):
        MembershipFactory(user=user, organisation=organisation, role=role)
    assert user.organisations_with(Role.MEMBER) == [organisation]


def test_adding_a_member_is_in_the_log(organisation, strategist):
    user = UserFactory()
    membership = actions.add_member(user, organisation, role=Role.MEMBER, by=strategist)
    event = AuditEvent.objects.get()
    assert (event.type, event.actor_name, event.object_id) == ("membership_began", "Stina Strateg", str(membership.pk))
    assert event.after == {"role": "medarbetare"}


def test_a_role_cannot_be_had_twice(organisation, strategist):
    with pytest.raises(RuleBroken, match="redan den rollen"):
        actions.add_member(strategist, organisation, role=Role.STRATEGIST, by=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=strategist, organisation=organisation, role=Role.STRATEGIST)


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.COUNTY_COORDINATOR])
def test_a_county_role_is_had_at_a_county_board_only(organisation, role):
    with pytest.raises(RuleBroken, match="länsstyrelse"):
        actions.add_member(UserFactory(), organisation, role=role, by=None)
    board = OrganisationFactory(kind=Organisation.Kind.COUNTY_BOARD)
    assert actions.add_member(UserFactory(), board, role=role, by=None).role == role


def test_an_ended_membership_is_kept_and_gives_nothing_any_more(organisation):
    membership = MembershipFactory(organisation=organisation)
    actions.end_membership(membership, by=membership.user)
    assert User.objects.get(pk=membership.user_id).organisations == []
    assert Membership.objects.get().ended_at
    assert AuditEvent.objects.get().type == "membership_ended"
    with pytest.raises(RuleBroken, match="redan avslutat"):
        actions.end_membership(membership, by=membership.user)
    actions.add_member(membership.user, organisation, role=membership.role, by=None)


def test_others_are_not_left_without_a_strategist(organisation, strategist):
    last = strategist.memberships.get()
    member = MembershipFactory(organisation=organisation)
    with pytest.raises(RuleBroken, match="Utse en annan strateg först"):
        actions.end_membership(last, by=strategist)
    actions.end_membership(member, by=strategist)
    actions.end_membership(last, by=strategist)


def test_the_administration_is_open_for_as_long_as_one_is_an_administrator(client):
    user = UserFactory()
    membership = actions.add_member(user, OrganisationFactory(), role=Role.ADMINISTRATOR, by=None)
    client.force_login(User.objects.get(pk=user.pk))
    assert client.get("/administration/search/samewords/").status_code == 200
    actions.end_membership(membership, by=None)
    assert client.get("/administration/search/samewords/").status_code == 302
    assert client.get("/administration/search/samewords/", follow=True).status_code == 404


def test_the_account_shows_where_one_belongs_and_the_name_can_be_changed(organisation, strategist):
    client = signed_in(strategist)
    text = client.get("/konto/").text
    assert "Strateg i" in text
    assert "Gävle kommun" in text
    assert client.post("/konto/", {"name": "Stina Ström"}).status_code == 302
    assert User.objects.get(pk=strategist.pk).name == "Stina Ström"
    assert AuditEvent.objects.get().before == {"name": "Stina Strateg"}


def test_a_name_that_is_empty_is_explained_at_the_field(strategist):
    text = signed_in(strategist).post("/konto/", {"name": " "}).text
    assert "Fel: " in text.split("</title>")[0]
    assert User.objects.get(pk=strategist.pk).name == "Stina Strateg"


def test_the_account_leads_to_what_one_writes(strategist):
    text = signed_in(strategist).get("/konto/").text
    assert 'href="/initiativ/mina/"' in text
    assert 'href="/samarbete/kontakter/"' in text


def test_who_belongs_nowhere_is_told_what_to_do():
    assert "Be strategen" in signed_in(UserFactory()).get("/konto/").text


@pytest.mark.parametrize("number", [1, 3])
def test_the_members_are_listed_in_as_many_statements_however_many_they_are(
    organisation, strategist, number, django_assert_num_queries
):
    for _ in range(number):
        MembershipFactory(organisation=organisation)
    client = signed_in(strategist)
    # session, user, organisation, own memberships, members, invitations, who wants to join
    with django_assert_num_queries(7):
        text = client.get("/konto/medlemmar/gavle-kommun/").text
    assert text.count(">Avsluta<") == number + 1


def test_a_strategist_ends_anothers_membership_after_being_asked(organisation, strategist):
    membership = MembershipFactory(organisation=organisation, user__name="Mio Medarbetare")
    client = signed_in(strategist)
    address = f"/konto/medlemskap/{membership.pk}/avsluta/"
    text = client.get(address).text
    assert "Mio Medarbetare" in text
    assert 'href="/konto/medlemmar/gavle-kommun/" data-variant="secondary">Avbryt' in text
    assert Membership.objects.get(pk=membership.pk).ended_at is None
    assert client.post(address).status_code == 302
    assert Membership.objects.get(pk=membership.pk).ended_at


def test_leaving_is_called_the_same_on_the_account_and_when_one_is_asked(strategist):
    own = strategist.memberships.get()
    client = signed_in(strategist)
    assert ">Lämna<" in client.get("/konto/").text
    text = client.get(f"/konto/medlemskap/{own.pk}/avsluta/").text
    assert "Vill du lämna rollen?" in text
    assert "Lämna rollen</button>" in text
    assert 'href="/konto/" data-variant="secondary">Avbryt' in text


@pytest.mark.parametrize("role", [Role.NATIONAL_COORDINATOR, Role.ADMINISTRATOR])
def test_a_strategist_does_not_end_a_role_that_holds_in_the_whole_portal(organisation, strategist, role):
    membership = MembershipFactory(organisation=organisation, role=role)
    address = f"/konto/medlemskap/{membership.pk}/avsluta/"
    assert "Bara en administratör eller personen själv" in signed_in(strategist).get(address).text
    assert signed_in(strategist).post(address).status_code == 403
    assert Membership.objects.get(pk=membership.pk).ended_at is None
    administrator = MembershipFactory(role=Role.ADMINISTRATOR).user
    assert signed_in(administrator).post(address).status_code == 302
    assert Membership.objects.get(pk=membership.pk).ended_at


def test_whose_membership_another_ends_is_told(organisation, strategist):
    other = MembershipFactory(organisation=organisation, role=Role.MEMBER)
    own = MembershipFactory(organisation=organisation, role=Role.READER)
    actions.end_membership(other, by=strategist)
    actions.end_membership(own, by=own.user)
    assert [one.text for one in other.user.notifications.all()] == [f"Du är inte längre medarbetare i {organisation}."]
    assert not own.user.notifications.exists()


def test_a_broken_rule_is_told_and_nothing_is_ended(organisation, strategist):
    MembershipFactory(organisation=organisation)
    own = strategist.memberships.get()
    response = signed_in(strategist).post(f"/konto/medlemskap/{own.pk}/avsluta/", follow=True)
    assert "Utse en annan strateg först" in response.text
    assert Membership.objects.get(pk=own.pk).ended_at is None


def test_the_demo_signs_in_as_one_of_its_people_and_nobody_else(client, settings, demonstrated):
    UserFactory(email="verklig@kommun.example")
    text = client.get("/konto/demo/").text
    assert "Logga in som Stina Strateg" in text
    assert "lösenordet är det ”barnkonventionen”" in text
    assert client.post("/konto/demo/", {"email": "verklig@kommun.example"}).status_code == 404
    assert client.post("/konto/demo/", {"email": "stina@gavle.example"})["Location"] == "/"
    assert "Logga ut" in client.get("/").text
    settings.DEMO = False
    assert client.get("/konto/demo/").status_code == 404
    assert client.post("/konto/demo/", {"email": "stina@gavle.example"}).status_code == 404
