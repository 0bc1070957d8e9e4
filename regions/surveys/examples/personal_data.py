"""Which choices a person has made for a county's examples (settings.PERSONAL_DATA). The examples are the county's."""

from barnratt.core.personal_data import GONE
from regions.surveys.examples.models import Example


def export(user):
    return {
        "val om exempel i enkäten": [
            {"val": one.get_consent_display(), "när": one.at} for one in Example.objects.filter(by=user).order_by("pk")
        ]
    }


def erase(user):
    """The choices stay with the county board; that it was this person does not."""
    Example.objects.filter(by=user).update(by=None, by_name=GONE)
