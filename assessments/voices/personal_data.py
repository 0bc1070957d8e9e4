"""What a person has written of what children have said (settings.PERSONAL_DATA).

The texts are the authority's: whoever has left it gets to know when, and not what.
"""

from django.db.models import F

from assessments.voices.models import ChildVersion, Voice, VoiceUse
from barnratt.core.personal_data import GONE


def export(user):
    added, readable = Voice.objects.filter(by=user).order_by("pk"), Voice.objects.visible_to(user)
    return {
        "inlagt om vad barn har sagt": list(
            added.filter(pk__in=readable).values("title", "created_at", myndighet=F("authority__name"))
        ),
        "inlagt hos myndigheter som du har lämnat, när": list(
            added.exclude(pk__in=readable).values_list("created_at", flat=True)
        ),
    }


def erase(user):
    """What is written stays with the authority; that it was this person does not."""
    for model in (Voice, VoiceUse, ChildVersion):
        model.objects.filter(by=user).update(by=None)
    ChildVersion.objects.filter(read_through_by=user).update(read_through_by=None, read_through_by_name=GONE)
