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
    assert report.chapters.current().count() == 1
    told = {Type.REPORT_CHAPTER_ADDED, Type.REPORT_CHAPTER_MOVED, Type.REPORT_CHAPTER_REMOVED}
    assert told <= set(AuditEvent.objects.values_list("type", flat=True))


def test_a_chapter_that_is_taken_out_is_no_part_of_the_report_and_can_be_brought_back(editor, report, chapter):
    actions.add_chapter(report, title="Mer", text="Det här också.", by=None)
    page = editor.post(address("kapitel/natverk/ta-bort/"), follow=True).text
    assert [one.slug for one in queries.whole_of(report).chapters] == ["mer"]
    assert "Borttagna kapitel" in page
    assert editor.get(address("kapitel/natverk/")).status_code == 404
    with pytest.raises(RuleBroken, match="redan borttaget"):
        actions.remove_chapter(chapter, by=None)
    assert "Borttagna kapitel" not in editor.post(address("kapitel/natverk/ta-tillbaka/"), follow=True).text
    assert [(one.slug, one.row.text) for one in queries.whole_of(report).chapters][-1] == ("natverk", TEXT)
    with pytest.raises(RuleBroken, match="redan i rapporten"):
        actions.bring_back_chapter(chapter, by=None)
    assert AuditEvent.objects.filter(type=Type.REPORT_CHAPTER_BROUGHT_BACK).exists()
    assert not AuditEvent.objects.filter(type=Type.REPORT_CHAPTER_REMOVED, before__has_key="text").exists()


def test_a_report_can_begin_with_the_parts_of_its_survey_and_this_year_s_figures(editor, report, chapter):
    with pytest.raises(RuleBroken, match="redan kapitel"):
        actions.draft_chapters(report, by=None)
    actions.remove_chapter(chapter, by=None)
    assert "Börja med kapitel ur enkäten" in editor.get(address("")).text
    editor.post(address("kapitel-av-enkaten/"))
    found = {one.row.title: one for one in queries.whole_of(report).chapters}
    assert list(found) == [
        "Förord", "Rapporten för barn och unga", "Sammanfattning", "Nätverk", "Stöd", "Om rapporten", "Bilaga: bokslut",
    ]  # fmt: skip
    problems = [one.problem for title in ("Nätverk", "Stöd") for one in found[title].figures.values()]
    assert problems == [""] * 5
    assert found["Nätverk"].row.text == '{{ tabell("samordnat") }}\n\n{{ kommuner("kommuner") }}\n'
    stops = [one.finding.message for one in actions.findings_of(queries.whole_of(report)) if one.waits]
    assert stops.count("Kapitlet har ingen text.") == 4
    assert "{{ bokslut() }}: Rapporten har inget bokslut." in stops


LEDGER = {
    "rows": "Medel\t300\nResor; 1 200 kr\n",
    "total": "1 500 kronor",
    "compared_row": "Medel",
    "compared_question": "medel",
    "facts": 'Deltagare; 700; personer; listan\nStödlinjen; "116 111"',
}


def test_the_accounts_and_other_numbers_are_written_once_and_told_by_references(editor, report, chapter):
    page = editor.post(address("bokslut/"), LEDGER, follow=True).text
    report.refresh_from_db()
    assert report.ledger == {
        "rows": [
            {"key": "medel", "label": "Medel", "amount": 300}, {"key": "resor", "label": "Resor", "amount": 1200},
        ],
        "total": 1500,
        "compared": {"row": "medel", "question": "medel"},
        "facts": [
            {"key": "deltagare", "label": "Deltagare", "value": 700, "unit": "personer", "source": "listan"},
            {"key": "stodlinjen", "label": "Stödlinjen", "value": "116 111"},
        ],
    }  # fmt: skip
    assert "{{ post(&quot;deltagare&quot;) }}" in page
    assert "Stödlinjen; &quot;116 111&quot;" in page
    assert "700\u00a0personer" in editor.get(address("kapitel/natverk/siffror/?q=deltagare")).text
    actions.write_chapter(chapter, text='{{ post("resor") }}\n\n{{ bokslut() }}', base=TEXT, by=None)
    figures = queries.whole_of(report).figures.values()
    assert [one.text for one in figures] == [
        "1\u00a0200\u00a0kronor",
        "Tillsammans är posterna 1\u00a0500\u00a0kronor.",
    ]


def test_what_the_accounts_and_the_survey_do_not_agree_on_is_asked_about(editor, report):
    editor.post(address("bokslut/"), LEDGER)
    asked = [one.finding for one in actions.findings_of(queries.whole_of(Report.objects.get())) if one.waits]
    (found,) = [one for one in asked if one.key in ("bokslut-skillnad", "enkat-medel_summa")]
    assert (found.level, found.key) == ("confirm", "bokslut-skillnad")
    assert "Enkäten 400\u00a0kronor, bokslutet 300\u00a0kronor. Skillnaden är 100\u00a0kronor." in found.message


def test_a_key_is_kept_while_the_name_is_the_same_and_never_used_for_something_else(editor, report):
    editor.post(address("bokslut/"), {"facts": "Total; 1\nMöten; 2"})
    editor.post(address("bokslut/"), {"facts": "Möten!; 5\nMöten; 3"})
    report.refresh_from_db()
    assert [(one["key"], one["value"]) for one in report.ledger["facts"]] == [("moten_2", 5), ("moten", 3)]


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ({"rows": "Medel"}, "Rad 1: skriv posten, semikolon och beloppet"),
        ({"rows": "Medel; 300\nResor; mycket", "total": "1"}, "Rad 2:"),
        ({"rows": "Medel; 300\nMedel; 200", "total": "500"}, "”Medel” står två gånger."),
        ({"rows": "Medel; 300"}, "Skriv summan som den står i underlaget."),
        ({"rows": "Medel; 300", "total": "300", "compared_row": "Medel"}, "Välj både en post och en fråga"),
        ({"compared_row": "Medel", "compared_question": "medel"}, "Det finns ingen post som heter så"),
        ({"facts": "Deltagare"}, "Rad 1: skriv uppgiften, semikolon och värdet"),
        ({"facts": "; 700"}, "Rad 1: raden börjar inte med något namn."),
    ],
)
def test_a_line_that_cannot_be_read_is_told_and_nothing_is_kept(editor, report, told, message):
    assert message in editor.post(address("bokslut/"), told).text
    report.refresh_from_db()
    assert report.ledger == {}


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
