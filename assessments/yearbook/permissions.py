from assessments.models import AUTHORITIES
from assessments.yearbook import queries
from barnratt.accounts.models import Role
from barnratt.core.access import Denied


def authorities_of(user):
    """The authorities whose true numbers the person sees: the own ones, in whatever role."""
    return [one for one in user.organisations if one.kind in AUTHORITIES]


def can_release(user, authority, year):
    """Hand a yearbook over: the authority's own strategist, when the year has ended."""
    if authority not in user.organisations_with(Role.STRATEGIST):
        return Denied("Bara myndighetens strateg kan lämna ut barnbokslutet.")
    if not queries.is_closed(year):
        return Denied(f"Barnbokslutet för {year} kan lämnas ut när året är slut.")
    return True


def can_read_together(user, organisation):
    """What the authorities of a municipality or region have handed over."""
    if organisation not in user.organisations_with(Role.STRATEGIST):
        return Denied("Sammanställningen är för kommunens eller regionens strateg.")
    return True
