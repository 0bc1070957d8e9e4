"""What is kept of a person here can be fetched, and goes when the person asks for it."""

import json

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from initiatives.following.models import Collection, Need, Told, Watch
from initiatives.following.personal_data import erase, export
from tests.factories import (
    CollectionFactory,
    CollectionItemFactory,
    InitiativeFactory,
    NeedFactory,
    UserFactory,
    WatchFactory,
)

pytestmark = pytest.mark.django_db


def things_of(user):
    WatchFactory(user=user, query="q=mitt")
    WatchFactory(user=None, email=user.email, query="q=utan+konto")
    CollectionItemFactory(collection=CollectionFactory(owner=user, title="Min samling"), note="Min anteckning")
    NeedFactory(registered_by=user, words="Mitt behov")
    NeedFactory(
        state="hanterad", handled_at=timezone.now(), answer="Mitt svar", handled_by=user, handled_by_name=user.name
    )


def test_ones_own_data_is_all_there_and_nobody_elses():
    user, other = UserFactory(), UserFactory()
    things_of(user)
    things_of(other)
    text = json.dumps(export(user), cls=DjangoJSONEncoder, ensure_ascii=False)
    for told in ("q=mitt", "q=utan+konto", "Min samling", "Min anteckning", "Mitt behov", "Mitt svar"):
        assert text.count(told) >= 1
    assert len(export(user)["bevakningar"]) == 2
    assert other.email not in text


def test_what_is_ones_own_goes_and_what_others_need_stays_without_the_person():
    user, other = UserFactory(name="Stina Strateg"), UserFactory()
    things_of(user)
    things_of(other)
    Told.objects.create(watch=Watch.objects.get(user=user), initiative=InitiativeFactory(published=True))
    erase(user)
    assert Watch.objects.count() == 2
    assert Collection.objects.get().owner == other
    assert Need.objects.count() == 4
    assert not Need.objects.filter(registered_by=user).exists()
    assert not Need.objects.filter(handled_by_name="Stina Strateg").exists()
    assert Need.objects.get(handled_by=None, state="hanterad").handled_by_name == "en tidigare användare"
    assert not any(export(user).values())
    user.delete()
