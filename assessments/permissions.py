from assessments.models import AUTHORITIES, Assessment
from barnratt.accounts.models import Role
from barnratt.core.access import Denied


def authorities_of(user):
    """The authorities in whose name the person can begin an assessment."""
    return [one for one in user.organisations_with(Role.MEMBER) if one.kind in AUTHORITIES]


def can_begin(user):
    if authorities_of(user):
        return True
    return Denied(
        "En prövning hör till en myndighet: en nämnd, en region, en länsstyrelse eller en annan statlig myndighet. "
        "Du behöver vara medarbetare i en. Be dess strateg om en inbjudan."
    )


def can_take_part(user, assessment):
    """Comment, answer and change: everybody at the authority but those who only read."""
    if assessment.authority not in user.organisations_with(Role.MEMBER):
        return Denied("Du läser prövningarna men skriver inte i dem. Strategen kan ge dig en annan roll.")
    return True


def can_write(user, assessment):
    if assessment.state == Assessment.State.LOCKED:
        return Denied("Prövningen är låst och ändras inte mer.")
    if assessment.state == Assessment.State.IN_REVIEW:
        return Denied("Prövningen är på granskning. Ta tillbaka den till utkast eller be om komplettering först.")
    if assessment.state not in Assessment.WRITTEN_IN:
        return Denied("Prövningen är klar. Öppna den för ändringar först.")
    return can_take_part(user, assessment)
