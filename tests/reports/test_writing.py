import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from regions.places.models import County
from regions.reports import actions, queries
from regions.reports.models import ChapterVersion, Report
from tests.client import StrictClient
from tests.reports.factories import TEXT, correct, make_editor, make_report
from tests.surveys.factories import FULL

pytestmark = pytest.mark.django_db
Type = AuditEvent.Type


@pytest.fixture
def report():
    return make_report()


@pytest.fixture
def chapter(report):
    return report.chapters.get()


@pytest.fixture
def editor():
    client = StrictClient()
    client.force_login(make_editor())
    return client


def address(page, **more):
    return f"/rapporter/2026/skriv/{page}"


def posted(text, base, **more):
    return {"text": text, "title": "Nätverk", "bas": json.dumps({"text": base, "title": "Nätverk"}), **more}


def test_the_chapter_shows_what_the_references_say_and_the_way_to_the_answers(editor, chapter):
    page = editor.get(address("kapitel/natverk/"))
    assert "1 av 2 län har ett nätverk." in page.text
    assert "/rapporter/2026/skriv/fraga/samordnat/" in page.text


def test_what_is_written_is_saved_with_a_version_and_an_event(editor, chapter):
    editor.post(address("kapitel/natverk/"), posted("Nytt.", TEXT))
    chapter.refresh_from_db()
    assert (chapter.text, chapter.revision) == ("Nytt.", 2)
    assert list(chapter.versions.order_by("revision").values_list("text", flat=True)) == [TEXT, "Nytt."]
    assert AuditEvent.objects.filter(type=Type.REPORT_CHAPTER_WRITTEN).count() == 2


def test_what_one_person_saves_in_a_row_is_one_version(chapter):
    by = make_editor()
    for before, after in (("ett", "två"), ("två", "tre")):
        actions.write_chapter(chapter, text=before, base=chapter.text, by=by)
        chapter.refresh_from_db()
        actions.write_chapter(chapter, text=after, base=before, by=by)
        chapter.refresh_from_db()
    assert list(chapter.versions.order_by("revision").values_list("text", flat=True)) == [TEXT, "tre"]


def test_a_chapter_that_is_too_long_is_refused_and_what_is_no_text_is_left_out(editor, chapter):
    page = editor.post(address("kapitel/natverk/spara/"), posted("x" * 100_001, TEXT))
    assert page.status_code == 409
    assert "100\u00a0000\u00a0tecken" in page.json()["message"]
    odd = posted(f"{TEXT}\x00", TEXT) | {"bas": '{"text": []}'}
    assert editor.post(address("kapitel/natverk/spara/"), odd).status_code == 200


def test_two_who_write_in_different_paragraphs_both_keep_what_they_wrote(editor, chapter):
    base = "Ett.\n\nTvå.\n\nTre."
    actions.write_chapter(chapter, text=base, base=TEXT, by=None)
    actions.write_chapter(chapter, text="Ett!\n\nTvå.\n\nTre.", base=base, by=None)
    mine = "Ett.\n\nTvå.\n\nTre?"
    answer = editor.post(address("kapitel/natverk/spara/"), posted(mine, base, falt="text")).json()
    chapter.refresh_from_db()
    assert chapter.text == "Ett!\n\nTvå.\n\nTre?"
    assert answer["base"] == {"text": mine}  # the page's own text is what its next save is compared with
    editor.post(address("kapitel/natverk/spara/"), posted(f"{mine} Mer.", answer["base"]["text"], falt="text"))
    chapter.refresh_from_db()
    assert chapter.text == "Ett!\n\nTvå.\n\nTre? Mer."


def test_two_who_write_on_the_same_line_choose_and_nothing_is_lost(editor, chapter):
    actions.write_chapter(chapter, text="Deras.", base=TEXT, by=None)
    answer = editor.post(address("kapitel/natverk/spara/"), posted("Min.", TEXT, falt="text")).json()
    assert answer["theirs"] == ["texten"]
    page = editor.post(address("kapitel/natverk/"), posted("Min.", TEXT))
    assert "Två har skrivit på samma rader" in page.text
    assert "Min." in page.text
    assert "Deras." in page.text
    chapter.refresh_from_db()
    assert chapter.text == "Deras."
    editor.post(address("kapitel/natverk/"), posted("Min.", "Deras.", vald="text"))  # without having chosen
    chapter.refresh_from_db()
    assert chapter.text == "Deras."
    editor.post(address("kapitel/natverk/"), posted("Min.", "Deras.", vald="text", **{"val-text": "bada"}))
    chapter.refresh_from_db()
    assert chapter.text == "Deras.\n\nMin."


def test_a_version_can_be_taken_back_and_what_stood_is_kept(editor, chapter):
    actions.write_chapter(chapter, text="Nytt.", base=TEXT, by=None)
    assert "Visa texten" in editor.get(address("kapitel/natverk/tidigare/")).text
    editor.post(address("kapitel/natverk/tidigare/"), {"andring": "1"})
    chapter.refresh_from_db()
    assert chapter.text == TEXT
    assert ChapterVersion.objects.filter(chapter=chapter, text="Nytt.").exists()
    with pytest.raises(RuleBroken, match="Den versionen finns inte"):
        actions.restore_chapter(chapter, 99, by=None)


def test_chapters_are_added_moved_and_removed(report):
    made = actions.add_chapter(report, title="Nätverk", text="Mer.", by=None)
    assert made.slug == "natverk-2"
    actions.move_chapter(made, up=True, by=None)
    assert list(report.chapters.in_order().values_list("slug", flat=True)) == ["natverk-2", "natverk"]
    with pytest.raises(RuleBroken, match="längre"):
        actions.move_chapter(made, up=True, by=None)
    actions.remove_chapter(made, by=None)
    assert report.chapters.count() == 1
    told = {Type.REPORT_CHAPTER_ADDED, Type.REPORT_CHAPTER_MOVED, Type.REPORT_CHAPTER_REMOVED}
    assert told <= set(AuditEvent.objects.values_list("type", flat=True))


def test_a_year_has_one_report_and_a_trial_none(report):
    with pytest.raises(RuleBroken, match="Det finns redan en rapport"):
        actions.create_report(report.round, fields={"title": "En till"}, by=None)


def test_the_picker_shows_what_can_be_told_and_puts_it_last(editor, chapter):
    page = editor.get(address("kapitel/natverk/siffror/?q=nätverk"))
    assert "{{ av(&quot;samordnat.ja&quot;) }}" in page.text
    assert "50\u00a0%" in page.text
    assert "Egna lägesbilder" not in page.text
    editor.post(address("kapitel/natverk/siffror/"), {"skriv": '{{ tal("kommuner.summa") }}'})
    chapter.refresh_from_db()
    assert chapter.text.endswith('\n\n{{ tal("kommuner.summa") }}\n')


def test_a_correction_changes_the_figure_and_the_list_says_from_what_to_what_and_where(editor, report):
    assert queries.whole_of(report).changes == []
    correct(report, County.objects.get(pk="21"), samordnat="ja")
    page = editor.get(address("andringar/"))
    assert "1 av 2" in page.text
    assert "2 av 2" in page.text
    assert "rad 3" in page.text  # the phrase
    assert "rad 5" in page.text  # the table
    assert "Ja, antal" in page.text
    report = Report.objects.get()
    stops = [one.finding.message for one in actions.findings_of(queries.whole_of(report)) if one.waits]
    assert any("1 av 2 → 2 av 2" in message for message in stops)
    editor.post(address("andringar/"))
    assert queries.whole_of(Report.objects.get()).changes == []
    assert "Inga siffror har ändrats" in editor.get(address("andringar/")).text


def test_a_question_tells_every_countys_answer_and_where_the_report_uses_it(editor, report):
    page = editor.get(address("fraga/samordnat/"))
    assert "Enkät 2026" not in page.text
    assert "2026-14-1" in page.text
    assert page.text.count("/rapporter/2026/skriv/kapitel/natverk/") == 2
    results = editor.get("/enkat/2026/resultat/")
    assert "/rapporter/2026/skriv/fraga/samordnat/" in results.text


def test_a_warning_is_judged_with_a_reason(editor, report, chapter):
    actions.write_chapter(chapter, text="Vi var 700 på plats.", base=TEXT, by=None)
    page = editor.get(address("kontroll/"))
    assert "700 är skrivet för hand" in page.text
    (one,) = [one for one in actions.findings_of(queries.whole_of(report)) if one.waits]
    with pytest.raises(RuleBroken, match="Skriv varför"):
        actions.confirm(report, one.finding.key, " ", by=None)
    with pytest.raises(RuleBroken, match="gäller inte längre"):
        actions.confirm(report, "annat", "Skäl", by=None)
    editor.post(address("kontroll/"), {"fynd": one.finding.key, "reason": "Deltagarlistan."})
    assert "Inget stoppar rapporten" in editor.get(address("kontroll/")).text
    assert AuditEvent.objects.filter(type=Type.REPORT_CONFIRMED).exists()


@pytest.mark.parametrize("chapters", [1, 3])
def test_the_desk_asks_as_much_however_many_chapters_and_references(editor, report, chapters):
    for _ in range(chapters - 1):
        actions.add_chapter(report, title="Mer", text=TEXT * chapters, by=None)
    with CaptureQueriesContext(connection) as asked:
        editor.get(address(""))
    assert len(asked) <= 15


def test_a_report_that_is_ready_is_not_written_in(editor, report, chapter):
    actions.mark_ready(report, by=None)
    with pytest.raises(RuleBroken, match="hos beslutsfattarna"):
        actions.write_chapter(chapter, text="Nytt.", base=TEXT, by=None)
    assert editor.post(address("kapitel/natverk/spara/"), posted("Nytt.", TEXT, falt="text")).status_code == 409
    assert editor.post(address("kapitel/natverk/"), posted("Nytt.", TEXT)).status_code == 403
    assert Report.objects.get().state == "ready"


def test_the_front_matter_is_changed_and_a_wrong_issn_is_told(editor, report):
    page = editor.post(address("uppgifter/"), {"title": "Ny", "issn": "1403-6240"})
    assert "Kontrollsiffran stämmer inte" in page.text
    editor.post(address("uppgifter/"), {"title": "Ny", "issn": "1403-624x", "dnr": "2-2026"})
    report.refresh_from_db()
    assert (report.title, report.issn) == ("Ny", "1403-624X")
    assert AuditEvent.objects.filter(type=Type.REPORT_EDITED).exists()


def test_reports_are_begun_from_the_list(editor):
    report = make_report(answers=[FULL])
    assert report.desk_url in editor.get("/rapporter/").text
