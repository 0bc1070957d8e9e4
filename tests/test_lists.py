"""Every list can be fetched as a file: all that the page would show a part of, and nothing else."""

import csv
import datetime
import io
import json

import openpyxl
import pytest
from django.contrib.auth import get_user_model

from barnratt.core.tables import Column, Table, as_csv, as_json, as_xlsx
from regions.places.models import County
from tests.client import StrictClient
from tests.factories import NoticeFactory
from tests.statistics.raw import add_figures

NORA, GUN, STINA = "nora@samverkan.example", "gun@gavleborg.example", "stina@gavle.example"
# Whose list, and a column that it has.
LISTS = {
    "/initiativ/": (None, "Titel"),
    "/lan/": (None, "Länskod"),
    "/kommuner/": (None, "Kommunkod"),
    "/lan/dalarna/": (None, "Nyckeltal"),
    "/kommuner/2023/": (None, "Nyckeltal"),
    "/lagesbild/": (None, "Nyckeltal"),
    "/statistik/N66077/": (None, "Områdeskod"),
    "/samarbete/": (None, "Efterlysning"),
    "/nytta/": (NORA, "Initiativ"),
    "/nytta/lan/": (NORA, "År"),
    "/behov/": (NORA, "Vad som saknas"),
    "/granskning/": (GUN, "Titel"),
    "/granskning/aktualitet/": (GUN, "Titel"),
    "/konto/medlemmar/gavle-kommun/": (STINA, "Namn"),
    "/konto/organisationer/": ("admin@barnrattsportalen.example", "E-postdomäner"),
    "/provningar/": ("hanna@gavle.example", "Ärende"),
    "/provningar/gallring/": ("kalle@gavle.example", "Diarienummer"),
    "/provningar/gallring/gallrade/": ("kalle@gavle.example", "Diarienummer"),
    "/provningar/att-folja-upp/": ("hanna@gavle.example", "Vad ska göras"),
    "/provningar/delade/": ("hanna@gavle.example", "Ärende"),
    "/provningar/barnbokslut/2026/exempel-utbildningsnamnden/": ("hanna@gavle.example", "Antal"),
    "/provningar/roster/": ("hanna@gavle.example", "Rubrik"),
    "/initiativ/mina/": (STINA, "Titel"),
    "/samarbete/kontakter/": (STINA, "Om"),
    "/samarbete/anmalningar/": (NORA, "Skäl"),
    "/samlingar/": (STINA, "Samling"),
    "/konto/bevakningar/": (STINA, "Sökning"),
    "/konto/aviseringar/": (STINA, "Avisering"),
    "/lan/gavleborg/anvandning/": ("lars@gavleborg.example", "Till vad"),
    "/enkat/": ("lars@gavleborg.example", "Omgång"),
    "/enkat/2023/": (NORA, "Länskod"),
    "/enkat/2023/resultat/": ("lars@gavleborg.example", "Länskod"),
    "/enkat/2023/resultat/nat_kommuner/": (NORA, "Länskod"),
    "/rapporter/": (None, "Verksamhetsår"),
    "/import/": ("admin@barnrattsportalen.example", "Fil"),
}


def as_person(email):
    client = StrictClient()
    if email:
        client.force_login(get_user_model().objects.get(email=email))
    return client


def book_of(response):
    book = openpyxl.load_workbook(io.BytesIO(response.getvalue()))
    if response.file_to_stream:  # the test client has closed its own
        response.file_to_stream.close()
    return book


def rows_of(response):
    lines = response.getvalue().decode().removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(lines), delimiter=";"))


@pytest.fixture
def notices(demonstrated):
    add_figures()
    NoticeFactory(title="Här", scope="lan", counties=[County.objects.get(code="21")])
    NoticeFactory(title="Där", scope="lan", counties=[County.objects.get(code="03")])


@pytest.mark.parametrize("address", LISTS)
def test_every_list_is_fetched_as_csv_excel_and_json_with_the_same_rows(notices, address):
    email, column = LISTS[address]
    client = as_person(email)
    rows = rows_of(client.get(f"{address}?format=csv"))
    if rows:
        assert column in rows[0]
    book = book_of(client.get(f"{address}?format=xlsx"))
    sheet, about = book.worksheets
    assert (sheet.max_row - 1, about["A1"].value) == (len(rows), "Hämtat")
    assert column in [cell.value for cell in sheet[1]]
    assert sheet.freeze_panes == "B2"
    if address != "/initiativ/":  # the catalogue's JSON is a page of hits with its facets
        found = json.loads(client.get(f"{address}?format=json").getvalue())
        assert len(found["rows"]) == len(rows)
        assert found["retrieved"].startswith("20")
    assert client.get(f"{address}?format=pdf").status_code == 404


@pytest.mark.parametrize("address", [address for address, (email, _) in LISTS.items() if email is None])
def test_every_open_list_has_something_to_fetch_and_says_so(notices, address):
    client = StrictClient()
    assert rows_of(client.get(f"{address}?format=csv"))
    text = client.get(address).text
    for form in ("csv", "xlsx", "json"):
        assert f"format={form}" in text


def test_what_is_chosen_on_the_page_is_chosen_in_the_file(notices):
    client = StrictClient()
    assert {row["Kommun"][0] for row in rows_of(client.get("/kommuner/?q=s&format=csv"))} == {"S"}
    assert [row["Kommunkod"] for row in rows_of(client.get("/kommuner/?q=Gävle&format=csv"))] == ["2180"]
    titles = {row["Efterlysning"] for row in rows_of(client.get("/samarbete/?lan=21&format=csv"))}
    assert "Här" in titles
    assert "Där" not in titles
    book = book_of(client.get("/samarbete/?lan=21&format=xlsx"))
    assert ("Urval", "Län: Gävleborgs län") in {(row[0].value, row[1].value) for row in book["Om listan"].iter_rows()}


def test_the_page_s_number_is_no_part_of_the_file(demonstrated):
    client = StrictClient()
    assert len(rows_of(client.get("/initiativ/?sida=2&format=csv"))) == len(
        rows_of(client.get("/initiativ/?format=csv"))
    )
    assert "sida=2" not in client.get("/samarbete/?sida=2").text


def test_a_file_is_for_those_who_may_see_the_list(demonstrated):
    for address, (email, _) in LISTS.items():
        if email:
            assert StrictClient().get(f"{address}?format=csv").status_code in (302, 404), address
    reader = as_person("lova@gavle.example")
    for address in ("/granskning/", "/import/", "/konto/organisationer/", "/nytta/"):
        assert reader.get(f"{address}?format=xlsx").status_code in (403, 404), address


class Row:
    def __init__(self, **values):
        self.__dict__.update(values)


TABLE = Table(
    "prov",
    "Prov: a/b",
    [
        Column("=Text", lambda row: row.text, "text"),
        Column("Tal", lambda row: row.number, "number"),
        Column("Dag", lambda row: row.day, "day"),
        Column("Ja", lambda row: row.yes, "yes"),
    ],
    [
        Row(text="=1+1", number=1234.5, day=datetime.date(2026, 11, 22), yes=True),
        Row(text="https://a.example", number=0, day=None, yes=False),
    ],
    [("Källa", "=prov")],
)


def test_a_text_is_never_a_formula_and_numbers_and_dates_are_what_they_are():
    lines = as_csv(TABLE).getvalue().decode()
    assert lines == "\ufeff'=Text;Tal;Dag;Ja\r\n'=1+1;1234,5;2026-11-22;ja\r\nhttps://a.example;0;;nej\r\n"

    book = book_of(as_xlsx(TABLE))
    sheet, about = book.worksheets
    assert sheet.title == "Prov- a-b"
    assert [cell.data_type for cell in sheet[2]] == ["s", "n", "d", "s"]
    assert [cell.value for cell in sheet[2]] == ["=1+1", 1234.5, datetime.datetime(2026, 11, 22), "ja"]
    assert (sheet["A3"].hyperlink, sheet["B3"].value, sheet["C3"].value) == (None, 0, None)
    assert [row[0].value for row in about.iter_rows()] == ["Hämtat", "Antal rader", "Källa"]
    assert about["B3"].data_type == "s"

    found = json.loads(as_json(TABLE).getvalue())
    assert found["rows"][0] == {"text": "=1+1", "number": 1234.5, "day": "2026-11-22", "yes": True}
    assert found["about"] == {"Källa": "=prov"}


def test_rows_are_read_as_they_are_sent():
    read = []

    def rows():
        for number in range(1000):
            read.append(number)
            yield Row(text="a", number=number, day=None, yes=True)

    for make in (as_csv, as_json):
        read.clear()
        sent = iter(make(TABLE._replace(rows=rows())).streaming_content)
        next(sent)
        assert len(read) < 250
        assert len(b"".join(sent)) > 1000
        assert len(read) == 1000


def test_an_empty_list_is_an_empty_file():
    empty = TABLE._replace(rows=[])
    assert as_csv(empty).getvalue().decode().count("\n") == 1
    assert json.loads(as_json(empty).getvalue())["rows"] == []
    assert book_of(as_xlsx(empty)).worksheets[0].max_row == 1
