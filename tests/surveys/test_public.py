import pytest

from barnratt.accounts.models import Role
from regions.places.models import Organisation
from regions.surveys import actions, queries
from regions.surveys.models import Round
from tests.client import StrictClient
from tests.factories import MembershipFactory, OrganisationFactory
from tests.surveys.factories import make_county, make_round, submitted

pytestmark = pytest.mark.django_db


def published(county, **fields):
    made = make_round("2026", **fields)
    submitted(made, county, egna=True, beskriv="En om barn.")
    for state in (Round.State.CLOSED, Round.State.PUBLISHED):
        made = actions.move_round(made, state, by=None)


def test_a_county_s_page_shows_numbers_and_choices_of_what_is_published_and_no_text():
    county = make_county()
    submitted(make_round("2025"), county)
    assert "Länsstyrelsens svar" not in StrictClient().get(f"/lan/{county.slug}/").text
    published(county)
    page = StrictClient().get(f"/lan/{county.slug}/").text
    assert "Länsstyrelsens svar 2026" in page
    assert "2: Göteborg, Ort 1481" in page
    assert "En om barn." not in page
    assert "Konstruerade svar" not in page


def test_constructed_answers_are_marked_and_stay_in_the_demonstration(settings):
    county = make_county()
    published(county, constructed=True)
    assert "Konstruerade svar" in StrictClient().get(f"/lan/{county.slug}/").text
    settings.DEMO = False
    assert "Länsstyrelsens svar" not in StrictClient().get(f"/lan/{county.slug}/").text


def test_a_year_that_is_held_against_a_constructed_one_says_so(settings):
    county = make_county()
    before = make_round("2025", constructed=True)
    submitted(before, county)
    for state in (Round.State.CLOSED, Round.State.PUBLISHED):
        before = actions.move_round(before, state, by=None)
    published(county, previous=before)
    told = "Svaren från 2025, som årets jämförs med, är konstruerade."
    assert told in StrictClient().get("/enkat/2026/resultat/").text
    assert "2025 (konstruerade svar)" in StrictClient().get(f"/lan/{county.slug}/").text


def test_published_results_are_open_to_all_and_unpublished_ones_are_not():
    county = make_county()
    submitted(make_round("2025"), county, egna=True, beskriv="En om barn.")
    for path in ("", "beskriv/", "samordnat/"):
        assert StrictClient().get(f"/enkat/2025/resultat/{path}").status_code == 404
    published(county)
    page = StrictClient().get("/enkat/2026/resultat/")
    assert page.status_code == 200
    assert "Att kontrollera" not in page.text
    assert "1 av 1\xa0län har svarat" in page.text
    question = StrictClient().get("/enkat/2026/resultat/beskriv/").text
    assert "En om barn." not in question
    assert "visas inte öppet" in question
    for shown in (page.text, question):  # /enkat/ would ask the reader to sign in
        assert '<li><a href="/rapporter/">Rapporter</a></li>' in shown


def test_open_files_have_numbers_and_choices_and_no_text():
    published(make_county())
    for form in ("", "lang", "antal"):
        told = StrictClient().get(f"/enkat/2026/resultat/?form={form}&format=json").getvalue().decode()
        assert "samordnat" in told
        assert "En om barn." not in told
    told = StrictClient().get("/enkat/2026/resultat/beskriv/?format=json").getvalue().decode()
    assert "En om barn." not in told


def test_a_county_reads_its_own_words_but_not_those_of_the_other_counties():
    made, own, other = make_round("2026"), make_county(), make_county("21")
    submitted(made, own, egna=True, beskriv="Våra egna ord.")
    submitted(made, other, egna=True, beskriv="De andras ord.", kommuner=["2180"])
    actions.move_round(made, Round.State.CLOSED, by=None)
    client = StrictClient()
    board = OrganisationFactory(kind=Organisation.Kind.COUNTY_BOARD, county=own)
    client.force_login(MembershipFactory(organisation=board, role=Role.COUNTY_COORDINATOR).user)
    page = client.get("/enkat/2026/resultat/beskriv/").text
    assert "Våra egna ord." in page
    assert "De andras ord." not in page
    assert "läser bara de själva och de nationella samordnarna" in page
    for path in ("?format=json", "?form=lang&format=json", "beskriv/?format=json"):
        told = client.get(f"/enkat/2026/resultat/{path}").getvalue().decode()
        assert "Våra egna ord." in told
        assert "De andras ord." not in told
    client.force_login(MembershipFactory(organisation=OrganisationFactory(), role=Role.NATIONAL_COORDINATOR).user)
    assert "De andras ord." in client.get("/enkat/2026/resultat/?format=json").getvalue().decode()


def test_constructed_results_are_open_in_the_demonstration_alone(settings):
    published(make_county(), constructed=True)
    assert "konstruerade" in StrictClient().get("/enkat/2026/resultat/").text.lower()
    settings.DEMO = False
    assert StrictClient().get("/enkat/2026/resultat/").status_code == 404


def test_a_county_s_page_shows_the_published_years_beside_each_other():
    county = make_county()
    first = make_round("2025")
    submitted(first, county, samordnat="nej", insatser=["kurser"])
    for state in (Round.State.CLOSED, Round.State.PUBLISHED):
        first = actions.move_round(first, state, by=None)
    published(county, previous=first)
    shown = queries.public_answers(county)
    assert [one.year for one in shown.years] == [2025]
    answers = {question.key: (now, before) for question, now, before in shown.rows}
    assert answers["samordnat"] == ("Ja", ["Nej"])
    assert answers["kommuner"] == ("2: Göteborg, Ort 1481", ["2\xa0kommuner"])
    assert answers["egna"][1] == [""]
    assert "Svaren år för år" in StrictClient().get(f"/lan/{county.slug}/").text


def test_publishing_is_a_page_of_its_own_that_says_who_is_missing():
    county, missing = make_county(), make_county("01")
    submitted(make_round("2026"), county)
    client = StrictClient()
    client.force_login(MembershipFactory(organisation=OrganisationFactory(), role=Role.NATIONAL_COORDINATOR).user)
    page = client.get("/enkat/2026/publicera/").text
    assert f"Det saknas svar från {missing}." in page
    assert not Round.objects.public().exists()
