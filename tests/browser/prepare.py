"""Adds to a journey's own database some statistics, an editor who signs in, and with "reviewer" one who has been asked
about entries.

Run as a program of its own.
"""

import sys

import django

EDITOR = {"email": "edla@portal.example", "name": "Edla Ek"}
REVIEWER = {"email": "greta@gavleborg.example", "name": "Greta Granskare"}
ARCHIVED = "arkiverad-plan"
PASSWORD = "ett långt lösenord"


def ask_the_reviewer():
    """Greta has been asked about an entry of her county, and about one that is archived and has a dead link."""
    board = Organisation.objects.get(key="lansstyrelsen-i-gavleborgs-lan")
    greta = MembershipFactory(
        user=UserFactory(**REVIEWER, password=PASSWORD), organisation=board, role="granskare"
    ).user
    asked = Initiative.objects.get(slug="kommunblad-om-risk-och-skyddsfaktorer-i-gavleborg")
    # Archived entries are in no list, so it disturbs nothing that is counted.
    archived = InitiativeFactory(
        slug=ARCHIVED, title="Arkiverad plan", scope="lan", counties=asked.counties.all(), state="archived",
        published_at=timezone.now(), archived_at=timezone.now(), needs_confirmation=True,
    )  # fmt: skip
    for initiative in (asked, archived):
        initiative.links.create(url="https://borta.example/", title="Planen", material="rapport")
    LinkCheck.objects.create(
        url="https://borta.example/", checked_at=timezone.now(), outcome="fungerar_inte", reason="Sidan finns inte.",
        failing_since=timezone.now(), failed_days=3, failed_date=timezone.localdate(), dead_since=timezone.now(),
    )  # fmt: skip
    for initiative in (asked, archived):
        question = initiative.freshness_questions.create(channel="granskare", revision=1, asked_at=timezone.now())
        question.recipients.create(person=greta)


if __name__ == "__main__":
    django.setup()
    from django.utils import timezone

    from initiatives.freshness.models import LinkCheck
    from initiatives.models import Initiative
    from regions.places.models import Organisation
    from tests.factories import InitiativeFactory, MembershipFactory, UserFactory
    from tests.statistics.raw import add_figures

    add_figures()
    UserFactory(**EDITOR, password=PASSWORD, is_staff=True)
    if "reviewer" in sys.argv:
        ask_the_reviewer()
