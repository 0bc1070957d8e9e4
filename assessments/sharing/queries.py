from django.db.models import Q

from assessments.models import AUTHORITIES
from assessments.sharing.models import Sharing
from barnratt.accounts.models import Membership, Role, User
from regions.places.models import Organisation

MOST = 20


def receivers(assessment, text):
    """The other authorities whose name holds a text, at most MOST and one more."""
    if len(text) < 2:
        return []
    named = Q(name__icontains=text) | Q(short_name__icontains=text)
    found = Organisation.objects.filter(named, kind__in=AUTHORITIES).exclude(pk=assessment.authority_id)
    return list(found.in_order()[: MOST + 1])


def administrators():
    """Those who run the portal, of whom one may be let in to read."""
    running = User.objects.filter(is_active=True, memberships__role=Role.ADMINISTRATOR, memberships__ended_at=None)
    return running.distinct().order_by("name", "pk")


def received(user):
    """What other authorities share with the person's own, the latest first."""
    return Sharing.objects.received_by(user).select_related("receiver", "assessment__authority").order_by("-at", "-pk")


def people_of(authority):
    """Those who work with an authority's assessments."""
    working = Membership.objects.current().filter(organisation=authority).exclude(role=Role.READER)
    return User.objects.filter(pk__in=working.values("user"), is_active=True).order_by("pk")
