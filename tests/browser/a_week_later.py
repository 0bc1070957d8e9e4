"""Lets a week pass in a journey's portal: an entry with the given title is published and the letters that are due are
written. Run as a program of its own."""

import datetime
import sys

import django
from django.utils import timezone

if __name__ == "__main__":
    django.setup()
    from initiatives.following.digests import send_digests
    from initiatives.following.models import Watch
    from regions.places.models import Organisation
    from tests.factories import InitiativeFactory

    past = timezone.now() - datetime.timedelta(days=8)
    Watch.objects.exclude(confirmed_at=None).update(confirmed_at=past, checked_at=past)
    title = sys.argv[1]
    organisation = Organisation.objects.get(key="gavle-kommun")
    InitiativeFactory(
        slug=f"en-vecka-senare-{abs(hash(title))}", title=title, organisation=organisation, published=True
    )
    send_digests()
