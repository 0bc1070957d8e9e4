import io
import json

import docx
import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments import actions, personal_data
from assessments.models import Assessment, Comment, Reading
from assessments.reference_data import load
from barnratt.accounts.models import Role
from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from barnratt.imports.kinds import kinds
from barnratt.notifications.models import Notification
from barnratt.outbox.models import Mail
from barnratt.questionnaires.actions import Field
from tests.assessments.factories import ANSWERS, board, make_assessment
from tests.client import StrictClient
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory

Template = Assessment.Template

pytestmark = pytest.mark.django_db


def client_of(user):
    client = StrictClient()
    client.force_login(user)
    return client


@pytest.fixture
def authority():
    return board(name="Utbildningsnämnden i Gävle", parent=OrganisationFactory(name="Gävle kommun"))


@pytest.fixture
def hanna(authority):
    return MembershipFactory(organisation=authority, role=Role.MEMBER).user


@pytest.fixture
def made(authority, hanna):
    return make_assessment(authority, by=hanna)


def answer(assessment, by, **fields):
    for address, value in fields.items():
        assessment = Assessment.objects.select_related("response").get(pk=assessment.pk)
        outcome = actions.write(assessment, {address: Field(value, "")}, by=by)
        assert outcome.saved == [address], outcome
    return Assessment.objects.select_related("response__version").get(pk=assessment.pk)


# Walls


def test_another_board_of_the_same_municipality_sees_nothing_at_all(authority, made):
    other = board(name="Socialnämnden i Gävle", parent=authority.parent)
    strategist = client_of(MembershipFactory(organisation=other, role=Role.STRATEGIST).user)
    central = client_of(MembershipFactory(organisation=authority.parent, role=Role.STRATEGIST).user)
    portal = client_of(MembershipFactory(role=Role.ADMINISTRATOR).user)
    staff = client_of(UserFactory(is_staff=True, is_superuser=True))
    for client in (strategist, central, portal, staff):
        for path in ("", "arende/", "steg/avstamning/", "kontrollera/", "vaxa/", "kommentar/arende/"):
            assert client.get(f"/provningar/{made.pk}/{path}").status_code == 404
        for form in ("csv", "xlsx", "json"):
            assert b"Ekskolan" not in client.get(f"/provningar/?format={form}").getvalue()
        assert "Stängning av" not in client.get("/provningar/?q=Ekskolan").text
        assert client.post(f"/provningar/{made.pk}/lage/", {"lage": "done"}).status_code == 404
    assert client_of(MembershipFactory(organisation=authority).user).get(f"/provningar/{made.pk}/").status_code == 200


def test_no_assessment_is_reached_through_the_admin_the_search_or_the_export():
    rooms = {model._meta.app_label for model in admin.site._registry} | {
        kind.model._meta.app_label for kind in kinds().values()
    }
    assert not rooms & {"assessments", "local", "questionnaires", "sharing", "voices", "yearbook"}


def test_the_log_says_who_and_when_and_never_what_is_written(made, hanna):
    answer(made, hanna, arende="Ett barn i klassen har ont i magen.")
    actions.comment(made, "arende", "Skriv om magen.", by=hanna)
    told = json.dumps(list(AuditEvent.objects.values_list("before", "after")))
    assert "magen" not in told
    assert {"assessment_begun", "response_written", "assessment_commented"} <= set(
        AuditEvent.objects.values_list("type", flat=True)
    )


def test_no_browser_keeps_what_is_written_about_children(made, hanna):
    client = client_of(hanna)
    for path in (
        "",
        f"{made.pk}/",
        f"{made.pk}/steg/avstamning/",
        f"{made.pk}/provning.docx",
        "roster/",
        "barnbokslut/",
    ):
        assert "no-store" in client.get(f"/provningar/{path}")["Cache-Control"]
    assert "no-store" not in client.get("/om/").get("Cache-Control", "")


def test_who_has_left_the_authority_fetches_none_of_its_texts(made, hanna):
    actions.comment(made, "arende", "Barnet har ont i magen.", by=hanna)
    assert personal_data.export(hanna)["kommentarer"] == ["Barnet har ont i magen."]
    left = UserFactory()
    Comment.objects.update(by=left)
    told = personal_data.export(left)
    assert told["kommentarer"] == []
    assert len(told["kommentarer hos myndigheter som du har lämnat, när"]) == 1


def test_that_it_is_read_is_kept_once_a_day(made, hanna):
    client = client_of(hanna)
    for path in ("", "kontrollera/", "steg/avstamning/"):
        client.get(f"/provningar/{made.pk}/{path}")
    reading = Reading.objects.get()
    assert (reading.person, reading.date) == (hanna, timezone.localdate())


def test_only_an_authority_begins_an_assessment(hanna):
    load()
    client = client_of(hanna)
    form = {"template": "kortversion", "title": "Ny gymnasieskola", "secrecy": "nej", "authority": "utbildning"}
    assert "Välj ett giltigt alternativ" in client.post("/provningar/ny/", form).text or not Assessment.objects.exists()
    municipal = client_of(MembershipFactory(role=Role.MEMBER).user)
    assert municipal.get("/provningar/ny/").status_code == 403
    assert "En prövning hör till en myndighet" in municipal.get("/provningar/").text


# From beginning to end


def test_from_four_questions_to_a_locked_assessment(authority, hanna):
    load()
    client = client_of(hanna)
    assert 'value="Ett ärende &lt;om&gt;"' in client.get("/provningar/ny/", {"rubrik": "Ett ärende <om>"}).text
    text = client.get("/provningar/ny/?berors=direkt&bestamda=nej&paverkan=liten&tydligt=ja").text
    assert "Då räcker kortversionen." in text
    form = {"template": "kortversion", "title": "Ekskolan", "secrecy": "nej", "authority": authority.key}
    begun = client.post("/provningar/ny/", form)
    assert begun["Location"].endswith("/steg/avstamning/")
    made = Assessment.objects.get()
    assert (
        "Något som måste besvaras saknas."
        in client.post(f"/provningar/{made.pk}/lage/", {"lage": "done"}, follow=True).text
    )
    made = answer(made, hanna, **ANSWERS)
    page = client.get(f"/provningar/{made.pk}/").text
    assert "Barn berörs direkt men ingen har frågat dem." in page
    assert "Allt som måste besvaras är besvarat." in client.get(f"/provningar/{made.pk}/kontrollera/").text
    client.post(f"/provningar/{made.pk}/lage/", {"lage": "done"})
    locked = client.post(f"/provningar/{made.pk}/lage/", {"lage": "locked"}, follow=True)
    assert "Skriv diarienumret innan prövningen låses." in locked.text
    case = {"title": "Ekskolan", "secrecy": "nej", "case_number": "UN 2026/17"}
    client.post(f"/provningar/{made.pk}/arende/", case)
    client.post(f"/provningar/{made.pk}/lage/", {"lage": "locked"})
    made.refresh_from_db()
    assert (made.state, made.case_number) == ("locked", "UN 2026/17")
    with pytest.raises(RuleBroken, match="låst"):
        actions.write(made, {"arende": Field("Nytt", ANSWERS["arende"])}, by=hanna)
    assert client.post(f"/provningar/{made.pk}/steg/avstamning/", {"falt": "arende"}).status_code == 403


def test_nothing_is_written_once_it_is_sent_on_whatever_page_still_stood_open(authority, hanna):
    made = make_assessment(authority, template=Template.GENERAL, by=hanna)
    block = made.response.answers["alternativ"][0]["id"]
    before = made.response.answers
    actions.move(made, "in_review", by=hanna)
    for change in (
        lambda: actions.write(made, {"arende": Field("Nytt", "")}, by=hanna),
        lambda: actions.add_block(made, "alternativ", by=hanna),
        lambda: actions.remove_block(made, "alternativ", block, by=hanna),
        lambda: actions.choose(made, "visa_fordjupning", on=True, by=hanna),
    ):
        with pytest.raises(RuleBroken, match="Prövningen är på granskning"):
            change()
    made.response.refresh_from_db()
    assert (made.response.answers, made.response.flags) == (before, [])


def test_every_step_has_its_heading_once_however_many_blocks_it_has(authority, hanna):
    made = make_assessment(authority, template=Template.GENERAL, by=hanna)
    client = client_of(hanna)
    page = client.get(f"/provningar/{made.pk}/kontrollera/").text
    assert page.count("<h2>Alternativ och konsekvenser</h2>") == 1
    assert "<h3>Alternativ 2</h3>" in page
    document = docx.Document(io.BytesIO(client.get(f"/provningar/{made.pk}/provning.docx").content))
    assert [one.text for one in document.paragraphs].count("Alternativ och konsekvenser") == 1


def test_every_state_has_a_way_on(made, hanna):
    made = answer(made, hanna, **ANSWERS)
    for state in ("in_review", "returned", "in_review", "draft", "done", "draft", "in_review", "done"):
        assert actions.move(made, state, by=hanna).state == state
    with pytest.raises(RuleBroken, match="Prövningen har bytt läge"):
        actions.move(made, "returned", by=hanna)


def test_those_who_review_hear_of_it_and_who_began_hears_what_came_of_it(made, hanna, authority):
    kalle = MembershipFactory(organisation=authority, role=Role.STRATEGIST).user
    made = answer(made, hanna, **ANSWERS)
    actions.move(made, "in_review", by=hanna)
    actions.move(made, "returned", by=kalle)
    actions.move(made, "in_review", by=hanna)
    actions.move(made, "done", by=kalle)
    told = [(one.user, one.text) for one in Notification.objects.order_by("pk")]
    waits = (kalle, "En prövning av barnets bästa hos Utbildningsnämnden i Gävle väntar på granskning.")
    began = "En prövning av barnets bästa som du började hos Utbildningsnämnden i Gävle"
    assert told == [waits, (hanna, f"{began} behöver kompletteras."), waits, (hanna, f"{began} är godkänd som klar.")]
    assert "Ekskolan" not in "".join(Mail.objects.values_list("text", flat=True))


def test_a_short_one_grows_and_every_word_goes_with_it(made, hanna):
    load()
    made = answer(made, hanna, **ANSWERS)
    grown = actions.grow(made, Template.GENERAL, by=hanna)
    text = client_of(hanna).get(f"/provningar/{grown.pk}/kontrollera/").text
    for told in (ANSWERS["arende"], ANSWERS["vilka_barn"], ANSWERS["konsekvenser"], ANSWERS["motivering"]):
        assert told in text
    assert "Från kortversionen: Vad blir bättre och vad blir sämre för barnen?" in text
    with pytest.raises(RuleBroken, match="redan vuxit"):
        actions.grow(made, Template.GENERAL, by=hanna)


# Writing


def post(client, made, key="avstamning", base=None, **fields):
    data = {"falt": list(fields), "bas": json.dumps(base or {})} | fields
    return client.post(f"/provningar/{made.pk}/steg/{key}/", data)


def save(client, made, key="avstamning", base=None, **fields):
    data = {"falt": [name for name in fields if name in ANSWERS], "bas": json.dumps(base or {})} | fields
    response = client.post(f"/provningar/{made.pk}/steg/{key}/spara/", data, headers={"Accept": "application/json"})
    return json.loads(response.content)


def test_a_personal_number_stops_its_own_field_and_no_other(made, hanna):
    told = save(client_of(hanna), made, arende="Om 19121212-1212", vilka_barn="Alla")
    assert told["saved"] == ["vilka_barn"]
    assert told["faults"] == {"arende": "Inte sparat: här tas inga personnummer emot."}
    assert told["numbers"] == ["arende"]
    page = post(client_of(hanna), made, arende="Om 19121212-1212").text
    assert "Om 19121212-1212" in page
    assert "Det är inte ett personnummer" in page
    made.response.refresh_from_db()
    assert "arende" not in made.response.answers


def test_what_is_no_personal_number_is_kept_when_the_person_says_so(made, hanna):
    client = client_of(hanna)
    told = save(client, made, arende="Dnr 19121212-1212", **{"inget-arende": "1"})
    assert told["saved"] == ["arende"]
    assert AuditEvent.objects.filter(type="assessment_number_kept").count() == 1
    assert save(client, made, vilka_barn="Organisation 212000-2338")["saved"] == ["vilka_barn"]


def test_what_the_person_has_said_is_no_number_is_not_asked_about_again(made, hanna):
    client = client_of(hanna)
    save(client, made, arende="Dnr 19121212-1212", **{"inget-arende": "1"})
    base = {"arende": "Dnr 19121212-1212"}
    assert save(client, made, base=base, arende="Dnr 19121212-1212 och mer")["saved"] == ["arende"]
    base = {"arende": "Dnr 19121212-1212 och mer"}
    assert save(client, made, base=base, arende="Dnr 19121212-1212, 811218-9876")["saved"] == []
    assert AuditEvent.objects.filter(type="assessment_number_kept").count() == 1


def test_a_personal_number_is_no_case_number_unless_the_person_says_so(made, hanna):
    client, path = client_of(hanna), f"/provningar/{made.pk}/arende/"
    form = {"title": "Ekskolan", "secrecy": "nej", "case_number": "19121212-1212"}
    page = client.post(path, form).text
    assert "här tas inga personnummer emot" in page
    assert "Diarienumret är inte ett personnummer" in page
    assert "Diarienumret är inte ett personnummer" not in client.get(path).text
    client.post(path, form | {"is_no_number": "on"})
    made.refresh_from_db()
    assert made.case_number == "19121212-1212"
    assert AuditEvent.objects.filter(type="assessment_number_kept").count() == 1
    assert client.post(path, form | {"unit": "Skola"}).status_code == 302


def test_what_a_colleague_has_changed_of_the_case_meanwhile_stays(made, hanna):
    client, path = client_of(hanna), f"/provningar/{made.pk}/arende/"
    form = client.get(path).context["form"]
    base = form["base"].value()
    actions.edit_case(made, fields={"case_number": "UN 2026/17"}, by=None)
    client.post(path, {"title": made.title, "secrecy": "nej", "case_number": "", "unit": "Skola", "base": base})
    made.refresh_from_db()
    assert (made.case_number, made.unit) == ("UN 2026/17", "Skola")


def test_what_would_hide_answers_is_asked_about_first(made, hanna):
    made = answer(made, hanna, **ANSWERS)
    client = client_of(hanna)
    told = save(client, made, base={"barn_berors": "direkt"}, barn_berors="inte")
    assert told["saved"] == []
    assert "Vet vi vad barnen själva tycker?" in told["hides"]
    page = post(client, made, base={"barn_berors": "direkt"}, barn_berors="inte").text
    assert "Ja, dölj dem" in page
    told = save(client, made, base={"barn_berors": "direkt"}, barn_berors="inte", dolj="1")
    assert (told["saved"], told["reshaped"]) == (["barn_berors"], True)
    made.response.refresh_from_db()
    assert made.response.hidden["motivering"] == ANSWERS["motivering"]
    save(client, made, base={"barn_berors": "inte"}, barn_berors="direkt")
    made.response.refresh_from_db()
    assert made.response.answers["motivering"] == ANSWERS["motivering"]


@pytest.mark.parametrize(
    ("choice", "kept"),
    [("min", "Min text"), ("deras", "Kollegans text"), ("bada", "Kollegans text\n\nMin text")],
)
def test_two_who_write_in_the_same_field_choose(made, hanna, authority, choice, kept):
    kalle, client = MembershipFactory(organisation=authority, role=Role.MEMBER).user, client_of(hanna)
    answer(made, kalle, arende="Kollegans text")
    assert save(client, made, arende="Min text")["theirs"] == {"arende": "Vad ska beslutas eller göras?"}
    page = post(client, made, arende="Min text").text
    assert "Kollegans text" in page
    assert "Min text" in page
    base = {"arende": "Kollegans text"}
    still = client.post(
        f"/provningar/{made.pk}/steg/avstamning/",
        {"falt": "arende", "vald": "arende", "bas": json.dumps(base), "arende": "Min text"},
    )
    assert "Två har skrivit i samma fält" in still.text
    client.post(
        f"/provningar/{made.pk}/steg/avstamning/",
        {"falt": "arende", "vald": "arende", "bas": json.dumps(base), "arende": "Min text", "val-arende": choice},
    )
    made.response.refresh_from_db()
    assert made.response.answers["arende"] == kept


def test_an_ended_session_is_told_so_that_the_text_stays(made):
    response = StrictClient().post(
        f"/provningar/{made.pk}/steg/avstamning/spara/", {"falt": "arende"}, headers={"Accept": "application/json"}
    )
    assert response.status_code == 401


@pytest.mark.parametrize("base", ["", "[]", "null", "{", '{"arende": {"a": 1}}', '{"arende": 5}'])
def test_a_forged_base_breaks_nothing(made, hanna, base):
    data = {"falt": "arende", "bas": base, "arende": "Text"}
    response = client_of(hanna).post(f"/provningar/{made.pk}/steg/avstamning/", data)
    assert response.status_code in (200, 302)


def test_what_an_answer_means_is_told_at_its_question(made, hanna):
    page = client_of(hanna).get(f"/provningar/{made.pk}/steg/avstamning/").text
    assert "<strong>Ja, direkt:</strong> Åtgärden är riktad till barn" in page


def test_a_telephone_number_is_saved_and_asked_about(made, hanna):
    client, path = client_of(hanna), f"/provningar/{made.pk}/steg/avstamning/"
    text = "Ring 070-123 45 67 eller barn@gmail.com."
    sent = {"falt": "arende", "bas": "{}", "arende": text}
    note = (
        "”070-123 45 67” ser ut som ett mobilnummer. ”barn@gmail.com” ser ut som en privat e-postadress. "
        "Ta bort det om det inte behövs."
    )
    saved = client.post(f"{path}spara/", sent).json()
    assert (saved["saved"], saved["notes"]) == (["arende"], {"arende": note})
    assert note in client.get(path).text
    sent |= {"bas": json.dumps({"arende": text}), "arende": "Ring rektorn."}
    assert client.post(f"{path}spara/", sent).json()["notes"] == {"arende": ""}
    assert "ser ut som" not in client.get(path).text


def test_the_list_is_found_by_title_number_and_state_and_asks_as_often_for_three(authority, hanna):
    client = client_of(hanna)
    for title, number in (("Ekskolan", "UN 1"), ("Lekplatsen", "UN 2"), ("Budget", "UN 3")):
        make_assessment(authority, title=title, case_number=number)
    assert "Lekplatsen" in client.get("/provningar/?q=lekpl").text
    assert "Lekplatsen" in client.get("/provningar/?q=UN 2").text
    assert "Lekplatsen" not in client.get("/provningar/?q=budget").text
    assert "Lekplatsen" in client.get("/provningar/?mall=kortversion").text
    assert "Lekplatsen" not in client.get("/provningar/?mall=generellt_plan").text
    assert "Ni har inga" not in client.get("/provningar/?lage=done").text
    with CaptureQueriesContext(connection) as three:
        client.get("/provningar/")
    Assessment.objects.exclude(title="Budget").delete()
    with CaptureQueriesContext(connection) as one:
        client.get("/provningar/")
    assert len(one) == len(three)


def test_the_list_is_fetched_without_what_is_written(made, hanna):
    answer(made, hanna, arende="Hemligt innehåll")
    text = client_of(hanna).get("/provningar/?format=csv").getvalue().decode()
    assert "Stängning av Ekskolan" in text
    assert "Hemligt" not in text
    assert io.StringIO(text).readline().startswith("\ufeffÄrende;Myndighet")
