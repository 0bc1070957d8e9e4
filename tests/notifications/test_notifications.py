import datetime

import pytest
from django.utils import timezone

from barnratt.audit.models import AuditEvent
from barnratt.notifications import actions
from barnratt.notifications.models import Notification, Topic
from barnratt.outbox.models import Mail
from barnratt.schedule.rhythm import Rhythm, latest_moment
from tests.client import StrictClient
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def tell(*people, by=None, text="Gun har granskat ”Unga utvecklar”.", path="/initiativ/unga/"):
    actions.notify(people, Topic.REVIEW, text=text, path=path, by=by)


def wants(user, rhythm, topic=Topic.REVIEW):
    actions.choose(user, rhythms={topic: rhythm}, by=user)


def make_old(**ago):
    Notification.objects.update(created_at=timezone.now() - datetime.timedelta(**ago))


def test_what_happens_is_told_at_once_in_the_portal_and_by_letter():
    user = UserFactory()
    tell(user)
    assert user.notifications.get().mailed_at
    letter = Mail.objects.get()
    assert (letter.recipient, letter.subject) == (user.email, "Gun har granskat ”Unga utvecklar”")
    assert "http://localhost:8000/initiativ/unga/" in letter.text


def test_nobody_is_told_of_what_they_did_themselves_or_twice():
    user, other = UserFactory(), UserFactory()
    tell(user, other, other, UserFactory(is_active=False), by=user)
    assert [notification.user for notification in Notification.objects.all()] == [other]


@pytest.mark.parametrize("rhythm", [Rhythm.DAILY, Rhythm.WEEKLY, Rhythm.NEVER])
def test_a_letter_does_not_come_at_once_when_another_rhythm_is_chosen(rhythm):
    user = UserFactory()
    wants(user, rhythm)
    tell(user)
    assert user.notifications.count() == 1
    assert not Mail.objects.exists()
    assert actions.send_digests() == 0


@pytest.mark.parametrize("rhythm", [Rhythm.DAILY, Rhythm.WEEKLY])
def test_what_is_due_is_gathered_in_one_letter_and_told_once(rhythm):
    user = UserFactory()
    wants(user, rhythm)
    tell(user)
    tell(user, text="Stina vill göra detsamma.")
    make_old(days=8)
    assert actions.send_digests() == 1
    letter = Mail.objects.get()
    assert letter.subject == "2 nya aviseringar från Barnrättsportalen"
    assert "Gun har granskat" in letter.text
    assert "Stina vill göra detsamma." in letter.html
    assert actions.send_digests() == 0


def test_never_means_never():
    user = UserFactory()
    wants(user, Rhythm.NEVER)
    tell(user)
    make_old(days=30)
    assert actions.send_digests() == 0


@pytest.mark.parametrize("then", [Rhythm.AT_ONCE, Rhythm.DAILY])
def test_what_came_while_no_letters_were_wanted_is_in_no_letter_later(then):
    user = UserFactory()
    wants(user, Rhythm.NEVER)
    tell(user)
    wants(user, then)
    make_old(days=3)
    assert actions.send_digests() == 0
    tell(user, text="Stina vill göra detsamma.")
    make_old(days=3)
    actions.send_digests()
    assert "Gun har granskat" not in Mail.objects.get().text


def test_who_changes_to_letters_at_once_gets_what_was_gathered():
    user = UserFactory()
    wants(user, Rhythm.WEEKLY)
    tell(user)
    wants(user, Rhythm.AT_ONCE)
    assert actions.send_digests() == 1
    assert "Gun har granskat" in Mail.objects.get().text
    assert actions.send_digests() == 0


def test_who_may_no_longer_sign_in_gets_no_gathered_letter():
    user = UserFactory()
    wants(user, Rhythm.DAILY)
    tell(user)
    make_old(days=3)
    type(user).objects.filter(pk=user.pk).update(is_active=False)
    assert actions.send_digests() == 0


@pytest.mark.parametrize("number", [1, 3])
def test_notifications_of_other_topics_are_not_gathered_and_people_with_nothing_cost_nothing(
    number, django_assert_num_queries
):
    for _ in range(number):
        user = UserFactory()
        wants(user, Rhythm.DAILY, Topic.MEMBERS)
        wants(user, Rhythm.NEVER)
        tell(user)
    make_old(days=3)
    with django_assert_num_queries(3):
        assert actions.send_digests() == 0


def test_what_has_been_read_is_not_sent():
    user = UserFactory()
    wants(user, Rhythm.DAILY)
    tell(user)
    make_old(days=3)
    actions.mark_read(user)
    assert actions.send_digests() == 0


@pytest.mark.parametrize(
    ("rhythm", "now", "expected"),
    [
        (Rhythm.DAILY, "2026-11-22 06:59", "2026-11-21 07:00"),
        (Rhythm.DAILY, "2026-11-22 07:00", "2026-11-22 07:00"),
        (Rhythm.WEEKLY, "2026-11-22 12:00", "2026-11-16 07:00"),
        (Rhythm.WEEKLY, "2026-11-23 06:00", "2026-11-16 07:00"),
        (Rhythm.WEEKLY, "2026-11-23 07:00", "2026-11-23 07:00"),
        (Rhythm.DAILY, "2026-10-25 08:00", "2026-10-25 07:00"),  # the night when summer time ends
        (Rhythm.AT_ONCE, "2026-11-22 12:00", "2026-11-22 12:00"),
    ],
)
def test_letters_go_at_seven_swedish_time_and_on_mondays(rhythm, now, expected):
    def swedish(text):
        return timezone.make_aware(datetime.datetime.fromisoformat(text))

    assert latest_moment(rhythm, now=swedish(now)) == swedish(expected)


def test_the_page_lists_what_has_happened_and_saves_what_one_wants():
    user = UserFactory()
    tell(user)
    client = StrictClient()
    client.force_login(user)
    assert "Gun har granskat" in client.get("/konto/aviseringar/").text
    chosen = {topic.value: Rhythm.AT_ONCE for topic in Topic} | {Topic.REVIEW.value: Rhythm.WEEKLY.value}
    assert "Dina val är sparade." in client.post("/konto/aviseringar/val/", chosen, follow=True).text
    assert actions.chosen_rhythms(user)[Topic.REVIEW] == Rhythm.WEEKLY
    assert AuditEvent.objects.get(type="notifications_chosen").after[Topic.REVIEW] == Rhythm.WEEKLY
    client.post("/konto/aviseringar/lasta/")
    assert not user.notifications.unread().exists()


def test_another_persons_notifications_are_not_seen():
    tell(UserFactory())
    client = StrictClient()
    client.force_login(UserFactory())
    assert "Inget har hänt ännu" in client.get("/konto/aviseringar/").text


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_does_not_grow_queries(count, django_assert_num_queries):
    user = UserFactory()
    for _ in range(count):
        tell(user)
    client = StrictClient()
    client.force_login(user)
    with django_assert_num_queries(6):
        client.get("/konto/aviseringar/")
