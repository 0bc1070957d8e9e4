"""The 105 entries that the portal is born with."""

import datetime

import pytest
from django.utils import timezone

from barnratt.accounts.models import Role
from barnratt.outbox.models import Mail
from initiatives.freshness.ageing import ask_and_age
from initiatives.freshness.models import FreshnessQuestion
from initiatives.models import Initiative
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


def test_the_first_entries_do_not_expire_on_day_one(loaded):
    """They tell of things from 2014 on; the clock starts when they come into the portal."""
    assert Initiative.objects.count() == 105
    assert ask_and_age() == 0
    assert ask_and_age(now=timezone.now() + datetime.timedelta(days=363)) == 0
    assert not Initiative.objects.filter(needs_confirmation=True).exists()
    assert not FreshnessQuestion.objects.exists()


def test_all_the_first_entries_due_on_one_day_are_one_letter(loaded):
    coordinator = MembershipFactory(role=Role.NATIONAL_COORDINATOR, user__email="nora@samverkan.example").user
    ask_and_age(now=timezone.now() + datetime.timedelta(days=366))
    number = FreshnessQuestion.objects.count()
    assert number == Initiative.objects.exclude(status="historisk").count() > 60
    (letter,) = Mail.objects.all()
    assert letter.recipient == coordinator.email
    assert letter.subject == (
        f"{number} initiativ utan någon ansvarig i portalen behöver bekräftas eller märkas som historiska"
    )
    assert "http://localhost:8000/granskning/aktualitet/" in letter.text
    ask_and_age(now=timezone.now() + datetime.timedelta(days=367))
    assert Mail.objects.count() == 1
