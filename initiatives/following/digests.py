"""Letters about what is new in the selections that somebody watches."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from barnratt.outbox.actions import post
from barnratt.schedule.rhythm import latest_moment
from initiatives.cards import cards
from initiatives.following.links import watch_address
from initiatives.following.models import Told, Watch
from initiatives.following.queries import changed_in, new_in, shown_watches

# So many entries of each watch stand in a letter; the others are a link away.
SHOWN = 20


def send_digests():
    """Write the letters that are due: one to each person with all that is new for her. Returns how many letters.

    What goes wrong for one person stops nobody else's letter; it is raised when the others are written.
    """
    began = timezone.now()
    due = list(Watch.objects.due(latest_moment).select_related("user").defer("known").order_by("pk"))
    changed = changed_in(due)
    news = new_in(due, changed)
    by_person = {}
    for watch in due:
        by_person.setdefault(watch.address, []).append(watch)
    quiet = [watch.pk for own in by_person.values() if not any(each.pk in news for each in own) for watch in own]
    Watch.objects.filter(pk__in=quiet, checked_at__lt=began).update(checked_at=began)
    number, failed = 0, None
    for own in by_person.values():
        if any(watch.pk in news for watch in own):
            try:
                number += _write(own, changed, began)
            except Exception as error:
                failed = failed or error
    if failed:
        raise failed
    return number


@transaction.atomic
def _write(watches, changed, began):
    """One letter about the watches of one person, and in the same transaction what it told. Returns 1 or 0."""
    locked = Watch.objects.due(latest_moment).select_for_update(of=("self",)).select_related("user").defer("known")
    watches = list(locked.filter(pk__in=[watch.pk for watch in watches]).order_by("pk"))
    news = new_in(watches, changed)
    shown = shown_watches([watch for watch in watches if watch.pk in news], news=news)
    sections, above = [], set()
    for each in shown:
        section = _section(each, news[each.watch.pk], above)
        if section["told"]:
            sections.append(section)
            above.update(section["told"])
    if sections:
        _post(sections)
        Told.objects.bulk_create(
            Told(watch=section["watch"], initiative_id=pk) for section in sections for pk in section["told"]
        )
    Watch.objects.filter(pk__in=[watch.pk for watch in watches]).update(checked_at=began)
    return int(bool(sections))


def _section(shown, new, above):
    """What the letter says of one watch. What stands in a section above is counted, but not shown again."""
    again = [pk for pk in new if pk in above]
    fresh = [pk for pk in new if pk not in above]
    found, rest = cards(fresh[:SHOWN]), fresh[SHOWN:]
    told = [card.pk for card in found] + rest + again
    return {
        "watch": shown.watch,
        "lines": shown.lines,
        "cards": found,
        "number": len(told),
        "rest": len(rest),
        "again": len(again),
        "told": told,
        "address": settings.PORTAL_URL + shown.address,
        "stop": watch_address(shown.watch, "following:watch_stop"),
    }


def _post(sections):
    watch = sections[0]["watch"]
    post(
        "watch_digest",
        to=watch.address,
        context={
            "sections": sections,
            "number": len({pk for section in sections for pk in section["told"]}),
            "portal": settings.PORTAL_URL,
            "all_watches": watch_address(watch),
        },
        unsubscribe_url=watch_address(watch, "following:watch_stop_all"),
    )
