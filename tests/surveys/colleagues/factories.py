from barnratt.accounts.models import Role
from regions.places.models import Organisation
from regions.surveys.colleagues.models import Delegation
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory


def delegated(found, step="natverk", person=None, **fields):
    return Delegation.objects.create(county_response=found, step=step, person=person or UserFactory(), **fields)


def at_the_board(county, role=Role.MEMBER, **fields):
    """Somebody who works at the county's board, which is made unless it is there."""
    board = Organisation.objects.filter(kind=Organisation.Kind.COUNTY_BOARD, county=county).first()
    board = board or OrganisationFactory(kind=Organisation.Kind.COUNTY_BOARD, county=county)
    return MembershipFactory(organisation=board, role=role, **fields).user
