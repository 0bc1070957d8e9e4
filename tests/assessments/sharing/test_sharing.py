"""What another authority may read: one text, for as long as it is shared, and nobody else."""

import json

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments import actions as assessments
from assessments.models import Assessment
from assessments.sharing import actions
from assessments.sharing.models import Sharing, SharingReading
from barnratt.accounts.models import Role
from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from barnratt.notifications.models import Notification
from barnratt.questionnaires.actions import Field
from tests.assessments.factories import board, make_assessment
from tests.assessments.sharing.factories import administrator, share
from tests.client import StrictClient, client_of
from tests.documents.reading import word_lines
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


def somebody(organisation, role=Role.MEMBER):
    return MembershipFactory(organisation=organisation, role=role).user


@pytest.fixture
def municipality():
    return OrganisationFactory(name="Gävle kommun")


@pytest.fixture
def school_board(municipality):
    return board(name="Utbildningsnämnden i Gävle", parent=municipality)


@pytest.fixture
def social_board(municipality):
    return board(name="Socialnämnden i Gävle", parent=municipality)


@pytest.fixture
def hanna(school_board):
    return somebody(school_board)


@pytest.fixture
def sara(social_board):
    return somebody(social_board)


@pytest.fixture
def made(school_board, hanna):
    made = make_assessment(school_board, by=hanna, case_number="UN 2026/17")
    assessments.write(made, {"arende": Field("Nämnden stänger skolan.", "")}, by=hanna)
    assessments.comment(made, "arende", "Vad säger eleverna?", by=hanna)
    return Assessment.objects.get(pk=made.pk)


FORM = {"reason": "Samråd inför beslutet.", "decided": "on"}


def test_the_receiver_reads_the_text_as_it_was_and_nothing_of_what_is_written_since(made, hanna, sara, social_board):
    owner, receiver = client_of(hanna), client_of(sara)
    page = f"/provningar/{made.pk}/dela/?q=social"
    text = owner.get(page).text
    assert "Det du delar kan bli en allmän handling" in text
    assert "Prövningen är inte klar." in text
    assert owner.post(page, FORM | {"receiver": social_board.key})["Location"] == f"/provningar/{made.pk}/"
    assessments.write(made, {"arende": Field("Nytt i all hemlighet.", "Nämnden stänger skolan.")}, by=hanna)
    assert "Delad av Utbildningsnämnden i Gävle" in receiver.get("/provningar/delade/").text
    shared = receiver.get(f"/provningar/delade/{Sharing.objects.get().pk}/").text
    for told in ("Nämnden stänger skolan.", "UN 2026/17", "Samråd inför beslutet.", "Utbildningsnämnden i Gävle"):
        assert told in shared
    for kept in ("hemlighet", "Vad säger eleverna?"):
        assert kept not in shared
    assert "<textarea" not in shared


def test_the_receiver_still_sees_nothing_of_the_assessment_itself(made, sara, social_board, hanna):
    share(made, social_board, by=hanna)
    client = client_of(sara)
    for path in (
        "",
        "arende/",
        "steg/avstamning/",
        "kontrollera/",
        "provning.docx",
        "dela/",
        "support/",
        "ny-version/",
    ):
        assert client.get(f"/provningar/{made.pk}/{path}").status_code == 404
    assert client.post(f"/provningar/{made.pk}/steg/avstamning/har/").status_code == 404
    assert "Ekskolan" not in client.get("/provningar/").text


def test_nobody_else_sees_that_it_is_shared(made, school_board, social_board, municipality, hanna):
    sharing = share(made, social_board, by=hanna)
    third = board(name="Tekniska nämnden i Gävle", parent=municipality)
    people = [
        somebody(third, Role.STRATEGIST),
        somebody(municipality, Role.STRATEGIST),
        administrator(),
        UserFactory(is_staff=True, is_superuser=True),
    ]
    for person in people:
        client = client_of(person)
        assert client.get(f"/provningar/delade/{sharing.pk}/").status_code == 404
        assert client.post(f"/provningar/delade/{sharing.pk}/avsluta/").status_code == 404
        assert "Ekskolan" not in client.get("/provningar/delade/").text
        assert b"Ekskolan" not in client.get("/provningar/delade/?format=csv").getvalue()
    assert StrictClient().get(f"/provningar/delade/{sharing.pk}/").status_code == 302


def test_who_works_at_the_receiver_hears_of_it_also_when_reading_somewhere_else(made, social_board, sara, municipality):
    MembershipFactory(user=sara, organisation=municipality, role=Role.READER)
    reader = somebody(social_board, Role.READER)
    share(made, social_board)
    assert set(Notification.objects.values_list("user", flat=True)) == {sara.pk}
    assert reader.pk != sara.pk


def test_a_reader_at_the_authority_shares_nothing_and_ends_nothing(made, school_board, social_board):
    reader = client_of(somebody(school_board, Role.READER))
    assert (
        reader.post(f"/provningar/{made.pk}/dela/?q=social", FORM | {"receiver": social_board.key}).status_code == 403
    )
    sharing = share(made, social_board)
    assert reader.post(f"/provningar/delade/{sharing.pk}/avsluta/").status_code == 403
    assert reader.get(f"/provningar/delade/{sharing.pk}/").status_code == 200


def test_the_receiver_does_not_end_the_sharing(made, social_board, sara, hanna):
    sharing = share(made, social_board, by=hanna)
    assert client_of(sara).post(f"/provningar/delade/{sharing.pk}/avsluta/").status_code == 403


def test_when_it_ends_the_receiver_sees_nothing_and_the_owner_what_was_shared(made, social_board, sara, hanna):
    sharing = share(made, social_board, by=hanna)
    owner, receiver = client_of(hanna), client_of(sara)
    assert "är avslutad" in owner.post(f"/provningar/delade/{sharing.pk}/avsluta/", follow=True).text
    assert receiver.get(f"/provningar/delade/{sharing.pk}/").status_code == 404
    assert "Inget är delat med er" in receiver.get("/provningar/delade/").text
    assert "Nämnden stänger skolan." in owner.get(f"/provningar/delade/{sharing.pk}/").text
    assert "redan avslutat" in owner.post(f"/provningar/delade/{sharing.pk}/avsluta/", follow=True).text
    assert share(made, social_board, by=hanna).pk != sharing.pk


def test_what_was_done_stands_in_the_log_without_the_text(made, social_board, hanna):
    actions.end_sharing(share(made, social_board, by=hanna), by=hanna)
    shared = AuditEvent.objects.get(type="assessment_shared")
    assert (shared.actor_id, shared.after["receiver"]) == (hanna.pk, "Socialnämnden i Gävle")
    assert AuditEvent.objects.get(type="assessment_sharing_ended").before == {"receiver": "Socialnämnden i Gävle"}
    told = json.dumps(list(AuditEvent.objects.values_list("before", "after")))
    assert "stänger" not in told
    assert "Samråd" not in told


def test_that_the_receiver_reads_is_kept_once_a_day_and_told_to_the_owner(made, social_board, sara, hanna):
    sharing = share(made, social_board, by=hanna)
    owner, receiver = client_of(hanna), client_of(sara)
    assert "Ingen har läst än" in owner.get(f"/provningar/{made.pk}/").text
    for client in (receiver, receiver, owner):
        client.get(f"/provningar/delade/{sharing.pk}/")
    reading = SharingReading.objects.get()
    assert (reading.person, reading.date) == (sara, timezone.localdate())
    assert "1\u00a0person har läst" in owner.get(f"/provningar/{made.pk}/").text


def test_those_who_work_with_the_receiver_are_told_and_the_notice_names_no_case(made, social_board, sara, hanna):
    somebody(social_board, Role.READER)
    share(made, social_board, by=hanna)
    notice = Notification.objects.get()
    assert notice.user == sara
    assert "Ekskolan" not in notice.text


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ({"reason": ""}, "måste fyllas i"),
        ({"reason": "Om 19121212-1212"}, "Ta bort personnumret"),
        ({"decided": ""}, "Annars kan prövningen inte delas"),
        ({"receiver": "finns-inte"}, "Välj ett giltigt alternativ"),
    ],
)
def test_what_is_missing_is_told_and_nothing_is_shared(made, hanna, social_board, form, message):
    page = f"/provningar/{made.pk}/dela/?q=social"
    answer = client_of(hanna).post(page, FORM | {"receiver": social_board.key} | form)
    assert message in answer.text
    assert not Sharing.objects.exists()


def test_only_another_authority_can_receive(made, school_board, municipality, hanna):
    client = client_of(hanna)
    for text in ("utbildning", "Gävle kommun", "x"):
        assert 'name="receiver"' not in client.get(f"/provningar/{made.pk}/dela/?q={text}").text
    for receiver in (school_board, municipality):
        with pytest.raises(RuleBroken, match="annan myndighet"):
            actions.share(made, receiver, reason="Samråd", by=hanna)
    with pytest.raises(RuleBroken, match="Skriv varför"):
        actions.share(made, board(), reason=" ", by=hanna)


def test_it_is_shared_with_an_authority_once_at_a_time(made, social_board, hanna):
    sharing = share(made, social_board, by=hanna)
    with pytest.raises(RuleBroken, match="redan delad"):
        share(made, social_board, by=hanna)
    with pytest.raises(IntegrityError), transaction.atomic():
        Sharing.objects.create(assessment=made, receiver=social_board, reason="x", content={}, revision=1)
    assert Sharing.objects.get() == sharing


def test_what_is_stopped_for_protected_people_is_never_shared(school_board, social_board, hanna):
    made = make_assessment(school_board, template=Assessment.Template.INDIVIDUAL, by=hanna)
    assessments.write(made, {"skyddade": Field("ja", "")}, by=hanna)
    with pytest.raises(RuleBroken, match="kan inte delas"):
        share(made, social_board, by=hanna)


def test_secrecy_and_made_up_examples_are_marked_for_the_receiver_too(made, social_board, sara, hanna):
    Assessment.objects.filter(pk=made.pk).update(secrecy="ja", constructed=True)
    assert "Sekretess gäller också mellan myndigheter" in client_of(hanna).get(f"/provningar/{made.pk}/dela/").text
    sharing = share(made, social_board, by=hanna)
    client = client_of(sara)
    page = client.get(f"/provningar/delade/{sharing.pk}/").text
    for mark in ("Konstruerat exempel", "Kan omfattas av sekretess", "Utkast"):
        assert mark in page
        assert mark in client.get("/provningar/delade/").text


def test_the_receiver_takes_the_text_home_as_word_and_pdf(made, social_board, sara, hanna):
    sharing, client = share(made, social_board, by=hanna), client_of(sara)
    told = "Delad av Utbildningsnämnden i Gävle med Socialnämnden i Gävle"
    word = client.get(f"/provningar/delade/{sharing.pk}/provning.docx").content
    assert {told, "Nämnden stänger skolan."} <= {line for _, text in word_lines(word) for line in text.split("\n")}
    pdf = client.get(f"/provningar/delade/{sharing.pk}/provning.pdf")
    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    assert SharingReading.objects.get().person == sara


def test_the_list_asks_as_often_for_three_as_for_one(social_board, sara):
    client = client_of(sara)
    share(receiver=social_board)
    with CaptureQueriesContext(connection) as one:
        client.get("/provningar/delade/")
    for _ in range(2):
        share(receiver=social_board)
    with CaptureQueriesContext(connection) as three:
        assert client.get("/provningar/delade/").text.count("Delad av") == 3
    assert len(one) == len(three)
