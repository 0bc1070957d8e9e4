"""What a person has done in an authority's assessments (settings.PERSONAL_DATA).

The texts are the authority's, and may be about children: whoever has left it gets to know when, and not what.
"""

from assessments.models import Assessment, Comment, Reading, Summary
from barnratt.core.personal_data import GONE


def export(user):
    comments = Comment.objects.filter(by=user).order_by("pk")
    readable = Assessment.objects.visible_to(user)
    return {
        "prövningar": [
            {"påbörjad": one.began_at, "myndighet": one.authority.name}
            for one in Assessment.objects.filter(by=user).select_related("authority").order_by("pk")
        ],
        "kommentarer": list(comments.filter(assessment__in=readable).values_list("text", flat=True)),
        "kommentarer hos myndigheter som du har lämnat, när": list(
            comments.exclude(assessment__in=readable).values_list("at", flat=True)
        ),
        "lästa prövningar": list(Reading.objects.filter(person=user).order_by("pk").values_list("date", flat=True)),
    }


def erase(user):
    """The assessments stay with their authority; that it was this person does not."""
    Assessment.objects.filter(by=user).update(by=None)
    Comment.objects.filter(by=user).update(by=None, by_name=GONE)
    Comment.objects.filter(solved_by=user).update(solved_by=None, solved_by_name=GONE)
    Summary.objects.filter(by=user).update(by=None, by_name=GONE)
    Reading.objects.filter(person=user).update(person=None, person_name=GONE)
