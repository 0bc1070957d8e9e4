import contextlib
import json

import pytest
from django.core.management import call_command

from barnratt.imports import actions as imports
from barnratt.imports.models import Import
from regions.surveys import actions
from regions.surveys.imports import shipped_questions
from regions.surveys.models import CountyResponse, Round
from regions.surveys.reference_data import content_of
from tests.factories import UserFactory
from tests.imports.conftest import worked
from tests.surveys.factories import make_county, make_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey_round(monkeypatch):
    """A round of the survey that ships, since its questions are the ones with columns."""
    make_county("14")
    monkeypatch.setattr("tests.surveys.factories.content", lambda slug, linked: content_of("enkat_2023"))
    return make_round("2026")


@pytest.fixture
def run(tmp_path, capsys):
    def run(*lines, options=()):
        (tmp_path / "svar.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        with contextlib.suppress(SystemExit):  # how the command says that something is wrong
            call_command("import_file", "survey-answers", str(tmp_path / "svar.csv"), "--json", *options)
        return json.loads(capsys.readouterr().out)

    return run


HEADER = "county,vm_rekvirerat,vm_betydelse,lb_anvant,lb_hur,nat_kommuner"


def test_a_county_s_answers_become_a_draft_and_the_undo_takes_them_away(survey_round, run):
    told = run(HEADER, "14,250000,stor,ja,internt andra_uppdrag,1480;1481")
    assert (told["new"], told["errors"]) == (1, [])
    found = CountyResponse.objects.get()
    assert (found.state, found.county_id) == ("draft", "14")
    assert found.response.answers == {
        "vm_rekvirerat": 250_000,
        "vm_betydelse": "stor",
        "lb_anvant": True,
        "lb_hur": ["internt", "andra_uppdrag"],
        "nat_kommuner": ["1480", "1481"],
    }
    again = run(HEADER, "Västra Götaland,200000,stor,ja,internt andra_uppdrag,1480 1481")
    assert (again["changed"], again["errors"]) == (1, [])
    assert CountyResponse.objects.get().response.answers["vm_rekvirerat"] == 200_000
    assert run(HEADER, "14,200000,,,,")["unchanged"] == 1
    by = UserFactory()
    changed, made = Import.objects.order_by("-pk")[1], Import.objects.order_by("pk").first()
    assert worked(imports.undo(changed, by=by)).state == "undone"
    assert CountyResponse.objects.get().response.answers["vm_rekvirerat"] == 250_000
    assert worked(imports.undo(made, by=by)).state == "undone"
    assert not CountyResponse.objects.exists()


def test_what_a_question_does_not_take_is_told_at_its_cell(survey_round, run):
    told = run(HEADER, "14,många,hög,ja,internt,0180", options=["--dry-run"])
    found = {error["cell"]: error["message"] for error in told["errors"]}
    assert set(found) >= {"B2", "C2"}
    assert "Välj ett av alternativen" in found["C2"]
    municipality = run(HEADER, "14,100,stor,ja,internt,0180", options=["--dry-run"])
    assert [(one["cell"], one["message"]) for one in municipality["errors"]] == [
        ("F2", "Välj bland kommunerna i listan.")
    ]
    assert not CountyResponse.objects.exists()


def test_no_municipality_is_an_answer_and_an_empty_cell_is_none(survey_round, run):
    run(HEADER, "14,100,stor,ja,internt,Ingen")
    assert CountyResponse.objects.get().response.answers["nat_kommuner"] == []
    told = run(HEADER, "14,100,stor,ja,internt,ingen", options=["--dry-run"])
    assert (told["unchanged"], told["errors"]) == (1, [])
    (error,) = run(HEADER, "14,100,stor,ja,internt,1480 ingen", options=["--dry-run"])["errors"]
    assert "Inte båda" in error["message"]


def test_answers_that_are_ready_are_not_written_over(survey_round, run):
    run(HEADER, "14,250000,stor,ja,internt,1480")
    CountyResponse.objects.update(state="ready")
    (error,) = run(HEADER, "14,1,stor,ja,internt,1480")["errors"]
    assert "klara hos länet" in error["message"]
    by = UserFactory()
    assert worked(imports.undo(Import.objects.order_by("pk").first(), by=by)).state != "undone"


def test_with_two_open_rounds_the_file_says_which(survey_round, run, monkeypatch):
    actions.prepare(
        content_of("enkat_2023") | {"key": "annan"}, year=2027, slug="2027", title="En till", by=None,
        dates=(survey_round.opens_date, survey_round.last_answer_date, survey_round.last_edit_date),
    )  # fmt: skip
    actions.move_round(Round.objects.get(slug="2027"), Round.State.OPEN, by=None)
    (error,) = run("county,vm_betydelse", "14,stor", options=["--dry-run"])["errors"]
    assert "vilken omgång" in error["message"]
    assert run("county,omgång,vm_betydelse", "14,2027,stor", options=["--dry-run"])["new"] == 1


def test_every_question_that_ships_has_a_column():
    assert set(shipped_questions()) >= {"nat_kommuner", "fram_prioritera", "lb_egna_text"}
