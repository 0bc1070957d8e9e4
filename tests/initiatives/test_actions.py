import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from initiatives import actions
from initiatives.models import Initiative
from tests.factories import (
    ArticleFactory,
    InitiativeFactory,
    KindFactory,
    MunicipalityFactory,
    OrganisationFactory,
    TermFactory,
)

pytestmark = pytest.mark.django_db


def last_event():
    return AuditEvent.objects.latest("pk")


def test_a_draft_is_created_with_its_tags_places_and_links(editor):
    place = MunicipalityFactory(code="1480")
    entry = actions.create(
        slug="var-plan",
        fields={"title": "Vår plan", "organisation": OrganisationFactory(), "kind": KindFactory(), "scope": "kommun"},
        municipalities=[place],
        partners=[(OrganisationFactory(), "landstinget")],
        articles=[(ArticleFactory(), True, "Titeln nämner delaktighet")],
        taggings=[(TermFactory(), True, "Står under steg 1")],
        links=[("https://kommun.example/plan", "Planen", "rapport")],
        by=editor,
    )
    assert entry.state == Initiative.State.DRAFT
    assert [county.code for county in entry.counties.all()] == ["14"]
    assert entry.partnerships.get().name_then == "landstinget"
    assert entry.links.get().title == "Planen"
    assert (last_event().type, last_event().actor_name) == ("initiative_created", "Edla Ek")


@pytest.mark.parametrize("slug", sorted(actions.RESERVED_SLUGS))
def test_an_entry_cannot_take_the_address_of_a_page(slug):
    with pytest.raises(RuleBroken, match="upptagen"):
        actions.create(slug=slug, fields={"title": "Plan"}, by=None)


def test_publishing_leaves_a_trace_and_keeps_the_first_date(editor):
    entry = actions.publish(InitiativeFactory(), by=editor)
    first = entry.published_at
    assert last_event().type == "initiative_published"
    actions.withdraw(entry, by=editor, reason="Fel uppgifter")
    assert (last_event().type, last_event().after["reason"]) == ("initiative_withdrawn", "Fel uppgifter")
    assert actions.publish(entry, by=editor).published_at == first


def test_what_is_published_cannot_be_published_again(editor):
    with pytest.raises(RuleBroken, match="redan publicerat"):
        actions.publish(InitiativeFactory(published=True), by=editor)


def test_an_entry_without_a_place_is_not_published_unless_it_is_national(editor):
    with pytest.raises(RuleBroken, match="län eller en kommun"):
        actions.publish(InitiativeFactory(scope="kommun"), by=editor)


@pytest.mark.parametrize(
    ("missing", "message"),
    [
        ({"summary": ""}, "titel, sammanfattning, slag och status"),
        ({"kind": None}, "titel, sammanfattning, slag och status"),
        ({"status": ""}, "titel, sammanfattning, slag och status"),
        ({"organisation": None}, "en organisation och en plats"),
        ({"source_title": ""}, "ska ha en källa"),
    ],
)
def test_an_incomplete_entry_is_not_published_and_says_what_is_missing(editor, missing, message):
    entry = InitiativeFactory(**missing)
    with pytest.raises(ValidationError, match=message):
        actions.publish(entry, by=editor)
    with pytest.raises(IntegrityError), transaction.atomic():
        Initiative.objects.filter(pk=entry.pk).update(state="published", published_at="2026-01-01T00:00Z")


def test_taking_an_entry_away_needs_a_reason(editor):
    entry = InitiativeFactory(published=True)
    with pytest.raises(RuleBroken, match="Skriv varför"):
        actions.withdraw(entry, by=editor, reason="  ")
    with pytest.raises(RuleBroken, match="inte publicerat"):
        actions.withdraw(InitiativeFactory(), by=editor, reason="Fel")


def test_an_edit_records_what_changed_and_nothing_else(editor):
    entry = InitiativeFactory(published=True, title="Gammal", summary="Samma")
    actions.edit(entry, fields={"title": "Ny", "summary": "Samma"}, by=editor)
    assert (last_event().before, last_event().after) == ({"title": "Gammal"}, {"title": "Ny"})


def test_an_edit_that_changes_nothing_leaves_no_trace(editor):
    entry = InitiativeFactory(title="Samma")
    before = AuditEvent.objects.count()
    actions.edit(entry, fields={"title": "Samma"}, by=editor)
    assert AuditEvent.objects.count() == before


def test_an_edited_title_is_found_at_once(client, editor):
    entry = InitiativeFactory(published=True, title="Plan")
    actions.edit(entry, fields={"title": "Skolskogen"}, by=editor)
    assert client.get("/initiativ/?q=skolskog&format=json").json()["total"] == 1


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"start_year": 2020, "end_year": 2019}, "före startåret"),
        ({"start_year": 1066}, "1989"),
        ({"review_label": "granskad"}, "Ett granskat initiativ ska berätta"),
        ({"participation_how": "Genom ett råd"}, "Välj i vilken grad"),
    ],
)
def test_a_rule_of_the_catalogue_is_told_in_swedish_and_held_by_the_database(editor, fields, message):
    entry = InitiativeFactory(published=True)
    with pytest.raises(ValidationError, match=message):
        actions.edit(entry, fields=fields, by=editor)
    with pytest.raises(IntegrityError), transaction.atomic():
        Initiative.objects.filter(pk=entry.pk).update(**fields)


def test_more_is_demanded_for_each_step_of_the_review(editor):
    entry = InitiativeFactory(published=True, reviewed=True)
    with pytest.raises(ValidationError, match="fördjupat"):
        actions.edit(entry, fields={"review_label": "fordjupad"}, by=editor)
    told = {"results": "Fler hörs.", "results_basis": "Enkät före och efter.", "evidence": "uppfoljd"}
    assert actions.edit(entry, fields={"review_label": "fordjupad", **told}, by=editor).review_label == "fordjupad"
