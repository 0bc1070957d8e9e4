"""Who may ask to join, and the link to do it: signed, good for a day, and made for one address."""

import datetime

from django.conf import settings
from django.core import signing
from django.urls import reverse

from regions.places.models import Organisation

HOLDS = datetime.timedelta(hours=24)
SALT = "barnratt.accounts.joining"


def address_to_join(email):
    """The whole address of the page where somebody with that e-mail address asks to join."""
    return settings.PORTAL_URL + reverse("accounts:join", args=[signing.dumps(email, salt=SALT)])


def read_join_token(token):
    """The e-mail address that a link was sent to, or None for one that is forged or too old."""
    try:
        return signing.loads(token, salt=SALT, max_age=HOLDS)
    except signing.BadSignature:
        return None


def domain_of(email):
    """What follows @, with å, ä and ö written as the network writes them."""
    domain = email.rpartition("@")[2].lower()
    try:
        return domain.encode("idna").decode()
    except UnicodeError:
        return domain


def organisations_to_join(user):
    """Those that one of the person's addresses opens, where she is not in already and has not asked."""
    return (
        Organisation.objects.with_address_at([domain_of(email) for email in user.addresses])
        .exclude(memberships__in=user.memberships.current())
        .exclude(join_requests__in=user.join_requests.open())
        .in_order()
    )
