import datetime
import io

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from barnratt.audit.models import AuditEvent
from barnratt.convention.models import Article, Cluster
from initiatives import actions
from initiatives.models import Initiative, Kind, StartingQuestion, Term
from initiatives.queries import questions_with_counts
from regions.places.models import County, Municipality, Organisation
from tests.factories import MunicipalityFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


def numbers():
    models = (County, Municipality, Organisation, Article, Cluster, Kind, Term, StartingQuestion, Initiative)
    return {model.__name__: model.objects.count() for model in models}


def test_the_registers_are_whole_and_loading_them_again_changes_nothing(loaded):
    first = numbers()
    assert first["County"] == 21
    assert Municipality.objects.current().count() == 290
    assert first["Article"] == 54
    assert first["Initiative"] == 105
    events = AuditEvent.objects.count()
    call_command("load_reference_data", without_observations=True, stdout=io.StringIO())
    assert numbers() == first
    assert AuditEvent.objects.count() == events


def test_what_an_editor_has_changed_is_not_written_over(loaded, editor):
    entry = Initiative.objects.published().first()
    actions.edit(entry, fields={"title": "Redaktionens egen rubrik"}, by=editor)
    call_command("load_reference_data", without_observations=True, stdout=io.StringIO())
    entry.refresh_from_db()
    assert entry.title == "Redaktionens egen rubrik"


def test_heby_changed_county_in_2007_and_knivsta_began_in_2003(loaded):
    heby_before, heby = Municipality.objects.get(code="1917"), Municipality.objects.get(code="0331")
    assert heby_before.successor == heby
    assert (heby_before.county_id, heby.county_id) == ("19", "03")
    in_2006 = set(Municipality.objects.on(datetime.date(2006, 12, 31)).values_list("code", flat=True))
    in_2007 = set(Municipality.objects.on(datetime.date(2007, 1, 1)).values_list("code", flat=True))
    assert in_2006 ^ in_2007 == {"1917", "0331"}
    assert "0330" not in set(Municipality.objects.on(datetime.date(2002, 12, 31)).values_list("code", flat=True))


def test_leading_zeros_are_kept(loaded):
    assert Municipality.objects.get(short_name="Uppsala").code == "0380"


def test_every_county_has_its_board_and_its_region(loaded):
    for county in County.objects.all():
        kinds = set(county.organisations.values_list("kind", flat=True))
        assert "lansstyrelse" in kinds, county
        assert "region" in kinds or county.code == "09", county  # Gotland's municipality has the region's tasks


def test_authorities_are_authorities_and_legal_persons_are_not(loaded):
    assert not Organisation.objects.filter(kind__in=["kommun", "region"], is_authority=True).exists()
    assert Organisation.objects.get(name="Länsstyrelsen i Skåne län").is_authority
    assert Organisation.objects.get(name="Barnombudsmannen").is_authority


def test_no_entry_claims_more_than_its_source(loaded):
    entries = Initiative.objects.published()
    assert set(entries.values_list("review_label", flat=True)) == {"registrerad"}
    assert set(entries.values_list("evidence", flat=True)) == {""}
    assert not entries.exclude(contact_email="").exists()
    for entry in entries:
        text = f"{entry.title} {entry.summary} {entry.source_title}".lower()
        assert "seed" not in text
        assert ".txt" not in text


def test_every_tag_of_the_editors_says_why(loaded):
    entries = Initiative.objects.prefetch_related("taggings", "article_links")
    reasons = [link.reason for entry in entries for link in [*entry.taggings.all(), *entry.article_links.all()]]
    assert len(reasons) > 600
    assert all(reasons)


def test_every_question_to_begin_from_has_real_hits(loaded):
    counted = {question.question: count for question, count in questions_with_counts()}
    assert len(counted) >= 8
    assert min(counted.values()) >= 4, counted
    assert "Vilka initiativ stärker barnets rätt till delaktighet?" in counted
    assert "Vilka initiativ skulle en kommun kunna genomföra tillsammans med civilsamhället?" in counted


def test_old_and_new_names_find_the_same_organisation(client, loaded):
    found = {
        name: {entry["slug"] for entry in client.get("/initiativ/", {"q": name, "format": "json"}).json()["results"]}
        for name in ("SKL", "SKR", "Göteborg", "Göteborgs Stad", "Landstinget i Värmland", "Region Värmland")
    }
    assert found["SKL"] == found["SKR"] != set()
    assert found["Göteborgs Stad"] <= found["Göteborg"]
    assert "goteborgs-stads-barnbokslut-2022" in found["Göteborg"]
    assert "handlingsplan-for-barnkonventionen-i-landstinget-i-varmland" in found["Region Värmland"]


def test_a_local_board_is_an_authority_with_a_parent():
    with pytest.raises(IntegrityError), transaction.atomic():
        OrganisationFactory(kind="kommunal_namnd", is_authority=False)
    OrganisationFactory(kind="kommunal_namnd", is_authority=True, parent=OrganisationFactory())


def test_a_population_has_its_year():
    with pytest.raises(IntegrityError), transaction.atomic():
        MunicipalityFactory(code="9998", population_year=None)
