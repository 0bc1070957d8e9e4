"""How often somebody wants to hear of things, and when the last moment for it was."""

import datetime

from django.db import models
from django.utils import timezone

HOUR = 7  # before the working day


class Rhythm(models.TextChoices):
    AT_ONCE = "genast", "genast"
    DAILY = "dagligen", "en gång om dagen"
    WEEKLY = "veckovis", "en gång i veckan"
    NEVER = "aldrig", "aldrig"


def latest_moment(rhythm, *, now=None):
    """The latest moment when a letter of the rhythm should have gone: today or on Monday at seven, Swedish time.

    What is older and has not been told of is due, so a task that has been stopped loses nothing. None for NEVER.
    """
    now = timezone.localtime(now)
    if rhythm == Rhythm.NEVER:
        return None
    if rhythm == Rhythm.AT_ONCE:
        return now
    days = now.weekday() if rhythm == Rhythm.WEEKLY else 0
    moment = _at_seven(now.date() - datetime.timedelta(days=days))
    if moment > now:
        moment = _at_seven(moment.date() - datetime.timedelta(days=7 if rhythm == Rhythm.WEEKLY else 1))
    return moment


def _at_seven(day):
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(HOUR)))
