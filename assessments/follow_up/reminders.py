"""Reminders of what is to be followed up (settings.DUE_TASKS). They say that there is something, and never what."""

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from assessments.follow_up.actions import AGAIN
from assessments.follow_up.models import FollowUp
from barnratt.accounts.models import Membership, Role
from barnratt.core.templatetags.swedish import counted, day
from barnratt.notifications.actions import notify
from barnratt.notifications.models import Topic
from barnratt.schedule.rhythm import Rhythm, latest_moment

AT_A_TIME = 500


@transaction.atomic
def remind(*, now=None):
    """
    Tell those who answer for what is to be followed up soon, or should have been. Returns how many were told of.

    A day begins at seven. What is told of gets the day of its next reminder in the same transaction, so that it is
    told of once however often this runs. What is done or dropped has no such day.
    """
    today = latest_moment(Rhythm.DAILY, now=now).date()
    due = FollowUp.objects.open().filter(remind_date__lte=today).select_for_update(of=("self",), skip_locked=True)
    due = list(due.select_related("assessment__authority").order_by("remind_date", "pk")[:AT_A_TIME])
    by_person = {}
    for follow_up, people in _those_who_answer(due):
        for person in people:
            by_person.setdefault(person, []).append(follow_up)
        follow_up.remind_date = follow_up.due_date if today < follow_up.due_date else today + AGAIN
    FollowUp.objects.bulk_update(due, ["remind_date"])
    for person, own in by_person.items():
        text, path = _sentence(own)
        notify([person], Topic.FOLLOW_UP, text=text, path=path, by=None)
    return len(due)


def _those_who_answer(due):
    """[(follow-up, people)]: the one who is named, else who began the assessment and the authority's strategists.

    Only those who can still read the assessment, so nobody who has left.
    """
    authorities = {follow_up.assessment.authority_id for follow_up in due}
    there = Membership.objects.current().filter(organisation__in=authorities, user__is_active=True)
    people, strategists = {}, {}
    for membership in there.filter(~Q(role=Role.READER)).select_related("user").order_by("user_id"):
        people.setdefault(membership.organisation_id, {})[membership.user_id] = membership.user
        if membership.role == Role.STRATEGIST:
            strategists.setdefault(membership.organisation_id, []).append(membership.user)
    for follow_up in due:
        authority = follow_up.assessment.authority_id
        members = people.get(authority, {})
        if follow_up.person_id in members:
            yield follow_up, [members[follow_up.person_id]]
            continue
        began = members.get(follow_up.assessment.by_id)
        yield follow_up, list(dict.fromkeys([*([began] if began else []), *strategists.get(authority, [])]))


def _sentence(follow_ups):
    """(what to say, where it leads). No title and no text: they may be about a child, and this is sent as a letter."""
    assessments = {follow_up.assessment for follow_up in follow_ups}
    if len(assessments) > 1:
        number = counted(len(assessments), "prövning,prövningar")
        return f"Det finns något att följa upp i {number}.", reverse("follow_up:worklist")
    assessment = assessments.pop()
    when = day(min(follow_up.due_date for follow_up in follow_ups))
    text = f"I en prövning hos {assessment.authority} finns något att följa upp senast {when}."
    return text, reverse("follow_up:plan", args=[assessment.pk])
