"""Who handed over a yearbook (settings.PERSONAL_DATA)."""

from assessments.yearbook.models import Release
from barnratt.core.personal_data import GONE


def export(user):
    return {
        "utlämnade barnbokslut": [
            {"år": one.year, "myndighet": one.authority.name, "när": one.at}
            for one in Release.objects.filter(by=user).select_related("authority").order_by("pk")
        ]
    }


def erase(user):
    """The yearbook stays; that it was this person does not."""
    Release.objects.filter(by=user).update(by=None, by_name=GONE)
