""" "Hade du nytta av detta?" – answers are counted, nobody is followed."""

import csv
import datetime
import io
from concurrent.futures import ThreadPoolExecutor

import openpyxl
import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from barnratt.accounts.models import Role
from barnratt.audit.models import AuditEvent
from initiatives.following import actions, documents
from initiatives.following.models import UseCount
from regions.places.models import Organisation
from tests.accounts.test_memberships import signed_in
from tests.factories import (
    CollectionItemFactory,
    CountyFactory,
    InitiativeFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def entry(**fields):
    return InitiativeFactory(published=True, **fields)


def counted(initiative, answer="ja", purpose="", number=1, month=None):
    month = month or timezone.localdate().replace(day=1)
    UseCount.objects.create(initiative=initiative, month=month, answer=answer, purpose=purpose, number=number)


def coordinator(code="14", role=Role.COUNTY_COORDINATOR):
    board = OrganisationFactory(kind=Organisation.Kind.COUNTY_BOARD, county=CountyFactory(code=code))
    return signed_in(MembershipFactory(organisation=board, role=role).user)


def test_an_answer_is_counted_for_the_month_and_nothing_else_is_kept(client):
    found = entry(title="Ungdomsråd")
    address = f"{found.get_absolute_url()}nytta/"
    assert f'href="{address}?svar=delvis"' in client.get(found.get_absolute_url()).text
    assert not client.cookies
    text = client.get(f"{address}?svar=delvis").text
    assert 'value="delvis" class="ds-input" required id="id_answer_1" checked' in text or "checked" in text
    assert not UseCount.objects.exists()
    for purpose in ("underlag", "underlag", ""):
        answer = client.post(address, {"answer": "delvis", "purpose": purpose}, follow=True)
        assert "Tack! Ditt svar är räknat." in answer.text
    month = timezone.localdate().replace(day=1)
    kept = UseCount.objects.order_by("purpose").values_list("initiative", "month", "answer", "purpose", "number")
    assert list(kept) == [(found.pk, month, "delvis", "", 1), (found.pk, month, "delvis", "underlag", 2)]
    assert {field.name for field in UseCount._meta.get_fields()} == {
        "id",
        "initiative",
        "month",
        "answer",
        "purpose",
        "number",
    }
    assert not AuditEvent.objects.exclude(type="initiative_published").exists()


@pytest.mark.parametrize("data", [{"answer": ""}, {"answer": "kanske"}, {"answer": "ja", "purpose": "<script>"}])
def test_only_the_given_answers_can_be_given(client, data):
    text = client.post(f"{entry().get_absolute_url()}nytta/", data).text
    assert "Fel: " in text.split("</title>")[0]
    assert not UseCount.objects.exists()


def test_a_draft_is_not_asked_about(client):
    draft = InitiativeFactory()
    assert client.get(f"{draft.get_absolute_url()}nytta/").status_code == 404
    member = MembershipFactory(organisation=draft.organisation).user
    assert "Hade du nytta" not in signed_in(member).get(draft.get_absolute_url()).text


def test_one_place_cannot_drown_the_others(client):
    found = entry()
    statuses = [client.post(f"{found.get_absolute_url()}nytta/", {"answer": "nej"}).status_code for _ in range(8)]
    assert statuses == [302] * 5 + [429] * 3
    elsewhere = client.post(f"{found.get_absolute_url()}nytta/", {"answer": "ja"}, REMOTE_ADDR="198.51.100.7")
    assert elsewhere.status_code == 302
    assert UseCount.objects.get(answer="nej").number == 5


@pytest.mark.django_db(transaction=True)
def test_answers_at_once_are_all_counted():
    found = entry()

    def answer(_):
        try:
            actions.count_use(found, answer="ja", purpose="")
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(answer, range(24)))
    assert UseCount.objects.get().number == 24


@pytest.mark.parametrize("month", [datetime.date(2026, 11, 2)])
def test_the_database_counts_by_month_and_once(month):
    found = entry()
    with pytest.raises(IntegrityError), transaction.atomic():
        counted(found, month=month)
    counted(found)
    with pytest.raises(IntegrityError), transaction.atomic():
        counted(found)


# What the owner sees


def test_those_who_can_change_the_entry_see_the_counts_and_nobody_else_does(client):
    found = entry()
    counted(found, "ja", "underlag", 12)
    counted(found, "delvis", "", 3, datetime.date(2026, 2, 1))
    CollectionItemFactory(initiative=found)
    CollectionItemFactory(initiative=found)
    owner = MembershipFactory(organisation=found.organisation).user
    text = signed_in(owner).get(found.get_absolute_url()).text
    assert "Ja: 12, Delvis: 3, Nej: 0" in text
    assert "Använde som underlag till en plan eller ett beslut: 12" in text
    assert "Initiativet finns i 2\u00a0samlingar." in text
    assert "Bygger på 15\u00a0svar sedan 2026-02." in text
    assert f"Gäller {timezone.localdate().isoformat()}." in text
    assert "Visningar räknas inte" in text
    for other in (client, signed_in(MembershipFactory().user)):
        assert "Så har initiativet kommit till nytta" not in other.get(found.get_absolute_url()).text


def test_an_owner_without_answers_is_told_so():
    found = entry()
    text = signed_in(MembershipFactory(organisation=found.organisation).user).get(found.get_absolute_url()).text
    assert "Ingen har svarat på frågan ännu." in text
    assert "Initiativet finns i 0\u00a0samlingar." in text


def test_the_entry_asks_the_database_for_nothing_more_when_nobody_is_signed_in(client, django_assert_num_queries):
    from django.contrib.auth.models import AnonymousUser

    from initiatives.following.queries import on_entry

    found = entry()
    with django_assert_num_queries(0):
        on_entry(found, AnonymousUser())


@pytest.mark.parametrize("number", [1, 3])
def test_the_entry_asks_as_often_however_much_there_is(number, django_assert_num_queries):
    from initiatives.following.queries import on_entry

    found = entry()
    user = MembershipFactory(organisation=found.organisation).user
    for answer in ("ja", "delvis", "nej")[:number]:
        counted(found, answer)
        CollectionItemFactory(collection__owner=user, initiative=found)
    with django_assert_num_queries(3):  # memberships, collections, answers
        seen = on_entry(found, user)
    assert (seen.use.total, seen.use.collections, len(seen.collections)) == (number, number, number)


# For those who evaluate


@pytest.fixture
def answered():
    mine = entry(title="I länet", scope="lan", counties=[CountyFactory(code="14"), CountyFactory(code="21")])
    elsewhere = entry(title="I ett annat län", scope="lan", counties=[CountyFactory(code="21")])
    national = entry(title="=HELA()", constructed=True)
    counted(mine, "ja", "gora", 7)
    counted(mine, "nej", "", 1, datetime.date(2025, 3, 1))
    counted(elsewhere, "delvis", "visa", 2)
    counted(national, "ja", "", 1)
    CollectionItemFactory(initiative=mine)
    return mine


def rows_of(answer):
    return list(csv.DictReader(io.StringIO(answer.getvalue().decode().removeprefix("\ufeff")), delimiter=";"))


def test_a_county_coordinator_sees_the_own_county_and_no_other(answered):
    client = coordinator()
    text = client.get("/nytta/").text
    assert "7\u00a0svar om 1\u00a0initiativ" in text
    assert "I ett annat län" not in text
    assert "Hela landet" not in text
    refused = client.get("/nytta/?lan=21")
    assert refused.status_code == 403
    assert "ditt eget län" in refused.text
    assert client.get("/nytta/?lan=21&format=csv").status_code == 403
    assert client.get("/nytta/?lan=99").status_code == 404


def test_the_national_coordinator_sees_all_and_each_county(answered):
    client = coordinator(role=Role.NATIONAL_COORDINATOR)
    assert "10\u00a0svar om 3\u00a0initiativ" in client.get("/nytta/").text
    assert "9\u00a0svar om 2\u00a0initiativ" in client.get("/nytta/?lan=21").text
    assert "1\u00a0svar om 1\u00a0initiativ" in client.get("/nytta/?ar=2025").text
    for nonsense in ("ar=1900", "ar=x", "ar=%00", "ar=²"):
        assert "10\u00a0svar" in client.get(f"/nytta/?{nonsense}").text


def test_others_are_told_who_may_see_it():
    for role in (Role.MEMBER, Role.STRATEGIST, Role.REVIEWER):
        answer = coordinator(role=role).get("/nytta/")
        assert answer.status_code == 403
        assert "Sidan är till för länssamordnare" in answer.text


def test_a_county_coordinator_without_a_county_is_told_who_may_see_it():
    board = OrganisationFactory(kind=Organisation.Kind.COUNTY_BOARD, county=None)
    user = MembershipFactory(organisation=board, role=Role.COUNTY_COORDINATOR).user
    assert signed_in(user).get("/nytta/").status_code == 403


def test_the_page_and_the_files_say_what_the_numbers_are(answered):
    client = coordinator(role=Role.NATIONAL_COORDINATOR)
    text = client.get("/nytta/").text
    for told in documents.ABOUT_USE:
        assert told in text
    rows = rows_of(client.get("/nytta/?ar=2026&lan=14&format=csv"))
    assert len(rows) == 1
    row = rows[0]
    assert (row["Initiativ"], row["Nytta: ja"], row["Nytta: nej"], row["Svar sammanlagt"]) == ("I länet", "7", "0", "7")
    assert (row["Till vad: gjorde något liknande"], row["Antal samlingar"]) == ("7", "1")
    assert (row["År"], row["Län"], row["Hämtat"]) == ("2026", "Västra Götalands län", timezone.localdate().isoformat())
    answer = client.get("/nytta/?ar=2026&format=xlsx")
    assert 'filename="nytta-2026-hela-landet-' in answer["Content-Disposition"]
    workbook = openpyxl.load_workbook(io.BytesIO(answer.getvalue()))
    sheet = workbook["Svar"]
    names = [cell.value for cell in sheet["A"]]
    assert names == ["Initiativ", "I länet", "I ett annat län", "=HELA()"]
    assert sheet["A4"].data_type == "s"
    about = {(row[0].value, row[1].value) for row in workbook["Om listan"].iter_rows()}
    assert ("År", "2026") in about
    assert ("Län", "Hela landet") in about
    assert ("Antal svar", "10") in about
    assert {("Att tänka på", told) for told in documents.ABOUT_USE} <= about
    assert any(label == "Hämtat" and value for label, value in about)


def test_a_file_has_every_year_and_county_also_where_nobody_has_answered(answered):
    CountyFactory(code="03", name="Uppsala län")
    client = coordinator(role=Role.NATIONAL_COORDINATOR)
    assert 'href="/nytta/lan/"' in client.get("/nytta/").text
    rows = rows_of(client.get("/nytta/lan/?ar=2025&format=csv"))
    told = {(row["År"], row["Länskod"]): row for row in rows}
    assert {place for _, place in told} == {"00", "03", "14", "21"}
    assert [place for year, place in told if year == "2025"] == [place for year, place in told if year == "2026"]

    def numbers(year, place):
        row = told[year, place]
        return [int(row[name]) for name in ("Nytta: ja", "Nytta: delvis", "Nytta: nej", "Initiativ med svar")]

    # An entry of two counties is counted in both, and one of the whole country in none.
    assert numbers("2026", "00") == [8, 2, 0, 3]
    assert numbers("2026", "14") == [7, 0, 0, 1]
    assert numbers("2026", "21") == [7, 2, 0, 2]
    assert numbers("2025", "21") == [0, 0, 1, 1]
    assert numbers("2026", "03") == [0, 0, 0, 0]
    assert told["2026", "21"]["Till vad: gjorde något liknande"] == "7"
    assert [told["2026", place]["Svar om konstruerade exempel"] for place in ("00", "21")] == ["1", "0"]
    assert client.get("/nytta/lan/?ar=2026").text.count("med konstruerade exempel") == 1
    assert told["2026", "00"]["Publicerade initiativ när uppgifterna hämtades"] == "3"
    workbook = openpyxl.load_workbook(io.BytesIO(client.get("/nytta/lan/?format=xlsx").getvalue()))
    sheet = workbook["Svar per län och år"]
    assert sheet["A2"].data_type == "n"
    about = [(row[0].value, row[1].value) for row in workbook["Om listan"].iter_rows()]
    assert ("Att tänka på", documents.ABOUT_USE[0]) in about


def test_the_page_by_county_has_a_year_at_a_time(answered):
    client = coordinator(role=Role.NATIONAL_COORDINATOR)
    text = client.get("/nytta/lan/?ar=2025").text
    assert "Länen 2025" in text
    assert "<dt>Hämtat</dt>" in text
    assert '<a href="/nytta/?ar=2025&amp;lan=21">' in text
    assert text.count('<th scope="row">') == 3
    for told in documents.ABOUT_USE:
        assert told in text


def test_a_county_coordinator_sees_the_own_county_in_the_file_and_no_other(answered):
    rows = rows_of(coordinator().get("/nytta/lan/?format=csv"))
    assert {row["Länskod"] for row in rows} == {"14"}
    assert coordinator(role=Role.STRATEGIST).get("/nytta/lan/?format=csv").status_code == 403


@pytest.mark.parametrize("number", [1, 3])
def test_the_counties_do_not_grow_queries(number, django_assert_num_queries):
    for code in ("14", "21", "03")[:number]:
        counted(entry(scope="lan", counties=[CountyFactory(code=code)]))
    client = coordinator(role=Role.NATIONAL_COORDINATOR)
    # Session, user, memberships, counties, years; entries and answers by county and for all; published ones of both.
    with django_assert_num_queries(11):
        text = client.get("/nytta/lan/").text
    assert text.count('<th scope="row">') == number + 1


def test_an_entry_that_is_no_longer_published_keeps_its_answers_but_not_its_name(answered):
    from initiatives.actions import withdraw

    withdraw(answered, by=None, reason="Fel uppgifter.")
    text = coordinator().get("/nytta/").text
    assert "7\u00a0svar om 1\u00a0initiativ" in text
    assert "Ett initiativ som inte längre är publicerat" in text
    assert "I länet" not in text


def test_a_year_without_answers_is_told():
    assert "Ingen har svarat" in coordinator().get("/nytta/").text


@pytest.mark.parametrize("number", [1, 3])
def test_the_report_does_not_grow_queries(number, django_assert_num_queries):
    for _ in range(number):
        counted(entry(scope="lan", counties=[CountyFactory()]))
    client = coordinator()
    # Session, user, memberships, counties, the chosen one's, years, answers, entries, collections, published ones.
    with django_assert_num_queries(9):
        text = client.get("/nytta/").text
    assert text.count('<th scope="row">') == number


def test_a_person_who_belongs_nowhere_sees_nothing():
    assert signed_in(UserFactory()).get("/nytta/").status_code == 403
