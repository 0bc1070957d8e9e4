"""What each kind makes of its rows, beyond what they share (test_flow)."""

import io

import pytest
from django.core.management import call_command

from barnratt.accounts.models import Invitation, Role
from barnratt.audit.models import AuditEvent
from barnratt.imports import actions
from barnratt.imports.kinds import kinds
from barnratt.imports.models import Import
from barnratt.outbox.models import Mail
from initiatives import index
from initiatives.contributing.models import Change
from initiatives.models import Link
from regions.places.models import Municipality, Organisation, OrganisationContact
from tests.factories import InitiativeFactory
from tests.imports.conftest import worked

PEOPLE = "E-post;Organisation;Roll\n"
ORGANISATIONS = "Namn;Slag;Tillhör;Kommun;Org.nr\n"
FILMS = "url,title,description,channel\n"


def test_organisations_are_added_with_a_key_and_their_county(imported):
    imported(f"{ORGANISATIONS}Socialnämnden i Gävle;nämnd;Gävle kommun;Gävle;212000 2338\n".encode(), "org.csv")
    board = Organisation.objects.get(name="Socialnämnden i Gävle")
    assert (board.key, board.is_authority, board.county_id, board.parent.name, board.org_number) == (
        "socialnamnden-i-gavle", True, "21", "Gävle kommun", "212000-2338",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("Socialnämnden;nämnd;;Gävle;", "En nämnd tillhör en kommun eller region."),
        ("Föreningen;civilsamhälle;;;12345", "är inget organisationsnummer"),
        ("Föreningen;klubb;;;", "är inget slag av organisation"),
    ],
)
def test_an_organisation_that_cannot_be_is_pointed_out(preview, line, message):
    (row,) = preview(f"{ORGANISATIONS}{line}\n".encode(), "org.csv").rows.all()
    assert message in row.faults[0]["message"]


def test_an_entry_is_found_by_the_new_name_of_its_organisation(imported, administrator, client):
    imported(f"{ORGANISATIONS}Föreningen Krubban;civilsamhälle;;Gävle;\n".encode(), "org.csv")
    association = Organisation.objects.get(name="Föreningen Krubban")
    InitiativeFactory(organisation=association, published=True, title="Lek för alla")
    assert index.catch_up() == 0
    imported(f"Nyckel;Namn;Slag\n{association.key};Föreningen Klätterhuset;civilsamhälle\n".encode(), "org.csv")
    assert index.catch_up() == 1
    assert "Lek för alla" in client.get("/initiativ/?q=klätterhuset").text
    assert index.catch_up() == 0


def test_an_organisation_that_somebody_uses_is_not_taken_away(imported, administrator):
    source = imported(f"{ORGANISATIONS}Föreningen Barnen först;civilsamhälle;;Gävle;\n".encode(), "org.csv")
    InitiativeFactory(organisation=Organisation.objects.get(name="Föreningen Barnen först"))
    source = worked(actions.undo(source, by=administrator))
    assert "Föreningen Barnen först" in source.problem
    assert Organisation.objects.filter(name="Föreningen Barnen först").exists()


def test_everybody_in_the_file_gets_a_letter_once(imported, preview):
    content = f"{PEOPLE}KIM@gavle.example;Gävle kommun;Strateg\n".encode()
    imported(content, "personer.csv")
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.role) == ("kim@gavle.example", Role.STRATEGIST)
    assert Mail.objects.filter(recipient="kim@gavle.example").count() == 1
    assert preview(content, "personer.csv").counts["unchanged"] == 1


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("kim;Gävle kommun;strateg", "är ingen e-postadress"),
        ("kim@gavle.example;Gävle kommun;granskare", "Den rollen finns bara hos en länsstyrelse."),
        ("kim@gavle.example;Gävle kommun;administratör", "ingen roll som det går att bjuda in till"),
    ],
)
def test_a_person_who_cannot_be_invited_is_pointed_out(preview, line, message):
    (row,) = preview(f"{PEOPLE}{line}\n".encode(), "personer.csv").rows.all()
    assert message in row.faults[0]["message"]


def test_an_undone_import_of_people_takes_the_invitations_back(imported, administrator):
    source = imported(f"{PEOPLE}kim@gavle.example;Gävle kommun;strateg\n".encode(), "personer.csv")
    assert worked(actions.undo(source, by=administrator)).state == "undone"
    assert not Invitation.objects.open().exists()


def test_films_become_drafts_that_the_organisation_goes_on_with(imported, administrator):
    line = "https://www.youtube.com/watch?v=abc,Vår barnrättsresa," + "Så gjorde vi. " * 60 + ",Gävle kommun\n"
    source = imported(f"{FILMS}{line}".encode(), "filmer.csv")
    draft = Change.objects.get()
    assert (draft.initiative.state, draft.organisation.name) == ("draft", "Gävle kommun")
    assert draft.content["links"] == ["https://www.youtube.com/watch?v=abc Vår barnrättsresa"]
    assert len(draft.content["summary"][0]) <= 400
    assert worked(actions.undo(source, by=administrator)).state == "undone"
    assert not Change.objects.exists()


def test_a_film_that_is_in_the_catalogue_already_is_pointed_out(preview):
    entry = InitiativeFactory(title="Filmen", published=True)
    Link.objects.create(initiative=entry, url="https://www.youtube.com/watch?v=abc", title="Film", material="film")
    line = "https://www.youtube.com/watch?v=abc,Vår barnrättsresa,,Gävle kommun\n"
    (row,) = preview(f"{FILMS}{line}".encode(), "filmer.csv").rows.all()
    assert row.faults[0]["message"] == "Filmen finns redan i katalogen, i ”Filmen”."


CONTACTS = "Organisation;Funktion;Funktionsbrevlåda;Telefon;Webbadress\n"


def test_a_contact_way_stands_on_the_page_of_its_municipality_and_an_undo_takes_it_away(
    imported, administrator, client
):
    source = imported(f"{CONTACTS}Gävle kommun;Barnrättsstrateg;barnratt@gavle.example;;\n".encode(), "kontakter.csv")
    text = client.get("/kommuner/2180/").text
    assert "Gävle kommun (Barnrättsstrateg):" in text
    assert "barnratt@gavle.example" in text
    imported(f"{CONTACTS}Gävle kommun;Barnrättsstrateg;ny@gavle.example;026-17 80 00;\n".encode(), "kontakter.csv")
    assert "026-17 80 00" in client.get("/kommuner/2180/").text
    source = worked(actions.undo(source, by=administrator))
    assert "har ändrats av någon efter inläsningen" in source.problem
    later = Import.objects.order_by("-pk").first()
    assert worked(actions.undo(later, by=administrator)).state == "undone"
    assert worked(actions.undo(source, by=administrator)).state == "undone"
    assert not OrganisationContact.objects.exists()
    log = AuditEvent.objects.filter(type="organisation_edited").values_list("object_name", flat=True)
    assert list(log) == ["Gävle kommun"] * 4


def test_a_contact_way_has_to_lead_somewhere(preview):
    (row,) = preview(f"{CONTACTS}Gävle kommun;Barnrättsstrateg;;;\n".encode(), "kontakter.csv").rows.all()
    assert row.faults[0]["message"] == "Skriv en funktionsbrevlåda, ett telefonnummer eller en webbadress."


YEARS = "Kommunkod;År;Folkmängd;Invånare 0–19 år;Kommungrupp\n"


def test_the_latest_year_is_what_a_municipality_says_and_an_undo_lets_the_earlier_count_again(imported, administrator):
    gavle = Municipality.objects.get(code="2180")
    before = (gavle.population, gavle.population_year, gavle.group_code, gavle.group_year)
    assert before[1:] == (2022, "B3", 2023)
    source = imported(f"{YEARS}2180;2024;103 619;23 188;\n2180;2021;103136;23100;\n2180;2030;;;C8\n".encode(), "k.csv")
    gavle.refresh_from_db()
    assert (gavle.population, gavle.population_0_19, gavle.population_year) == (103_619, 23_188, 2024)
    assert (gavle.group_name, gavle.group_year) == ("Landsbygdskommun", 2030)
    assert worked(actions.undo(source, by=administrator)).state == "undone"
    gavle.refresh_from_db()
    assert (gavle.population, gavle.population_year, gavle.group_code, gavle.group_year) == before


def test_loading_the_reference_data_again_keeps_a_later_year(imported):
    imported(f"{YEARS}2180;2024;103619;23188;\n".encode(), "kommunfakta.csv")
    call_command("load_reference_data", without_observations=True, stdout=io.StringIO())
    assert Municipality.objects.get(code="2180").population == 103_619


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("2180;2024;;;", "Skriv en folkmängd eller en kommungrupp."),
        ("2180;2024;;23188;", "Folkmängden behövs när invånarna 0–19 år anges."),
        ("2180;2024;103619;;", "Invånarna 0–19 år behövs när folkmängden anges."),
        ("2180;2024;103619;203188;", "Invånarna 0–19 år är fler än folkmängden."),
        ("2180;2024;-5;-6;", "Ett antal invånare kan inte vara mindre än noll."),
        ("2180;2024;;;D1", "är ingen kommungrupp"),
        ("Gvle;2024;103619;23188;", "är ingen kommun"),
    ],
)
def test_a_year_that_cannot_be_is_pointed_out(preview, line, message):
    (row,) = preview(f"{YEARS}{line}\n".encode(), "kommunfakta.csv").rows.all()
    assert message in row.faults[0]["message"]


def test_every_column_of_every_kind_is_labelled_once(db):
    for kind in kinds().values():
        labels = [column.label for column in kind.columns.values()]
        assert len(set(labels)) == len(labels)
