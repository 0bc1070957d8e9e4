"""
Letters about answers that are not sent in: that the survey has opened, and 14, 7 and 1 days before the last day, and
when it has passed.

What would be sent a day and what is sent are the same letters (`letters`), so the page that shows them beforehand shows
exactly who gets what. A day begins at seven. After a stop only the latest moment is sent.
"""

import datetime
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from barnratt.accounts.models import User
from barnratt.audit.actions import record
from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from barnratt.core.templatetags.swedish import counted, day
from barnratt.notifications.actions import chosen_rhythms, notify
from barnratt.notifications.models import Topic
from barnratt.outbox.actions import post
from barnratt.schedule.rhythm import Rhythm, latest_moment
from regions.places.models import County
from regions.surveys import queries
from regions.surveys.desk import people
from regions.surveys.desk.models import Handover, Reminder
from regions.surveys.models import Round

Moment = Reminder.Moment
BEFORE = [(Moment.ONE, 1), (Moment.SEVEN, 7), (Moment.FOURTEEN, 14)]
NEW = 14  # so many days after a round has opened its counties are told that it has
LETTER = "survey_reminder"


class Matter(NamedTuple):
    """A county's answers that somebody is reminded of on a day. state: how far they have come, in words."""

    round: Round
    county: County
    moment: str
    last_answer_date: datetime.date
    state: str
    on: datetime.date

    @property
    def key(self):
        return {
            "round": self.round,
            "county": self.county,
            "moment": self.moment,
            "last_answer_date": self.last_answer_date,
        }

    @property
    def is_new(self):
        return self.moment == Moment.OPENED

    @property
    def is_past(self):
        return self.last_answer_date < self.on

    @property
    def address(self):
        return settings.PORTAL_URL + reverse("surveys:response", args=[self.round.slug, self.county.slug])


class Letter(NamedTuple):
    """All that a person is reminded of, in one letter. person None: counties where there is nobody to remind."""

    person: User | None
    matters: list[Matter]

    @property
    def context(self):
        choices = settings.PORTAL_URL + reverse("notifications:list")
        return {"person": self.person, "matters": self.matters, "choices": choices}

    @property
    def subject(self):
        return " ".join(render_to_string(f"emails/{LETTER}.subject.txt", self.context).split())

    @property
    def text(self):
        return render_to_string(f"emails/{LETTER}.txt", self.context).strip()


def moment_of(last_answer_date, on, *, opened):
    """The Moment that a day is in, or None when there is nothing to tell. opened: the day when the round opened."""
    left = (last_answer_date - on).days
    if left < 0:
        return Moment.OVERDUE
    new = Moment.OPENED if (on - opened).days < NEW else None
    return next((moment for moment, days in BEFORE if left <= days), new)


def awaited(survey_round, on):
    """[(BoardRow)] of the counties that can answer on a day and have not sent in."""
    if survey_round.state not in (Round.State.OPEN, Round.State.CLOSED):
        return []
    is_open = survey_round.state == Round.State.OPEN and survey_round.opens_date <= on <= survey_round.last_edit_date
    own = set(survey_round.exceptions.filter(last_answer_date__gte=on).values_list("county_id", flat=True))
    if not (is_open or own):
        return []
    return [
        row for row in queries.board(survey_round, on) if row.submission is None and (is_open or row.county.pk in own)
    ]


def letters(on, rounds=None):
    """
    The letters of a day that are not sent yet: a Letter a person, and one without a person for the vacancies.

    rounds: those to look at, else every one that counties answer in earnest.
    """
    if rounds is None:
        running = Round.objects.with_definition().filter(is_test=False, opens_date__lte=on)
        rounds = list(running.filter(state__in=[Round.State.OPEN, Round.State.CLOSED]).order_by("year", "pk"))
    matters = [
        _matter(survey_round, row, moment, on)
        for survey_round in rounds
        for row in awaited(survey_round, on)
        if (moment := moment_of(row.last_answer_date, on, opened=survey_round.opens_date))
    ]
    if not matters:
        return []
    sent = Reminder.objects.filter(round__in=rounds).exclude(moment=Moment.NOW)
    sent = set(sent.values_list("round_id", "county_id", "person_id", "moment", "last_answer_date"))
    coordinators = people.coordinators()
    vacant = set(Handover.objects.exclude(vacant_since=None).values_list("county_id", flat=True))
    by_person = {}
    for matter in matters:
        theirs = coordinators.get(matter.county.pk, [])
        nobody = [None] if not theirs or matter.county.pk in vacant else []
        for person in [*theirs, *nobody]:
            key = (matter.round.pk, matter.county.pk, person and person.pk, str(matter.moment), matter.last_answer_date)
            if key not in sent:
                by_person.setdefault(person, []).append(matter)
    return [Letter(person, own) for person, own in by_person.items()]


def _matter(survey_round, row, moment, on):
    return Matter(survey_round, row.county, moment, row.last_answer_date, _state(row), on)


def _state(row):
    """How far the answers have come, as a whole clause."""
    if row.found is None:
        return "länet har inte börjat svara"
    if row.found.state == "draft":
        return f"{row.answered} av {row.asked} frågor är besvarade"
    return "svaren är godkända men inte inskickade" if row.found.state == "approved" else "svaren väntar på godkännande"


def remind(*, now=None):
    """Send what is due (settings.DUE_TASKS). Returns how many letters and messages."""
    today = latest_moment(Rhythm.DAILY, now=now).date()
    return sum(_send(letter, today, by=None) for letter in letters(today))


@transaction.atomic
def remind_now(survey_round, county, *, by, on):
    """Remind a county's coordinators now, once a day. Returns those who were reminded."""
    letter_of = {person.pk: letter for letter in by_hand(survey_round, county, on=on) if (person := letter.person)}
    if not letter_of:
        raise RuleBroken(f"{county} har ingen länssamordnare med konto. Bjud in någon, eller ring länsstyrelsen.")
    reminded = [letter.person for letter in letter_of.values() if _send(letter, on, by=by)]
    if not reminded:
        raise RuleBroken("Länet har redan fått en påminnelse i dag.")
    return reminded


def by_hand(survey_round, county, *, on):
    """The Letters that a reminder by hand would be. Raises RuleBroken when nothing is awaited from the county."""
    row = next((row for row in awaited(survey_round, on) if row.county == county), None)
    if row is None:
        raise RuleBroken("Det finns inget att påminna om: länet har skickat in, eller så är omgången inte öppen.")
    matter = _matter(survey_round, row, Moment.NOW, on)
    return [Letter(person, [matter]) for person in people.coordinators().get(county.pk, [])]


@transaction.atomic
def _send(letter, on, *, by):
    """Keep that it is sent, and write it. What has been sent in the meantime is left out. Returns 1, or 0 for none."""
    kept = []
    for matter in letter.matters:
        key = matter.key | {"person": letter.person}
        if matter.moment == Moment.NOW:
            key["sent_date"] = on
        _, is_new = Reminder.objects.get_or_create(**key, defaults={"sent_date": on, "by": by})
        if is_new:
            kept.append(matter)
    if not kept:
        return 0
    for matter in kept:
        told = {"county": matter.county.pk, "moment": matter.moment, "vacant": letter.person is None}
        record(AuditEvent.Type.SURVEY_REMINDED, matter.round, by=by, after=told)
    if letter.person is None:
        _tell_desk(kept)
        return 1
    letter = Letter(letter.person, kept)
    if chosen_rhythms(letter.person)[Topic.SURVEY] == Rhythm.NEVER:
        path = reverse("surveys:response", args=[kept[0].round.slug, kept[0].county.slug])
        notify([letter.person], Topic.SURVEY, text=_sentence(kept), path=path, by=None)
    else:
        post(LETTER, to=letter.person.email, context=letter.context)
    return 1


def _sentence(matters):
    if len(matters) > 1:
        return f"{counted(len(matters), 'svar,svar')} på länsstyrelsernas enkät är inte inskickade."
    (matter,) = matters
    if matter.is_new:
        return f"{matter.round} är öppen för svar. Sista svarsdag är {day(matter.last_answer_date)}."
    if matter.is_past:
        return f"Sista svarsdag för {matter.round} var {day(matter.last_answer_date)}. Svaren är inte inskickade."
    return f"Sista svarsdag för {matter.round} är {day(matter.last_answer_date)}. Svaren är inte inskickade."


def _tell_desk(matters):
    """That there was nobody to remind: one line a round, to each of the national coordinators."""
    by_round = {}
    for matter in matters:
        by_round.setdefault(matter.round, []).append(matter.county.name)
    for survey_round, names in by_round.items():
        path = reverse("surveys:reminders", args=[survey_round.slug])
        if len(names) == 1:
            text = f"{names[0]} saknar länssamordnare och har inte svarat på {survey_round}."
        else:
            text = f"{counted(len(names), 'län,län')} saknar länssamordnare och har inte svarat på {survey_round}."
        notify(people.desk(), Topic.SURVEY, text=text, path=path, by=None)
