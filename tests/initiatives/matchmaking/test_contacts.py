"""Contact through the portal: who reads what, who sees whose address, and what is kept."""

import datetime
import json

import pytest
from django.utils import timezone

from barnratt.accounts.models import Membership, Role
from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from barnratt.notifications.models import Notification
from barnratt.outbox.models import Mail
from initiatives.matchmaking import actions, queries
from initiatives.matchmaking.models import Contact, Message
from initiatives.matchmaking.permissions import is_receiver
from tests.factories import (
    ContactFactory,
    CountyFactory,
    InitiativeFactory,
    MembershipFactory,
    MessageFactory,
    NoticeFactory,
    OrganisationFactory,
)
from tests.initiatives.matchmaking.conftest import signed_in, somebody_at
from tests.races import at_once

pytestmark = pytest.mark.django_db
SECRET = "Barnet i fråga går på Vallbacksskolan."
HTML = "<script>alert(1)</script><b>fet</b> [x](javascript:alert(1))"


@pytest.fixture
def asked(entry, tierp, svante):
    return actions.ask(entry, tierp, message="Hur gjorde ni med tiden?", by=svante)


@pytest.fixture
def agreed(asked, mio):
    return actions.answer(asked, yes=True, message="Gärna!", by=mio)


def path(contact, *more):
    return "/".join([contact.get_absolute_url().rstrip("/"), *more, ""])


# Asking


def test_the_owners_are_told_that_there_is_a_question_and_from_which_organisation(asked, mio, svante):
    told = Notification.objects.get()
    assert (told.user, told.path) == (mio, asked.get_absolute_url())
    assert told.text == "Tierps kommun vill ha kontakt med er om ”Barnbokslut”."
    assert asked.state == Contact.State.ASKED
    event = AuditEvent.objects.get(type="contact_asked")
    assert (event.actor_id, event.object_id, event.after) == (svante.pk, str(asked.pk), {"state": "fragad"})


def test_a_question_about_a_notice_goes_to_everybody_who_works_there(gavle, mio, tierp, svante):
    colleague = somebody_at(gavle)
    somebody_at(gavle, role=Role.READER)
    contact = actions.ask(NoticeFactory(organisation=gavle), tierp, message="Vi är med!", by=svante)
    assert {told.user for told in Notification.objects.all()} == {mio, colleague}
    assert contact.to_organisation == gavle


def test_neither_log_notification_nor_letter_holds_a_text_or_the_askers_name(entry, tierp, svante, mio):
    contact = actions.ask(entry, tierp, message=SECRET, by=svante)
    actions.answer(contact, yes=True, message=SECRET, by=mio)
    actions.write(contact, message=SECRET, by=svante)
    actions.close(contact, by=mio)
    kept = [str(event.__dict__) for event in AuditEvent.objects.all()]
    kept += [told.text for told in Notification.objects.all()]
    letters = [f"{mail.subject} {mail.text} {mail.html}" for mail in Mail.objects.all()]
    assert len(letters) == 4
    assert not [text for text in kept + letters if "Vallbacksskolan" in text]
    assert not [text for text in letters if "svante@" in text.lower()]
    to_mio = [mail.text for mail in Mail.objects.filter(recipient=mio.email)]
    assert not [text for text in to_mio if "Svante" in text]


def test_a_title_with_line_breaks_makes_no_new_header(gavle, mio, tierp, svante):
    notice = NoticeFactory(organisation=gavle, title="Sök\r\nBcc: alla@kommun.example")
    actions.ask(notice, tierp, message="Hej", by=svante)
    assert "\n" not in Mail.objects.get().subject
    assert "\r" not in Mail.objects.get().subject


def test_nobody_asks_the_own_organisation_twice_or_about_what_is_over(entry, gavle, tierp, svante, mio):
    with pytest.raises(RuleBroken, match="egen organisation"):
        actions.ask(entry, gavle, message="Hej", by=svante)
    actions.ask(entry, tierp, message="Hej", by=svante)
    with pytest.raises(RuleBroken, match="redan frågat"):
        actions.ask(entry, tierp, message="Hej igen", by=svante)
    with pytest.raises(RuleBroken, match="inte publicerat"):
        actions.ask(InitiativeFactory(organisation=gavle), tierp, message="Hej", by=svante)
    with pytest.raises(RuleBroken, match="avslutad"):
        actions.ask(NoticeFactory(organisation=gavle, until=datetime.date(2020, 1, 1)), tierp, message="x", by=svante)


def test_a_question_taken_back_may_be_asked_anew_but_not_one_that_was_answered(asked, entry, tierp, svante, mio):
    actions.close(asked, by=svante)
    again = actions.ask(entry, tierp, message="Igen", by=svante)
    actions.answer(again, yes=False, by=mio)
    with pytest.raises(RuleBroken, match="30 dagar"):
        actions.ask(entry, tierp, message="Igen", by=svante)
    Contact.objects.update(closed_at=timezone.now() - datetime.timedelta(days=31))
    actions.ask(entry, tierp, message="Igen", by=svante)


def test_ten_questions_a_day_are_enough(tierp, svante):
    for _ in range(11):
        entry = InitiativeFactory(published=True)
        MembershipFactory(organisation=entry.organisation)
        if Contact.objects.count() < 10:
            actions.ask(entry, tierp, message="Hej", by=svante)
    with pytest.raises(RuleBroken, match="10 gånger på ett dygn"):
        actions.ask(entry, tierp, message="Hej", by=svante)
    Contact.objects.update(asked_at=timezone.now() - datetime.timedelta(hours=25))
    actions.ask(entry, tierp, message="Hej", by=svante)


@pytest.mark.django_db(transaction=True)
def test_two_questions_at_once_are_one(entry, tierp, svante):
    answers = at_once(*[lambda: actions.ask(entry, tierp, message="Hej", by=svante)] * 3)
    assert Contact.objects.count() == 1
    assert sum(isinstance(answer, RuleBroken) for answer in answers) == 2


def test_the_form_says_who_reads_and_asks_for_a_yes(entry, svante):
    client = signed_in(svante)
    page = client.get("/initiativ/barnbokslut/kontakt/").text
    assert "De som arbetar på Gävle kommun läser meddelandet." in page
    assert "Gävle kommun får se mitt namn och min e-postadress om de svarar ja" in page
    refused = client.post("/initiativ/barnbokslut/kontakt/", {"message": "Min fråga"}).text
    assert "Kryssa i att du går med på det." in refused
    assert "Min fråga" in refused
    sent = client.post("/initiativ/barnbokslut/kontakt/", {"message": "Min fråga", "agree": "on"}, follow=True).text
    assert "Frågan är skickad." in sent
    assert "Väntar på svar" in sent


def test_the_message_is_looked_through_for_personal_data_limited_and_never_lost(entry, svante):
    client, address = signed_in(svante), "/initiativ/barnbokslut/kontakt/"
    text = "Ring 070-123 45 67."
    page = client.post(address, {"message": text, "agree": "on"}).text
    assert "”070-123 45 67” ser ut som ett mobilnummer." in page
    assert f">\n{text}</textarea>" in page
    assert "x" * 3001 in client.post(address, {"message": "x" * 3001, "agree": "on"}).text
    assert not Contact.objects.exists()
    client.post(address, {"message": text, "agree": "on", "save_anyway": "on"})
    assert Message.objects.get().text == text


def test_who_has_asked_already_is_led_to_the_contact(asked, svante):
    client = signed_in(svante)
    assert client.get("/initiativ/barnbokslut/kontakt/")["Location"] == asked.get_absolute_url()
    page = client.post("/initiativ/barnbokslut/kontakt/", {"message": "En till", "agree": "on"}).text
    assert "Du har redan frågat om det här." in page
    assert "En till" in page


# When nobody there has an account


def coordinator(county="14", role=Role.COUNTY_COORDINATOR, **board):
    organisation = OrganisationFactory(kind="lansstyrelse", county=CountyFactory(code=county), **board)
    return somebody_at(organisation, role=role)


def test_the_county_board_gets_the_question_when_nobody_there_has_an_account(tierp, svante):
    lars = coordinator(name="Länsstyrelsen i Gävleborgs län")
    coordinator(county="01")
    entry = InitiativeFactory(
        organisation__name="Ovanåkers kommun",
        scope="lan",
        counties=[CountyFactory(code="14")],
        contact_role="Barnombudet",
        contact_email="barn@ovanaker.example",
        published=True,
    )
    page = signed_in(svante).get(f"/initiativ/{entry.slug}/kontakt/").text
    assert "Ingen på Ovanåkers kommun har konto i portalen ännu." in page
    assert "går frågan till Länsstyrelsen i Gävleborgs län" in page
    assert "Barnombudet" in page
    assert "barn@ovanaker.example" in page
    contact = actions.ask(entry, tierp, message="Hej", by=svante)
    assert contact.to_organisation.name == "Länsstyrelsen i Gävleborgs län"
    assert Notification.objects.get().user == lars


def test_the_organisations_own_county_goes_before_the_others(svante):
    near, far = CountyFactory(code="14"), CountyFactory(code="01")
    coordinator(county="01")
    lars = coordinator(county="14")
    entry = InitiativeFactory(organisation__county=near, scope="lan", counties=[far, near], published=True)
    assert queries.receiver_of(entry, asker=svante).people == [lars]


def test_a_national_coordinator_is_the_last_one_to_ask(svante):
    nora = somebody_at(OrganisationFactory(), role=Role.NATIONAL_COORDINATOR)
    entry = InitiativeFactory(published=True)
    receiver = queries.receiver_of(entry, asker=svante)
    assert (receiver.people, receiver.stands_in) == ([nora], True)


def test_nobody_is_asked_in_the_own_organisation(svante, tierp):
    somebody_at(tierp, role=Role.NATIONAL_COORDINATOR)
    assert queries.receiver_of(InitiativeFactory(published=True), asker=svante) is None


def test_there_is_a_way_on_even_when_nobody_can_receive(svante):
    entry = InitiativeFactory(organisation__name="Ovanåkers kommun", contact_email="barn@x.example", published=True)
    client = signed_in(svante)
    page = client.get(f"/initiativ/{entry.slug}/kontakt/").text
    assert "Ingen på Ovanåkers kommun har konto i portalen ännu" in page
    assert "barn@x.example" in page
    assert '<form method="post" class' not in page
    client.post(f"/initiativ/{entry.slug}/kontakt/", {"message": "Hej", "agree": "on"})
    assert not Contact.objects.exists()


# Answering


def test_the_asker_is_told_of_the_answer_and_the_log_says_who_gave_it(asked, svante, mio):
    actions.answer(asked, yes=True, message="Gärna!", by=mio)
    told = Notification.objects.filter(user=svante).get()
    assert told.text == "Gävle kommun har svarat på din fråga om ”Barnbokslut”."
    event = AuditEvent.objects.get(type="contact_answered")
    assert (event.actor_id, event.before, event.after) == (mio.pk, {"state": "fragad"}, {"state": "ja"})


def test_a_question_stands_on_the_start_page_until_it_is_answered_and_names_nobody(asked, svante, mio, gavle):
    colleague = somebody_at(gavle)
    for reader in (mio, colleague):
        text = signed_in(reader).get("/").text
        assert "Frågor som väntar på ert svar" in text
        assert f'<a href="{asked.get_absolute_url()}">Barnbokslut</a>' in text
        assert "från Tierps kommun" in text
        assert "Svante" not in text
    for reader in (svante, somebody_at(gavle, role=Role.READER), somebody_at(OrganisationFactory())):
        assert "Frågor som väntar" not in signed_in(reader).get("/").text
    actions.answer(asked, yes=False, by=mio)
    assert "Frågor som väntar" not in signed_in(colleague).get("/").text


def test_a_question_is_answered_once(agreed, mio, gavle):
    with pytest.raises(RuleBroken, match="redan besvarad"):
        actions.answer(agreed, yes=False, by=mio)
    with pytest.raises(RuleBroken, match="redan besvarad"):
        actions.answer(agreed, yes=True, by=somebody_at(gavle))


def test_a_no_ends_it(asked, mio, svante):
    contact = actions.answer(asked, yes=False, message="Tyvärr.", by=mio)
    assert (contact.state, contact.receiver) == (Contact.State.NO, None)
    for by in (mio, svante):
        with pytest.raises(RuleBroken, match="avslutad"):
            actions.write(contact, message="Men…", by=by)


def test_messages_go_back_and_forth_once_both_have_said_yes(asked, svante, mio):
    with pytest.raises(RuleBroken, match="Vänta på svaret"):
        actions.write(asked, message="Hallå?", by=svante)
    contact = actions.answer(asked, yes=True, by=mio)
    actions.write(contact, message="När passar det?", by=svante)
    actions.write(contact, message="På torsdag.", by=mio)
    sides = [message.from_asker for message in contact.messages.order_by("pk")]
    assert sides == [True, True, False]
    assert [told.user for told in Notification.objects.order_by("pk")] == [mio, svante, mio, svante]
    events = AuditEvent.objects.filter(type="contact_message_sent")
    assert [set(event.after) for event in events] == [{"message"}, {"message"}]


def test_messages_are_limited_by_the_day(agreed, svante, monkeypatch):
    monkeypatch.setattr(actions, "MESSAGES_A_DAY", 2)
    actions.write(agreed, message="Ett till", by=svante)
    with pytest.raises(RuleBroken, match="många meddelanden"):
        actions.write(agreed, message="Och ett till", by=svante)


@pytest.mark.parametrize("who", ["svante", "mio"])
def test_either_side_takes_its_yes_back(who, agreed, svante, mio):
    by, other = (svante, mio) if who == "svante" else (mio, svante)
    Notification.objects.all().delete()
    actions.close(agreed, by=by)
    told = Notification.objects.get()
    assert (told.user, told.text) == (other, "Kontakten om ”Barnbokslut” är avslutad.")
    event = AuditEvent.objects.filter(type="contact_answered").latest("pk")
    assert (event.actor_id, event.after) == (by.pk, {"state": "avslutad"})
    with pytest.raises(RuleBroken, match="Inget mer kan skickas"):
        actions.write(agreed, message="Vänta!", by=other)
    with pytest.raises(RuleBroken, match="redan avslutad"):
        actions.close(agreed, by=other)
    with pytest.raises(RuleBroken, match="avslutad"):
        actions.answer(agreed, yes=True, by=mio)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(4))
def test_a_yes_and_a_taking_back_at_once_leave_it_closed_and_hidden(turn, entry, tierp, svante, mio):
    contact = actions.ask(entry, tierp, message="Hej", by=svante)
    calls = [lambda: actions.answer(contact, yes=True, by=mio), lambda: actions.close(contact, by=svante)]
    answers = at_once(*calls[:: 1 if turn % 2 else -1])
    contact.refresh_from_db()
    assert contact.state == Contact.State.CLOSED
    assert contact.closed_at
    assert sum(isinstance(answer, RuleBroken) for answer in answers) <= 1
    for user in (svante, mio):
        sides = queries.sides_of(contact, receiving=user == mio)
        assert (sides.asker if user == mio else sides.receiver) is None


@pytest.mark.django_db(transaction=True)
def test_a_yes_and_a_no_at_once_are_one_answer(entry, gavle, tierp, svante, mio):
    contact = actions.ask(entry, tierp, message="Hej", by=svante)
    colleague = somebody_at(gavle)
    answers = at_once(
        lambda: actions.answer(contact, yes=True, by=mio), lambda: actions.answer(contact, yes=False, by=colleague)
    )
    assert sum(isinstance(answer, RuleBroken) for answer in answers) == 1
    assert AuditEvent.objects.filter(type="contact_answered").count() == 1


# Who sees whom


ADDRESSES = ("svante@tierp.example", "mio@gavle.example")
NAMES = ("Svante Strateg", "Mio Medarbetare")
# (state, reader): whether the asker and the one who said yes are shown, by name and address.
CONSENT = {
    ("fragad", "asker"): (True, False),
    ("fragad", "receiver"): (False, False),
    ("fragad", "colleague"): (False, False),
    ("ja", "asker"): (True, True),
    ("ja", "receiver"): (True, True),
    ("ja", "colleague"): (True, True),
    ("nej", "asker"): (True, False),
    ("nej", "receiver"): (False, False),
    ("nej", "colleague"): (False, False),
    ("avslutad", "asker"): (True, False),
    ("avslutad", "receiver"): (False, True),
    ("avslutad", "colleague"): (False, True),
}


@pytest.mark.parametrize(("state", "reader"), CONSENT)
def test_names_and_addresses_are_shown_to_the_other_side_only_while_both_say_yes(
    state, reader, entry, gavle, tierp, svante, mio
):
    colleague = somebody_at(gavle)
    contact = actions.ask(entry, tierp, message="Hej", by=svante)
    if state in ("ja", "avslutad"):
        actions.answer(contact, yes=True, message="Hej", by=mio)
        actions.write(contact, message="Hej igen", by=svante)
    if state == "nej":
        actions.answer(contact, yes=False, message="Nej", by=mio)
    if state == "avslutad":
        actions.close(contact, by=svante)
    user = {"asker": svante, "receiver": mio, "colleague": colleague}[reader]
    page = signed_in(user).get(path(contact)).text
    listed = signed_in(user).get("/samarbete/kontakter/").text
    shown = CONSENT[state, reader]
    assert tuple(address in page for address in ADDRESSES) == shown
    own = "Svante Strateg" if user == svante else "Mio Medarbetare"
    for name, is_shown in zip(NAMES, shown, strict=True):
        if name != own and not (name == "Mio Medarbetare" and reader == "colleague"):
            assert (name in page.replace(f'Logga ut<span class="visually-hidden"> {user}', "")) == is_shown
    assert not any(address in listed for address in ADDRESSES)


@pytest.mark.parametrize("reader", ["asker", "receiver"])
@pytest.mark.parametrize("gone", ["left", "inactive"])
@pytest.mark.parametrize("who", ["svante", "mio"])
def test_an_address_is_shown_for_no_longer_than_the_person_works_there(reader, gone, who, agreed, gavle, svante, mio):
    """The one who is gone is hidden from the other side; who has left cannot open the page at all."""
    leaves, stays = (svante, mio) if who == "svante" else (mio, svante)
    if gone == "left":
        Membership.objects.filter(user=leaves).update(ended_at="2200-01-01T00:00Z")
    else:
        type(leaves).objects.filter(pk=leaves.pk).update(is_active=False)
    if (reader == "asker") == (who == "svante"):
        assert signed_in(type(leaves).objects.get(pk=leaves.pk)).get(path(agreed)).status_code in (302, 404)
        return
    page = signed_in(stays).get(path(agreed)).text
    assert leaves.email not in page
    assert "inte längre kvar i organisationen" in page


def test_a_colleague_says_yes_in_the_place_of_one_who_has_left(agreed, gavle, svante, mio):
    colleague = somebody_at(gavle, name="Stina Strateg", email="stina@gavle.example")
    with pytest.raises(RuleBroken, match="redan besvarad"):
        actions.answer(agreed, yes=True, by=colleague)
    Membership.objects.filter(user=mio).update(ended_at="2200-01-01T00:00Z")
    actions.write(agreed, message="Är någon där?", by=svante)
    assert Notification.objects.filter(user=colleague).exists()
    page = signed_in(colleague).get(path(agreed)).text
    assert "Svara i stället för den som har slutat" in page
    actions.answer(agreed, yes=True, by=colleague)
    assert "stina@gavle.example" in signed_in(svante).get(path(agreed)).text


def test_a_colleague_who_has_not_said_yes_is_not_named_to_the_asker(agreed, gavle, svante):
    actions.write(agreed, message="Jag kan också hjälpa till.", by=somebody_at(gavle, name="Lova Läsare"))
    page = signed_in(svante).get(path(agreed)).text
    assert "Jag kan också hjälpa till." in page
    assert "Mio Medarbetare, Gävle kommun" in page
    assert "Lova" not in page


def test_when_the_asker_has_left_nothing_more_is_sent(asked, agreed, mio, svante):
    Membership.objects.filter(user=svante).update(ended_at="2200-01-01T00:00Z")
    with pytest.raises(RuleBroken, match="inte längre kvar"):
        actions.write(agreed, message="Hej?", by=mio)


def test_when_the_asker_has_left_a_question_can_be_closed(asked, mio, svante):
    Membership.objects.filter(user=svante).update(ended_at="2200-01-01T00:00Z")
    with pytest.raises(RuleBroken, match="inte längre kvar"):
        actions.answer(asked, yes=True, by=mio)
    page = signed_in(mio).get(path(asked)).text
    assert "Skicka svaret" not in page
    assert "avsluta/" in page
    actions.close(asked, by=mio)


# Who reads


def outsiders(gavle, tierp):
    """Everybody who is neither the asker nor works where it was asked."""
    yield "a colleague of the asker", somebody_at(tierp)
    yield "a strategist of the asker's", somebody_at(tierp, role=Role.STRATEGIST)
    yield "a reader there", somebody_at(gavle, role=Role.READER)
    for role in Role:
        yield f"{role} elsewhere", somebody_at(OrganisationFactory(kind="lansstyrelse"), role=role)


def test_everybody_else_gets_404_whatever_role(agreed, gavle, tierp):
    message = agreed.messages.first()
    for who, user in outsiders(gavle, tierp):
        client = signed_in(user)
        for more in ((), ("svara",), ("skriv",), ("avsluta",)):
            assert client.get(path(agreed, *more)).status_code == 404, (who, more)
            if more:
                sent = client.post(path(agreed, *more), {"yes": "ja", "message": "Hej"})
                assert sent.status_code == 404, (who, more)
        assert client.get(f"/samarbete/meddelanden/{message.pk}/anmal/").status_code == 404, who
        assert "Inga kontakter ännu" in client.get("/samarbete/kontakter/").text, who
    assert agreed.messages.count() == 2


def test_staff_see_nothing_of_it_in_the_administration_either(agreed, editor_client):
    assert editor_client.get(path(agreed)).status_code == 404
    assert "matchmaking" not in editor_client.get("/administration/").text


def test_the_one_who_asked_does_not_answer_in_the_others_place(asked, gavle, svante):
    MembershipFactory(user=svante, organisation=gavle)
    svante = type(svante).objects.get(pk=svante.pk)
    assert not is_receiver(svante, asked)
    assert signed_in(svante).post(path(asked, "svara"), {"yes": "ja"}).status_code == 403


# The pages


def test_the_receiver_answers_and_both_write_on_the_page(asked, svante, mio):
    mios, svantes = signed_in(mio), signed_in(svante)
    page = mios.get(path(asked)).text
    assert "Hur gjorde ni med tiden?" in page
    assert "Väntar på ert svar" in page
    answered = mios.post(path(asked, "svara"), {"yes": "ja", "message": "Gärna!"}, follow=True).text
    assert "Svaret är skickat." in answered
    written = svantes.post(path(asked, "skriv"), {"message": f"**Tack** {HTML}"}, follow=True).text
    assert "Meddelandet är skickat." in written
    page = mios.get(path(asked)).text
    assert "<strong>Tack</strong> &lt;script&gt;" in page
    assert 'href="javascript' not in page
    assert "dölj adresserna" in page
    assert "slutar att visas" in mios.get(path(asked, "avsluta")).text
    closed = mios.post(path(asked, "avsluta"), follow=True).text
    assert "Inga adresser visas längre." in closed
    assert "Inget mer kan skickas." in closed
    again = mios.post(path(asked, "avsluta"), follow=True).text
    assert "redan avslutad" in again


def test_what_is_wrong_is_said_on_the_page_with_the_text_still_there(asked, agreed, svante, mio):
    client = signed_in(svante)
    assert "Det är en sak att rätta" in client.post(path(agreed, "skriv"), {"message": " ", "x": "x"}).text
    page = client.post(path(agreed, "skriv"), {"message": "Ring 070-123 45 67."}).text
    assert "mobilnummer" in page
    assert "Ring 070-123 45 67.</textarea>" in page
    actions.close(agreed, by=mio)
    late = client.post(path(agreed, "skriv"), {"message": "Min sista mening"})
    assert "Kontakten är avslutad. Inget mer kan skickas." in late.text
    assert "Min sista mening" in late.text


def test_the_answer_has_to_be_chosen(asked, mio):
    page = signed_in(mio).post(path(asked, "svara"), {"message": "Min text"}).text
    assert "Det är en sak att rätta" in page
    assert "Min text" in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_as_often_for_three_as_for_one(number, gavle, mio, django_assert_num_queries):
    for _ in range(number):
        ContactFactory(to_organisation=gavle)
    client = signed_in(mio)
    with django_assert_num_queries(5):  # session, person, memberships, number, contacts
        page = client.get("/samarbete/kontakter/").text
    assert page.count('class="card__title"') == number


@pytest.mark.parametrize("number", [1, 3])
def test_a_contact_asks_as_often_for_three_messages_as_for_one(number, agreed, mio, django_assert_num_queries):
    Message.objects.all().delete()
    for _ in range(number):
        MessageFactory(contact=agreed)
    client = signed_in(mio)
    with django_assert_num_queries(7):  # session, person, memberships, contact, whether each is there, messages
        page = client.get(path(agreed)).text
    assert page.count('class="card__title"') == number


def test_an_empty_list_says_where_to_begin(svante):
    assert "Inga kontakter ännu" in signed_in(svante).get("/samarbete/kontakter/").text


def test_json_is_answered_as_a_page_and_tells_nobody_more(agreed, tierp):
    response = signed_in(somebody_at(tierp)).get(path(agreed), headers={"Accept": "application/json"})
    assert response.status_code == 404
    with pytest.raises(json.JSONDecodeError):
        json.loads(response.text)


# How long it is kept


def long_ago(**since):
    return timezone.now() - datetime.timedelta(**since)


def test_a_closed_contact_is_forgotten_after_a_year_with_its_messages(agreed, svante):
    actions.close(agreed, by=svante)
    assert actions.forget_old() == 0
    Contact.objects.update(closed_at=long_ago(days=364))
    assert actions.forget_old() == 0
    Contact.objects.update(closed_at=long_ago(days=366))
    assert actions.forget_old() == 1
    assert not Message.objects.exists()


def test_a_contact_in_which_nobody_writes_is_closed_after_a_year(agreed, mio):
    Contact.objects.update(latest_at=long_ago(days=366))
    assert actions.forget_old() == 1
    agreed.refresh_from_db()
    assert agreed.state == Contact.State.CLOSED
    assert AuditEvent.objects.latest("pk").actor_name == "systemet"
    assert actions.forget_old() == 0


def test_a_message_keeps_the_contact_open(agreed, svante):
    Contact.objects.update(latest_at=long_ago(days=366))
    actions.write(agreed, message="Hej igen", by=svante)
    assert actions.forget_old() == 0
