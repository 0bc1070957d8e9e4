import pytest

from regions.places import peers
from tests.factories import CountyFactory, InitiativeFactory, MunicipalityFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


def test_a_county_page_says_who_works_there_and_what_they_have_done(client):
    county = CountyFactory(code="14", slug="vastra-gotaland")
    OrganisationFactory(name="Länsstyrelsen i Västra Götalands län", kind="lansstyrelse", county=county)
    MunicipalityFactory(code="1480", county=county)
    InitiativeFactory(published=True, scope="lan", counties=[county], title="Länets plan")
    InitiativeFactory(published=True, title="Någon annans plan")
    text = client.get("/lan/vastra-gotaland/").text
    assert "Länsstyrelsen i Västra Götalands län" in text
    assert "Länets plan" in text
    assert "Någon annans plan" not in text
    assert "2022-12-31" in text
    assert "Kolada" in text


@pytest.mark.parametrize("number", [1, 3])
def test_a_county_page_asks_as_often_for_three_municipalities_as_for_one(client, number, django_assert_num_queries):
    county = CountyFactory()
    for n in range(number):
        place = MunicipalityFactory(code=f"149{n}", county=county)
        InitiativeFactory(published=True, scope="kommun", municipalities=[place])
    with django_assert_num_queries(14):
        client.get(county.get_absolute_url())


def test_a_municipality_shows_what_others_like_it_have_done(client, monkeypatch):
    monkeypatch.setattr(peers, "WIDER", 1)
    own, like = MunicipalityFactory(code="1480"), MunicipalityFactory(code="0180", population=1_000_000)
    unlike = MunicipalityFactory(code="2505", group_code="C7", population=5_000)
    InitiativeFactory(published=True, scope="kommun", municipalities=[like], title="Likt")
    InitiativeFactory(published=True, scope="kommun", municipalities=[unlike], title="Olikt")
    text = client.get(own.get_absolute_url()).text
    assert "Likt" in text
    assert "Olikt" not in text
    assert "Inga initiativ härifrån ännu" in text


def test_a_former_municipality_leads_to_its_successor(client):
    new = MunicipalityFactory(code="0331", short_name="Heby", valid_from="2007-01-01")
    MunicipalityFactory(code="1917", short_name="Heby", valid_to="2006-12-31", successor=new)
    assert client.get("/kommuner/1917/")["Location"] == "/kommuner/0331/"
    assert "före det 1917" in client.get("/kommuner/0331/").text


@pytest.mark.parametrize("text", ["Örtofta 0380", "örtofta 0380 kommun", "0380", "ortofta"])
def test_searching_for_a_municipality_leads_straight_to_it(client, text):
    MunicipalityFactory(code="0380", short_name="Örtofta 0380")
    MunicipalityFactory(code="1480")
    assert client.get("/kommuner/", {"q": text})["Location"] == "/kommuner/0380/"


def test_a_name_that_no_municipality_has_is_said_so(client):
    MunicipalityFactory()
    assert "Ingen kommun heter så" in client.get("/kommuner/", {"q": "Atlantis\x00"}).text
