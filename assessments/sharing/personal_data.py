"""Whom a person has let read an assessment, and what the person has read (settings.PERSONAL_DATA)."""

from assessments.sharing.models import Sharing, SharingReading, Support
from barnratt.core.personal_data import GONE


def export(user):
    helped = Support.objects.filter(administrator=user)
    return {
        "delade prövningar": list(Sharing.objects.filter(by=user).order_by("pk").values_list("at", flat=True)),
        "lästa delade prövningar": list(
            SharingReading.objects.filter(person=user).order_by("pk").values_list("date", flat=True)
        ),
        "läsning som support": list(helped.order_by("pk").values_list("at", flat=True)),
    }


def erase(user):
    """What was shared stays with its authority; that it was this person does not."""
    for model in (Sharing, Support):
        model.objects.filter(by=user).update(by=None, by_name=GONE)
        model.objects.filter(ended_by=user).update(ended_by=None, ended_by_name=GONE)
    SharingReading.objects.filter(person=user).update(person=None, person_name=GONE)
    Support.objects.filter(administrator=user).update(administrator=None, administrator_name=GONE)
