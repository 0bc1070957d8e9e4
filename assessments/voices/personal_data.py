"""What a person has written of what children have said (settings.PERSONAL_DATA). The texts are the authority's."""

from django.db.models import F

from assessments.voices.models import ChildVersion, Voice, VoiceUse
from barnratt.core.personal_data import GONE


def export(user):
    return {
        "inlagt om vad barn har sagt": list(
            Voice.objects.filter(by=user).order_by("pk").values("title", "created_at", myndighet=F("authority__name"))
        ),
    }


def erase(user):
    """What is written stays with the authority; that it was this person does not."""
    for model in (Voice, VoiceUse, ChildVersion):
        model.objects.filter(by=user).update(by=None)
    ChildVersion.objects.filter(read_through_by=user).update(read_through_by=None, read_through_by_name=GONE)
