"""Who may say that an entry is still right, or that it has ended."""

from barnratt.core.access import Denied
from initiatives.permissions import can_edit, can_review


def can_answer(user, initiative):
    """Those who may change the entry, and those who review it."""
    if can_edit(user, initiative) or can_review(user, initiative):
        return True
    return Denied("Bara de som ansvarar för initiativet eller granskar det kan svara på om det fortfarande stämmer.")
