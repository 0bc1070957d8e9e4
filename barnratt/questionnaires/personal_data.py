"""Who has answered a questionnaire (settings.PERSONAL_DATA). What it is about is told by the room that it is in."""

from barnratt.core.personal_data import GONE
from barnratt.questionnaires.models import EarlierAnswer, Presence, Response


def export(user):
    return {
        "formulär som du skrev i senast": Response.objects.filter(written_by=user).count(),
        "ändringar i svar, när": list(
            EarlierAnswer.objects.filter(by=user).order_by("at", "pk").values_list("at", flat=True)
        ),
    }


def erase(user):
    """The answers stay with those they belong to; that it was this person does not."""
    Presence.objects.filter(person=user).delete()
    Response.objects.filter(written_by=user).update(written_by=None)
    EarlierAnswer.objects.filter(by=user).update(by=None, by_name=GONE)
