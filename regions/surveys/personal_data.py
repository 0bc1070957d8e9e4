"""What a person has done in a county's answers (settings.PERSONAL_DATA). The answers are the county board's."""

from barnratt.core.personal_data import GONE
from regions.surveys.models import Approval, Submission


def export(user):
    sent = Submission.objects.filter(by=user).select_related("county_response__round", "county_response__county")
    asked = Approval.objects.filter(email__in=user.addresses).select_related("county_response__round")
    return {
        "inskickade enkätsvar": [{"kvitto": one.receipt, "inskickat": one.at} for one in sent.order_by("pk")],
        "begäranden om godkännande": [{"roll": one.role, "skickad": one.asked_at} for one in asked.order_by("pk")],
    }


def erase(user):
    """What was sent in stays with the county board; that it was this person does not."""
    Submission.objects.filter(by=user).update(by=None, by_name=GONE)
