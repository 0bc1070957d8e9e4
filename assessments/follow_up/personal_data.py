"""What a person has to do with the follow-up of assessments (settings.PERSONAL_DATA). The texts are the authority's."""

from django.db.models import Q

from assessments.follow_up.models import FollowUp, Outcome
from barnratt.core.personal_data import GONE


def export(user):
    theirs = FollowUp.objects.filter(Q(person=user) | Q(by=user)).order_by("due_date", "pk")
    return {
        "att följa upp": [{"vad": one.text, "senast": one.due_date, "läge": one.get_state_display()} for one in theirs],
        "hur det gick": list(Outcome.objects.filter(by=user).order_by("pk").values_list("text", flat=True)),
    }


def erase(user):
    """What is to be done stays with the authority; that it was this person does not."""
    FollowUp.objects.filter(person=user).update(person=None)
    for model in (FollowUp, Outcome):
        model.objects.filter(by=user).update(by=None, by_name=GONE)
