import datetime
import io
import re

import pytest

from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from barnratt.questionnaires.definition import read
from regions.surveys import actions as surveys
from regions.surveys.models import CountyResponse, Round
from regions.surveys.preparing import actions, queries
from regions.surveys.preparing.models import Draft
from tests.surveys.factories import begin, make_county, make_round, submitted
from tests.surveys.preparing.factories import cell_of, coordinator, next_year, read_back, workbook_of

pytestmark = pytest.mark.django_db
DATES = (datetime.date(2026, 11, 17), datetime.date(2027, 1, 19), datetime.date(2027, 1, 31))


def events():
    return list(AuditEvent.objects.order_by("pk").values_list("type", flat=True))


def question_of(survey_round, key):
    return read(queries.draft_of(survey_round).content).by_key[key]


def edited(survey_round, key, **fields):
    question = question_of(survey_round, key)
    told = {name: getattr(question, name) for name in ("text", "help", "base", "series", "required")}
    told["labels"] = {str(option.value): option.label for option in question.options}
    actions.edit_question(survey_round, key, fields=told | {"added": []} | fields, by=None)


def refresh(survey_round):
    return Round.objects.with_definition().get(pk=survey_round.pk)


# The round


def test_next_years_round_asks_the_same_and_links_every_question_to_last_years():
    made = next_year()

    assert (made.slug, made.state, made.previous.slug) == ("2026", Round.State.PREPARED, "2025")
    assert made.version.key == "enkat_2026"
    # A figure from last year's accounts says nothing of this year's.
    assert [one.key for one in made.definition.checks] == ["traffar_utan_natverk", "kommuner_andrat"]
    assert {(one.linked.question, one.linked.comparability) for one in made.definition.by_key.values()} == {
        (key, "same") for key in made.previous.definition.by_key
    }
    assert "survey_round_prepared" in events()


def test_a_test_round_of_the_same_year_compares_with_the_same_year_before():
    made = next_year()

    trial = actions.create(made, year=2026, title="Prov", dates=DATES, is_test=True, by=None)
    other = actions.create(made, year=2026, title="Prov igen", dates=DATES, is_test=True, by=None)

    assert (trial.slug, other.slug, trial.previous) == ("prova-2026", "prova-2026-2", made.previous)
    assert trial.definition.by_key == made.definition.by_key
    assert made.version.state == trial.version.state == "published"


def test_a_year_has_one_round_in_earnest():
    made = next_year()
    with pytest.raises(RuleBroken, match="redan en omgång för 2026"):
        actions.create(made.previous, year=2026, title="Igen", dates=DATES, by=None)
    with pytest.raises(RuleBroken, match="senare år"):
        actions.create(made, year=2024, title="Förr", dates=DATES, by=None)


def test_the_first_round_of_all_has_the_questions_that_ship_with_the_portal():
    told = {"source": "", "year": "2026", "title": "Enkät 2026", "opens": "2026-11-17",
            "last_answer": "2027-01-19", "last_edit": "2027-01-31"}  # fmt: skip
    client = coordinator()
    assert "Enkäten som följer med portalen" in client.get("/enkat/ny/").text

    client.post("/enkat/ny/", told)

    made = Round.objects.with_definition().get()
    assert (made.version.key, made.previous) == ("enkat_2026", None)
    assert "nat_kommuner" in made.definition.by_key


def test_several_rounds_are_open_at_once():
    made = next_year()
    trial = actions.create(made, year=2026, title="Prov", dates=DATES, is_test=True, by=None)
    for one in (made, trial):
        surveys.move_round(one, Round.State.OPEN, by=None)

    assert Round.objects.filter(state=Round.State.OPEN).count() == 2


def test_the_days_are_changed_and_told_to_the_log():
    made = next_year()

    actions.change_days(made, title="Ny titel", dates=DATES, by=None)

    made = refresh(made)
    assert (made.title, made.last_edit_date) == ("Ny titel", DATES[2])
    assert events()[-1] == "survey_round_changed"


def test_the_days_of_what_is_published_stand():
    made = make_round("2025", state=Round.State.CLOSED)
    surveys.move_round(made, Round.State.PUBLISHED, by=None)
    with pytest.raises(RuleBroken, match="publicerat"):
        actions.change_days(made, title="Ny", dates=DATES, by=None)


def test_a_county_can_have_longer_time_and_have_it_taken_back():
    made, county = next_year(), make_county()
    surveys.give_time(made, county, last_answer_date=DATES[2], reason="Vakans.", by=None)

    actions.take_back_time(made, county, by=None)

    assert not made.exceptions.exists()
    assert events()[-1] == "survey_time_taken_back"
    with pytest.raises(RuleBroken, match="inga egna dagar"):
        actions.take_back_time(made, county, by=None)


# The questions


def test_an_unchanged_workbook_changes_nothing():
    made = next_year()

    actions.take_in(made, read_back(made), by=None)

    assert not queries.draft_of(made).has_changes
    assert refresh(made).version_id == made.version_id


def test_two_questions_are_changed_in_the_workbook_and_published_with_what_they_are_compared_with():
    made = next_year()

    def change(book):
        cell_of(book, "survey", "samordnat", "label").value = "Finns ett regionalt nätverk?"
        cell_of(book, "survey", "medel", "hint").value = "I kronor."
        book["survey"].cell(1, book["survey"].max_column + 1).value = "Ansvarig"
        cell_of(book, "survey", "medel", "Ansvarig").value = "Bo"

    actions.take_in(made, read_back(made, change), by=None)
    assert refresh(made).definition.by_key["samordnat"].text == "Finns ett nätverk?"
    told = queries.changes(made, read(queries.draft_of(made).content))
    assert [tie.now.key for tie in told.ties] == ["samordnat"]
    assert [one.now.key for one in told.differences.reworded] == ["samordnat", "medel"]

    actions.publish(made, marks={"samordnat": ("reworded", {})}, by=None)

    made = refresh(made)
    assert made.definition.by_key["samordnat"].linked.comparability == "reworded"
    assert made.definition.by_key["medel"].help == "I kronor."
    assert "survey_questions_published" in events()
    assert read_back(made).columns["survey"]["rows"] == {"medel": {"Ansvarig": "Bo"}}
    assert not queries.draft_of(made).has_changes


def test_a_workbook_that_is_older_than_what_stands_here_replaces_it_only_when_asked():
    made = next_year()
    old = read_back(made)
    edited(made, "medel", help="Nytt.")

    with pytest.raises(RuleBroken, match="har ändrats i portalen sedan"):
        actions.take_in(made, old, by=None)
    actions.take_in(made, old, replace=True, by=None)

    assert question_of(made, "medel").help == ""


def test_the_workbook_of_another_survey_is_refused():
    made = next_year()
    with pytest.raises(RuleBroken, match="hör till en annan enkät"):
        actions.take_in(made, read_back(made.previous), by=None)


def test_a_survey_has_no_repeated_parts():
    made = next_year()

    def change(book):
        book["kontroller"].delete_rows(2, 9)
        sheet = book["survey"]
        for row in sheet.iter_rows(max_col=1):
            for cell in row:
                cell.value = str(cell.value).replace("_group", "_repeat")

    with pytest.raises(RuleBroken, match="flera gånger"):
        actions.take_in(made, read_back(made, change), by=None)


def test_a_question_is_edited_added_moved_and_removed():
    made = next_year()

    edited(made, "insatser", text="Vilka insatser gjordes?", labels={"traffar": "Möten", "kurser": ""}, added=["Stöd"])
    fields = {"step": "stod", "text": "Hur gick det?", "help": "", "type": "choice", "added": ["Bra", "Å så där"]}
    key = actions.add_question(made, fields=fields | {"series": "year", "required": True}, by=None)
    actions.move(made, key, up=True, by=None)

    found = read(queries.draft_of(made).content)
    assert [(one.value, one.label) for one in found.by_key["insatser"].options] == [
        ("traffar", "Möten"),
        ("stod", "Stöd"),
    ]
    assert key == "hur_gick_det"
    assert [one.value for one in found.by_key[key].options] == ["bra", "a_sa_dar"]
    assert [one.key for one in found.step("stod").questions][-2:] == [key, "beskriv"]

    actions.remove_question(made, key, by=None)
    assert key not in read(queries.draft_of(made).content).by_key
    with pytest.raises(RuleBroken, match="Pausa den i stället"):
        actions.remove_question(made, "medel", by=None)


def test_what_cannot_be_is_refused_and_nothing_is_kept():
    made = next_year()
    before = queries.draft_of(made).content
    with pytest.raises(RuleBroken, match="pekar på egna"):
        actions.move(made, "beskriv", up=True, by=None)
    with pytest.raises(RuleBroken, match="kan inte ha svaret traffar"):
        edited(made, "insatser", labels={"traffar": "", "kurser": "Kurser"})
    assert queries.draft_of(made).content == before


def test_a_paused_question_is_not_asked_and_its_series_lives_on():
    made = next_year()

    actions.pause(made, "medel", paused=True, by=None)
    actions.publish(made, marks={}, by=None)

    made = refresh(made)
    assert made.definition.by_key["medel"].paused
    assert made.definition.by_key["medel"].linked.question == "medel"
    following = actions.create(made, year=2027, title="Enkät 2027", dates=DATES, by=None)
    actions.pause(following, "medel", paused=False, by=None)
    assert not question_of(following, "medel").paused


def test_an_option_that_is_gone_has_to_lead_somewhere_or_be_said_to_be_gone():
    made = next_year()
    edited(made, "samordnat", labels={"ja": "Ja", "pa_gang": "", "nej": "Nej"}, added=["Planeras"])

    with pytest.raises(RuleBroken, match="”På gång” finns inte kvar"):
        actions.publish(made, marks={"samordnat": ("same", {})}, by=None)
    actions.publish(made, marks={"samordnat": ("same", {"pa_gang": "planeras"})}, by=None)

    assert refresh(made).definition.by_key["samordnat"].linked.options == {"pa_gang": "planeras"}


def test_what_breaks_a_series_is_told():
    made = next_year()

    def change(book):
        cell_of(book, "survey", "medel", "portal_jamforbarhet").value = "går inte att jämföra"
        cell_of(book, "survey", "kommuner", "portal_forra_fraga").value = None
        cell_of(book, "survey", "kommuner", "portal_jamforbarhet").value = None

    actions.take_in(made, read_back(made, change), by=None)

    told = queries.changes(made, read(queries.draft_of(made).content)).breaks
    assert len(told) == 2
    assert "serien börjar om" in told[0]
    assert "”Vilka kommuner?” finns inte kvar" in told[1]


def test_a_county_that_has_begun_goes_on_with_the_new_questions_and_loses_nothing():
    made = next_year()
    surveys.move_round(made, Round.State.OPEN, by=None)
    found = begin(refresh(made), insatser=["traffar", "kurser"], medel=200)

    def change(book):
        cell_of(book, "survey", "medel", "type").value = "text"
        cell_of(book, "survey", "medel", "constraint").value = None
        for column in ("portal_enhet", "portal_tak_per", "portal_tak_antal"):
            cell_of(book, "survey", "medel", column).value = None

    actions.take_in(made, read_back(refresh(made), change), by=None)
    told = queries.changes(refresh(made), read(queries.draft_of(made).content))
    assert told.misfits == [("Hur mycket medel?", 1)]
    marks = {"medel": ("not_comparable", {})}
    with pytest.raises(RuleBroken, match="Län har börjat svara"):
        actions.publish(made, marks=marks, by=None)
    actions.publish(made, marks=marks, confirmed=True, by=None)

    found = CountyResponse.objects.select_related("response__version", "round__version").get(pk=found.pk)
    assert found.response.version == found.round.version
    assert found.response.answers == {"insatser": ["traffar", "kurser"]}
    assert [one["answer"] for one in found.response.beside] == ["200 kr"]
    page = coordinator().get(found.get_absolute_url()).text
    assert "Svar som inte fick plats när frågorna ändrades" in page
    assert "200 kr" in page


def test_once_a_county_has_sent_in_only_texts_change():
    made = make_round("2026")
    submitted(made)
    edited(made, "medel", text="Hur mycket medel fick ni?")
    actions.publish(made, marks={}, confirmed=True, by=None)
    actions.pause(made, "medel", paused=True, by=None)

    with pytest.raises(RuleBroken, match="har redan gjort svaren klara"):
        actions.publish(made, marks={}, confirmed=True, by=None)


def test_nothing_to_publish_and_a_closed_round_are_refused():
    made = next_year()
    with pytest.raises(RuleBroken, match="inga ändringar"):
        actions.publish(made, marks={}, by=None)
    with pytest.raises(RuleBroken, match="stängd"):
        actions.pause(made.previous, "medel", paused=True, by=None)


def test_changes_can_be_thrown_away():
    made = next_year()
    edited(made, "medel", help="Nytt.")

    actions.discard(made, by=None)

    assert not queries.draft_of(made).has_changes
    assert events()[-1] == "survey_draft_edited"


# The pages


def test_the_board_says_that_there_are_changes_that_the_counties_do_not_see():
    made = next_year()
    client = coordinator()
    assert "inte är publicerade" not in client.get("/enkat/2026/").text
    edited(made, "medel", help="Nytt.")
    assert "inte är publicerade" in client.get("/enkat/2026/").text


def test_the_coordinator_goes_all_the_way_in_the_browser():
    make_round("2025", state=Round.State.CLOSED)
    make_county()
    client = coordinator()
    page = client.get("/enkat/ny/")
    assert 'value="2026"' in page.text
    told = {"source": "2025", "year": "2026", "title": "Enkät 2026", "opens": "2026-11-17",
            "last_answer": "2027-01-19", "last_edit": "2027-01-31"}  # fmt: skip
    assert client.post("/enkat/ny/", told).url == "/enkat/2026/fragor/"
    made = Round.objects.get(slug="2026")

    def change(book):
        cell_of(book, "survey", "samordnat", "label").value = "Finns ett regionalt nätverk?"

    response = client.post("/enkat/2026/las-in/", {"file": workbook_of(made, change)})
    assert response.url == "/enkat/2026/andringar/"
    page = client.get(response.url)
    assert "Finns ett regionalt nätverk?" in page.text
    assert re.search(r'value="reworded"[^>]*checked', page.text)
    client.post("/enkat/2026/andringar/", {"mark_samordnat": "reworded"})
    assert refresh(made).definition.by_key["samordnat"].linked.comparability == "reworded"
    assert "inte publicerade" not in client.get("/enkat/2026/fragor/").text


@pytest.mark.parametrize("counties", [1, 3])
def test_the_changes_cost_the_same_however_many_counties_have_begun(counties, django_assert_num_queries):
    made = next_year()
    surveys.move_round(made, Round.State.OPEN, by=None)
    for number in range(counties):
        begin(refresh(made), make_county(f"0{number + 1}"), medel=200)
    edited(made, "medel", text="Hur mycket?")
    definition = read(queries.draft_of(made).content)
    made = refresh(made)
    assert made.previous.definition.key != made.definition.key  # both are read before the count begins

    with django_assert_num_queries(1):
        told = queries.changes(made, definition)

    assert len(told.begun) == counties


def test_a_faulty_workbook_is_told_cell_by_cell_and_changes_nothing():
    made = next_year()
    client = coordinator()

    def change(book):
        cell_of(book, "survey", "beskriv", "relevant").value = "${egna} != 'ja'"
        cell_of(book, "survey", "medel", "type").value = "barcode"

    page = client.post(f"/enkat/{made.slug}/las-in/", {"file": workbook_of(made, change)}).text

    assert "Bladet survey, cell F10: != finns inte här" in page
    assert "Typen barcode finns inte här" in page
    assert not Draft.objects.exists()


def test_what_is_no_workbook_is_refused_at_the_field():
    made = next_year()
    client = coordinator()
    for name, held, told in (
        ("enkat.xlsx", b"hej", "Filen är skadad"),
        ("enkat.pdf", b"%PDF-1.7", "kan inte läsas in"),
        ("enkat.csv", b"type;name\ntext;a\n", "En textfil har inga blad"),
    ):
        file = io.BytesIO(held)
        file.name = name
        assert told in client.post(f"/enkat/{made.slug}/las-in/", {"file": file}).text


def test_a_question_whose_words_still_tell_of_last_year_is_pointed_out():
    made, client = next_year(), coordinator()
    labels = {"ja": "Ja", "pa_gang": "På gång", "nej": "Nej"}
    actions.edit_question(
        made, "samordnat", fields={"text": "Fanns ett nätverk 2025?", "labels": labels, "added": []}, by=None
    )
    assert "texten nämner 2025" in client.get("/enkat/2026/fragor/").text
    told = {"text": "Fanns ett nätverk 2026, som 2025?", "labels": labels, "added": []}
    actions.edit_question(made, "samordnat", fields=told, by=None)
    assert "texten nämner" not in client.get("/enkat/2026/fragor/").text


def test_every_small_edit_has_its_form():
    made = next_year()
    client = coordinator()
    page = client.get("/enkat/2026/fragor/samordnat/")
    assert 'name="option_pa_gang"' in page.text
    told = {"text": "Finns ett nätverk?", "series": "core", "required": "on", "option_ja": "Ja", "option_nej": "Nej",
            "option_pa_gang": "På väg", "added": "Vet ej"}  # fmt: skip
    client.post("/enkat/2026/fragor/samordnat/", told)
    assert [one.label for one in question_of(made, "samordnat").options] == ["Ja", "På väg", "Nej", "Vet ej"]
    assert (
        "Alternativet finns redan" in client.post("/enkat/2026/fragor/samordnat/", told | {"added": "vet ej\nNEJ"}).text
    )
    new = {"step": "natverk", "text": "Hur många möten?", "type": "integer", "series": "year"}
    client.post("/enkat/2026/ny-fraga/", new)
    assert question_of(made, "hur_manga_moten").type == "integer"
    assert "Skriv minst två" in client.post("/enkat/2026/ny-fraga/", new | {"type": "multi"}).text
    client.post("/enkat/2026/fragor/hur_manga_moten/flytta/", {"upp": "1"})
    client.post("/enkat/2026/fragor/hur_manga_moten/pausa/")
    assert question_of(made, "hur_manga_moten").paused
    assert "pausad" in client.get("/enkat/2026/fragor/").text
    client.post("/enkat/2026/fragor/hur_manga_moten/ta-bort/")
    client.post("/enkat/2026/andringar/kasta/")
    assert not queries.draft_of(made).has_changes


def test_days_that_cannot_be_are_told_at_the_field():
    made = next_year()
    client = coordinator()
    told = {"title": "Enkät", "opens": "2026-11-17", "last_answer": "2026-11-01", "last_edit": "2027-01-31"}
    assert "kan inte ligga före dagen" in client.post("/enkat/2026/dagar/", told).text
    client.post("/enkat/2026/dagar/", told | {"last_answer": "2027-01-10"})
    assert refresh(made).last_answer_date == datetime.date(2027, 1, 10)


def test_walking_through_shows_what_answers_do_and_saves_nothing():
    next_year()
    make_county()
    client = coordinator()
    page = client.get("/enkat/2026/forhandsgranska/")
    assert "Finns ett nätverk?" in page.text
    first = {"svar": "{}", "steg": "natverk", "samordnat": "nej", "till": "stod"}
    page = client.post("/enkat/2026/forhandsgranska/", first)
    assert "Egna lägesbilder?" in page.text
    assert "Beskriv." not in page.text
    carried = '{"samordnat": "nej", "okand": 1, "medel": "många"}'
    here = {"svar": carried, "steg": "stod", "egna": "ja", "insatser": ["traffar"], "till": "stod"}
    assert "Beskriv." in client.post("/enkat/2026/forhandsgranska/", here).text
    page = client.post("/enkat/2026/forhandsgranska/", here | {"till": "kontroll"}).text
    assert "Träffar men inget nätverk?" in page
    wrong = client.post("/enkat/2026/forhandsgranska/", here | {"medel": "många", "till": "kontroll"}).text
    assert "många" in wrong
    assert "Kontrollera svaren" not in wrong
    assert not CountyResponse.objects.exists()


def test_the_blank_form_has_the_published_questions_and_no_county_s_municipalities():
    made = next_year()
    actions.pause(made, "medel", paused=True, by=None)
    actions.publish(made, marks={}, by=None)
    client = coordinator()

    page = client.get("/enkat/2026/blankett/").text

    assert "2. Vilka kommuner?" in page
    assert "Kommunerna kryssas i portalen, ur länets lista." in page
    assert "Hur mycket medel?" not in page
    assert client.get("/enkat/2026/blankett.pdf").content.startswith(b"%PDF")
    assert client.get("/enkat/2026/blankett.docx").content.startswith(b"PK")
    assert client.get("/enkat/2026/blankett.exe").status_code == 404
