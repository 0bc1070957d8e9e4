import datetime

import pytest
from django.utils import timezone

from barnratt.accounts.models import Role
from initiatives.models import Initiative
from regions.places.models import Organisation
from tests.factories import CountyFactory, InitiativeFactory, MembershipFactory, OrganisationFactory

PUBLISHED_ON = "2024-01-15"


def at(day, time="09:00"):
    """A moment, Swedish time."""
    return timezone.make_aware(datetime.datetime.fromisoformat(f"{day} {time}"))


def entry(*, on=PUBLISHED_ON, **fields):
    """An entry that was published here on a day."""
    initiative = InitiativeFactory(published=True, **fields)
    Initiative.objects.filter(pk=initiative.pk).update(published_at=at(on))
    initiative.refresh_from_db()
    return initiative


def reviewer(county="14", **person):
    board = OrganisationFactory(kind=Organisation.Kind.COUNTY_BOARD, county=CountyFactory(code=county))
    return MembershipFactory(organisation=board, role=Role.REVIEWER, **person).user


@pytest.fixture
def organisation():
    return OrganisationFactory(name="Gävle kommun", key="gavle-kommun")


@pytest.fixture
def owner(organisation):
    return MembershipFactory(
        organisation=organisation, role=Role.STRATEGIST, user__name="Stina Strateg", user__email="stina@gavle.example"
    ).user


@pytest.fixture
def owned(organisation, owner):
    """An entry with somebody to ask about it."""
    return entry(title="Gävles barnrättsplan", organisation=organisation)


@pytest.fixture
def ownerless():
    """An entry of a county, whose organisation nobody in the portal belongs to."""
    return entry(title="Länets plan", scope="lan", counties=[CountyFactory()])
