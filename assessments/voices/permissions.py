from assessments.models import AUTHORITIES
from barnratt.accounts.models import Role
from barnratt.core.access import Denied


def authorities_of(user):
    """The authorities whose library the person can write in."""
    return [one for one in user.organisations_with(Role.MEMBER) if one.kind in AUTHORITIES]


def can_add(user):
    if authorities_of(user):
        return True
    return Denied(
        "Biblioteket hör till en myndighet: en nämnd, en region, en länsstyrelse eller en annan statlig myndighet. "
        "Du behöver vara medarbetare i en för att lägga till något."
    )


def can_change(user, voice):
    if voice.authority in user.organisations_with(Role.MEMBER):
        return True
    return Denied("Du läser biblioteket men skriver inte i det. Strategen kan ge dig en annan roll.")
