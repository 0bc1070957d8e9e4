import pytest

from initiatives.models import Initiative
from initiatives.queries import similar, suggestions
from regions.places import peers
from tests.factories import (
    InitiativeFactory,
    KindFactory,
    MunicipalityFactory,
    OrganisationFactory,
    TermFactory,
)

pytestmark = pytest.mark.django_db


def titles(client, query):
    return [entry["title"] for entry in client.get(f"/initiativ/?format=json&q={query}").json()["results"]]


def test_words_in_the_title_come_before_words_in_the_text(client):
    InitiativeFactory(published=True, title="Plan", what_was_done="Vi gjorde ett bokslut.")
    InitiativeFactory(published=True, title="Plan", summary="Ett bokslut för kommunen.")
    InitiativeFactory(published=True, title="Bokslut")
    found = client.get("/initiativ/?format=json&q=bokslut").json()["results"]
    assert [entry["title"] for entry in found] == ["Bokslut", "Plan", "Plan"]
    assert found[1]["summary"] == "Ett bokslut för kommunen."


def test_the_word_itself_comes_before_a_compound_that_holds_it(client):
    InitiativeFactory(published=True, title="Barnbokslut")
    InitiativeFactory(published=True, title="Bokslut")
    assert titles(client, "bokslut") == ["Bokslut", "Barnbokslut"]


def test_what_is_historical_comes_after_what_is_not(client):
    InitiativeFactory(published=True, title="Bokslut då", status=Initiative.Status.HISTORICAL)
    InitiativeFactory(published=True, title="Bokslut nu")
    assert titles(client, "bokslut") == ["Bokslut nu", "Bokslut då"]
    assert titles(client, "") == ["Bokslut nu", "Bokslut då"]


def test_what_is_reviewed_comes_before_what_is_not(client):
    InitiativeFactory(published=True, title="Bokslut ett", reviewed=True)
    InitiativeFactory(published=True, title="Bokslut två")
    assert titles(client, "bokslut") == ["Bokslut ett", "Bokslut två"]


def test_an_organisation_is_found_by_all_its_names(client):
    skr = OrganisationFactory(
        name="Sveriges Kommuner och Regioner", formerly_called=["Kommunförbundet"], short_name="SKR"
    )
    InitiativeFactory(published=True, title="Plan", organisation=skr)
    for name in ("SKR", "kommunförbundet", "sveriges kommuner"):
        assert titles(client, name) == ["Plan"], name


def test_similar_entries_share_articles_kind_or_words(editor):
    plan, method = KindFactory(key="plan"), KindFactory(key="metod")
    area = TermFactory(vocabulary="omrade", key="skola", label="skola")
    entry = InitiativeFactory(published=True, title="Ungdomsråd i skolan", kind=method, articles=[12], terms=[area])
    near = InitiativeFactory(published=True, title="Elevråd", kind=method, articles=[12], terms=[area])
    by_words = InitiativeFactory(published=True, title="Ungdomsråd för alla", kind=plan)
    InitiativeFactory(published=True, title="Något annat", kind=plan, articles=[24])
    assert [card.title for card in similar(entry)] == [near.title, by_words.title]


def test_similar_entries_can_be_kept_to_municipalities_like_ones_own(editor, monkeypatch):
    monkeypatch.setattr(peers, "WIDER", 1)
    own = MunicipalityFactory(code="1480")
    like = MunicipalityFactory(code="0180", population=900_000)
    unlike = MunicipalityFactory(code="2505", group_code="C7", population=5_000)
    entry = InitiativeFactory(published=True, articles=[12])
    there = InitiativeFactory(published=True, articles=[12], scope="kommun", municipalities=[like])
    InitiativeFactory(published=True, articles=[12], scope="kommun", municipalities=[unlike])
    assert [card.pk for card in similar(entry, like=own)] == [there.pk]


def test_suggestions_are_places_terms_and_words_that_begin_so(client):
    MunicipalityFactory(code="1480")
    InitiativeFactory(published=True, title="Göteborgsmodellen", municipalities=[MunicipalityFactory()], scope="kommun")
    assert "Göteborg" in suggestions("göt")
    assert suggestions("göteborgsm") == ["göteborgsmodellen"]
    assert suggestions("g") == []
    assert '<option value="Göteborg">' in client.get("/initiativ/forslag/?q=göt").text
