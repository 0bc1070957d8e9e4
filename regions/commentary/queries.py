from typing import NamedTuple

from django.db.models import Q

from regions.commentary.models import Commentary, UseNote, Version
from regions.commentary.permissions import can_note_use, can_read_through, writes_as
from regions.commentary.subjects import WHOLE, Subject


class Beside(NamedTuple):
    """What stands beside a place's figures: {key of the theme, or "hela": Version}, and what the reader may do."""

    subject: Subject
    published: dict
    may_write: bool
    may_note_use: bool

    @property
    def whole(self):
        return self.published.get(WHOLE)


def published(subject):
    """{key of the theme, or "hela": Version} of a place, in one statement. subject: of the whole."""
    versions = Version.objects.filter(commentary__county=subject.county, commentary__municipality=subject.municipality)
    latest = versions.order_by("commentary", "-number").distinct("commentary")
    found = latest.select_related("commentary", "organisation")
    return {one.commentary.cluster_id or WHOLE: one for one in found if not one.withdrawn_at}


def beside(subject, user):
    """What stands beside a place's figures. subject: of the whole."""
    may_note_use = bool(subject.county and can_note_use(user, subject.county))
    return Beside(subject, published(subject), bool(writes_as(user, subject)), may_note_use)


def versions_of(subject):
    """All that has been published, the latest first."""
    found = Version.objects.filter(**{f"commentary__{name}": value for name, value in subject.columns.items()})
    return list(found.select_related("organisation").order_by("-number"))


def draft_of(subject, user):
    """What is being written, if the person may see it."""
    whole = Commentary.objects.visible_to(user).select_related("county", "municipality__county", "cluster")
    return whole.filter(**subject.columns).prefetch_related("writers").first()


def mine(user):
    """(what waits for the person to read, what is being written where the person works)."""
    whole = Commentary.objects.visible_to(user).select_related("county", "municipality__county", "cluster")
    seen = list(whole.prefetch_related("writers").order_by("-written_at", "-pk"))
    waiting = [one for one in seen if can_read_through(user, one)]
    return waiting, [one for one in seen if one not in waiting and writes_as(user, one.subject)]


def uses(county, *, year=None):
    """A county board's log of use, the latest first."""
    within = Q(used_date__year=year) if year else Q()
    return UseNote.objects.filter(within, county=county).order_by("-used_date", "-pk")
