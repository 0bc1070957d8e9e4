import datetime

import pytest
from django.utils import timezone

from barnratt.questionnaires import presence
from barnratt.questionnaires.models import Presence
from barnratt.questionnaires.presence import Here, be_here
from tests.factories import UserFactory
from tests.questionnaires.factories import make_response

pytestmark = pytest.mark.django_db


def test_those_who_are_in_a_field_hear_of_each_other_and_never_of_themselves():
    response, hanna, kalle = make_response(), UserFactory(name="Hanna"), UserFactory(name="Kalle")
    assert be_here(response, "kronor", by=hanna) == []
    assert be_here(response, "berors", by=kalle) == [Here("kronor", "Hanna skriver här just nu.")]
    assert be_here(response, "berors", by=hanna) == [Here("berors", "Kalle skriver här just nu.")]
    assert Presence.objects.count() == 2


def test_who_only_looks_is_not_told_of():
    response, hanna, kalle = make_response(), UserFactory(), UserFactory()
    be_here(response, "kronor", by=hanna)
    be_here(response, "", by=hanna)
    assert be_here(response, "", by=kalle) == []


def test_other_responses_know_nothing():
    be_here(make_response(), "kronor", by=UserFactory())
    assert be_here(make_response(), "kronor", by=UserFactory()) == []


def test_what_is_old_means_nothing_and_is_taken_away():
    response, hanna, kalle = make_response(), UserFactory(), UserFactory()
    be_here(response, "kronor", by=hanna)
    Presence.objects.update(seen_at=timezone.now() - presence.LASTS - datetime.timedelta(seconds=1))
    assert be_here(response, "", by=kalle) == []
    assert presence.forget() == 1
    assert Presence.objects.get().person == kalle


def test_it_is_one_statement(django_assert_num_queries):
    response, user = make_response(), UserFactory()
    with django_assert_num_queries(1):
        be_here(response, "kronor", by=user)
