"""Who does the same, what they tell of it, and what an entry was inspired by."""

import datetime

import pytest
from django.utils import timezone

from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from barnratt.notifications.models import Notification
from initiatives.actions import withdraw
from initiatives.matchmaking import actions, queries
from initiatives.matchmaking.models import Adoption, Inspiration, ReplicationNote, Report
from initiatives.models import Initiative
from tests.factories import (
    AdoptionFactory,
    InitiativeFactory,
    MembershipFactory,
    NoticeFactory,
    OrganisationFactory,
    ReplicationNoteFactory,
    ReportFactory,
)
from tests.initiatives.matchmaking.conftest import signed_in
from tests.races import at_once

pytestmark = pytest.mark.django_db
HTML = "<script>alert(1)</script><b>fet</b> [x](javascript:alert(1))"
MOBILE = "Ring 070-123 45 67."


def events():
    return list(AuditEvent.objects.order_by("pk").values_list("type", "after__state"))


# Saying so


def test_a_second_organisation_says_that_it_wants_to_do_the_same(entry, tierp, svante, mio):
    adoption = actions.adopt(entry, tierp, state="vill", note="Vi börjar i höst.", by=svante)
    assert (adoption.since, adoption.by) == (timezone.localdate(), svante)
    event = AuditEvent.objects.get(type="adoption_began")
    assert event.after == {"state": "vill", "note": "Vi börjar i höst.", "since": adoption.since.isoformat()}
    told = Notification.objects.get()
    assert (told.user, told.text) == (mio, "Tierps kommun vill göra samma sak som ”Barnbokslut”.")
    assert told.path == entry.get_absolute_url()


def test_said_again_it_is_changed_and_ended_and_begun_anew(entry, tierp, svante):
    for state in ("vill", "gor", "har_gjort", "avstar", "vill"):
        actions.adopt(entry, tierp, state=state, by=svante)
    assert Adoption.objects.get().state == "vill"
    types = AuditEvent.objects.filter(object_type="matchmaking.adoption").order_by("pk").values_list("type", flat=True)
    assert list(types) == [
        "adoption_began", "adoption_changed", "adoption_changed", "adoption_ended", "adoption_began"
    ]  # fmt: skip


def test_the_day_stays_while_the_state_does(entry, tierp, svante):
    actions.adopt(entry, tierp, state="gor", since=datetime.date(2025, 3, 1), by=svante)
    assert actions.adopt(entry, tierp, state="gor", note="Ny kommentar", by=svante).since == datetime.date(2025, 3, 1)
    assert actions.adopt(entry, tierp, state="har_gjort", by=svante).since == timezone.localdate()


def test_what_is_the_same_is_neither_written_nor_logged(entry, tierp, svante):
    actions.adopt(entry, tierp, state="vill", by=svante)
    before = AuditEvent.objects.count()
    actions.adopt(entry, tierp, state="vill", by=svante)
    assert AuditEvent.objects.count() == before


def test_nobody_adopts_the_own_entry_or_one_that_is_not_published(entry, gavle, mio, tierp, svante):
    with pytest.raises(RuleBroken, match="er egen organisation"):
        actions.adopt(entry, gavle, state="vill", by=mio)
    with pytest.raises(RuleBroken, match="inte publicerat"):
        actions.adopt(InitiativeFactory(), tierp, state="vill", by=svante)
    assert not Adoption.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_are_one_adoption(entry, tierp, svante):
    answers = at_once(*[lambda: actions.adopt(entry, tierp, state="vill", by=svante)] * 4)
    assert {answer.pk for answer in answers} == {Adoption.objects.get().pk}
    assert AuditEvent.objects.filter(type="adoption_began").count() == 1


def test_the_page_saves_and_leads_back_to_the_entry(entry, tierp, svante):
    client = signed_in(svante)
    page = client.get("/initiativ/barnbokslut/gor-detsamma/").text
    assert "Berätta om Tierps kommun vill göra, gör eller har gjort" in page
    response = client.post("/initiativ/barnbokslut/gor-detsamma/", {"state": "gor", "note": "Vi gör det."}, follow=True)
    assert "Nu står det hur Tierps kommun gör." in response.text
    assert "Används av" in response.text
    assert "”Vi gör det.”" in response.text


def test_a_day_that_has_not_come_is_refused_with_everything_typed_still_there(entry, svante):
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    typed = {"state": "gor", "since": tomorrow.isoformat(), "note": "Min kommentar"}
    page = signed_in(svante).post("/initiativ/barnbokslut/gor-detsamma/", typed).text
    assert "Välj en dag som redan har varit" in page
    assert "Min kommentar" in page
    assert not Adoption.objects.exists()


def test_one_with_several_organisations_chooses_for_which(entry, svante):
    other = MembershipFactory(user=svante, organisation__name="Heby kommun", organisation__key="heby").organisation
    client = signed_in(svante)
    page = client.get("/initiativ/barnbokslut/gor-detsamma/").text
    assert "Vilken organisation gäller det?" in page
    assert '<a href="?organisation=heby">Heby kommun</a>' in page
    client.post("/initiativ/barnbokslut/gor-detsamma/?organisation=heby", {"state": "vill"})
    assert Adoption.objects.get().organisation == other
    # An organisation that one does not belong to is no choice.
    assert "Vilken organisation" in client.get("/initiativ/barnbokslut/gor-detsamma/?organisation=gavle").text


def test_a_comment_with_personal_data_is_asked_about_and_never_lost(entry, svante):
    client = signed_in(svante)
    page = client.post("/initiativ/barnbokslut/gor-detsamma/", {"state": "vill", "note": MOBILE})
    assert "”070-123 45 67” ser ut som ett mobilnummer." in page.text
    assert MOBILE in page.text
    assert not Adoption.objects.exists()
    client.post("/initiativ/barnbokslut/gor-detsamma/", {"state": "vill", "note": MOBILE, "save_anyway": "on"})
    assert Adoption.objects.get().note == MOBILE


# Telling how it went


def stories(**told):
    return dict.fromkeys(ReplicationNote.STORIES, "") | told


def test_who_has_done_the_same_tells_the_next_one(entry, tierp, svante):
    adoption = AdoptionFactory(initiative=entry, organisation=tierp)
    actions.tell_experience(adoption, fields=stories(failed="Vi började för sent."), by=svante)
    event = AuditEvent.objects.get(type="adoption_changed")
    assert (event.before["failed"], event.after["failed"]) == ("", "Vi började för sent.")


def test_nobody_tells_of_what_they_have_not_tried(entry, tierp, svante):
    adoption = AdoptionFactory(initiative=entry, organisation=tierp, state="vill")
    with pytest.raises(RuleBroken, match="Säg först"):
        actions.tell_experience(adoption, fields=stories(worked="Allt"), by=svante)


def test_an_emptied_experience_is_taken_away(svante):
    note = ReplicationNoteFactory()
    actions.tell_experience(note.adoption, fields=stories(), by=svante)
    assert not ReplicationNote.objects.exists()
    actions.tell_experience(note.adoption, fields=stories(), by=svante)
    assert AuditEvent.objects.filter(type="adoption_changed").count() == 1


def test_a_hidden_experience_is_not_taken_away_to_be_written_anew(svante, tierp):
    note = ReplicationNoteFactory(adoption__organisation=tierp, hidden_at=timezone.now())
    ReportFactory(notice=None, note=note)
    page = signed_in(svante).post(f"/samarbete/anvandning/{note.adoption_id}/erfarenheter/", {"changed": ""})
    assert "Texten är dold efter en anmälan." in page.text
    assert ReplicationNote.objects.get().hidden_at
    assert Report.objects.exists()


def test_the_form_wants_something_in_one_of_the_boxes(entry, tierp, svante):
    adoption = AdoptionFactory(initiative=entry, organisation=tierp)
    page = signed_in(svante).post(f"/samarbete/anvandning/{adoption.pk}/erfarenheter/", {"changed": "  "})
    assert "Skriv något i minst en av rutorna." in page.text


@pytest.mark.parametrize("name", ReplicationNote.STORIES)
def test_each_box_is_looked_through_for_personal_data_limited_and_shown_as_safe_markdown(name, entry, tierp, svante):
    adoption = AdoptionFactory(initiative=entry, organisation=tierp)
    client, path = signed_in(svante), f"/samarbete/anvandning/{adoption.pk}/erfarenheter/"
    assert MOBILE in client.post(path, {name: MOBILE}).text
    assert "x" * 1501 in client.post(path, {name: "x" * 1501}).text
    assert not ReplicationNote.objects.exists()
    client.post(path, {name: f"**Bra** {HTML}"})
    page = client.get(entry.get_absolute_url()).text
    assert "<strong>Bra</strong> &lt;script&gt;" in page
    assert "javascript:" not in page.split('id="samarbete"')[1].split("</section>")[0].replace("(javascript:", "")


def test_a_line_break_counts_as_one_character(entry, tierp, svante):
    adoption = AdoptionFactory(initiative=entry, organisation=tierp)
    text = "\r\n".join(["x"] * 750)  # 1499 characters in the browser
    signed_in(svante).post(f"/samarbete/anvandning/{adoption.pk}/erfarenheter/", {"worked": text})
    assert len(ReplicationNote.objects.get().worked) == 1499


# Inspiration


def test_an_owner_says_what_the_entry_was_inspired_by_and_it_is_shown_both_ways(entry, mio, client):
    source = InitiativeFactory(title="Barnrättsbokslut i Örebro", published=True)
    MembershipFactory(organisation=source.organisation)
    actions.add_inspiration(entry, source, by=mio)
    assert AuditEvent.objects.get(type="inspiration_changed").after == {"inspired_by": source.slug}
    assert Notification.objects.get().text == "”Barnbokslut” är inspirerat av ”Barnrättsbokslut i Örebro”."
    assert ">Inspirerat av<" in client.get(entry.get_absolute_url()).text
    assert ">Har inspirerat<" in client.get(source.get_absolute_url()).text
    actions.remove_inspiration(entry, source, by=mio)
    assert AuditEvent.objects.filter(type="inspiration_changed").latest("pk").before == {"inspired_by": source.slug}
    with pytest.raises(RuleBroken, match="redan borttaget"):
        actions.remove_inspiration(entry, source, by=mio)


def test_no_entry_is_inspired_by_itself_twice_by_the_same_or_in_a_ring(entry, mio):
    second, third = InitiativeFactory(published=True), InitiativeFactory(published=True)
    with pytest.raises(RuleBroken, match="av sig självt"):
        actions.add_inspiration(entry, entry, by=mio)
    actions.add_inspiration(entry, second, by=mio)
    actions.add_inspiration(second, third, by=mio)
    with pytest.raises(RuleBroken, match="Det står redan"):
        actions.add_inspiration(entry, second, by=mio)
    with pytest.raises(RuleBroken, match="åt båda håll"):
        actions.add_inspiration(third, entry, by=mio)
    with pytest.raises(RuleBroken, match="inte publicerat"):
        actions.add_inspiration(entry, InitiativeFactory(), by=mio)


@pytest.mark.django_db(transaction=True)
def test_a_ring_is_not_closed_from_two_ends_at_once(entry, mio):
    other = InitiativeFactory(published=True)
    answers = at_once(
        lambda: actions.add_inspiration(entry, other, by=mio), lambda: actions.add_inspiration(other, entry, by=mio)
    )
    assert Inspiration.objects.count() == 1
    assert sum(isinstance(answer, RuleBroken) for answer in answers) == 1


@pytest.mark.parametrize("typed", ["orebro-bokslut", "https://portal.example/initiativ/orebro-bokslut/", "bokslutet"])
def test_the_other_entry_is_found_by_address_or_by_words(typed, entry, mio):
    InitiativeFactory(slug="orebro-bokslut", title="Barnrättsbokslut i Örebro", published=True)
    client = signed_in(mio)
    page = client.get("/initiativ/barnbokslut/inspiration/", {"q": typed}).text
    assert 'value="orebro-bokslut"' in page
    assert 'value="barnbokslut"' not in page
    added = client.post("/initiativ/barnbokslut/inspiration/", {"source": "orebro-bokslut"}, follow=True).text
    assert "Inspirationskällan är tillagd." in added
    assert "Barnrättsbokslut i Örebro" in added


def test_an_entry_that_is_not_there_is_told(entry, mio):
    client = signed_in(mio)
    draft = InitiativeFactory()
    assert "Inget initiativ hittades" in client.get("/initiativ/barnbokslut/inspiration/?q=xyzzy").text
    told = client.post("/initiativ/barnbokslut/inspiration/", {"source": draft.slug}, follow=True).text
    assert "Initiativet finns inte." in told


# On the entry


@pytest.mark.parametrize("number", [1, 3])
def test_everything_on_an_entry_is_one_statement(number, entry, django_assert_num_queries, client):
    for _ in range(number):
        ReplicationNoteFactory(adoption__initiative=entry)
        AdoptionFactory(initiative=entry, state="vill")
        Inspiration.objects.create(initiative=entry, source=InitiativeFactory(published=True))
        Inspiration.objects.create(source=entry, initiative=InitiativeFactory(published=True))
    NoticeFactory(initiative=entry, organisation=entry.organisation)
    user = client.get("/om/").wsgi_request.user
    with django_assert_num_queries(1):
        found = queries.on_entry(entry, user)
    assert [len(part) for part in found[:5]] == [number] * 5
    assert found.seeks.what


def test_the_entry_shows_neither_who_declines_nor_what_is_hidden(entry, client):
    AdoptionFactory(initiative=entry, state="avstar", note="Nej tack", organisation__name="Avstående kommun")
    AdoptionFactory(initiative=entry, note="Dold kommentar", hidden_at=timezone.now(), organisation__name="Kvar kommun")
    ReplicationNoteFactory(adoption__initiative=entry, changed="Dold erfarenhet", hidden_at=timezone.now())
    NoticeFactory(initiative=entry, organisation=entry.organisation, what="Dold efterlysning", hidden_at=timezone.now())
    page = client.get(entry.get_absolute_url()).text
    assert "Kvar kommun" in page
    for hidden in ("Avstående kommun", "Nej tack", "Dold kommentar", "Dold erfarenhet", "Dold efterlysning"):
        assert hidden not in page


def test_an_entry_that_is_taken_out_is_not_named_on_others(entry, mio, client):
    source = InitiativeFactory(title="Borta", published=True)
    actions.add_inspiration(entry, source, by=mio)
    withdraw(source, by=mio, reason="Fel.")
    assert "Borta" not in client.get(entry.get_absolute_url()).text


def test_organisations_stand_in_swedish_order(entry):
    for name in ("Örebro kommun", "Ale kommun", "Åre kommun"):
        AdoptionFactory(initiative=entry, organisation__name=name)
    found = queries.on_entry(Initiative.objects.get(), MembershipFactory().user)
    assert [one.organisation for one in found.uses] == ["Ale kommun", "Åre kommun", "Örebro kommun"]


def test_a_stranger_who_wants_to_do_the_same_signs_in_first_and_comes_back(entry, client):
    page = client.get(entry.get_absolute_url()).text
    for path in ("/initiativ/barnbokslut/gor-detsamma/", "/initiativ/barnbokslut/kontakt/"):
        assert f'href="{path}"' in page
        assert client.get(path)["Location"] == f"/konto/logga-in/?next={path}"


def test_the_buttons_are_those_that_the_reader_has_use_for(entry, mio, svante, tierp):
    owners = signed_in(mio).get(entry.get_absolute_url()).text
    assert "Vi söker samarbete" in owners
    assert "Vi vill göra detta" not in owners
    assert "Ta kontakt" not in owners
    others = signed_in(svante)
    assert "Vi vill göra detta" in others.get(entry.get_absolute_url()).text
    actions.adopt(entry, tierp, state="gor", by=svante)
    page = others.get(entry.get_absolute_url()).text
    assert "Vi vill göra detta" not in page
    assert "Berätta hur det gick" in page


def test_a_reader_is_told_what_would_be_needed(entry):
    reader = MembershipFactory(role="lasare", organisation=OrganisationFactory()).user
    response = signed_in(reader).get("/initiativ/barnbokslut/gor-detsamma/")
    assert response.status_code == 403
    assert "när du är medarbetare" in response.text
