"""Who writes in which part of a county's answers, and who talks about them."""

from barnratt.accounts.joining import domain_of
from barnratt.accounts.models import Role
from barnratt.accounts.permissions import roles_to_give
from barnratt.core.access import Denied
from regions.places.models import Organisation
from regions.surveys.colleagues.models import Delegation
from regions.surveys.models import CountyResponse
from regions.surveys.permissions import can_write


def can_write_in(user, found, step):
    """Whether a person may write in a part now: the coordinator in every one, a colleague in those that she has."""
    may = can_write(user, found)
    if may or found.state != CountyResponse.State.DRAFT:
        return may
    given = set(Delegation.objects.of(user).filter(county_response=found).values_list("step", flat=True))
    if step.key in given:
        return True
    return Denied("Du skriver i de delar som länssamordnaren har gett dig. Den här kan du läsa.") if given else may


def can_take_part(user, found):
    """Comment at the questions: everybody at the county board but those who only read."""
    for one in user.organisations_with(Role.MEMBER):
        if one.kind == Organisation.Kind.COUNTY_BOARD and one.county_id == found.county_id:
            return True
    return Denied("Kommentarerna är till för dem som arbetar med svaren på länsstyrelsen.")


def can_invite(user, board, email):
    """
    Whether the coordinator may invite an address to the county board.

    Whoever is invited sees what the county board has in the portal, so the address is at its own domain, unless the
    coordinator is the one who decides who belongs there.
    """
    if Role.MEMBER in roles_to_give(user, board):
        return True
    if Organisation.objects.with_address_at([domain_of(email)]).filter(pk=board.pk).exists():
        return True
    return Denied(
        "Adressen är inte länsstyrelsens. Be länsstyrelsens strateg eller en administratör bjuda in personen."
    )
