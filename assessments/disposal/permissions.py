from assessments.models import AUTHORITIES
from barnratt.accounts.models import Role
from barnratt.core.access import Denied

ONLY_STRATEGISTS = Denied("Gallringen sköts av myndighetens strateg.")


def authorities_of(user):
    """The authorities whose assessments the person may remove by their rule."""
    return [one for one in user.organisations_with(Role.STRATEGIST) if one.kind in AUTHORITIES]


def can_dispose(user):
    return True if authorities_of(user) else ONLY_STRATEGISTS


def can_set_rule(user, authority):
    return True if authority in authorities_of(user) else ONLY_STRATEGISTS
