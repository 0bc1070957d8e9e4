"""From a file to what it holds, and back: what each step writes, refuses and leaves in the log."""

import pytest

from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from barnratt.imports import actions, work
from barnratt.imports.models import HeaderChoice, Import
from barnratt.search.query import parse
from initiatives import index
from initiatives.catalogue import search
from initiatives.models import Initiative, SearchEntry
from tests.factories import CollectionItemFactory, UserFactory
from tests.imports.conftest import RIGHT, WRONG, csv, worked

TIES = ["municipalities", "counties", "articles", "terms"]
State, Event = Import.State, AuditEvent.Type


def events(source):
    found = AuditEvent.objects.filter(object_type="imports.import", object_id=str(source.pk))
    return list(found.order_by("pk").values_list("type", flat=True))


def the_initiative(title="Trygg skolväg"):
    return Initiative.objects.get(title=title)


def everything():
    """All that an import of initiatives may touch, as it stands."""
    ties = [Initiative._meta.get_field(name).remote_field.through for name in TIES]
    return [
        list(Initiative.objects.order_by("pk").values()),
        *(sorted(model.objects.values_list(*(field.attname for field in model._meta.fields[1:3]))) for model in ties),
    ]


def test_a_file_is_guessed_by_its_columns(loaded, administrator):
    source = actions.upload(csv(RIGHT), "initiativ.csv", by=administrator)
    assert source.kind == "initiatives"
    assert [field for _, _, field in source.columns] == [
        "title", "summary", "organisation", "municipalities", "kind", "status", "articles", "start_year",
    ]  # fmt: skip
    assert bytes(source.file.content) == csv(RIGHT)
    assert events(source) == [Event.IMPORT_UPLOADED]


def test_a_file_that_cannot_be_read_is_refused_with_the_reason(loaded, administrator):
    with pytest.raises(RuleBroken, match=r"inget kalkylblad"):
        actions.upload(b"\x89PNG\r\n\x1a\n\x00", "bild.csv", by=administrator)
    assert not Import.objects.exists()


def test_a_preview_says_what_would_happen_and_changes_nothing(preview):
    before = everything()
    source = preview(csv(RIGHT, WRONG))
    assert source.state == State.CHECKED
    assert source.counts == {"new": 1, "changed": 0, "unchanged": 0, "wrong": 1}
    assert everything() == before
    (wrong,) = source.rows.filter(outcome="wrong")
    assert [(fault["cell"], fault["message"], fault["proposal"]) for fault in wrong.faults] == [
        ("D3", "'Gvle' är ingen kommun. Menade du Gävle (2180)?", "Gävle (2180)"),
        ("G3", "Barnkonventionen har ingen artikel 99.", None),
    ]


def test_wrong_rows_stop_a_file_unless_they_are_to_be_left_out(preview, administrator):
    source = preview(csv(RIGHT, WRONG))
    with pytest.raises(RuleBroken, match="Några rader är fel"):
        actions.confirm(source, only_right=False, by=administrator)
    assert worked(actions.confirm(source, only_right=True, by=administrator)).state == State.DONE
    assert the_initiative()
    assert not Initiative.objects.filter(title="Barnbokslut").exists()


def test_what_is_imported_is_published_tied_found_and_logged(imported, administrator):
    source = imported(csv(RIGHT))
    initiative = the_initiative()
    assert (initiative.state, initiative.review_label, initiative.scope) == ("published", "registrerad", "kommun")
    assert [place.code for place in initiative.municipalities.all()] == ["2180"]
    assert [county.code for county in initiative.counties.all()] == ["21"]
    assert sorted(initiative.articles.values_list("number", flat=True)) == [3, 12]
    assert events(source)[-1] == Event.IMPORT_CONFIRMED
    event = AuditEvent.objects.get(object_type="initiatives.initiative", object_id=str(initiative.pk))
    assert (event.type, event.actor_id) == (Event.INITIATIVE_CREATED, administrator.pk)
    assert search(parse("skolväg"), {}).total == 0
    assert index.catch_up() == 1
    assert search(parse("skolväg"), {}).total == 1


def test_an_entry_that_is_there_is_changed_where_the_file_says_something_else(imported, preview):
    imported(csv(RIGHT))
    source = preview(csv(RIGHT.replace("2023", "2022").replace("Barnen ritar kartor", "")))
    assert source.counts == {"new": 0, "changed": 1, "unchanged": 0, "wrong": 0}
    (row,) = source.rows.all()
    assert (row.before, row.after) == ({"start_year": 2023}, {"start_year": 2022})


def test_the_word_for_empty_empties_and_an_empty_cell_does_not(imported, preview, administrator):
    imported(csv(RIGHT))
    source = preview(csv(RIGHT.replace("2023", "(tom)")))
    worked(actions.confirm(source, only_right=False, by=administrator))
    assert the_initiative().start_year is None


def test_the_same_file_again_changes_nothing(imported, preview):
    imported(csv(RIGHT))
    assert preview(csv(RIGHT)).counts == {"new": 0, "changed": 0, "unchanged": 1, "wrong": 0}


def test_a_row_that_stands_twice_is_pointed_out(preview):
    source = preview(csv(RIGHT, RIGHT))
    assert source.counts["wrong"] == 1
    assert "står redan på rad 2" in source.rows.get(outcome="wrong").faults[0]["message"]


def test_a_cell_is_corrected_without_touching_the_file(preview, administrator):
    source = preview(csv(RIGHT, WRONG))
    source = worked(actions.correct(source, {"D3": "Gävle (2180)", "G3": "12"}, by=administrator))
    assert source.counts == {"new": 2, "changed": 0, "unchanged": 0, "wrong": 0}
    assert bytes(source.file.content) == csv(RIGHT, WRONG)
    assert events(source)[-1] == Event.IMPORT_CORRECTED


def test_the_same_wrong_value_is_corrected_in_all_its_cells(preview, administrator):
    source = preview(csv(*(WRONG.replace("99", "3").replace("Barnbokslut", f"Plan {number}") for number in range(3))))
    assert source.counts["wrong"] == 3
    source = worked(actions.correct(source, {"D=Gvle": "Gävle"}, by=administrator))
    assert source.counts["new"] == 3


def test_an_undone_import_leaves_everything_as_it_was(imported, administrator):
    imported(csv(RIGHT))
    index.catch_up()
    before, found = everything(), SearchEntry.objects.count()
    source = imported(csv(RIGHT.replace("2023", "2021").replace("3, 12", "4"), RIGHT.replace("Trygg", "Trygg cykel")))
    index.catch_up()
    assert everything() != before
    source = worked(actions.undo(source, by=administrator))
    assert (source.state, source.problem) == (State.UNDONE, "")
    index.catch_up()
    rows, *ties = everything()
    assert ties == before[1:]
    counted = {"revision", "changed_at"}
    assert [{name: value for name, value in row.items() if name not in counted} for row in rows] == [
        {name: value for name, value in row.items() if name not in counted} for row in before[0]
    ]
    assert SearchEntry.objects.count() == found
    assert events(source)[-1] == Event.IMPORT_UNDONE


def test_an_undone_import_can_be_done_again(imported, administrator):
    source = imported(csv(RIGHT))
    source = worked(actions.undo(source, by=administrator))
    source = worked(actions.preview_again(source, by=administrator))
    assert source.counts["new"] == 1
    assert worked(actions.confirm(source, only_right=False, by=administrator)).state == State.DONE
    assert the_initiative()


def test_what_somebody_has_changed_since_stands_in_the_way_of_an_undo(imported, administrator):
    source = imported(csv(RIGHT, RIGHT.replace("Trygg", "Säker")))
    Initiative.objects.filter(title="Trygg skolväg").update(summary="Nu står det något annat.")
    source = worked(actions.undo(source, by=administrator))
    assert source.state == State.DONE
    assert source.problem == "Rad 2, Trygg skolväg: har ändrats av någon efter inläsningen."
    assert Initiative.objects.filter(title__endswith="skolväg").count() == 2


def test_what_somebody_has_built_on_stands_in_the_way_of_an_undo(imported, administrator):
    source = imported(csv(RIGHT))
    CollectionItemFactory(initiative=the_initiative())
    source = worked(actions.undo(source, by=administrator))
    assert source.state == State.DONE
    assert "Trygg skolväg" in source.problem
    assert the_initiative()


def test_a_preview_that_has_grown_old_is_not_written(imported, preview, administrator):
    imported(csv(RIGHT))
    source = preview(csv(RIGHT.replace("2023", "2021")))
    Initiative.objects.filter(title="Trygg skolväg").update(start_year=2020)
    source = worked(actions.confirm(source, only_right=False, by=administrator))
    assert source.state == State.CHECKED
    assert source.problem == work.CHANGED_MEANWHILE
    assert the_initiative().start_year == 2020
    assert source.rows.get().before == {"start_year": 2020}


def test_what_is_chosen_for_a_header_is_remembered(loaded, administrator):
    header = "Titel;Sammanfattning;Organisation;Kommun;Slag;Läget hos oss"
    source = actions.upload(csv("a;b;c;d;e;f", header=header), "a.csv", by=administrator)
    source = actions.read_again(source, kind="initiatives", sheet="a", header=None, by=administrator)
    assert source.columns[5][2] is None
    fields = [field for _, _, field in source.columns[:5]] + ["status"]
    actions.choose_columns(source, fields, by=administrator)
    assert HeaderChoice.objects.get().field == "status"
    again = actions.upload(csv("a;b;c;d;e;f", header=header), "b.csv", by=administrator)
    again = actions.read_again(again, kind="initiatives", sheet="b", header=None, by=administrator)
    assert again.columns[5][2] == "status"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (["title", "title", None, None, None, None, None, None], "Två kolumner kan inte vara samma sak"),
        (["title", *[None] * 7], "Säg vilken kolumn som är: Kort sammanfattning"),
        (["nonsens", *[None] * 7], "inget fält som heter nonsens"),
    ],
)
def test_columns_are_chosen_so_that_the_file_can_be_read(loaded, administrator, fields, message):
    source = actions.upload(csv(RIGHT), "initiativ.csv", by=administrator)
    with pytest.raises(RuleBroken, match=message):
        actions.choose_columns(source, fields, by=administrator)


def test_a_finished_import_goes_on_with_what_was_wrong(imported, administrator):
    source = imported(csv(RIGHT, WRONG))
    rest = worked(actions.go_on(source, by=administrator))
    assert rest.pk != source.pk
    assert rest.counts == {"new": 0, "changed": 0, "unchanged": 1, "wrong": 1}


def test_only_an_import_of_which_nothing_is_written_is_thrown_away(imported, preview, administrator):
    with pytest.raises(RuleBroken, match="ett annat steg"):
        actions.discard(imported(csv(RIGHT)), by=administrator)
    source = preview(csv(RIGHT))
    actions.discard(source, by=administrator)
    assert not Import.objects.filter(pk=source.pk).exists()


def test_a_fault_of_ours_leaves_the_import_where_it_was(preview, administrator, monkeypatch):
    source = actions.confirm(preview(csv(RIGHT)), only_right=False, by=administrator)

    def fails(*arguments):
        raise ZeroDivisionError

    monkeypatch.setattr(work, "_create", fails)
    with pytest.raises(ZeroDivisionError):
        work.perform(source.pk)
    source.refresh_from_db()
    assert (source.state, source.problem) == (State.CHECKED, work.FAILED)
    assert not Initiative.objects.filter(title="Trygg skolväg").exists()


def test_what_waits_is_done_by_the_tick(preview, administrator):
    source = actions.confirm(preview(csv(RIGHT)), only_right=False, by=administrator)
    assert work.work_off() == 1
    assert work.work_off() == 0
    source.refresh_from_db()
    assert source.state == State.DONE


def test_a_correction_that_was_wrong_too_is_corrected_in_its_turn(preview, administrator):
    rows = [WRONG.replace("99", "3").replace("Barnbokslut", f"Plan {number}") for number in range(2)]
    source = worked(actions.correct(preview(csv(*rows)), {"D=Gvle": "Gälve"}, by=administrator))
    assert source.rows.filter(outcome="wrong").first().faults[0]["value"] == "Gälve"
    source = worked(actions.correct(source, {"D=Gälve": "Gävle"}, by=administrator))
    assert source.counts["new"] == 2


def test_the_log_tells_who_asked_for_each_step(imported):
    source = imported(csv(RIGHT))
    worked(actions.undo(source, by=UserFactory(name="Bo Berg")))
    told = AuditEvent.objects.filter(type__in=[Event.IMPORT_UNDONE, Event.INITIATIVE_DELETED])
    assert list(told.values_list("actor_name", flat=True)) == ["Bo Berg", "Bo Berg"]


def test_a_tie_that_stays_keeps_what_else_is_known_of_it(imported):
    imported(csv(RIGHT))
    the_initiative().article_links.filter(article=12).update(reason="Barnen fick bestämma.", by_editors=True)
    imported(csv(RIGHT.replace("3, 12", "12, 31")))
    ties = dict(the_initiative().article_links.values_list("article", "reason"))
    assert ties == {12: "Barnen fick bestämma.", 31: ""}


def test_an_undo_brings_back_what_else_a_tie_held(imported, administrator):
    imported(csv(RIGHT))
    entry = the_initiative()
    entry.article_links.filter(article=12).update(reason="Barnen fick bestämma.", by_editors=True)
    entry.links.create(url="https://gavle.example/plan", title="Planen", material="rapport")
    header, line = csv(RIGHT).decode().strip().splitlines()
    new = f"{header};Länkar\n{line.replace('3, 12', '31')};https://gavle.example/ny\n".encode()
    source = imported(new)
    assert list(the_initiative().article_links.values_list("article", flat=True)) == [31]
    assert [link.title for link in the_initiative().links.all()] == ["gavle.example"]
    assert worked(actions.undo(source, by=administrator)).state == "undone"
    ties = the_initiative().article_links.values_list("article", "by_editors", "reason")
    assert set(ties) == {(3, False, ""), (12, True, "Barnen fick bestämma.")}
    (link,) = the_initiative().links.all()
    assert (link.url, link.title, link.material) == ("https://gavle.example/plan", "Planen", "rapport")


def review(initiative):
    told = {"what_was_done": "Kartor.", "participation": "medskapande", "preconditions": "Tid.", "results": "Ja."}
    Initiative.objects.filter(pk=initiative.pk).update(review_label="granskad", contact_role="Strategen", **told)


def test_a_reviewed_text_is_not_changed_by_a_file(imported, preview):
    imported(csv(RIGHT))
    review(the_initiative())
    assert preview(csv(RIGHT)).counts["unchanged"] == 1
    (row,) = preview(csv(RIGHT.replace("2023", "2020"))).rows.all()
    assert row.faults[0]["message"].startswith("Initiativet är granskat.")


def test_what_has_been_reviewed_since_is_not_changed_back(imported, administrator):
    imported(csv(RIGHT))
    source = imported(csv(RIGHT.replace("2023", "2020")))
    review(the_initiative())
    source = worked(actions.undo(source, by=administrator))
    assert source.problem == "Rad 2, Trygg skolväg: är granskat."
    assert the_initiative().start_year == 2020
