import csv
import io
import json
from xml.etree import ElementTree

import openpyxl
import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from initiatives.models import Initiative, StartingQuestion
from initiatives.selection import FACETS
from tests.factories import (
    CountyFactory,
    InitiativeFactory,
    MunicipalityFactory,
    OrganisationFactory,
    TermFactory,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_database_as_often_for_three_entries_as_for_one(client, number, django_assert_num_queries):
    for _ in range(number):
        InitiativeFactory(
            published=True, articles=[3, 12], municipalities=[MunicipalityFactory()], partners=[OrganisationFactory()]
        )
    # Word lists, search, entries.
    with django_assert_num_queries(3):
        response = client.get("/initiativ/")
    assert response.text.count('class="card__title"') == number


@pytest.mark.parametrize("number", [1, 3])
def test_filters_and_words_cost_two_statements_more_however_many_they_are(client, number, django_assert_num_queries):
    for _ in range(number):
        InitiativeFactory(published=True, title="Barnbokslut", articles=[3, 12], municipalities=[MunicipalityFactory()])
    with django_assert_num_queries(5):  # the labels of the filters, and the entries that nearly match
        response = client.get("/initiativ/?q=barnbokslut&artikel=3&artikel=12&lan=14&slag=handlingsplan")
    assert response.text.count('class="card__title"') == number


@pytest.mark.parametrize("number", [1, 3])
def test_an_entrys_page_asks_as_often_with_three_tags_as_with_one(client, number, django_assert_num_queries):
    terms = [TermFactory(vocabulary="av", key=f"term-{n}", label=f"Term {n}") for n in range(number)]
    entry = InitiativeFactory(published=True, articles=range(1, number + 1), terms=terms)
    InitiativeFactory(published=True, articles=[1])
    with django_assert_num_queries(6):
        client.get(entry.get_absolute_url())


def test_a_stranger_gets_404_for_a_draft_and_an_editor_sees_it(client, editor_client):
    draft = InitiativeFactory(title="Hemligt utkast")
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert "Hemligt utkast" in editor_client.get(draft.get_absolute_url()).text
    assert "Hemligt utkast" not in client.get(f"/initiativ/jamfor/?i={draft.slug}").text


def test_the_same_address_answers_as_json(client):
    InitiativeFactory(
        published=True,
        slug="ungdomsrad",
        title="Ungdomsråd",
        organisation=OrganisationFactory(name="Göteborgs Stad"),
        scope="kommun",
        municipalities=[MunicipalityFactory(code="1480")],
        articles=[12],
    )
    InitiativeFactory(published=True, articles=[3])
    by_accept = client.get("/initiativ/?artikel=12", headers={"accept": "application/json"})
    by_format = client.get("/initiativ/?artikel=12&format=json")
    assert by_accept.json() == by_format.json()
    assert "Accept" in by_accept["Vary"]
    answer = by_format.json()
    assert (answer["total"], answer["page"], answer["pages"]) == (1, 1, 1)
    found = answer["results"][0]
    assert found["slug"] == "ungdomsrad"
    assert found["url"] == "http://testserver/initiativ/ungdomsrad/"
    assert found["organisation"] == "Göteborgs Stad"
    assert found["county"] == "Västra Götalands län"
    assert found["municipality_codes"] == ["1480"]
    articles = {option["value"]: (option["count"], option["selected"]) for option in answer["facets"]["artikel"]}
    assert articles == {"3": (1, False), "12": (1, True)}
    assert set(answer["facets"]) <= set(FACETS)


def test_the_csv_opens_right_in_swedish_excel_and_runs_no_formula(client):
    InitiativeFactory(published=True, title='=HYPERLINK("http://ond.example")', summary="Åäö; och ”citat”")
    InitiativeFactory(published=True, title="Utanför urvalet", status=Initiative.Status.ONGOING)
    content = client.get("/initiativ/?status=genomford&format=csv").getvalue().decode()
    assert content.startswith("\ufeffTitel;Sammanfattning;")
    rows = list(csv.DictReader(io.StringIO(content.removeprefix("\ufeff")), delimiter=";"))
    assert [row["Titel"] for row in rows] == ['\'=HYPERLINK("http://ond.example")']
    assert rows[0]["Sammanfattning"] == "Åäö; och ”citat”"


def test_the_workbook_holds_the_selection_as_text_and_says_when_it_was_fetched(client):
    InitiativeFactory(published=True, title="=1+1", start_year=2019)
    workbook = openpyxl.load_workbook(io.BytesIO(client.get("/initiativ/?format=xlsx").getvalue()))
    sheet = workbook["Initiativ"]
    header = [cell.value for cell in sheet[1]]
    row = dict(zip(header, [cell.value for cell in sheet[2]], strict=True))
    assert row["Titel"] == "=1+1"
    assert sheet["A2"].data_type == "s"
    assert row["Startår"] == 2019
    assert workbook["Om listan"]["A1"].value == "Hämtat"


def test_the_feed_has_the_newest_first(client):
    InitiativeFactory(published=True, title="Äldst")
    InitiativeFactory(published=True, title="Nyast")
    feed = ElementTree.fromstring(client.get("/initiativ/?format=atom").content)
    titles = [entry.findtext("{*}title") for entry in feed.iter("{http://www.w3.org/2005/Atom}entry")]
    assert titles == ["Nyast", "Äldst"]


def test_an_unknown_format_is_not_there(client):
    assert client.get("/initiativ/?format=pdf").status_code == 404


@pytest.mark.parametrize(
    ("query", "note"),
    [
        ("lan=99", "Filtret ”Län: 99” finns inte och är inte med."),
        ("artikel=tolv", "Filtret ”Artikel i barnkonventionen: tolv” finns inte och är inte med."),
        ("farg=bla", "Filtret ”farg” finns inte och är inte med."),
        ("sort=slump", "Den sorteringen finns inte."),
        ("q=" + "barn+" * 200, "Sökningen var mycket lång."),
    ],
)
def test_what_is_not_understood_is_said_and_left_out(client, query, note):
    InitiativeFactory(published=True, title="Barn och barns rättigheter")
    response = client.get(f"/initiativ/?{query}")
    assert response.status_code == 200
    assert note in response.text
    assert 'class="card__title"' in response.text


@pytest.mark.parametrize("page", ["-1", "0", "999999999999999999999", "två", "", "1e3", "٣"])
def test_a_page_that_is_not_there_becomes_one_that_is(client, page):
    InitiativeFactory(published=True, title="Den enda planen")
    assert "Den enda planen" in client.get(f"/initiativ/?sida={page}").text


# What looks like template code is shown as it was typed; the strict client cannot tell it from ours.
wild = st.text(max_size=60).filter(
    lambda text: not {"{{", "{%", "{#"} & {text[i : i + 2] for i in range(len(text))}
) | st.sampled_from(
    [
        "\x00",
        "' OR 1=1 --",
        "<script>alert(1)</script>",
        "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
        "&|!<->:*",
        '"',
        "-",
        "%00",
        "a" * 10_000,
    ]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    parameters=st.lists(
        st.tuples(st.sampled_from([*FACETS, "q", "sort", "sida", "format", "x"]) | wild, wild), max_size=5
    )
)
@example(parameters=[("q", "a" * 10_000)])
@example(parameters=[("lan", "\x00")])
@example(parameters=[("q", '-"<script>" & !barn:*')])
def test_no_query_string_breaks_the_list(client, parameters):
    data = {}
    for name, value in parameters:
        data.setdefault(name.encode("utf-8", "replace").decode(), []).append(value.encode("utf-8", "replace").decode())
    response = client.get("/initiativ/", data)
    assert response.status_code in (200, 404)
    if not response.streaming:
        assert b"<script>alert" not in response.content


@pytest.mark.parametrize(
    "path", ["/initiativ/%00/", "/initiativ/%ff%fe/", "/lan/<script>/", "/kommuner/148%C3%28/", "/initiativ/fragor/'/"]
)
def test_nonsense_in_an_address_is_not_there(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("value", ["%00", "%ff", "%ed%a0%80", "'", "x" * 5000, "%F0%9F%91%B6"])
@pytest.mark.parametrize(
    "address",
    [
        "/initiativ/plan/?kommun=",
        "/initiativ/jamfor/?i=",
        "/initiativ/forslag/?q=",
        "/kommuner/?q=",
        "/initiativ/?x=",
        "/?",
    ],
)
def test_nonsense_in_a_query_string_breaks_no_page(client, address, value):
    InitiativeFactory(published=True, slug="plan", scope="kommun", municipalities=[MunicipalityFactory()])
    assert client.get(address + value).status_code == 200


def test_htmx_gets_the_part_that_changes_and_the_sentence_to_read_aloud(client):
    InitiativeFactory(published=True)
    response = client.get("/initiativ/?status=genomford", headers={"hx-request": "true"})
    assert "<!DOCTYPE" not in response.text
    assert '<p id="announcement" hx-swap-oob="innerHTML">1\u00a0initiativ med 1\u00a0filter.</p>' in response.text
    assert "HX-Request" in response["Vary"]


def test_an_empty_page_offers_the_filter_to_drop_with_what_it_gives(client):
    skane, halland = CountyFactory(code="12"), CountyFactory(code="13")
    InitiativeFactory(published=True, scope="lan", counties=[skane], title="Ungdomsråd")
    InitiativeFactory(published=True, scope="lan", counties=[halland], title="Bokslut")
    text = client.get("/initiativ/?q=ungdomsråd&lan=13").text
    assert "Inga initiativ stämmer" in text
    assert "Utan filtret ”Län”: 1\u00a0initiativ" in text


def test_a_misspelt_word_is_asked_about(client):
    InitiativeFactory(published=True, title="Förskolans plan")
    text = client.get("/initiativ/?q=forskola").text
    assert "Menade du" in text
    assert "förskola" in text


def test_few_hits_are_followed_by_those_that_match_in_part(client):
    InitiativeFactory(published=True, title="Bokslut för ungdomsråd")
    InitiativeFactory(published=True, title="Bokslut för skolan")
    text = client.get("/initiativ/?q=bokslut+ungdomsråd").text
    assert "1\u00a0initiativ" in text
    assert text.index("Stämmer delvis") < text.index("skolan")


def test_hits_are_marked_where_they_stand(client):
    InitiativeFactory(published=True, title="Skolornas barnbokslut")
    text = client.get("/initiativ/?q=bokslut").text
    assert "<mark>barnbokslut</mark>" in text


def test_an_entry_says_that_it_is_historical_and_that_being_listed_recommends_nothing(client):
    entry = InitiativeFactory(published=True, status=Initiative.Status.HISTORICAL, source_year="omkring 2014")
    text = client.get(entry.get_absolute_url()).text
    assert "Ett historiskt exempel" in text
    assert "ingen rekommendation" in text
    assert "Uppgift saknas om" in text


def test_the_entrys_data_for_machines_cannot_break_out_of_its_script(client):
    entry = InitiativeFactory(published=True, title="</script><script>alert(1)</script>")
    text = client.get(entry.get_absolute_url()).text
    block = text.split('type="application/ld+json"')[1].split(">", 1)[1].split("</script>")[0]
    assert json.loads(block)["name"] == entry.title


def test_two_entries_are_compared_line_by_line(client):
    first = InitiativeFactory(published=True, summary="Den ena", cost_class="lag")
    second = InitiativeFactory(published=True, summary="Den andra")
    text = client.get(f"/initiativ/jamfor/?i={first.slug}&i={second.slug}&i=finns-inte").text
    assert "Den ena" in text
    assert "Den andra" in text
    assert "under 50 000 kronor" in text.replace("\u00a0", " ").lower()
    assert "Något av initiativen gick inte att hitta" in text


def test_a_question_shows_its_entries_and_its_number(client):
    StartingQuestion.objects.create(
        slug="delaktighet", question="Vad stärker delaktighet?", introduction="…", query="artikel=12", position=1
    )
    InitiativeFactory(published=True, title="Ungdomsråd", articles=[12])
    InitiativeFactory(published=True, articles=[3])
    assert "1\u00a0initiativ" in client.get("/initiativ/fragor/").text
    page = client.get("/initiativ/fragor/delaktighet/").text
    assert "Ungdomsråd" in page
    assert page.count('class="card__title"') == 1


@pytest.mark.parametrize("number", [1, 3])
def test_the_questions_are_counted_in_as_many_statements_however_many_they_are(
    client, number, django_assert_num_queries
):
    for n in range(number):
        StartingQuestion.objects.create(
            slug=f"f-{n}", question="Vad?", introduction="…", query="artikel=12&q=barn", position=n
        )
    with django_assert_num_queries(3):
        client.get("/initiativ/fragor/")


def test_the_catalogue_is_ordered_by_title_the_swedish_way(client):
    for title in ("Ö", "Z", "Å", "Ä", "a", "É"):
        InitiativeFactory(published=True, title=title)
    found = client.get("/initiativ/?sort=titel&format=json").json()["results"]
    assert [entry["title"] for entry in found] == ["a", "É", "Z", "Å", "Ä", "Ö"]


def test_reindexing_tells_how_far_it_has_come(capsys):
    InitiativeFactory(published=True)
    call_command("reindex_search")
    assert "1 av 1 initiativ" in capsys.readouterr().out
