"""Who a county's coordinators are, and who the national desk is: those that are told and reminded."""

from barnratt.accounts.models import Membership, Role
from regions.places.models import Organisation


def coordinators():
    """{county code: [people]} who answer for the counties now."""
    there = Membership.objects.current().filter(
        role=Role.COUNTY_COORDINATOR,
        organisation__kind=Organisation.Kind.COUNTY_BOARD,
        organisation__county__isnull=False,
        user__is_active=True,
    )
    found = {}
    for one in there.select_related("user", "organisation").order_by("user_id", "pk"):
        people = found.setdefault(one.organisation.county_id, [])
        if one.user not in people:
            people.append(one.user)
    return found


def desk():
    """The national coordinators."""
    there = Membership.objects.current().filter(role=Role.NATIONAL_COORDINATOR, user__is_active=True)
    return list(dict.fromkeys(one.user for one in there.select_related("user").order_by("user_id", "pk")))
