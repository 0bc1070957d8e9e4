"""The link by which somebody without an account approves a county's answers: signed, and good only while it is open."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from regions.surveys.models import Approval

SIGNER = signing.Signer(salt="regions.surveys.approval")


def address_of(approval):
    """The whole address of the page where the answers are read and approved."""
    return settings.PORTAL_URL + reverse("surveys:approval", args=[SIGNER.sign(approval.pk)])


def read_token(token):
    """The open Approval that a token stands for, or None for one that is forged, used, void or too old."""
    try:
        pk = SIGNER.unsign(token)
    except signing.BadSignature:
        return None
    asked = Approval.objects.open().select_related("county_response__response__version")
    return (
        asked.select_related(
            "county_response__county", "county_response__round__previous__version", "county_response__round__version"
        )
        .filter(pk=pk)
        .first()
    )
