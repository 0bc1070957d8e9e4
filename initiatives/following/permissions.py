"""Who may change a collection, answer needs, and see whether the catalogue is of use."""

from barnratt.accounts.models import Role
from barnratt.core.access import Denied
from initiatives.following.models import counties_answered_for
from initiatives.permissions import is_editor


def can_change(user, collection):
    if collection.owner_id == user.pk:
        return True
    return Denied("Bara den som har gjort samlingen kan ändra den.")


def can_handle(user, need):
    if is_editor(user) or need.county_id in counties_answered_for(user):
        return True
    return Denied(
        "Behovet besvaras av länssamordnaren eller en granskare i länet, eller av den nationella samordnaren."
    )


def can_see_use(user):
    counties = counties_to_see_use_of(user)
    if counties is None or counties:
        return True
    return Denied("Sidan är till för länssamordnare, den nationella samordnaren och administratörer.")


def counties_to_see_use_of(user):
    """The codes of the counties whose numbers the person may see; None for the whole country."""
    if is_editor(user):
        return None
    return {board.county_id for board in user.organisations_with(Role.COUNTY_COORDINATOR) if board.county_id}
