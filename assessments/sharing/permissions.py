from assessments.permissions import can_take_part
from barnratt.accounts.models import Role
from barnratt.core.access import Denied

# Whoever may change what is written may also decide who else reads it: both are the authority's own work.
can_let_read = can_take_part


def can_see_support(user):
    """The list of what the support may read is for those who run the portal."""
    if user.has_national(Role.ADMINISTRATOR):
        return True
    return Denied("Listan är för dem som arbetar i portalens support.")
