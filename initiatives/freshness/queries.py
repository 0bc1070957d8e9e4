from typing import NamedTuple

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from initiatives.freshness.clock import ask_on
from initiatives.freshness.models import FreshnessQuestion, LinkCheck, looked_after_by
from initiatives.freshness.permissions import can_answer
from initiatives.models import Initiative, Link


class OnEntry(NamedTuple):
    """What the entry's own page tells of its freshness. `links` are (link, the check that found it dead or None)."""

    links: list
    may_answer: bool
    is_due: bool


def on_entry(initiative, user):
    """For a reader one statement, and none when the entry has no links."""
    archived = initiative.state == Initiative.State.ARCHIVED
    shown = archived or initiative.state == Initiative.State.PUBLISHED
    due = shown and not initiative.is_historical and timezone.localdate() >= ask_on(initiative)
    return OnEntry(
        links=with_checks(initiative.links.all()),
        may_answer=shown and user.is_authenticated and bool(can_answer(user, initiative)),
        is_due=archived or due,
    )


def with_checks(links):
    """Each link with the check that found it dead, or None."""
    links = list(links)
    found = LinkCheck.objects.filter(url__in=[link.url for link in links], dead_since__isnull=False) if links else []
    dead = {check.url: check for check in found}
    return [(link, dead.get(link.url)) for link in links]


def questions_for(user):
    """The open questions that the person can answer, the oldest first."""
    questions = FreshnessQuestion.objects.visible_to(user).open()
    questions = questions.exclude(initiative__status=Initiative.Status.HISTORICAL)
    return questions.select_related("initiative__organisation", "initiative__kind").order_by("asked_at", "pk")


def dead_links_for(user):
    """The dead links of the entries that the person looks after, with when they were last tried and what was found."""
    check = LinkCheck.objects.filter(url=OuterRef("url"))
    dead = LinkCheck.objects.filter(dead_since__isnull=False).values("url")
    links = Link.objects.filter(url__in=dead, initiative__in=looked_after_by(user).published())
    return (
        links.annotate(reason=Subquery(check.values("reason")), failed_date=Subquery(check.values("failed_date")))
        .select_related("initiative")
        .order_by("failed_date", "pk")
    )
