import json

import pytest

from regions.commentary import actions
from regions.commentary.models import Commentary
from regions.surveys import answering
from tests.client import StrictClient
from tests.commentary.factories import of_county, theme, worker, written
from tests.surveys.factories import begin

pytestmark = pytest.mark.django_db
WRITE, PAGE = "/kommentarer/20/hela/skriv/", "/kommentarer/20/hela/"


def signed_in(person):
    client = StrictClient()
    client.force_login(person)
    return client


def base(text):
    return json.dumps({"text": text})


def test_from_the_first_word_to_the_county_s_page(county, lars, gun, client):
    writer, reader = signed_in(lars), signed_in(gun)
    assert "Skriv en kommentar" in writer.get("/lan/dalarna/").text
    saved = writer.post("/kommentarer/20/hela/spara/", {"text": "Vi ser <det>.\r\n\r\nOch mer.", "bas": base("")})
    assert saved.json()["base"] == {"text": "Vi ser <det>.\n\nOch mer."}
    assert "Vi ser &lt;det&gt;." in writer.get(WRITE).text
    assert client.get(PAGE).status_code == 404
    assert "Vi ser" not in client.get("/lan/dalarna/").text
    writer.post("/kommentarer/20/hela/skicka/")
    assert "20/hela/las/" in reader.get("/kommentarer/").text
    assert "Och mer." in reader.get(f"{PAGE}las/").text
    reader.post(f"{PAGE}las/", {"publicera": "1", "revision": 1})
    for address in ("/lan/dalarna/", PAGE):
        text = client.get(address).text
        assert "<p>Vi ser &lt;det&gt;.</p>" in text
        assert str(lars) in text
        assert str(gun) in text


def test_a_theme_s_commentary_stands_by_its_theme(county, home, lars, gun, client):
    cluster = theme()
    draft = actions.send(written(of_county(county, cluster), home, text="Om våldet.", by=lars), by=lars)
    actions.publish(draft, revision=1, by=gun)
    assert "Om våldet." in client.get("/kommentarer/20/violence/").text
    assert client.get("/kommentarer/20/finns-inte/").status_code == 404
    assert client.get("/kommentarer/99/hela/").status_code == 404


def test_two_windows_keep_both_texts_on_the_page(county, home, lars):
    written(of_county(county), home, text="Från den andra fliken", by=lars)
    answer = signed_in(lars).post(WRITE, {"text": "Min egen text", "bas": base("")})
    assert answer.status_code == 409
    assert "Min egen text" in answer.text
    assert "Från den andra fliken" in answer.text
    assert Commentary.objects.get().text == "Från den andra fliken"
    autosaved = signed_in(lars).post("/kommentarer/20/hela/spara/", {"text": "Min egen text", "bas": base("")})
    assert (autosaved.status_code, "inget är överskrivet" in autosaved.json()["message"].lower()) == (409, True)


def test_what_cannot_be_saved_stays_in_the_field(county, home, lars):
    actions.send(written(of_county(county), home, by=lars), by=lars)
    answer = signed_in(lars).post(WRITE, {"text": "Ett tillägg som inte får försvinna", "bas": "inte json"})
    assert "Ett tillägg som inte får försvinna" in answer.text
    assert "är skickad för läsning" in answer.text


def test_the_one_who_reads_may_ask_for_changes(county, home, lars, gun):
    actions.send(written(of_county(county), home, by=lars), by=lars)
    reader = signed_in(gun)
    assert "Skriv vad som behöver ändras." in reader.post(f"{PAGE}las/", {"reason": "", "revision": 1}).text
    reader.post(f"{PAGE}las/", {"reason": "Ange källan.", "revision": 1})
    assert "Ange källan." in signed_in(lars).get(PAGE).text
    assert reader.get(f"{PAGE}las/").status_code == 302


def test_earlier_versions_can_be_read_by_everybody(county, home, lars, gun, client):
    draft = actions.send(written(of_county(county), home, text="Förr", by=lars), by=lars)
    actions.publish(draft, revision=1, by=gun)
    actions.write(of_county(county), "Nu", base="Förr", organisation=home, by=lars)
    actions.publish(actions.send(draft, by=lars), revision=2, by=gun)
    text = client.get(PAGE).text
    assert text.index("<p>Nu</p>") < text.index("<p>Förr</p>")
    signed_in(lars).post(f"{PAGE}ta-ned/")
    assert "Ingen kommentar är publicerad" in client.get(PAGE).text
    assert "<p>Nu</p>" not in client.get("/lan/dalarna/").text


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_of_commentaries_asks_as_often_for_three_as_for_one(county, home, gun, count, django_assert_num_queries):
    for number in range(count):
        written(of_county(county, theme(f"tema-{number}", f"Tema {number}")), home)
    client = signed_in(worker(home, "lanssamordnare"))
    with django_assert_num_queries(6):
        assert client.get("/kommentarer/").text.count("Tema ") == count


def test_a_use_is_noted_and_stands_by_the_survey_s_question(county, lars, monkeypatch):
    monkeypatch.setattr(answering, "OF_USE", {"samordnat"})  # the small survey has no question of it
    client = signed_in(lars)
    future = client.post("/lan/dalarna/anvandning/", {"used_date": "2999-01-01", "way": "internt", "what": "x"})
    assert "Dagen har inte varit än. Välj i dag eller en dag som har varit." in future.text
    sent = {"used_date": "2026-03-02", "way": "annat", "what": "Kommunbesök", "where": "Malung"}
    assert client.post("/lan/dalarna/anvandning/", sent).status_code == 302
    assert "Kommunbesök" in client.get("/lan/dalarna/anvandning/").text
    actions.note_use(county, fields=sent | {"used_date": "2025-12-31", "what": "Förra året"}, by=lars)
    begin(county=county)
    text = client.get("/enkat/2026/lan/dalarna/steg/natverk/").text
    assert "Ni har antecknat 1\u00a0användning under 2026" in text
    assert "2026-03-02: Kommunbesök (Malung)" in text
    assert "Förra året" not in text
    assert "Kommunbesök" not in client.get("/enkat/2026/lan/dalarna/steg/stod/").text
