"""What stood in a field before: kept with every write, so that no word is lost, till the draft is cleaned up."""

import datetime

from django.utils import timezone

from barnratt.questionnaires.models import EarlierAnswer

# Saves of one field by one person within this time of the first are one row, which has what stood there before it.
TOGETHER = datetime.timedelta(minutes=5)
# But a save that takes away more than so many characters of a text has a row of its own.
MOST_LOST = 40


def keep(response, changes, *, by, apart=False):
    """
    Keep what stood in fields before a write, in the write's own transaction.

    A page saves a field about once a second while somebody writes, so saves of the same field by the same person
    become one row while they follow upon each other: nobody else has written there in between, no more than TOGETHER
    has passed since the row was made, and hardly anything is taken away (MOST_LOST). The row has what stood there
    before the first of them. So what can be lost is what a person wrote and took away again within minutes, a few
    words at a time.

    changes: {address: (before, after)} of the fields that differ; None is no answer. response has its new revision.
    apart: give every field a row of its own, as when a whole block is taken away.
    """
    if not changes:
        return
    now, latest = timezone.now(), {}
    if not apart:
        recent = EarlierAnswer.objects.filter(response=response, address__in=changes, at__gt=now - TOGETHER)
        latest = {one.address: one for one in recent.order_by("at", "pk")}
    EarlierAnswer.objects.bulk_create(
        EarlierAnswer(
            response=response, address=address, value=before, by=by, by_name=str(by) if by else "", at=now,
            revision=response.revision,
        )
        for address, (before, after) in changes.items()
        if address not in latest or latest[address].by_id != (by and by.pk) or _loses(before, after)
    )  # fmt: skip


def _loses(before, after):
    """Whether a write takes away a piece of a text that would be missed."""
    before, after = _text(before), _text(after)
    if before in after:
        return False
    start = _alike(before, after)
    end = _alike(before[start:][::-1], after[start:][::-1])
    return len(before) - start - end > MOST_LOST


def _alike(one, other):
    """How many characters two texts begin with in common."""
    differ = (number for number, (here, there) in enumerate(zip(one, other, strict=False)) if here != there)
    return next(differ, min(len(one), len(other)))


def _text(value):
    return value if isinstance(value, str) else "\n".join(map(str, value)) if isinstance(value, list) else ""
