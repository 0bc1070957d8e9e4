""" "Mina saker" on the start page: what concerns who is signed in, in few statements, and nothing for others."""

import datetime

import pytest
from django.utils import timezone

from barnratt.accounts.models import Role
from barnratt.notifications.actions import notify
from barnratt.notifications.models import Topic
from initiatives.following import actions
from initiatives.following.models import Watch
from initiatives.models import Initiative
from regions.places.models import Organisation
from tests.accounts.test_memberships import signed_in
from tests.factories import (
    CollectionItemFactory,
    CountyFactory,
    InitiativeFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

THE_PAGE = 6  # entries with numbers, questions, word lists, their numbers, cards, counties
STATEMENTS = 10  # queries.mine says so


@pytest.fixture
def user():
    return MembershipFactory().user


def fill(user, number):
    organisation = user.organisations[0]
    for n in range(number):
        notify([user], Topic.REVIEW, text=f"Något har hänt {n}.", path="/initiativ/", by=None)
        CollectionItemFactory(collection__owner=user, collection__title=f"Samling {n}")
        InitiativeFactory(organisation=organisation, title=f"Utkast {n}")
        actions.save_search(f"q=ord{n}&slag=handlingsplan", rhythm="veckovis", by=user)
    Watch.objects.update(
        confirmed_at=timezone.now() - datetime.timedelta(days=3),
        checked_at=timezone.now() - datetime.timedelta(days=3),
    )
    for n in range(number):
        InitiativeFactory(published=True, title=f"ord{n}")


def test_what_concerns_me_stands_on_the_start_page(user):
    fill(user, 2)
    organisation = user.organisations[0]
    InitiativeFactory(organisation=organisation, title="Att granska", state="submitted", submitted_at=timezone.now())
    old = InitiativeFactory(published=True, organisation=organisation, title="Gammalt")
    Initiative.objects.filter(pk=old.pk).update(needs_confirmation=True)
    text = signed_in(user).get("/").text
    mine = text.split('id="mina-saker"')[1].split('id="fragor"')[0]
    for told in (
        "Något har hänt 1.",
        "2\u00a0olästa aviseringar",
        "”ord0”, handlingsplan",
        "1\u00a0ny</strong>",
        "Samling 1",
        "1\u00a0initiativ",
        "Utkast 0",
        "utkast",
        "Att granska",
        "inskickat",
        "Gammalt",
        "behöver bekräftas",
    ):
        assert told in mine, told


def test_it_is_calm_when_there_is_nothing():
    text = signed_in(UserFactory()).get("/").text
    assert "Inget oläst." in text
    assert "Du har ingen samling ännu." in text
    assert "Initiativ som väntar hos er" not in text
    assert 'href="/initiativ/ny/"' in text
    assert 'href="/initiativ/mina/"' in text
    assert "Ditt uppdrag" not in text


def test_each_role_is_shown_the_way_to_what_it_does():
    for role, queue, needs, use in (
        (Role.COUNTY_COORDINATOR, False, True, True),
        (Role.REVIEWER, True, True, False),
        (Role.NATIONAL_COORDINATOR, True, True, True),
        (Role.STRATEGIST, False, False, False),
    ):
        text = signed_in(at_a_county_board(role)).get("/").text
        assert ('href="/granskning/"' in text) is queue
        assert ('href="/behov/"' in text) is needs
        assert ('href="/nytta/"' in text) is use


def at_a_county_board(role):
    organisation = OrganisationFactory(kind=Organisation.Kind.COUNTY_BOARD, county=CountyFactory())
    return MembershipFactory(organisation=organisation, role=role).user


def test_others_things_are_not_mine(user):
    fill(user, 1)
    text = signed_in(MembershipFactory().user).get("/").text
    for told in ("Något har hänt", "”ord0”", "Samling 0", "Utkast 0"):
        assert told not in text


def test_who_only_reads_in_an_organisation_is_not_shown_its_drafts():
    membership = MembershipFactory(role=Role.READER)
    InitiativeFactory(organisation=membership.organisation, title="Utkast")
    assert "Initiativ som väntar hos er" not in signed_in(membership.user).get("/").text


def test_the_survey_and_the_commentaries_are_found_by_those_whose_task_they_are():
    kinds = Organisation.Kind
    for kind, role, surveyed, comments in (
        (kinds.COUNTY_BOARD, Role.COUNTY_COORDINATOR, True, True),
        (kinds.MUNICIPALITY, Role.STRATEGIST, False, True),
        (kinds.CIVIL_SOCIETY, Role.MEMBER, False, False),
        (kinds.CIVIL_SOCIETY, Role.NATIONAL_COORDINATOR, True, True),
    ):
        county = CountyFactory() if kind == kinds.COUNTY_BOARD else None
        person = MembershipFactory(organisation=OrganisationFactory(kind=kind, county=county), role=role).user
        text = signed_in(person).get("/").text
        assert ('href="/enkat/"' in text, 'href="/kommentarer/"' in text) == (surveyed, comments)


def test_the_start_page_asks_for_nothing_of_this_when_nobody_is_signed_in(client, django_assert_num_queries):
    fill(MembershipFactory().user, 1)
    with django_assert_num_queries(THE_PAGE):
        text = client.get("/").text
    assert "Mina saker" not in text
    assert not client.cookies


@pytest.mark.parametrize("number", [1, 3, 7])
def test_the_start_page_does_not_grow_queries(user, number, django_assert_num_queries):
    fill(user, number)
    client = signed_in(user)
    # The page, the session with its user, the questions that wait, and what is mine.
    with django_assert_num_queries(THE_PAGE + 3 + STATEMENTS):
        client.get("/")
