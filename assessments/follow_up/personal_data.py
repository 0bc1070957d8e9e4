"""What a person has to do with the follow-up of assessments (settings.PERSONAL_DATA).

The texts are the authority's: whoever has left it gets to know when, and not what.
"""

from django.db.models import Q

from assessments.follow_up.models import FollowUp, Outcome
from assessments.models import Assessment
from barnratt.core.personal_data import GONE


def export(user):
    readable = Assessment.objects.visible_to(user)
    theirs = FollowUp.objects.filter(Q(person=user) | Q(by=user)).order_by("due_date", "pk")
    outcomes = Outcome.objects.filter(by=user).order_by("pk")
    return {
        "att följa upp": [
            {"vad": one.text, "senast": one.due_date, "läge": one.get_state_display()}
            for one in theirs.filter(assessment__in=readable)
        ],
        "hur det gick": list(outcomes.filter(assessment__in=readable).values_list("text", flat=True)),
        "tillagt hos myndigheter som du har lämnat, när": [
            *theirs.exclude(assessment__in=readable).values_list("added_at", flat=True),
            *outcomes.exclude(assessment__in=readable).values_list("at", flat=True),
        ],
    }


def erase(user):
    """What is to be done stays with the authority; that it was this person does not."""
    FollowUp.objects.filter(person=user).update(person=None)
    for model in (FollowUp, Outcome):
        model.objects.filter(by=user).update(by=None, by_name=GONE)
