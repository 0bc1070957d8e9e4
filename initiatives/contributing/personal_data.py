"""What somebody has written and decided about entries (settings.PERSONAL_DATA).

The text of a new entry is the organisation's, where others may have written on: whoever has left it gets no text.
"""

from barnratt.core.personal_data import GONE
from barnratt.notifications.models import Notification
from initiatives.contributing.content import LABELS
from initiatives.contributing.models import Change, Submission, Version


def export(user):
    readable = set(Change.objects.visible_to(user).filter(by=user).values_list("pk", flat=True))
    return {
        "initiativ du ansvarar för": list(user.responsible_for.order_by("pk").values_list("title", flat=True)),
        "texter om initiativ": [
            {
                "initiativ": change.title,
                "läge": change.get_state_display(),
                "påbörjad": change.began_at,
                "skickad": change.sent_at,
            }
            | ({"text": _text(change)} if change.pk in readable else {})
            for change in Change.objects.filter(by=user).select_related("initiative").order_by("began_at", "pk")
        ],
        "versioner av initiativ": [
            {"initiativ": version.initiative.title, "nummer": version.number, "från och med": version.at}
            for version in Version.objects.filter(by=user).select_related("initiative").order_by("at", "pk")
        ],
        "inskickat till granskning": [_submission(one, one.at) for one in _submissions(by=user)],
        "beslut om granskning": [
            _submission(one, one.decided_at) | {"beslut": one.get_decision_display(), "skäl": one.reason}
            for one in _submissions(decided_by=user)
        ],
        "beslut om ändringsförslag": [
            {"initiativ": change.title, "när": change.decided_at, "skäl": change.decision_reason}
            for change in Change.objects.filter(decided_by=user).select_related("initiative").order_by("decided_at")
        ],
    }


def erase(user):
    """Take the person's name away; what was written stays with the organisation. Unsent suggestions are thrown away."""
    suggestions = [change.get_absolute_url() for change in Change.objects.filter(by=user, is_new=False)]
    Notification.objects.filter(path__in=suggestions).update(text="En tidigare användare har föreslagit en ändring.")
    Change.objects.filter(by=user, is_new=False, state=Change.State.WRITING).delete()
    Change.objects.filter(by=user).update(by_name=GONE)
    Change.objects.filter(decided_by=user).update(decided_by_name=GONE)
    Submission.objects.filter(by=user).update(by_name=GONE)
    Submission.objects.filter(decided_by=user).update(decided_by_name=GONE)
    Version.objects.filter(by=user).update(by_name=GONE)


def _text(change):
    return {LABELS.get(name, name): values for name, values in change.content.items()}


def _submissions(**whose):
    return Submission.objects.filter(**whose).select_related("initiative").order_by("at", "pk")


def _submission(submission, when):
    return {"initiativ": submission.initiative.title, "gäller": submission.get_wanted_display(), "när": when}
