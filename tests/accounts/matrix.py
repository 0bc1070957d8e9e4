from barnratt.accounts.models import Role
from tests.factories import InvitationFactory, MembershipFactory
from tests.matrix import MOVED, NO, NOT_SO, OK, Row, everybody

OWN = {"accounts:account": (OK, OK), "accounts:sign_out": (NOT_SO, MOVED)}


def organisation_itself(organisation):
    MembershipFactory(organisation=organisation)
    return {"key": organisation.key}


def an_invitation(organisation):
    return {"pk": InvitationFactory(organisation=organisation).pk}


def anothers_membership(organisation):
    return {"pk": MembershipFactory(organisation=organisation).pk}


MANAGERS = everybody((NO, NO), STRATEGIST=(OK, MOVED), ADMINISTRATOR=(OK, MOVED))
ADMINISTRATOR = {Role.ADMINISTRATOR: (OK, MOVED)}

ROWS = {
    "accounts:members": Row(
        organisation_itself,
        everybody((OK, NO), STRATEGIST=(OK, OK), ADMINISTRATOR=(OK, OK)),
        same_county={Role.ADMINISTRATOR: (OK, OK)},
        elsewhere={Role.ADMINISTRATOR: (OK, OK)},
    ),
    "accounts:invitation_withdraw": Row(an_invitation, MANAGERS, ADMINISTRATOR, ADMINISTRATOR),
    "accounts:membership_end": Row(anothers_membership, MANAGERS, ADMINISTRATOR, ADMINISTRATOR),
}
