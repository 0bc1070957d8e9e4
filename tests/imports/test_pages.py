"""The pages from a file to its receipt: what a person sees, and what is kept when something is wrong."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from barnratt.accounts.models import Role
from barnratt.imports.kinds import kinds
from barnratt.imports.models import Import
from initiatives.models import Initiative
from tests.factories import MembershipFactory
from tests.imports.conftest import RIGHT, WRONG, csv

START = "/import/"


def upload(client, content, name="initiativ.csv"):
    return client.post(START, {"file": SimpleUploadedFile(name, content)})


def columns_as_guessed(source):
    return {f"column_{place}": field or "" for place, (_, _, field) in enumerate(source.columns)}


@pytest.fixture
def uploaded(loaded, administrator_client):
    """Uploads a file and goes on to its preview with the columns that were guessed."""

    def uploaded(content, name="initiativ.csv"):
        response = upload(administrator_client, content, name)
        source = Import.objects.get()
        assert response.url == source.get_absolute_url()
        administrator_client.post(f"{source.get_absolute_url()}kolumner/", columns_as_guessed(source))
        source.refresh_from_db()
        return source

    return uploaded


def read(response):
    return openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))


def test_the_way_from_a_file_to_what_it_holds_and_back(loaded, administrator_client):
    client = administrator_client
    page = client.get(upload(client, csv(RIGHT, WRONG)).url)
    assert "Filens kolumner" in page.content.decode()
    source = Import.objects.get()
    address = source.get_absolute_url()
    client.post(f"{address}kolumner/", columns_as_guessed(source))
    page = client.get(address).content.decode().replace("\xa0", " ")
    assert "1 ny rad, 0 ändrade, 0 oförändrade och 1 fel. Inget har ändrats ännu." in page
    assert "Menade du Gävle (2180)?" in page
    client.post(f"{address}ratta/", {"cell": ["D3", "G3"], "value": ["Gävle (2180)", "12"]})
    assert "2\xa0nya rader" in client.get(address).content.decode()
    client.post(f"{address}las-in/", {})
    page = client.get(address).content.decode()
    assert "Filen är inläst" in page
    assert Initiative.objects.filter(title="Barnbokslut").exists()
    assert "Ångra inläsningen?" in client.get(f"{address}angra/").content.decode()
    client.post(f"{address}angra/")
    assert "Inläsningen är ångrad" in client.get(address).content.decode()
    assert not Initiative.objects.filter(title="Barnbokslut").exists()


def test_what_can_stand_in_a_wrong_cell_is_offered(uploaded, administrator_client):
    source = uploaded(csv(RIGHT.replace("pågår", "kanske")))
    page = administrator_client.get(source.get_absolute_url()).content.decode()
    assert 'list="val-status"' in page
    assert '<option value="genomfört"></option>' in page
    assert 'list="val-title"' not in page


def test_changes_are_shown_cell_by_cell(uploaded, administrator_client, imported):
    imported(csv(RIGHT))
    Import.objects.all().delete()
    source = uploaded(csv(RIGHT.replace("2023", "2024")))
    page = administrator_client.get(f"{source.get_absolute_url()}?visa=andrade").content.decode()
    assert '<th scope="row">Startår</th><td>2023</td><td><ins>2024</ins></td>' in page


def test_a_file_that_cannot_be_read_is_told_at_the_field(loaded, administrator_client):
    page = upload(
        administrator_client, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000), "gammal.xls"
    ).content.decode()
    assert "Filer i det gamla Excelformatet .xls kan inte läsas in." in page
    assert not Import.objects.exists()


def test_no_file_is_told_at_the_field(administrator_client):
    assert "Välj en fil." in administrator_client.post(START, {}).content.decode()


def test_a_column_that_is_needed_is_asked_for_and_the_choices_stay(loaded, administrator_client):
    upload(administrator_client, csv(RIGHT))
    source = Import.objects.get()
    chosen = columns_as_guessed(source) | {"column_0": "", "column_7": "end_year"}
    page = administrator_client.post(f"{source.get_absolute_url()}kolumner/", chosen).content.decode()
    assert "Säg vilken kolumn som är: Titel." in page
    assert '<option value="end_year" selected>' in page


def test_a_file_that_says_nothing_of_itself_is_asked_about(loaded, administrator_client):
    page = administrator_client.get(upload(administrator_client, b"x;y\n1;2\n", "okand.csv").url).content.decode()
    assert "Vi kunde inte se på kolumnerna vad filen innehåller." in page
    source = Import.objects.get()
    told = {"kind": "organisations", "sheet": "okand"}
    administrator_client.post(f"{source.get_absolute_url()}innehall/", told)
    assert "Filens kolumner" in administrator_client.get(source.get_absolute_url()).content.decode()


def test_a_text_file_comes_back_as_a_workbook_with_the_wrong_cells_marked(uploaded, administrator_client):
    source = uploaded(b"V\xe5ra initiativ\n\n" + csv(RIGHT, WRONG).decode().encode("cp1252"))
    response = administrator_client.get(f"{source.get_absolute_url()}markerad/")
    assert 'filename="initiativ-markerad.xlsx"' in response["Content-Disposition"]
    sheet = read(response).active
    assert sheet["A1"].value == "Våra initiativ"
    assert sheet["D5"].value == "Gvle"
    assert sheet["D5"].fill.fgColor.rgb == "FFFFD9D6"
    assert sheet["D5"].comment.text.startswith("'Gvle' är ingen kommun.")
    assert sheet["D4"].comment is None


def test_ones_own_workbook_comes_back_with_what_was_in_it(uploaded, administrator_client):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Initiativ"
    for line in csv(RIGHT, WRONG).decode().splitlines():
        sheet.append(line.split(";"))
    sheet["A1"].font = openpyxl.styles.Font(bold=True)
    book.create_sheet("Anteckningar")["A1"] = "Mina egna"
    file = io.BytesIO()
    book.save(file)
    source = uploaded(file.getvalue(), "Våra initiativ.xlsx")
    marked = read(administrator_client.get(f"{source.get_absolute_url()}markerad/"))
    assert marked["Anteckningar"]["A1"].value == "Mina egna"
    assert marked["Initiativ"]["A1"].font.bold
    assert "ingen kommun" in marked["Initiativ"]["D3"].comment.text


def test_a_cell_that_looks_like_a_formula_comes_back_as_text(uploaded, administrator_client):
    source = uploaded(csv(WRONG.replace("Barnbokslut", "=HYPERLINK(1)")))
    sheet = read(administrator_client.get(f"{source.get_absolute_url()}markerad/")).active
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("=HYPERLINK(1)", "s")


def test_the_original_comes_back_byte_for_byte_and_never_as_a_page(uploaded, administrator_client):
    source = uploaded(csv(RIGHT))
    response = administrator_client.get(f"{source.get_absolute_url()}fil/")
    assert response.content == csv(RIGHT)
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")


def test_nothing_to_correct_is_told(uploaded, administrator_client):
    source = uploaded(csv(RIGHT, WRONG))
    response = administrator_client.post(
        f"{source.get_absolute_url()}ratta/", {"cell": ["D3"], "value": [""]}, follow=True
    )
    assert "Skriv minst en rättelse." in response.content.decode()


def test_work_that_goes_on_is_shown_with_how_far_it_has_come(uploaded, administrator_client):
    source = uploaded(csv(RIGHT))
    Import.objects.update(state="confirming", progress=37)
    page = administrator_client.get(source.get_absolute_url()).content.decode()
    assert "37 % klart" in page
    assert "Du kan lämna sidan." in page


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_who_is_no_administrator_is_told_who_to_turn_to(db, client, role):
    client.force_login(MembershipFactory(role=role).user)
    response = client.get(START)
    assert response.status_code == 403
    assert "administratörer" in response.content.decode()


def test_every_kind_has_a_template_that_is_guessed_to_be_that_kind(loaded, administrator_client):
    for key, kind in kinds().items():
        response = administrator_client.get(f"/import/mall/{key}/")
        book = read(response)
        assert book.sheetnames[1:3] == ["Exempel", "Förklaringar"]
        headers = [cell.value for cell in book.worksheets[0][1]]
        assert headers == [column.label for column in kind.columns.values()]
        file = io.BytesIO()
        book.worksheets[0].append([column.example for column in kind.columns.values()])
        book.save(file)
        Import.objects.all().delete()
        upload(administrator_client, file.getvalue(), f"{key}.xlsx")
        source = Import.objects.get()
        assert source.kind == key
        assert [field for _, _, field in source.columns] == list(kind.columns)


def test_the_list_asks_as_many_questions_whatever_it_holds(
    loaded, administrator_client, preview, django_assert_max_num_queries
):
    preview(csv(RIGHT))
    with django_assert_max_num_queries(12) as one:
        administrator_client.get(START)
    for number in range(3):
        preview(csv(RIGHT), f"fil{number}.csv")
    with django_assert_max_num_queries(len(one.captured_queries)):
        administrator_client.get(START)
