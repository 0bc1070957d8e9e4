import datetime
import smtplib
import socket

import pytest
from django.core import mail as django_mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from barnratt.accounts.models import Role
from barnratt.outbox import actions
from barnratt.outbox.admin import PURPOSES
from barnratt.outbox.models import UNCERTAIN_AFTER, Mail
from tests.client import StrictClient
from tests.factories import InvitationFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


def letter(to="anna@kommun.example", **options):
    context = {"invitation": InvitationFactory(), "inviter": UserFactory(name="Stina Strateg"), "address": "https://x/"}
    return actions.post("invitation", to=to, context=context, **options)


@pytest.fixture
def sending(monkeypatch):
    """Lets a test say what the mail server answers: an exception, or None for a receipt."""

    def answer(error):
        def send(self):
            if error:
                raise error

        monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", send)

    return answer


def test_a_letter_waits_until_it_is_sent_and_then_has_its_receipt():
    written = letter()
    assert written.state == Mail.State.WAITING
    assert actions.deliver_due() == 1
    sent = django_mail.outbox[0]
    assert (sent.to, sent.subject) == (["anna@kommun.example"], written.subject)
    assert "Stina Strateg bjuder in dig" in sent.body
    assert sent.alternatives[0].mimetype == "text/html"
    assert Mail.objects.get().state == Mail.State.SENT
    assert actions.deliver_due() == 0


def test_a_line_break_in_a_name_makes_no_header():
    invitation = InvitationFactory(organisation__name="Gävle\r\nBcc: alla@kommun.example")
    written = actions.post("invitation", to="a@b.example", context={"invitation": invitation, "address": "https://x/"})
    assert written.subject == "Inbjudan till Gävle Bcc: alla@kommun.example i Barnrättsportalen"
    actions.deliver_due()
    assert django_mail.outbox[0].recipients() == ["a@b.example"]


def test_html_in_a_name_is_shown_as_it_is_written():
    written = actions.post(
        "invitation",
        to="a@b.example",
        context={"invitation": InvitationFactory(organisation__name="<b>A & B</b>"), "address": "https://x/"},
    )
    assert "&lt;b&gt;A &amp; B&lt;/b&gt;" in written.html
    assert "<b>A & B</b>" in written.text


def test_the_same_letter_is_written_once():
    assert letter(once="påminnelse 7")
    assert letter(once="påminnelse 7") is None
    assert Mail.objects.count() == 1


def test_a_letter_that_one_can_stop_says_how_to_the_mail_program():
    letter(unsubscribe_url="https://portal.example/sluta/1/")
    actions.deliver_due()
    headers = django_mail.outbox[0].extra_headers
    assert headers["List-Unsubscribe"] == "<https://portal.example/sluta/1/>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize(
    "error",
    [
        ConnectionRefusedError("nej"),
        TimeoutError("för sent"),
        socket.gaierror("namnet finns inte"),
        smtplib.SMTPServerDisconnected("innan något är sagt"),
        smtplib.SMTPAuthenticationError(535, b"fel"),
    ],
)
def test_letters_wait_when_the_server_cannot_be_reached(error, monkeypatch):
    letter()
    letter()

    def nobody_there(self):
        raise error

    with monkeypatch.context() as down:
        down.setattr("django.core.mail.backends.locmem.EmailBackend.open", nobody_there)
        assert actions.deliver_due() == 0
    assert [mail.state for mail in Mail.objects.all()] == [Mail.State.WAITING] * 2
    assert Mail.objects.exclude(error="").count() == 1
    assert actions.deliver_due() == 2
    assert not Mail.objects.exclude(error="").exists()


@pytest.mark.parametrize(
    "error",
    [
        smtplib.SMTPRecipientsRefused({"anna@kommun.example": (450, b"4.2.0 Greylisted")}),
        smtplib.SMTPSenderRefused(451, b"4.7.1 later", "kontakt@portal.example"),
        smtplib.SMTPDataError(452, b"4.3.1 full"),
    ],
)
def test_a_letter_that_the_server_asks_to_get_later_is_tried_again_for_two_days(error, sending):
    first = letter()
    sending(error)
    actions.deliver_due()
    assert Mail.objects.get().state == Mail.State.WAITING
    letter()
    sending(None)
    assert actions.deliver_due() == 2
    Mail.objects.update(sent_at=None, claimed_at=None, created_at=timezone.now() - actions.TRIED_FOR)
    sending(error)
    actions.deliver_due()
    assert Mail.objects.get(pk=first.pk).state == Mail.State.FAILED


def test_what_has_been_put_back_stands_in_nobodys_way(sending, monkeypatch):
    put_back, new = letter(), letter()
    Mail.objects.filter(pk=put_back.pk).update(error="SMTPDataError: 452")
    monkeypatch.setattr(actions, "AT_A_TIME", 1)
    sending(None)
    actions.deliver_due()
    assert list(Mail.objects.exclude(sent_at=None)) == [new]


def test_a_server_slow_to_say_goodbye_has_the_letter_all_the_same(monkeypatch):
    letter()

    def slow(self):
        raise TimeoutError("för sent")

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.close", slow)
    assert actions.deliver_due() == 1
    assert Mail.objects.get().state == Mail.State.SENT


def test_a_letter_that_is_refused_has_failed_and_the_next_is_sent(sending, monkeypatch):
    refused = letter()
    sending(smtplib.SMTPRecipientsRefused({}))
    actions.deliver_due()
    sending(None)
    letter()
    assert actions.deliver_due() == 1
    assert Mail.objects.get(pk=refused.pk).state == Mail.State.FAILED


def test_a_letter_broken_off_in_the_middle_is_uncertain_and_never_sent_again(sending):
    broken = letter()
    sending(smtplib.SMTPServerDisconnected("mitt i"))
    actions.deliver_due()
    sending(None)
    assert actions.deliver_due() == 0
    Mail.objects.update(claimed_at=timezone.now() - UNCERTAIN_AFTER - datetime.timedelta(seconds=1))
    assert Mail.objects.get(pk=broken.pk).state == Mail.State.UNCERTAIN
    assert actions.deliver_due() == 0


def test_a_letter_claimed_by_another_process_is_left_alone():
    letter()
    Mail.objects.update(claimed_at=timezone.now())
    assert actions.deliver_due() == 0
    assert django_mail.outbox == []


def test_the_database_wants_a_claim_before_a_receipt():
    letter()
    with pytest.raises(IntegrityError), transaction.atomic():
        Mail.objects.update(sent_at=timezone.now())


def test_old_letters_are_forgotten_but_not_those_that_wait():
    old, waiting = letter(), letter()
    Mail.objects.filter(pk=old.pk).update(claimed_at=timezone.now(), sent_at=timezone.now())
    Mail.objects.update(created_at=timezone.now() - actions.KEPT - datetime.timedelta(days=1))
    assert actions.forget_old() == 1
    assert Mail.objects.get() == waiting


# What an administrator sees

LIST = "/administration/outbox/mail/"


def administrator():
    client = StrictClient()
    client.force_login(MembershipFactory(role=Role.ADMINISTRATOR, user__is_staff=True).user)
    return client


def in_each_state():
    now, before = timezone.now(), timezone.now() - UNCERTAIN_AFTER - datetime.timedelta(seconds=1)
    fields = {
        Mail.State.WAITING: {},
        Mail.State.SENDING: {"claimed_at": now},
        Mail.State.SENT: {"claimed_at": before, "sent_at": now},
        Mail.State.FAILED: {"claimed_at": before, "failed_at": now},
        Mail.State.UNCERTAIN: {"claimed_at": before},
    }
    for state, ends in fields.items():
        Mail.objects.filter(pk=letter(to=f"{state}@kommun.example").pk).update(**ends)


@pytest.mark.parametrize("state", Mail.State)
def test_an_administrator_finds_the_letters_that_did_not_come_to_their_end(state):
    in_each_state()
    assert [mail.state for mail in Mail.objects.in_state(state)] == [state]
    text = administrator().get(LIST, {"lage": state.value}).text
    assert state.label in text
    assert [other for other in Mail.State if f"{other.value}@kommun.example" in text] == [state]


def test_nobody_reads_in_the_administration_what_a_letter_says_or_changes_it():
    written = letter()
    client = administrator()
    for page in (LIST, f"{LIST}{written.pk}/change/"):
        text = client.get(page).text
        assert "anna@kommun.example" in text
        assert "inbjudan" in text
        assert "https://x/" not in text
        assert "Stina Strateg" not in text
        assert written.subject not in text
    assert client.post(f"{LIST}{written.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.post(f"{LIST}{written.pk}/change/", {"recipient": "x@y.example"}).status_code == 403


def test_every_letter_has_a_word_for_what_it_is_about(settings):
    folder = settings.BASE_DIR / "templates" / "emails"
    assert set(PURPOSES) == {path.name.removesuffix(".subject.txt") for path in folder.glob("*.subject.txt")}
    for purpose in PURPOSES:
        assert (folder / f"{purpose}.txt").exists()
        assert (folder / f"{purpose}.html").exists()
