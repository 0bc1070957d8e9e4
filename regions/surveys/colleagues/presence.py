"""Who more is writing in a part just now, said to those who write in it."""

from barnratt.questionnaires import filling
from barnratt.questionnaires.presence import be_here


def here(request, found, step):
    """Tell which field of a part the person is in, and hear who else is in one."""
    at = request.POST.get("har", "")
    shown = {place.address for place in filling.places_of(found.response, step)}
    return be_here(found.response, at if at in shown else "", by=request.user)
