import datetime
import re

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.utils import timezone

from barnratt.approvals.models import KEPT
from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from barnratt.outbox.models import Mail
from regions.places.models import County
from regions.reports import actions, links
from regions.reports.models import Erratum, Publication, ReportApproval
from regions.surveys.models import Round
from tests.client import StrictClient
from tests.factories import UserFactory
from tests.reports.factories import correct, make_editor, make_published, make_report
from tests.surveys.factories import make_round

pytestmark = pytest.mark.django_db
Type = AuditEvent.Type


@pytest.fixture
def ready():
    return actions.mark_ready(make_report(), by=None)


def ask(report, who="lh"):
    return actions.ask_approval(report, f"{who}@lansstyrelsen.example", "Landshövding", by=None)


def page_of(asked):
    return "".join(links.LINKS.address_of(asked).partition("/rapporter/")[1:])


def test_a_report_with_something_that_stops_it_is_not_ready():
    report = make_report(text='Det är {{ tal("finns.ja") }} län.')
    with pytest.raises(RuleBroken, match="sak återstår i listan"):
        actions.mark_ready(report, by=None)


def test_the_editor_is_not_sent_the_link_to_approve_the_report(ready):
    editor = UserFactory()
    with pytest.raises(RuleBroken, match="din egen adress"):
        actions.ask_approval(ready, editor.email, "Landshövding", by=editor)


def test_whoever_decides_reads_the_report_by_a_link_and_approves_it_once(ready):
    asked = ask(ready)
    told = Mail.objects.get()
    assert page_of(asked) in told.text
    client = StrictClient()
    page = client.get(page_of(asked))
    assert "1 av 2 län har ett nätverk." in page.text
    assert "Tack, rapporten är godkänd" in client.post(page_of(asked)).text
    assert client.get(page_of(asked)).status_code == 404
    assert AuditEvent.objects.filter(type=Type.REPORT_APPROVED).count() == 1
    assert not AuditEvent.objects.filter(after__icontains="lh@lansstyrelsen").exists()


def test_whoever_asked_is_told_of_each_approval_and_when_the_last_has_come(ready):
    editor = make_editor()
    first, second = (
        actions.ask_approval(ready, f"{role}@lansstyrelsen.example", role.capitalize(), by=editor)
        for role in ("landshövding", "kontaktchef")
    )
    actions.approve_by_link(first)
    actions.approve_by_link(second)
    assert list(editor.notifications.order_by("pk").values_list("text", flat=True)) == [
        "Landshövding har godkänt Rapporten. Du väntar på 1\u00a0godkännande till.",
        "Kontaktchef har godkänt Rapporten. Nu kan du publicera den.",
    ]


def test_the_address_of_whoever_approved_is_taken_away_when_it_has_been_kept_long_enough(ready):
    asked = ask(ready)
    actions.approve_by_link(asked)
    ReportApproval.objects.update(expires_at=timezone.now() - KEPT + datetime.timedelta(days=1))
    assert actions.forget_approvers() == 0
    ReportApproval.objects.update(expires_at=timezone.now() - KEPT - datetime.timedelta(days=1))
    assert (actions.forget_approvers(), actions.forget_approvers()) == (1, 0)
    asked.refresh_from_db()
    assert (asked.email, asked.approver) == ("", "Landshövding, genom länken till en adress som nu är borttagen")
    assert AuditEvent.objects.filter(type=Type.REPORT_APPROVER_FORGOTTEN).get().after == {"role": "Landshövding"}


def test_a_forged_link_leads_nowhere(ready):
    assert StrictClient().get("/rapporter/godkann/1:fel/").status_code == 404


def test_the_link_is_void_when_a_figure_changes(ready):
    asked, approved = ask(ready), ask(ready, "chef")
    actions.approve_by_link(approved)
    correct(ready, County.objects.get(pk="21"), samordnat="ja")
    assert StrictClient().get(page_of(asked)).status_code == 404
    with pytest.raises(RuleBroken, match="har ändrats sedan brevet"):
        actions.approve_by_link(asked)
    with pytest.raises(RuleBroken):
        actions.publish(ready, by=None)


def test_the_link_is_void_when_the_report_is_opened_for_changes(ready):
    asked = ask(ready)
    actions.reopen(ready, by=None)
    assert StrictClient().get(page_of(asked)).status_code == 404
    with pytest.raises(RuleBroken, match="gäller inte längre"):
        actions.approve_by_link(asked)
    with pytest.raises(RuleBroken, match="redan öppen"):
        actions.reopen(ready, by=None)


def test_a_new_link_to_the_same_person_ends_the_one_before(ready):
    first, second = ask(ready), ask(ready)
    assert list(ReportApproval.objects.open()) == [second]
    assert StrictClient().get(page_of(first)).status_code == 404


def test_nothing_is_published_until_everybody_who_is_asked_has_approved(ready):
    with pytest.raises(RuleBroken, match="Alla som har fått frågan"):
        actions.publish(ready, by=None)
    one, other = ask(ready), ask(ready, "chef")
    actions.approve_by_link(one)
    with pytest.raises(RuleBroken, match="Alla som har fått frågan"):
        actions.publish(ready, by=None)
    actions.void_approval(other, by=None)
    made = actions.publish(ready, by=None)
    assert (made.number, made.dnr) == (1, "1-2026")
    assert [one["role"] for one in made.approvals] == ["Landshövding"]


def test_what_is_written_is_not_published_before_it_is_ready():
    with pytest.raises(RuleBroken, match="klar och godkänd"):
        actions.publish(make_report(), by=None)


def test_constructed_answers_are_never_published_outside_the_demonstration(ready, settings):
    settings.DEMO = False
    Round.objects.update(constructed=True)
    actions.approve_by_link(ask(ready))
    with pytest.raises(RuleBroken, match="konstruerade"):
        actions.publish(ready, by=None)


def test_the_published_keeps_its_figures_with_query_base_and_source_when_an_answer_changes():
    made = make_published()
    phrase = made.figures[0]
    assert phrase["reference"] == '{{ av("samordnat.ja") }}'
    assert (phrase["text"], phrase["base"]) == ("1 av 2", "2 länsstyrelser som har svarat på enkäten")
    assert phrase["source"].startswith("Enkät 2026.")
    assert phrase["places"] == [["natverk", 3]]
    correct(made.report, County.objects.get(pk="21"), samordnat="ja")
    page = StrictClient().get("/rapporter/2026/")
    assert "1 av 2 län har ett nätverk." in page.text


def test_the_published_never_changes():
    made = make_published()
    erratum = actions.add_erratum(made, place="Nätverk", said="1", correct="2", by=None)
    for change in (
        lambda: Publication.objects.update(title="Annan"),
        lambda: Publication.objects.update(document={}),
        lambda: Erratum.objects.filter(pk=erratum.pk).update(correct="3"),
        lambda: Erratum.objects.filter(pk=erratum.pk).delete(),
    ):
        with pytest.raises(DatabaseError, match="ändras aldrig"), transaction.atomic():
            change()
    assert connection.is_usable()


def test_the_page_has_contents_with_anchors_files_and_errata():
    made = make_published()
    actions.add_erratum(made, place="Nätverk", said="1 av 2", correct="2 av 2", by=None)
    page = StrictClient().get("/rapporter/2026/")
    for anchor in re.findall(r'href="#([^"]+)"', page.text):
        assert f'id="{anchor}"' in page.text
    assert 'href="#natverk"' in page.text
    assert "2 av 2" in page.text
    assert "/rapporter/2026/version/1.pdf" in page.text
    book = StrictClient().get("/rapporter/2026.xlsx")
    assert book.getvalue()[:2] == b"PK"
    if book.file_to_stream:
        book.file_to_stream.close()  # the test client has closed its own
    assert StrictClient().get("/rapporter/2026.exe").status_code == 404
    assert StrictClient().get("/rapporter/2026/version/2/").status_code == 404


def test_a_new_version_leaves_the_one_before_to_read():
    made = make_published()
    report = actions.reopen(made.report, by=None)
    chapter = report.chapters.get()
    actions.write_chapter(chapter, text="Nu är det nytt.", base=chapter.text, by=None)
    actions.mark_ready(report, by=None)
    actions.approve_by_link(ask(report))
    assert actions.publish(report, by=None).number == 2
    assert "Nu är det nytt." in StrictClient().get("/rapporter/2026/").text
    earlier = StrictClient().get("/rapporter/2026/version/1/").text
    assert "1 av 2 län har ett nätverk." in earlier
    assert "Det finns en senare version" in earlier


def test_a_report_of_constructed_answers_says_so_and_is_for_the_demonstration_alone(settings):
    settings.DEMO = True
    report = make_report()
    Round.objects.update(constructed=True)
    report = actions.mark_ready(report, by=None)
    actions.approve_by_link(ask(report))
    actions.publish(report, by=None)
    assert "Ingen länsstyrelse har lämnat dem" in StrictClient().get("/rapporter/2026/").text
    settings.DEMO = False
    assert StrictClient().get("/rapporter/2026/").status_code == 404
    assert StrictClient().get("/rapporter/2026.pdf").status_code == 404
    assert "Rapporten" not in StrictClient().get("/rapporter/?format=csv").getvalue().decode()


def test_a_report_that_is_held_against_constructed_answers_says_so(settings):
    report = make_report()
    earlier = make_round("2025", state=Round.State.CLOSED, constructed=True)
    Round.objects.filter(pk=report.round_id).update(previous=earlier)
    report = actions.mark_ready(report, by=None)
    actions.approve_by_link(ask(report))
    made = actions.publish(report, by=None)
    told = "Svaren från 2025, som årets jämförs med, är konstruerade."
    assert told in StrictClient().get("/rapporter/2026/").text
    assert not made.constructed
    assert made.document["marks"] == ["Konstruerade svar året före"]
    assert told in made.document["cover"]["notice"]


def test_the_desk_leads_from_ready_to_published():
    editor = StrictClient()
    editor.force_login(make_editor())
    report = make_report()
    desk = report.desk_url
    editor.post(f"{desk}lage/", {"lage": "ready"})
    editor.post(f"{desk}godkannande/", {"role": "Landshövding", "email": "lh@lansstyrelsen.example"})
    asked = ReportApproval.objects.get()
    assert "väntar" in editor.get(desk).text
    actions.approve_by_link(asked)
    assert "godkänd" in editor.get(desk).text
    editor.post(f"{desk}lage/", {"lage": "published"})
    assert "Version 1" in editor.get(desk).text
    editor.post("/rapporter/2026/ratta/", {"place": "Nätverk", "said": "1", "correct": "2"})
    assert Erratum.objects.count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_much_however_many_versions(count, django_assert_max_num_queries):
    made = make_published()
    for number in range(2, count + 1):
        made.pk, made.number = None, number
        made.save(force_insert=True)
    with django_assert_max_num_queries(1):
        page = StrictClient().get("/rapporter/")
    assert f"<td>{count}</td>" in page.text
