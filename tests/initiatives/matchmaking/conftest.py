import pytest

from barnratt.accounts.models import Role
from tests.client import StrictClient
from tests.factories import InitiativeFactory, MembershipFactory, OrganisationFactory


def signed_in(user):
    client = StrictClient()
    client.force_login(user)
    return client


def somebody_at(organisation, role=Role.MEMBER, **user):
    return MembershipFactory(organisation=organisation, role=role, **{f"user__{k}": v for k, v in user.items()}).user


@pytest.fixture
def gavle(db):
    return OrganisationFactory(name="Gävle kommun", key="gavle")


@pytest.fixture
def tierp(db):
    return OrganisationFactory(name="Tierps kommun", key="tierp")


@pytest.fixture
def mio(gavle):
    """Works where the entry comes from."""
    return somebody_at(gavle, name="Mio Medarbetare", email="mio@gavle.example")


@pytest.fixture
def svante(tierp):
    """Works in the second municipality, which wants to do the same."""
    return somebody_at(tierp, name="Svante Strateg", email="svante@tierp.example")


@pytest.fixture
def entry(gavle, mio):
    return InitiativeFactory(organisation=gavle, slug="barnbokslut", title="Barnbokslut", published=True)
