"""The link by which somebody without an account approves a county's answers."""

from barnratt.approvals.links import Links
from regions.surveys.models import Approval

LINKS = Links("regions.surveys.approval", "surveys:approval")
address_of = LINKS.address_of


def read_token(token):
    """The open Approval that a token stands for, or None for one that is forged, used, void or too old."""
    asked = Approval.objects.select_related(
        "county_response__response__version",
        "county_response__county",
        "county_response__round__previous__version",
        "county_response__round__version",
    )
    return LINKS.read(token, asked)
