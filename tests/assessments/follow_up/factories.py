import datetime

from django.utils import timezone

from assessments.follow_up import actions
from assessments.follow_up.models import FollowUp


def in_days(number):
    return timezone.localdate() + datetime.timedelta(days=number)


def make_follow_up(assessment, *, by, source="", **fields):
    """A measure that is due in a month."""
    known = {
        "kind": FollowUp.Kind.MEASURE, "text": "Skolskjuts för Ekskolans elever", "role": "trafikplanerare",
        "person": None, "due_date": in_days(30),
    }  # fmt: skip
    return actions.add(assessment, fields=known | fields, source=source, by=by)
