from barnratt.accounts.models import Role
from barnratt.core.access import Denied
from regions.surveys.permissions import can_answer


def can_write(user, county):
    """Ask and answer in a county's threads, and change its handover: its coordinator, and the national desk."""
    if user.has_national(Role.NATIONAL_COORDINATOR) or can_answer(user, county):
        return True
    return Denied("Bara länssamordnaren och den nationella samordningen skriver här. Du kan läsa.")


def is_of_desk(user, county):
    """Whether what a person writes comes from the national desk. A county's own coordinator speaks for the county."""
    return user.has_national(Role.NATIONAL_COORDINATOR) and not can_answer(user, county)
