from assessments.sharing import actions
from barnratt.accounts.models import Role
from tests.assessments.factories import board, make_assessment
from tests.factories import MembershipFactory


def share(assessment=None, receiver=None, *, reason="Samråd inför beslutet.", by=None):
    """What another authority may read."""
    made = assessment or make_assessment()
    return actions.share(made, receiver or board(), reason=reason, by=by)


def administrator(**fields):
    """Somebody who runs the portal."""
    return MembershipFactory(role=Role.ADMINISTRATOR, **fields).user


def support(assessment=None, person=None, *, hours=4, reason="Ett steg visas fel.", by=None):
    """Leave for one of those who run the portal to read."""
    made = assessment or make_assessment()
    return actions.let_support_read(made, person or administrator(), hours=hours, reason=reason, by=by)
