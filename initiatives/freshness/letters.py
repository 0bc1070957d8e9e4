"""The letters that ask, and their links: signed, so that nobody can guess them, and good while the question is open."""

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse

from barnratt.core.templatetags.swedish import counted
from barnratt.notifications.actions import chosen_rhythms, notify
from barnratt.notifications.models import Topic
from barnratt.outbox.actions import post
from barnratt.schedule.rhythm import Rhythm, latest_moment
from initiatives.freshness.clock import archive_on
from initiatives.freshness.models import FreshnessQuestion, FreshnessRecipient

SIGNER = signing.Signer(salt="initiatives.freshness.question")
# More than this is not read. The rest comes in the next day's letter.
MOST_IN_A_LETTER = 30
WORKLIST = "/granskning/aktualitet/"


def address_of(recipient):
    """The whole address of the page where one person answers one question."""
    return settings.PORTAL_URL + reverse("freshness:question", args=[SIGNER.sign(recipient.pk)])


def read_token(token):
    """Who was asked what, or None for a token that is forged or not whole."""
    try:
        pk = SIGNER.unsign(token)
    except signing.BadSignature:
        return None
    return FreshnessRecipient.objects.select_related("person", "question").filter(pk=pk).first()


def tell_those_who_wait(*, now):
    """Write to those who have not been told of a question. One letter a person and day. Returns how many letters."""
    waiting = FreshnessRecipient.objects.filter(is_waiting=True)
    people = list(waiting.order_by("person_id").values_list("person_id", flat=True).distinct())
    if not people:
        return 0
    told = FreshnessRecipient.objects.filter(told_at__gte=latest_moment(Rhythm.DAILY, now=now), person__in=people)
    told_today = set(told.values_list("person_id", flat=True))
    return sum(_tell(person_id, now=now) for person_id in people if person_id not in told_today)


@transaction.atomic
def _tell(person_id, *, now):
    waiting = FreshnessRecipient.objects.select_for_update(of=("self",), skip_locked=True).filter(is_waiting=True)
    waiting = waiting.filter(person=person_id) if person_id else waiting.filter(person=None)
    waiting = list(
        waiting.select_related("person", "question__initiative__organisation").order_by("question__asked_at", "pk")
    )
    if not waiting:
        return 0
    person = waiting[0].person
    if person is None or not person.is_active:
        _done(waiting, told_at=None)
        return 0
    owned = [each for each in waiting if each.question.channel == FreshnessQuestion.Channel.OWNER]
    others = [each for each in waiting if each.question.channel != FreshnessQuestion.Channel.OWNER]
    if owned:
        _ask_owner(person, owned[:MOST_IN_A_LETTER])
    if others:
        _ask_reviewer(person, others)
    _done(owned[:MOST_IN_A_LETTER] + others, told_at=now)
    return 1


def _done(recipients, *, told_at):
    found = FreshnessRecipient.objects.filter(pk__in=[recipient.pk for recipient in recipients])
    found.update(is_waiting=False, **({"told_at": told_at} if told_at else {}))


def _ask_owner(person, recipients):
    """A letter with a link for each entry; to those who want no such letters a line in the portal."""
    if chosen_rhythms(person)[Topic.FRESHNESS] == Rhythm.NEVER:
        initiatives = [recipient.question.initiative for recipient in recipients]
        path = reverse("freshness:answer", args=[initiatives[0].slug]) if len(initiatives) == 1 else WORKLIST
        notify([person], Topic.FRESHNESS, text=_sentence(initiatives, owned=True), path=path, by=None)
        return
    asked = [
        {
            "initiative": recipient.question.initiative,
            "question": recipient.question,
            "address": address_of(recipient),
            "archived_on": archive_on(recipient.question.initiative, recipient.question),
        }
        for recipient in recipients
    ]
    choices = settings.PORTAL_URL + reverse("notifications:list")
    post("freshness_question", to=person.email, context={"person": person, "asked": asked, "choices": choices})


def _ask_reviewer(person, recipients):
    """One line however many entries: the list to work from tells the rest."""
    initiatives = [recipient.question.initiative for recipient in recipients]
    notify([person], Topic.FRESHNESS, text=_sentence(initiatives, owned=False), path=WORKLIST, by=None)


def _sentence(initiatives, *, owned):
    if len(initiatives) == 1:
        return f"Stämmer uppgifterna om ”{initiatives[0]}” fortfarande?"
    number = counted(len(initiatives), "initiativ,initiativ")
    if owned:
        return f"Stämmer uppgifterna om {number} fortfarande?"
    return f"{number} utan någon ansvarig i portalen behöver bekräftas eller märkas som historiska."
