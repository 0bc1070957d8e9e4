"""Help where the cursor is: the articles at each question, and what others have done where the template offers it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments import actions, offers
from assessments.models import Assessment
from assessments.reference_data import content_of
from barnratt.accounts.models import Role
from barnratt.questionnaires.actions import Field
from barnratt.questionnaires.definition import read
from tests.assessments.factories import board, make_assessment
from tests.assessments.voices.factories import make_voice
from tests.client import StrictClient
from tests.factories import (
    ArticleFactory,
    CountyFactory,
    InitiativeFactory,
    MembershipFactory,
    MunicipalityFactory,
    OrganisationFactory,
    TermFactory,
)

Template = Assessment.Template


def client_of(user):
    client = StrictClient()
    client.force_login(user)
    return client


@pytest.fixture
def authority(db):
    return board(name="Utbildningsnämnden", parent=OrganisationFactory(municipality=MunicipalityFactory()))


@pytest.fixture
def hanna(authority):
    return MembershipFactory(organisation=authority, role=Role.MEMBER).user


def general(authority, **fields):
    """A general assessment with some answers, and its definition."""
    made = make_assessment(authority, template=Template.GENERAL)
    for address, value in fields.items():
        base = ["2", "3", "6", "12"] if address == "artiklar" else ""
        assert actions.write(made, {address: Field(value, base)}, by=None).saved == [address]
    made.response.refresh_from_db()
    return made


def step(made, key):
    return made.response.version.definition.step(key)


@pytest.mark.parametrize("template", Template.values)
def test_what_the_templates_offer_is_what_there_is(template):
    definition = read(content_of(template))
    offered = {word for one in definition.steps for word in one.offers}
    assert offered <= offers.WORDS
    assert {offers.VOICES, offers.INITIATIVES, offers.FEEDBACK} <= offered
    assert all(one.help and one.articles for one in definition.by_key.values())


def test_the_articles_of_a_question_are_a_click_away_without_javascript(authority, hanna):
    for number in (2, 3):
        ArticleFactory(number=number, title=f"Rubrik {number}", summary=f"Kort om {number}.")
    made = general(authority)
    page = client_of(hanna).get(f"/provningar/{made.pk}/steg/arendet/").text
    assert "<summary>Artikel 2 och 3 i korthet</summary>" in page
    assert "<strong>Artikel 3. Rubrik 3.</strong> Kort om 3." in page
    assert "<summary>Artikel 3 i korthet</summary>" in page  # article 4 of the same question is not loaded here


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        ([], ""),
        ([12], "Artikel 12 i korthet"),
        ([2, 3], "Artikel 2 och 3 i korthet"),
        ([2, 3, 6], "Artikel 2, 3 och 6 i korthet"),
    ],
)
def test_the_link_says_which_articles(numbers, told):
    assert offers.in_words([ArticleFactory.build(number=number, cluster=None) for number in numbers]) == told


def test_initiatives_fit_the_chosen_articles_and_the_sort_of_case_and_are_published(authority):
    plan = TermFactory(vocabulary="omrade", key="fysisk_planering", label="fysisk planering")
    for number in range(3):
        InitiativeFactory(title=f"Lekplats {number}", published=True, articles=[31], terms=[plan])
    InitiativeFactory(title="Utkast", articles=[31], terms=[plan])
    InitiativeFactory(title="Fritid", published=True, articles=[31])
    InitiativeFactory(title="Hälsa", published=True, articles=[24])
    made = general(authority, arendetyp="fysisk", artiklar=["2", "3", "6", "12", "31"])
    found = offers.initiatives_for(made, step(made, "alternativ"))
    assert {card.title for card in found.cards} == {"Lekplats 0", "Lekplats 1", "Lekplats 2"}
    assert found.url == "/initiativ/?artikel=31&omrade=fysisk_planering"
    other = general(authority, arendetyp="annat", artiklar=["2", "3", "6", "12", "31"])
    found = offers.initiatives_for(other, step(other, "alternativ"))
    assert "Fritid" in {card.title for card in found.cards}
    assert offers.initiatives_for(other, step(other, "arendet")) is None


def test_without_special_articles_what_strengthens_children_s_voice_is_offered(authority):
    made = general(authority)
    assert offers.initiatives_for(made, step(made, "alternativ")) is None
    InitiativeFactory(title="Ungdomsråd", published=True, articles=[12])
    for key in ("alternativ", "barns_roster"):
        found = offers.initiatives_for(made, step(made, key))
        assert ([card.title for card in found.cards], found.total) == (["Ungdomsråd"], 1)


def test_at_most_five_are_offered_and_the_rest_are_in_the_catalogue(authority, hanna):
    for _ in range(7):
        InitiativeFactory(published=True, articles=[12])
    made = general(authority)
    page = client_of(hanna).get(f"/provningar/{made.pk}/steg/barns_roster/").text
    assert page.count('<a href="/initiativ/plan') + page.count('<a href="/initiativ/initiativ-') == 5
    assert "7\xa0initiativ i katalogen" in page


def test_the_authority_s_own_place_is_linked_where_facts_are_gathered(authority, hanna):
    made = general(authority)
    assert offers.place_for(made, step(made, "kunskap")).url == "/kommuner/1480/"
    page = client_of(hanna).get(f"/provningar/{made.pk}/steg/kunskap/").text
    assert 'href="/kommuner/1480/"' in page
    assert offers.place_for(made, step(made, "alternativ")) is None
    regional = general(OrganisationFactory(kind="region", county=CountyFactory()))
    assert offers.place_for(regional, step(regional, "kunskap")).url == "/lan/lan-14/"
    nowhere = general(OrganisationFactory(kind="statlig_myndighet"))
    assert offers.place_for(nowhere, step(nowhere, "kunskap")) is None


def test_the_library_is_offered_in_the_step_about_children_s_own_views(authority, hanna):
    make_voice(authority, title="Skolvägen")
    make_voice(board(name="En annan nämnd"), title="Någon annans")
    made = general(authority)
    page = client_of(hanna).get(f"/provningar/{made.pk}/steg/barns_roster/").text
    assert "Skolvägen" in page
    assert "Någon annans" not in page
    assert f"/provningar/{made.pk}/roster/" in page
    assert "Skolvägen" not in client_of(hanna).get(f"/provningar/{made.pk}/steg/alternativ/").text
    last = client_of(hanna).get(f"/provningar/{made.pk}/steg/efter_beslut/").text
    assert f"/provningar/{made.pk}/barnversion/" in last


def test_a_step_asks_as_often_however_much_there_is_to_offer(authority, hanna):
    made, client, counts = general(authority), client_of(hanna), set()
    for number in (1, 3):
        for _ in range(number):
            InitiativeFactory(published=True, articles=[12])
            make_voice(authority, articles=[12])
        client.get(f"/provningar/{made.pk}/steg/barns_roster/")
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/provningar/{made.pk}/steg/barns_roster/")
        counts.add(len(asked))
    assert len(counts) == 1
