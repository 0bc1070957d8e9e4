"""What a county gets out of the survey: papers, what differs between two that were sent in, and the country beside."""

import io

import docx
import pytest

from barnratt.accounts.models import Role
from barnratt.documents.tree import texts
from barnratt.documents.word import word
from regions.surveys import actions, changes, papers, queries
from regions.surveys.in_the_country import in_the_country
from regions.surveys.models import Round, Submission
from tests.client import StrictClient
from tests.factories import CountyFactory
from tests.surveys.colleagues.factories import at_the_board
from tests.surveys.factories import FULL, begin, make_county, make_round, submitted, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    return make_county()


@pytest.fixture
def client(county):
    client = StrictClient()
    client.force_login(at_the_board(county, Role.COUNTY_COORDINATOR))
    return client


def sent_again(found, **values):
    actions.withdraw(found, "Fel kommun.", by=None)
    write(found, **values)
    actions.mark_ready(found, by=None)
    actions.approve(found, "Länsrådet", by=None)
    return actions.submit(found, by=None)


def test_the_blank_form_has_every_question_and_every_answer_to_tick(county, client):
    made = list(texts(papers.blank(make_round(), county)))
    for text in ("1. Finns ett nätverk?", "☐ Ja\n☐ På gång\n☐ Nej", "6. Beskriv.", "☐ Ja\n☐ Nej"):
        assert text in made
    assert any("☐ Göteborg" in text and text.endswith("☐ Ingen kommun") for text in made)
    assert any(text.endswith("____ kr") for text in made)
    assert "de som har egna lägesbilder" in made  # who is asked
    page = client.get(f"/enkat/2026/lan/{county.slug}/blankett/").text
    assert "Vilka insatser?" in page
    assert client.get(f"/enkat/2026/lan/{county.slug}/blankett.odt").status_code == 404


def test_the_answers_as_a_file_are_those_of_the_page_and_say_that_they_are_not_sent_in(county, client):
    found = begin(county=county, **FULL)
    answer = client.get(f"/enkat/2026/lan/{county.slug}/svar.docx")
    text = "\n".join(one.text for one in docx.Document(io.BytesIO(answer.content)).element.body.iter() if one.text)
    assert "2: Göteborg, Ort 1481" in text
    assert papers.filled(found).marks == ("Inte inskickat",)
    assert client.get(f"/enkat/2026/lan/{county.slug}/svar.pdf").content.startswith(b"%PDF")


def test_what_is_constructed_says_so_on_every_paper(county):
    found = submitted(make_round("2026", constructed=True), county)
    for document in (papers.blank(found.round, county), papers.filled(found), papers.sent(found.submissions.get())):
        assert "Konstruerade svar" in document.marks
        assert any("Ingen länsstyrelse har lämnat dem" in text for text in texts(document))
        assert word(document)


def test_the_receipt_s_paper_is_what_was_sent_in_whatever_has_been_written_since(county):
    found = submitted(county=county)
    sent_again(found, kommuner=["1480"])
    first, second = (papers.sent(one) for one in Submission.objects.order_by("number"))
    assert "2: Göteborg, Ort 1481" in texts(first)
    assert "1: Göteborg" in texts(second)
    assert (first.marks, second.marks) == (("Tillbakadraget",), ())
    assert any("Skäl: Fel kommun." in text for text in texts(first))


def test_what_differs_between_two_that_were_sent_in_is_told(county, client):
    found = submitted(county=county, egna=True, beskriv="En bild.")
    sent_again(found, kommuner=["1481", "1482"], egna=False)
    first, second = found.submissions.order_by("number")
    rows = changes.between(first, second, queries.municipalities_of(county, found.round))
    told = {row.question.key: (row.before, row.now, row.added, row.removed) for row in rows}
    assert told == {
        "kommuner": ("2: Göteborg, Ort 1481", "2: Ort 1481, Ort 1482", ["Ort 1482"], ["Göteborg"]),
        "egna": ("Ja", "Nej", [], []),
        "beskriv": ("En bild.", "Ej besvarad", [], []),  # which is not asked any more
    }
    page = client.get(f"/enkat/2026/lan/{county.slug}/kvitto/2/skillnad/").text
    assert "<strong>Borta:</strong> Göteborg" in page
    assert "Fel kommun." in page
    assert client.get(f"/enkat/2026/lan/{county.slug}/kvitto/1/skillnad/").status_code == 404


@pytest.fixture
def closed(county):
    """A round that two counties have answered, and that is closed."""
    survey_round = make_round("2026")
    submitted(survey_round, county, insatser=["traffar", "kurser"])
    submitted(survey_round, CountyFactory(code="01"), samordnat="nej", kommuner=[], insatser=["kurser"], medel=0)
    return actions.move_round(survey_round, Round.State.CLOSED, by=None)


def test_a_county_sees_its_answers_beside_the_country_s(county, closed, client):
    (network, support) = in_the_country(closed, county, Submission.objects.get(county_response__county=county).answers)
    first, towns = network[1]
    assert first.sentence == "Ni är ensamma om svaret, av 2 länsstyrelser som har svarat."
    assert [(row.label, row.count, row.is_own) for row in first.rows] == [
        ("Ja", 1, True), ("På gång", 0, False), ("Nej", 1, False),
    ]  # fmt: skip
    assert towns.sentence.startswith("Ni har kryssat i 2 av länets 3 kommuner.")
    assert [row.label for one in support[1] for row in one.rows if row.is_own] == [
        "Träffar",
        "Kurser",
        "Fullt belopp",
        "Nej",
    ]
    assert all(one.spread is None for one in support[1])  # of two the other's number could be told
    page = client.get(f"/enkat/2026/lan/{county.slug}/i-landet/").text
    assert "2 av 2 länsstyrelser gav samma svar som ni, er egen medräknad." in page.replace("\u00a0", " ")
    assert "Län 01" not in page


def test_numbers_of_many_counties_are_told_by_the_least_the_middle_and_the_most(county):
    survey_round = make_round("2026")
    for number, money in enumerate((0, 50, 75, 100), 1):
        submitted(survey_round, CountyFactory(code=f"0{number}"), kommuner=[], medel=money)
    submitted(survey_round, county)
    survey_round.refresh_from_db()
    (money,) = (one for _, rows in in_the_country(survey_round, county, FULL) for one in rows if one.question.unit)
    assert money.spread == ("0 kr", "75 kr", "200 kr")


def test_a_county_that_has_not_answered_sees_the_others_and_an_open_round_shows_nothing(closed, client, county):
    nothing = in_the_country(closed, county, {})
    assert nothing[0][1][0].sentence == "Ert län har inte svarat på frågan. 2 av 2 länsstyrelser har svarat."
    actions.move_round(closed, Round.State.OPEN, by=None)
    assert client.get(f"/enkat/2026/lan/{county.slug}/i-landet/").status_code == 403
