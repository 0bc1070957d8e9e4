"""Reporting a text, and deciding on it."""

import datetime

import pytest
from django.utils import timezone

from barnratt.accounts.models import Role
from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from barnratt.notifications.models import Notification
from initiatives.matchmaking import actions
from initiatives.matchmaking.models import Adoption, Notice, ReplicationNote, Report
from tests.factories import (
    AdoptionFactory,
    ContactFactory,
    MessageFactory,
    NoticeFactory,
    OrganisationFactory,
    ReplicationNoteFactory,
    ReportFactory,
)
from tests.initiatives.matchmaking.conftest import signed_in, somebody_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(db):
    return somebody_at(OrganisationFactory(), role=Role.ADMINISTRATOR, name="Ada Administratör")


@pytest.fixture
def nora(db):
    return somebody_at(OrganisationFactory(), role=Role.NATIONAL_COORDINATOR)


def public_texts(tierp):
    return {
        f"/samarbete/{NoticeFactory(organisation=tierp).pk}/anmal/": Notice,
        f"/samarbete/anvandning/{AdoptionFactory(organisation=tierp, note='Kommentar').pk}/anmal/": Adoption,
        f"/samarbete/erfarenheter/{ReplicationNoteFactory(adoption__organisation=tierp).pk}/anmal/": ReplicationNote,
    }


def test_a_reader_without_account_reports_every_public_text_and_nothing_is_kept_of_who(tierp, client, ada, nora):
    for path in public_texts(tierp):
        assert "Vi sparar inget om vem du är" in client.get(path).text
        response = client.post(path, {"category": "krankande", "text": "Fula ord."}, follow=True)
        assert "Tack. Portalens redaktion läser anmälan." in response.text
    assert Report.objects.filter(reporter=None).count() == 3
    event = AuditEvent.objects.filter(type="abuse_reported").first()
    assert event.after["by"] == "läsare utan konto"
    assert "Fula ord." not in str(event.__dict__)
    assert {told.user for told in Notification.objects.all()} == {ada, nora}


def test_a_signed_in_reader_is_told_what_is_decided(tierp, mio, ada):
    notice = NoticeFactory(organisation=tierp)
    response = signed_in(mio).post(f"/samarbete/{notice.pk}/anmal/", {"category": "reklam"}, follow=True)
    assert "Du får veta vad de bestämmer." in response.text
    assert Report.objects.get().reporter == mio


def test_something_else_has_to_be_described_and_nothing_typed_is_lost(client):
    path = f"/samarbete/{NoticeFactory().pk}/anmal/"
    assert "Skriv vad som är fel." in client.post(path, {"category": "annat"}).text
    assert "Min beskrivning" in client.post(path, {"text": "Min beskrivning"}).text
    assert not Report.objects.exists()
    with pytest.raises(RuleBroken, match="Skriv vad som är fel"):
        actions.report(Notice.objects.get(), category="annat", by=None)


def test_what_is_not_to_be_read_is_not_to_be_reported(client):
    hidden = NoticeFactory(hidden_at=timezone.now())
    silent = AdoptionFactory(note="")
    for path in (f"/samarbete/{hidden.pk}/anmal/", f"/samarbete/anvandning/{silent.pk}/anmal/"):
        assert client.get(path).status_code == 404
    with pytest.raises(RuleBroken, match="redan dold"):
        actions.report(hidden, category="reklam", by=None)


def test_the_same_text_reported_again_is_one_report_for_each_person_and_one_for_all_without_account(mio, svante):
    notice = NoticeFactory()
    for by in (mio, mio, svante, None, None):
        actions.report(notice, category="reklam", by=by)
    assert Report.objects.count() == 3


def test_reports_are_limited(mio, monkeypatch):
    monkeypatch.setattr(actions, "REPORTS_A_DAY", 1)
    monkeypatch.setattr(actions, "ANONYMOUS_REPORTS_A_DAY", 1)
    for by, says in ((mio, "1 texter på ett dygn"), (None, "ovanligt många")):
        actions.report(NoticeFactory(), category="reklam", by=by)
        with pytest.raises(RuleBroken, match=says):
            actions.report(NoticeFactory(), category="reklam", by=by)


def test_the_other_sides_message_can_be_reported_and_only_that_message_is_shown(ada, gavle, mio, svante):
    contact = ContactFactory(answered=True, asker=svante, receiver=mio, to_organisation=gavle)
    bad = MessageFactory(contact=contact, text="Det här är ett hot.")
    MessageFactory(contact=contact, text="Något helt annat.", by=mio, from_asker=False)
    client = signed_in(mio)
    assert "just det här meddelandet" in client.get(f"/samarbete/meddelanden/{bad.pk}/anmal/").text
    client.post(f"/samarbete/meddelanden/{bad.pk}/anmal/", {"category": "krankande"})
    page = signed_in(ada).get(Report.objects.get().get_absolute_url()).text
    assert "Det här är ett hot." in page
    assert "Något helt annat." not in page
    assert "hot" not in str([event.__dict__ for event in AuditEvent.objects.all()])
    own = contact.messages.get(by=mio)
    assert client.get(f"/samarbete/meddelanden/{own.pk}/anmal/").status_code == 403


# Deciding


def test_a_hidden_text_is_not_shown_but_kept_and_everybody_concerned_is_told(tierp, svante, mio, ada, client):
    notice = NoticeFactory(organisation=tierp, what="Fula ord.")
    report = actions.report(notice, category="krankande", by=mio)
    anonymous = actions.report(notice, category="reklam", by=None)
    Notification.objects.all().delete()
    actions.decide(report, decision="dolj", reason="Kränkande.", by=ada)
    notice.refresh_from_db()
    assert notice.hidden_at
    assert notice.what == "Fula ord."
    anonymous.refresh_from_db()
    assert anonymous.decision == "dolj"
    assert client.get(notice.get_absolute_url()).status_code == 404
    assert {(told.user, told.text) for told in Notification.objects.all()} == {
        (mio, "Texten som du har anmält döljs."),
        (svante, "En text som ni har skrivit är dold efter en anmälan."),
    }
    events = AuditEvent.objects.filter(type="abuse_decided")
    assert [event.after["decision"] for event in events] == ["dolj", "dolj"]
    theirs = signed_in(svante)
    assert "Den har dolts efter en anmälan" in theirs.get(notice.get_absolute_url()).text
    page = theirs.get(report.get_absolute_url()).text
    assert "Kränkande." in page
    assert "Mio" not in page


def test_a_text_may_stay_and_a_decision_may_be_made_anew(tierp, svante, ada, client):
    adoption = AdoptionFactory(organisation=tierp, note="Vi gör det.")
    report = actions.report(adoption, category="krankande", by=None)
    actions.decide(report, decision="dolj", reason="Fel.", by=ada)
    assert "Vi gör det." not in client.get(adoption.initiative.get_absolute_url()).text
    actions.decide(report, decision="lat_sta", reason="Nu är den ändrad.", by=ada)
    assert "Vi gör det." in client.get(adoption.initiative.get_absolute_url()).text
    assert Notification.objects.filter(
        user=svante, text="En text som ni har skrivit får stå kvar efter en anmälan."
    ).exists()


def test_a_hidden_message_is_gone_for_both_and_its_writer_is_told(ada, svante, mio, gavle):
    contact = ContactFactory(answered=True, asker=svante, receiver=mio, to_organisation=gavle)
    message = MessageFactory(contact=contact, text="Ett hot.")
    report = actions.report(message, category="krankande", by=mio)
    actions.decide(report, decision="dolj", reason="Hot.", by=ada)
    for user in (mio, svante):
        page = signed_in(user).get(contact.get_absolute_url()).text
        assert "Ett hot." not in page
    assert Notification.objects.filter(user=svante, path=report.get_absolute_url()).exists()
    assert signed_in(svante).get(report.get_absolute_url()).status_code == 200


def test_a_decision_needs_its_reason(ada):
    report = ReportFactory()
    page = signed_in(ada).post(report.get_absolute_url(), {"decision": "dolj", "reason": " "}).text
    assert "Det är en sak att rätta" in page
    assert not Notice.objects.get().hidden_at


def test_nobody_decides_on_the_own_text(ada):
    report = ReportFactory(notice__by=ada)
    page = signed_in(ada).get(report.get_absolute_url()).text
    assert "En annan redaktör avgör den." in page
    assert signed_in(ada).post(report.get_absolute_url(), {"decision": "lat_sta", "reason": "x"}).status_code == 403


def test_an_editor_is_not_told_who_has_reported_what_comes_from_the_own_side(ada, nora, mio, gavle):
    own = ada.organisations_with(Role.MEMBER)[0]
    notice = actions.report(NoticeFactory(by=ada), category="annat", text="Fel namn", by=mio)
    colleagues = actions.report(NoticeFactory(organisation=own), category="annat", text="Fel namn", by=mio)
    note = ReplicationNoteFactory(adoption__organisation=own)
    message = MessageFactory(contact=ContactFactory(from_organisation=own, asker=ada, to_organisation=gavle), by=ada)
    for report in (
        notice,
        colleagues,
        actions.report(note, category="reklam", by=mio),
        actions.report(message, category="reklam", by=mio),
    ):
        assert "Mio Medarbetare" not in signed_in(ada).get(report.get_absolute_url()).text
        assert "av Mio Medarbetare" in signed_in(nora).get(report.get_absolute_url()).text
    assert "Fel namn" not in signed_in(ada).get(notice.get_absolute_url()).text
    assert "Fel namn" in signed_in(ada).get(colleagues.get_absolute_url()).text


def test_the_author_sees_the_report_first_when_it_is_decided_and_the_reporter_all_the_time(tierp, svante, mio, ada):
    report = actions.report(NoticeFactory(organisation=tierp), category="annat", text="Min text", by=mio)
    assert signed_in(svante).get(report.get_absolute_url()).status_code == 404
    page = signed_in(mio).get(report.get_absolute_url()).text
    assert "Redaktionen har inte bestämt än." in page
    assert "Min text" in page
    actions.decide(report, decision="lat_sta", reason="Inget fel.", by=ada)
    page = signed_in(svante).get(report.get_absolute_url()).text
    assert "Inget fel." in page
    assert "Min text" not in page
    assert signed_in(svante).post(report.get_absolute_url(), {"decision": "dolj", "reason": "x"}).status_code == 403


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_as_often_for_three_as_for_one(number, ada, django_assert_num_queries, svante, tierp):
    for path in list(public_texts(tierp))[:number]:
        signed_in(svante).post(path, {"category": "reklam"})
    client = signed_in(ada)
    with django_assert_num_queries(5):  # session, person, memberships, number, reports
        page = client.get("/samarbete/anmalningar/").text
    assert page.count('class="card__title"') == number


def test_the_decided_have_a_list_of_their_own(ada):
    report = ReportFactory()
    client = signed_in(ada)
    assert "Kränkande eller hotfullt" in client.get("/samarbete/anmalningar/").text
    actions.decide(report, decision="dolj", reason="Fel.", by=ada)
    assert "Inget väntar på beslut." in client.get("/samarbete/anmalningar/").text
    assert "Texten döljs" in client.get("/samarbete/anmalningar/?visa=avgjorda").text


def test_a_report_is_forgotten_a_year_after_it_was_decided(ada):
    actions.decide(ReportFactory(), decision="dolj", reason="Fel.", by=ada)
    ReportFactory()
    Report.objects.exclude(decided_at=None).update(decided_at=timezone.now() - datetime.timedelta(days=366))
    assert actions.forget_old() == 1
    assert Report.objects.get().decided_at is None
    assert Notice.objects.exclude(hidden_at=None).exists()


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "**fet** <b>x</b>"])
def test_html_in_a_report_and_in_a_reason_is_shown_as_it_is_written(text, ada):
    report = actions.report(NoticeFactory(), category="annat", text=text, by=None)
    actions.decide(report, decision="lat_sta", reason=text, by=ada)
    page = signed_in(ada).get(report.get_absolute_url()).text
    assert "<script>alert" not in page
    assert "<b>x" not in page
