"""Lets time pass for one entry of a journey's portal: TITLE ORGANISATION DAYS… It is published so many days ago, what
it has been asked is as much older, and what is due is done, for each number of days in turn. Run as a program of its
own."""

import datetime
import sys

import django
from django.db.models import F
from django.utils import timezone
from django.utils.text import slugify

if __name__ == "__main__":
    django.setup()
    from initiatives.freshness.ageing import ask_and_age
    from initiatives.freshness.models import FreshnessQuestion, FreshnessRecipient
    from initiatives.models import Initiative
    from regions.places.models import County, Organisation
    from tests.factories import InitiativeFactory

    title, key, *days = sys.argv[1:]
    entry = Initiative.objects.filter(title=title).first()
    if entry is None:
        organisation = Organisation.objects.get(key=key)
        place = {"scope": "lan", "counties": [County.objects.get(pk=organisation.county_id or "21")]}
        entry = InitiativeFactory(slug=slugify(title), title=title, organisation=organisation, published=True, **place)
    for number in map(int, days):
        published_at = timezone.now() - datetime.timedelta(days=number)
        passed = entry.published_at - published_at
        entry.published_at = published_at
        Initiative.objects.filter(pk=entry.pk).update(
            published_at=published_at, freshness_due_date=timezone.localdate() - datetime.timedelta(days=1)
        )
        FreshnessQuestion.objects.filter(initiative=entry).update(asked_at=F("asked_at") - passed)
        FreshnessRecipient.objects.exclude(told_at=None).update(told_at=F("told_at") - passed)
        ask_and_age()
