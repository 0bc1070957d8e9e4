"""What a person has written about the lägesbild (settings.PERSONAL_DATA).

The texts are the organisation's, and others may have written on: whoever has left it gets to know when, and not what.
"""

from barnratt.core.personal_data import GONE
from regions.commentary.models import Commentary, UseNote, Version


def export(user):
    own = Commentary.objects.filter(writers=user).select_related("county", "municipality", "cluster")
    readable = set(Commentary.objects.visible_to(user).values_list("pk", flat=True))
    published = Version.objects.filter(written_by=user) | Version.objects.filter(read_by=user)
    return {
        "kommentarer till lägesbilden": [
            {"gäller": str(one), "senast skriven": one.written_at} | ({"text": one.text} if one.pk in readable else {})
            for one in own.order_by("pk")
        ],
        "publicerade kommentarer": list(published.order_by("pk").values("text", "published_at")),
        "användningslogg": list(UseNote.objects.filter(by=user).order_by("pk").values("used_date", "what", "where")),
    }


def erase(user):
    """What was written stays with the organisation; that it was this person does not."""
    Commentary.objects.filter(written_by=user).update(written_by=None, written_by_name=GONE)
    Commentary.objects.filter(reply_by=user).update(reply_by=None, reply_by_name=GONE)
    Version.objects.filter(written_by=user).update(written_by=None, written_by_name=GONE)
    Version.objects.filter(read_by=user).update(read_by=None, read_by_name=GONE)
    UseNote.objects.filter(by=user).update(by=None, by_name=GONE)
