from assessments.models import AUTHORITIES
from barnratt.accounts.models import Role
from barnratt.core.access import Denied


def authorities_of(user):
    """The authorities whose templates the person can adapt."""
    return [one for one in user.organisations_with(Role.STRATEGIST) if one.kind in AUTHORITIES]


def can_adapt(user, authority=None):
    """The strategist of an authority. Without one: of any."""
    mine = authorities_of(user)
    if authority in mine or (authority is None and mine):
        return True
    return Denied("Myndighetens strateg anpassar mallarna. Säg till strategen om något saknas.")
