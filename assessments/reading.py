"""How the pages about an assessment's drafts, follow-up and disposal find it."""

from django.shortcuts import get_object_or_404

from assessments import actions
from assessments.models import Assessment


def own_or_404(request, pk, *, reads=True):
    """An assessment of one of the person's own authorities, and that it was read. One that is shared is not found."""
    seen = Assessment.objects.own_of(request.user).select_related("authority", "response__version", "grown_from")
    found = get_object_or_404(seen, pk=pk)
    if reads:
        actions.tell_read(found, by=request.user)
    return found
