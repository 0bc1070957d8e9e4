"""The link in an invitation: signed, so that it cannot be guessed, and good only while the invitation is open."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from barnratt.accounts.models import Invitation

SIGNER = signing.Signer(salt="barnratt.accounts.invitation")


def address_of(invitation):
    """The whole address of the page where the invitation is answered."""
    return settings.PORTAL_URL + reverse("accounts:invitation", args=[SIGNER.sign(invitation.pk)])


def read_token(token):
    """The open invitation that a token stands for, or None for one that is forged, answered, withdrawn or too old."""
    try:
        pk = SIGNER.unsign(token)
    except signing.BadSignature:
        return None
    invitations = Invitation.objects.open().select_related("organisation", "invited_by")
    return invitations.filter(pk=pk).first()
