import pytest

from barnratt.accounts.models import Role
from tests.assessments.factories import board, make_assessment
from tests.factories import MembershipFactory, OrganisationFactory


@pytest.fixture
def authority(db):
    return board(name="Utbildningsnämnden i Gävle", parent=OrganisationFactory(name="Gävle kommun"))


@pytest.fixture
def hanna(authority):
    """A caseworker of the authority."""
    return MembershipFactory(organisation=authority, role=Role.MEMBER, user__name="Hanna Ek").user


@pytest.fixture
def kalle(authority):
    """The authority's strategist."""
    return MembershipFactory(organisation=authority, role=Role.STRATEGIST, user__name="Kalle Al").user


@pytest.fixture
def reader(authority):
    return MembershipFactory(organisation=authority, role=Role.READER).user


@pytest.fixture
def stranger(authority):
    """The strategist of another board of the same municipality."""
    return MembershipFactory(organisation=board(parent=authority.parent), role=Role.STRATEGIST).user


@pytest.fixture
def made(authority, hanna):
    """A short assessment that has just begun."""
    return make_assessment(authority, by=hanna)
