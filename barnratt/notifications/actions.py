from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from barnratt.audit.actions import record
from barnratt.audit.models import AuditEvent
from barnratt.notifications.models import Notification, NotificationChoice, Topic
from barnratt.outbox.actions import post
from barnratt.schedule.rhythm import Rhythm, latest_moment

READ_IN_THE_PORTAL = "/konto/aviseringar/"


@transaction.atomic
def notify(people, topic, *, text, path, by):
    """Tell people that something has happened, in the portal and by letter as each of them has chosen.

    `text` is one whole Swedish sentence without anything confidential; `path` is the page to go to. `by`, who made it
    happen, is not told, and nobody is told twice.
    """
    people = [person for person in dict.fromkeys(people) if person.is_active and (by is None or person.pk != by.pk)]
    made = [Notification(user=person, topic=topic, text=text[:300], path=path) for person in people]
    Notification.objects.bulk_create(made)
    later = set(
        NotificationChoice.objects.filter(topic=topic, user__in=people)
        .exclude(rhythm=Rhythm.AT_ONCE)
        .values_list("user_id", flat=True)
    )
    _mail([notification for notification in made if notification.user_id not in later])


def send_digests():
    """Write the letters that are due to those who wanted them gathered. Returns how many letters.

    Who has changed to letters at once gets at once what was gathered before.
    """
    number = 0
    for rhythm in (Rhythm.AT_ONCE, Rhythm.DAILY, Rhythm.WEEKLY):
        moment = latest_moment(rhythm)
        people = _not_mailed(rhythm, moment).order_by("user_id").values_list("user_id", flat=True).distinct()
        for user_id in list(people):
            number += _send_digest(user_id, rhythm, moment)
    return number


@transaction.atomic
def _send_digest(user_id, rhythm, moment):
    due = _not_mailed(rhythm, moment).filter(user_id=user_id).select_for_update(of=("self",))
    return _mail(list(due.select_related("user").order_by("created_at", "pk")))


def _not_mailed(rhythm, moment):
    """What nobody has read or been written to about, of the topics that the people want to hear of in the rhythm."""
    return Notification.objects.unread().filter(
        user__notification_choices__topic=F("topic"),
        user__notification_choices__rhythm=rhythm,
        user__is_active=True,
        mailed_at=None,
        created_at__lt=moment,
    )


def _mail(notifications):
    """One letter to each person with what is given. Returns the number of letters."""
    by_person = {}
    for notification in notifications:
        by_person.setdefault(notification.user, []).append(notification)
    for person, own in by_person.items():
        context = {
            "person": person,
            "notifications": own,
            "portal": settings.PORTAL_URL,
            "choices": settings.PORTAL_URL + READ_IN_THE_PORTAL,
        }
        post("notification", to=person.email, context=context)
    Notification.objects.filter(pk__in=[notification.pk for notification in notifications]).update(
        mailed_at=timezone.now()
    )
    return len(by_person)


@transaction.atomic
def choose(user, *, rhythms, by):
    """Set how soon letters come. `rhythms` is {topic: rhythm}."""
    before = chosen_rhythms(user)
    for topic, rhythm in rhythms.items():
        NotificationChoice.objects.update_or_create(user=user, topic=topic, defaults={"rhythm": rhythm})
    # What came while no letters were wanted is in no letter later either.
    silent = [topic for topic in rhythms if before[topic] == Rhythm.NEVER]
    user.notifications.filter(topic__in=silent, mailed_at=None).update(mailed_at=timezone.now())
    if before != (after := chosen_rhythms(user)):
        record(AuditEvent.Type.NOTIFICATIONS_CHOSEN, user, by=by, before=before, after=after)


def chosen_rhythms(user):
    """{topic: rhythm} for every topic."""
    chosen = dict(user.notification_choices.values_list("topic", "rhythm"))
    return {topic.value: chosen.get(topic.value, Rhythm.AT_ONCE.value) for topic in Topic}


def mark_read(user, *, path=None):
    """The person has seen what stands on the list, or what led to a page. Not logged: it changes nothing for others."""
    unread = Notification.objects.visible_to(user).unread()
    if path:
        unread = unread.filter(path=path)
    unread.update(read_at=timezone.now())
