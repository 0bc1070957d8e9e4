import datetime
import re

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from barnratt.accounts.models import Role
from barnratt.approvals.models import KEPT
from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from barnratt.outbox.models import Mail
from barnratt.questionnaires.actions import Field
from regions.places.models import Municipality, Organisation
from regions.surveys import actions, links, queries
from regions.surveys.documents import answer_table
from regions.surveys.models import Approval, CountyResponse, Round, Submission
from regions.surveys.results import plain
from tests.client import StrictClient
from tests.factories import MembershipFactory, MunicipalityFactory, OrganisationFactory
from tests.surveys.factories import FULL, begin, make_county, make_round, submitted, write

State = CountyResponse.State
pytestmark = pytest.mark.django_db


def events():
    return list(AuditEvent.objects.order_by("pk").values_list("type", flat=True))


def coordinator(county):
    board = OrganisationFactory(kind=Organisation.Kind.COUNTY_BOARD, county=county)
    return MembershipFactory(organisation=board, role=Role.COUNTY_COORDINATOR).user


def client_of(user):
    client = StrictClient()
    client.force_login(user)
    return client


@pytest.fixture
def county():
    return make_county()


@pytest.fixture
def lars(county):
    return coordinator(county)


@pytest.fixture
def last_year(county):
    """What the county sent in the round before."""
    return submitted(make_round("2025"), county).round


def test_a_county_answers_and_sends_in_and_the_answers_are_frozen(county, lars):
    found = begin(county=county)
    write(found, by=lars, **FULL)
    actions.mark_ready(found, by=lars)
    actions.approve(found, " Länsrådet ", by=lars)
    sent = actions.submit(found, by=lars)
    assert (sent.receipt, sent.answers, sent.approved_by_name) == ("2026-14-1", FULL, "Länsrådet")
    assert (sent.by, sent.by_name) == (lars, str(lars))
    assert plain(Round.objects.get())["kommuner"]["sum"] == 2
    assert events()[-1] == "survey_submitted"
    letter = Mail.objects.get()
    assert (letter.purpose, letter.recipient) == ("survey_receipt", lars.email)
    assert "2026-14-1" in letter.text
    with pytest.raises(IntegrityError, match="ändras aldrig"), transaction.atomic():
        Submission.objects.update(answers={})


def test_what_is_not_a_draft_is_not_written_in(county):
    found = begin(county=county, **FULL)
    actions.mark_ready(found, by=None)
    with pytest.raises(RuleBroken, match="klara hos länet"):
        write(found, samordnat="nej")
    actions.reopen(found, by=None)
    assert write(found, samordnat="nej").saved == ["samordnat"]


def test_an_approval_ends_when_the_answers_are_opened(county):
    found = begin(county=county, **FULL)
    with pytest.raises(RuleBroken, match="klara hos länet innan"):
        actions.approve(found, "Länsrådet", by=None)
    actions.mark_ready(found, by=None)
    with pytest.raises(RuleBroken, match="Skriv vem som har godkänt"):
        actions.approve(found, " ", by=None)
    actions.approve(found, "Länsrådet", by=None)
    actions.reopen(found, by=None)
    found.refresh_from_db()
    assert (found.state, found.approved_by_name) == (State.DRAFT, "")
    with pytest.raises(RuleBroken, match="ska vara godkända"):
        actions.submit(found, by=None)
    with pytest.raises(RuleBroken, match="Bara svar som är klara eller godkända kan öppnas"):
        actions.reopen(found, by=None)


def test_every_state_is_said_of_the_answers_in_the_plural():
    assert [CountyResponse(state=state).answers_are for state in State] == [
        "ett utkast", "klara hos länet", "godkända", "inskickade"
    ]  # fmt: skip


def test_the_database_lets_no_answers_be_approved_by_nobody(county):
    found = begin(county=county)
    with pytest.raises(IntegrityError), transaction.atomic():
        CountyResponse.objects.filter(pk=found.pk).update(state=State.APPROVED)


def test_what_is_withdrawn_does_not_count_and_comes_back_with_the_next_number(county):
    found = submitted(county=county)
    with pytest.raises(RuleBroken, match="Skriv varför"):
        actions.withdraw(found, " ", by=None)
    actions.withdraw(found, "Fel kommun.", by=None)
    assert plain(Round.objects.get())["kommuner"]["n"] == 0
    with pytest.raises(RuleBroken, match="inte inskickade"):
        actions.withdraw(found, "Igen.", by=None)
    write(found, kommuner=["1480"])
    actions.mark_ready(found, by=None)
    actions.approve(found, "Länsrådet", by=None)
    assert actions.submit(found, by=None).number == 2
    first, second = found.submissions.order_by("number")
    rows = queries.sent_rows(second, first, queries.municipalities_of(county, found.round))
    assert [(row.question.key, row.answer, row.before) for row in rows if row.before is not None] == [
        ("kommuner", "1: Göteborg", "2: Göteborg, Ort 1481")
    ]
    assert "survey_withdrawn" in events()


def test_nothing_is_ready_while_something_is_left(county):
    found = begin(county=county, medel=201, insatser=["traffar"], samordnat="nej")
    left = [(step.key, message) for step, message in actions.left_to_do(found)]
    assert left == [
        ("stod", "201 kr är mer än taket, som är 200."),
        ("stod", "Träffar men inget nätverk?"),
    ]
    with pytest.raises(RuleBroken, match="2\u00a0saker återstår"):
        actions.mark_ready(found, by=None)


def test_a_soft_check_is_confirmed_with_a_reason_that_stands_till_the_answers_change(county, last_year):
    found = begin(make_round("2026", previous=last_year), county, samordnat="ja")
    write(found, insatser=["traffar"], samordnat="nej")
    with pytest.raises(RuleBroken, match="Skriv varför"):
        actions.confirm(found, "traffar_utan_natverk", " ", by=None)
    with pytest.raises(RuleBroken, match="gäller inte längre"):
        actions.confirm(found, "kommuner_andrat", "Så är det.", by=None)
    found = actions.confirm(found, "traffar_utan_natverk", "Regionen samordnar.", by=None)
    assert [(one.finding.key, one.reason, one.waits) for one in queries.warned(found)] == [
        ("traffar_utan_natverk", "Regionen samordnar.", False)
    ]
    assert events()[-1] == "survey_confirmed"


def test_a_reason_is_asked_for_anew_when_the_numbers_change(last_year):
    big = make_county("01")
    for number in range(83, 90):
        MunicipalityFactory(code=f"01{number}", county=big)
    codes = [f"01{number}" for number in range(80, 90)]
    submitted(last_year, big, kommuner=codes)
    found = begin(make_round("2026", previous=last_year), big, samordnat="ja", kommuner=codes[:4])
    found = actions.confirm(found, "kommuner_andrat", "Tre förbund blev ett.", by=None)
    assert not any(one.waits for one in queries.warned(found))
    write(found, kommuner=codes[:3])
    (asked,) = queries.warned(CountyResponse.objects.get(pk=found.pk))
    assert (asked.finding.message, asked.reason, asked.waits) == ("Från 10 till 3 kommuner?", "", True)


def test_last_year_s_answers_are_copied_and_marked_till_somebody_has_looked(county, last_year, lars):
    found = begin(make_round("2026", previous=last_year), county, samordnat="nej")
    assert queries.last_year(found) == {key: FULL[key] for key in ("samordnat", "kommuner", "insatser", "medel")}
    assert sorted(actions.copy(found, None, by=lars)) == ["insatser", "kommuner", "medel"]
    found = CountyResponse.objects.get(pk=found.pk)
    assert found.response.answers["samordnat"] == "nej"  # what is answered is left
    assert sorted(found.response.copied) == ["insatser", "kommuner", "medel"]
    write(found, by=lars, medel=100)
    actions.copy(found, ["kommuner"], unchanged=True, by=lars)
    found.refresh_from_db()
    assert found.response.copied == ["insatser"]
    assert any("Gå igenom 1\u00a0kopierat svar under ”Stöd”" in message for _, message in actions.left_to_do(found))
    with pytest.raises(RuleBroken, match="inget svar från förra året"):
        actions.copy(found, ["egna"], by=lars)


def test_a_municipality_of_another_county_cannot_be_ticked(county):
    make_county("01")
    found = begin(county=county)
    outcome = write(found, kommuner=["0180"])
    assert outcome.faults == {"kommuner": "Välj bland kommunerna i listan."}


def test_no_municipality_is_an_answer_that_counts_and_is_carried_to_the_year_after(county):
    last_year = submitted(make_round("2025"), county, kommuner=[]).round
    assert plain(last_year)["kommuner"] == {"n": 1, "asked": 1, "counts": {}, "sum": 0}
    found = begin(make_round("2026", previous=last_year), county)
    assert actions.copy(found, ["kommuner"], by=None) == ["kommuner"]
    found = CountyResponse.objects.get(pk=found.pk)
    assert found.response.answers["kommuner"] == []
    rows = answer_table(last_year, "alla", "lang", texts=()).rows
    assert [value for _, question, value in rows if question.key == "kommuner"] == [[]]


def test_municipalities_that_have_left_the_county_are_not_copied_as_none(county, last_year):
    found = begin(make_round("2026", previous=last_year), county)
    Municipality.objects.update(valid_to=datetime.date(2026, 6, 1))
    assert "kommuner" not in actions.copy(found, None, by=None)


def test_the_round_is_open_between_its_days_and_longer_for_whom_it_is_given(county):
    today = timezone.localdate()
    ago = [today - datetime.timedelta(days=days) for days in (30, 10, 5)]
    over = make_round("2024", dates=ago)
    with pytest.raises(RuleBroken, match="inte öppen för svar"):
        actions.begin(over, county, by=None)
    with pytest.raises(RuleBroken, match="Skriv varför"):
        actions.give_time(over, county, last_answer_date=today, reason=" ", by=None)
    actions.give_time(over, county, last_answer_date=today, reason="Vakans.", by=None)
    actions.move_round(over, Round.State.CLOSED, by=None)
    assert actions.begin(Round.objects.get(pk=over.pk), county, by=None).county == county
    assert not actions.is_open(over, make_county("01"))
    assert "survey_time_given" in events()


def test_a_county_that_is_given_time_reads_its_own_days(county, lars):
    today = timezone.localdate()
    ago = [today - datetime.timedelta(days=days) for days in (30, 10, 5)]
    later, last = today + datetime.timedelta(days=3), ago[2].isoformat()
    over = make_round("2024", dates=ago)
    actions.give_time(over, county, last_answer_date=later, reason="Vakans.", by=None)
    client, place = client_of(lars), f"/enkat/2024/lan/{county.slug}/"
    begun = client.get(place).text
    assert f"Sista svarsdag är {later.isoformat()}." in begun
    assert f"sista svarsdag för er är {later.isoformat()}" in client.get("/enkat/").text
    assert later.isoformat() in client.get(f"{place}blankett/").text
    assert queries.days_of(over, make_county("01")) == (ago[1], ago[2])
    over = actions.move_round(over, Round.State.CLOSED, by=None)
    submitted(over, county)
    for page in (place, f"{place}kvitto/1/"):
        told = client.get(page).text
        assert later.isoformat() in told
        assert last not in told
    over.exceptions.update(last_answer_date=ago[1])
    assert "dra tillbaka svaren" not in client.get(f"{place}kvitto/1/").text


def test_the_receipt_in_the_letter_says_the_county_s_own_last_day(county, lars):
    made = make_round()
    later = made.last_edit_date + datetime.timedelta(days=9)
    actions.give_time(made, county, last_answer_date=later, reason="Vakans.", by=None)
    found = begin(made, county, **FULL)
    actions.mark_ready(found, by=None)
    actions.approve(found, "Länsrådet", by=None)
    actions.submit(found, by=lars)
    assert f"senast {later.isoformat()}" in Mail.objects.get().text


def test_a_round_goes_from_prepared_to_published(settings):
    made = make_round(state=Round.State.PREPARED)
    with pytest.raises(RuleBroken, match="har bytt läge"):
        actions.move_round(made, Round.State.PUBLISHED, by=None)
    for state in ("open", "closed", "published"):
        made = actions.move_round(made, state, by=None)
    assert made.state == Round.State.PUBLISHED
    trial = make_round("prova", is_test=True, state=Round.State.CLOSED)
    with pytest.raises(RuleBroken, match="provomgång publiceras inte"):
        actions.move_round(trial, Round.State.PUBLISHED, by=None)


def test_constructed_answers_exist_in_the_demonstration_alone(settings):
    made = make_round("2022", constructed=True, state=Round.State.CLOSED)
    settings.DEMO = False
    with pytest.raises(RuleBroken, match="aldrig publiceras"):
        actions.move_round(made, Round.State.PUBLISHED, by=None)
    with pytest.raises(RuleBroken, match="bara i demonstrationen"):
        actions.load_constructed(made, [])


def test_a_year_has_one_round_beside_those_to_try():
    make_round("2026")
    make_round("prova", is_test=True)
    with pytest.raises(ValidationError, match="Det finns redan en omgång för det året"):
        make_round("annan", year=2026)


def test_dates_that_are_out_of_order_are_refused():
    today = timezone.localdate()
    with pytest.raises(ValidationError, match="öppnar före sista svarsdag"):
        make_round(dates=(today, today - datetime.timedelta(days=1), today))


# Pages


def test_a_county_answers_on_the_page_from_beginning_to_receipt(county, lars, last_year):
    make_round("2026", previous=last_year)
    client, base = client_of(lars), f"/enkat/2026/lan/{county.slug}/"
    assert "Börja svara" in client.get(base).text
    assert client.post(f"{base}borja/").status_code == 302
    page = client.get(f"{base}steg/natverk/").text
    assert "Förra året:" in page
    assert "2: Göteborg, Ort 1481" in page
    fields = {"falt": ["samordnat", "kommuner"], "samordnat": "ja", "oforandrat": "kommuner"}
    sent = client.post(f"{base}steg/natverk/", fields)
    assert sent["Location"] == f"{base}steg/natverk/"
    assert "Samma svar som förra året." in client.get(f"{base}steg/natverk/").text
    saved = client.post(f"{base}steg/stod/spara/", {"falt": ["egna"], "egna": "ja"}).json()
    assert (saved["saved"], saved["reshaped"]) == (["egna"], True)
    copied = client.post(f"{base}kopiera/", follow=True).text
    assert "2\xa0svar är kopierade." in copied
    assert "kopierat från förra året, inte genomgånget" in client.get(f"{base}steg/stod/").text
    fields = {"falt": ["insatser", "medel"], "insatser": ["traffar"], "medel": "100"}
    fields |= {"bas": '{"insatser": ["traffar"], "medel": "200"}'}
    assert client.post(f"{base}steg/stod/", fields)["Location"] == f"{base}kontrollera/"
    assert "Allt som behövs finns på plats." in client.get(f"{base}kontrollera/").text
    client.post(f"{base}lage/", {"lage": "ready"})
    client.post(f"{base}godkannande/", {"approver": "Länsrådet"})
    receipt = client.post(f"{base}lage/", {"lage": "submitted"}, follow=True).text
    assert "Kvitto 2026-14-1" in receipt
    assert "Länsrådet" in receipt


def test_a_soft_check_is_confirmed_on_the_page(county, lars):
    begin(county=county, samordnat="nej", insatser=["traffar"])
    client, base = client_of(lars), f"/enkat/2026/lan/{county.slug}/"
    assert "Träffar men inget nätverk?" in client.get(f"{base}steg/natverk/").text
    asked = client.post(f"{base}lage/", {"lage": "ready"}, follow=True).text
    assert "1\u00a0sak återstår" in asked
    reason = {"kontroll": "traffar_utan_natverk", "reason": "Regionen."}
    told = client.post(f"{base}bekrafta/", reason, follow=True).text
    assert "Regionen." in told
    assert client.post(f"{base}lage/", {"lage": "ready"})["Location"] == base


def test_what_two_have_written_is_shown_and_chosen(county, lars):
    found = begin(county=county)
    client, address = client_of(lars), f"/enkat/2026/lan/{county.slug}/steg/natverk/"
    write(found, samordnat="nej")
    sent = {"falt": ["samordnat"], "samordnat": "ja", "bas": '{"samordnat": ""}'}
    page = client.post(address, sent).text
    assert "Två har skrivit i samma fält" in page
    again = sent | {"vald": ["samordnat"], "val-samordnat": "min", "bas": '{"samordnat": "nej"}'}
    client.post(address, again)
    assert CountyResponse.objects.get().response.answers == {"samordnat": "ja"}


def test_an_answer_that_hides_others_is_asked_about(county, lars):
    begin(county=county, egna=True, beskriv="En om barn.")
    client, address = client_of(lars), f"/enkat/2026/lan/{county.slug}/steg/stod/"
    sent = {"falt": ["egna"], "egna": "nej", "bas": '{"egna": "ja"}'}
    assert "Svaret döljer andra svar" in client.post(address, sent).text
    client.post(address, sent | {"dolj": "1"})
    assert CountyResponse.objects.get().response.hidden == {"beskriv": "En om barn."}


def test_autosave_says_that_the_answers_are_no_draft_any_more(county, lars):
    found = begin(county=county, **FULL)
    client = client_of(lars)
    actions.mark_ready(found, by=None)
    answer = client.post(f"/enkat/2026/lan/{county.slug}/steg/stod/spara/", {"falt": ["egna"], "egna": "ja"})
    assert answer.status_code == 403


def test_another_county_is_not_there(county, lars):
    other = make_county("01")
    begin(county=other)
    client = client_of(lars)
    for end in ("", "steg/natverk/", "kontrollera/", "kvitto/1/"):
        assert client.get(f"/enkat/2026/lan/{other.slug}/{end}").status_code == 404


@pytest.mark.parametrize("view", ["board", "list"])
def test_the_board_and_the_list_ask_as_much_for_three_counties_as_for_one(view):
    person = MembershipFactory(organisation=OrganisationFactory(), role=Role.NATIONAL_COORDINATOR).user
    client, number = client_of(person), []
    address = {"board": "/enkat/2026/", "list": "/enkat/"}[view]
    for codes in (["14"], ["01", "12"]):
        for code in codes:
            submitted(county=make_county(code), kommuner=[])
            if view == "list":
                make_round(f"prova-{code}", is_test=True)
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        number.append(len(found))
    assert number[0] == number[1]


def test_a_step_s_questions_cost_as_much_whatever_they_are(county, lars, last_year):
    begin(make_round("2026", previous=last_year), county)
    client = client_of(lars)
    with CaptureQueriesContext(connection) as found:
        client.get(f"/enkat/2026/lan/{county.slug}/steg/natverk/")
    assert len(found) <= 14, [one["sql"][:90] for one in found]


def test_raw_fields_that_cannot_be_are_told_at_the_question(county):
    found = begin(county=county)
    outcome = actions.write(found, {"medel": Field("många", "")}, by=None)
    assert "Skriv ett tal" in outcome.faults["medel"]


# Approval by a link


def address_in(letter):
    (found,) = re.findall(r"/enkat/godkann/\S+/", letter.text)
    return found


@pytest.fixture
def ready(county):
    found = begin(county=county, **FULL)
    actions.mark_ready(found, by=None)
    return found


def test_whoever_decides_approves_by_the_link_once_and_without_an_account(county, lars, ready):
    client = client_of(lars)
    sent = {"role": "Länsråd", "email": "Beslut@lansstyrelsen.example"}
    client.post(f"/enkat/2026/lan/{county.slug}/be-om-godkannande/", sent)
    letter = Mail.objects.get()
    assert (letter.recipient, letter.purpose) == ("beslut@lansstyrelsen.example", "survey_approval")
    stranger, address = StrictClient(), address_in(letter)
    page = stranger.get(address).text
    assert "2: Göteborg, Ort 1481" in page
    assert CountyResponse.objects.get().state == State.READY  # reading approves nothing
    assert "svaren är godkända" in stranger.post(address).text
    found = CountyResponse.objects.get()
    assert found.state == State.APPROVED
    assert found.approved_by_name == "Länsråd, genom länken till beslut@lansstyrelsen.example"
    told = lars.notifications.get()  # it is for the coordinator to send them in
    assert told.text == f"Svaren från {county} på Enkät 2026 är godkända. Nu kan du skicka in dem."
    assert told.path == found.get_absolute_url()
    assert stranger.get(address).status_code == stranger.post(address).status_code == 404
    assert events().count("survey_approval_asked") == 1
    assert not AuditEvent.objects.filter(after__icontains="beslut@").exists()


def test_nobody_is_sent_the_link_to_approve_what_they_have_written(ready, lars):
    with pytest.raises(RuleBroken, match="din egen adress"):
        actions.ask_approval(ready, f" {lars.email.upper()} ", "Länsråd", by=lars)
    lars.emailaddress_set.create(email="annan@lansstyrelsen.example", verified=True)
    with pytest.raises(RuleBroken, match="din egen adress"):
        actions.ask_approval(ready, "annan@lansstyrelsen.example", "Länsråd", by=lars)
    assert not ready.approvals.exists()


def test_the_link_ends_when_the_answers_are_opened_when_another_is_asked_and_with_time(ready):
    first = actions.ask_approval(ready, "a@lansstyrelsen.example", "Länsråd", by=None)
    second = actions.ask_approval(ready, "b@lansstyrelsen.example", "Chef", by=None)
    assert links.read_token(links.LINKS.signer.sign(first.pk)) is None
    assert links.read_token(links.LINKS.signer.sign(second.pk)) == second
    actions.reopen(ready, by=None)
    with pytest.raises(RuleBroken, match="gäller inte längre"):
        actions.approve_by_link(second)
    with pytest.raises(RuleBroken, match="klara hos länet innan"):
        actions.ask_approval(ready, "c@lansstyrelsen.example", "Chef", by=None)
    actions.mark_ready(ready, by=None)
    third = actions.ask_approval(ready, "c@lansstyrelsen.example", "Chef", by=None)
    type(third).objects.filter(pk=third.pk).update(expires_at=timezone.now())
    assert links.read_token(links.LINKS.signer.sign(third.pk)) is None
    assert links.read_token("1:forged") is None


def test_the_address_of_whoever_approved_is_taken_away_and_that_it_was_by_the_link_is_kept(ready):
    asked = actions.ask_approval(ready, "a@lansstyrelsen.example", "Länsråd", by=None)
    actions.approve_by_link(asked)
    actions.submit(ready, by=None)
    long_ago = timezone.now() - KEPT
    Approval.objects.update(expires_at=long_ago + datetime.timedelta(days=1))
    assert actions.forget_approvers() == 0
    Approval.objects.update(expires_at=long_ago - datetime.timedelta(days=1))
    assert (actions.forget_approvers(), actions.forget_approvers()) == (1, 0)
    asked.refresh_from_db()
    told = "Länsråd, genom länken till en adress som nu är borttagen"
    assert (asked.email, Submission.objects.get().approved_by_name) == ("", told)
    assert CountyResponse.objects.get().approved_by_name == told
    event = AuditEvent.objects.filter(type="survey_approver_forgotten").get()
    assert event.after == {"role": "Länsråd", "approved": timezone.localdate().isoformat()}
