"""The lägesbild as files: what they say is what the page says, they can be read aloud, and a sheet is one page."""

import io

import docx
import pytest

from barnratt.core import rate_limit
from barnratt.documents.pdf import pdf
from barnratt.documents.tree import texts
from regions.commentary import actions as commentary
from regions.commentary.queries import published
from regions.places import peers
from regions.places.models import County, Municipality
from regions.statistics import document_views, kommunblad, papers
from regions.statistics.lagesbild import lagesbild, municipality_setting, setting_of
from regions.statistics.models import Dataset, Drawing
from tests.commentary.factories import of_county, written
from tests.documents.reading import Pdf, squeezed
from tests.factories import OrganisationFactory, UserFactory
from tests.statistics.raw import add_figures
from tests.test_lists import book_of


@pytest.fixture
def figures(loaded):
    rate_limit._counted.clear()
    add_figures()


def sheet(code):
    municipality = Municipality.objects.select_related("county").get(code=code)
    alike = peers.alike(municipality, peers.DEFAULT)
    setting = municipality_setting(municipality, [peer.place for peer in alike])
    return kommunblad.sheet_of(municipality, lagesbild(setting), alike)


def test_the_document_says_what_the_page_says(figures):
    picture = lagesbild(setting_of("20"))
    document = papers.lagesbild_document(picture, {})
    said = list(texts(document))
    for finding in picture.findings:
        assert finding.heading in said
        assert all(chart.caption in said for chart in finding.charts.values())
        assert all(text in said for _, row in finding.years for text in row)
        assert any(sentence in text for text in said for sentence in finding.sentences)
    assert any("Källa: Kolada, hämtad 2024-12-12." in text for text in said)
    assert any(text.startswith("Statistik saknas i Dalarnas län") for text in said)


def test_what_the_county_says_itself_stands_beside_the_figures_with_who_has_written_it(figures):
    dalarna = County.objects.get(code="20")
    organisation = OrganisationFactory(name="Länsstyrelsen i Dalarna", county=dalarna)
    picture = lagesbild(setting_of("20"))
    told_of = next(theme.cluster for theme in picture.themes if theme.findings)
    for cluster in (None, told_of):
        text = written(of_county(dalarna, cluster), organisation, text=f"Om {cluster}.\n\nVi följer det.")
        sent = commentary.send(text, by=text.written_by)
        commentary.publish(sent, revision=sent.revision, by=UserFactory(name="Lena Läsare"))
    document = papers.lagesbild_document(picture, published(of_county(dalarna)))
    said = list(texts(document))
    assert said.count("Länsstyrelsen i Dalarna kommenterar") == said.count("Vi följer det.") == 2
    assert any("läst av Lena Läsare" in text and "hör inte till statistiken" in text for text in said)


def test_the_county_pdf_can_be_read_aloud(figures, client):
    read = Pdf(client.get("/lagesbild/20/lagesbild.pdf").content)
    with read.file.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
    picture = lagesbild(setting_of("20"))
    drawn = [chart for finding in picture.findings for chart in finding.charts.values()]
    assert [str(figure.Alt) for figure in read.of_tag("Figure")] == [chart.description for chart in drawn]
    headings = {squeezed(title) for _, title in read.headings}
    assert {squeezed(finding.heading) for finding in picture.findings} <= headings


@pytest.mark.parametrize("code", ["2023", "2425"])
def test_the_kommunblad_is_one_page_with_the_numbers_behind_its_headings(figures, client, code):
    shown = sheet(code)
    read = Pdf(client.get(f"/lagesbild/{code}/kommunblad.pdf").content)
    assert len(read.pages) == 1
    text = squeezed(read.pages[0].get_textpage().get_text_range())
    for said in [*shown.worth, *shown.better, *shown.questions, *shown.footer, shown.alike]:
        assert squeezed(said) in text
    assert len(read.of_tag("Figure")) == len(shown.charts) > 0
    assert "Källa: Kolada, hämtad" in " ".join(shown.footer)
    with read.file.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"


def test_the_kommunblad_as_word_says_the_same(figures, client):
    shown = sheet("2023")
    word = docx.Document(io.BytesIO(client.get("/lagesbild/2023/kommunblad.docx").content))
    lines = "\n".join(paragraph.text for paragraph in word.paragraphs)
    assert all(said in lines for said in [*shown.worth, *shown.better, *shown.questions, shown.alike])
    assert len(word.inline_shapes) == len(shown.charts)


def test_the_kommunblad_as_excel_has_the_figures_of_what_is_on_it(figures, client):
    book = book_of(client.get("/lagesbild/2023/kommunblad.xlsx"))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert {row[0] for row in rows[1:]} == {finding.key for finding in sheet("2023").findings}


@pytest.mark.parametrize("code", ["00", "20", "2023"])
def test_the_talking_points_are_one_page_and_name_no_entry_twice(figures, code):
    picture = lagesbild(setting_of(code, "2021 2026"))
    document = papers.talking_points(picture)
    assert len(Pdf(pdf(document)).pages) == 1
    tables = [part for part in document.parts if part.kind == "table"]
    entries = [entry for table in tables for row in table.rows for entry in row[2].split("\n")]
    named = [entry for entry in entries if entry != "Inget mer i katalogen ännu"]
    assert len(named) == len(set(named))
    assert all(finding.worse_sentence for finding in picture.worth_talking_about)


def test_a_chart_that_is_drawn_ahead_is_not_drawn_again(figures, client, monkeypatch):
    for finding in lagesbild(setting_of("20")).findings:
        for chart in finding.charts.values():
            Drawing.objects.get_or_create(pk=chart.key, defaults={"svg": '<svg xmlns="http://www.w3.org/2000/svg"/>'})
    monkeypatch.setattr("regions.statistics.charts.Chart.svg", None)
    assert client.get("/lagesbild/20/lagesbild.pdf").status_code == 200


def test_what_is_made_up_is_marked_in_every_form(figures, client):
    Dataset.objects.update(constructed=True)
    picture = lagesbild(setting_of("20"))
    for document in (papers.lagesbild_document(picture, {}), papers.talking_points(picture)):
        assert document.marks == (papers.CONSTRUCTED,)
        assert any("påhittade" in text for text in texts(document))
    assert sheet("2023").marks == (papers.CONSTRUCTED,)
    assert "Påhittade siffror" in about_sheet(client)


def about_sheet(client):
    book = book_of(client.get("/lagesbild/20/lagesbild.xlsx"))
    return {row[0]: row[1] for row in book["Om listan"].iter_rows(values_only=True)}


def test_the_workbook_has_numbers_as_numbers_words_for_what_is_missing_and_explains_itself(figures, client):
    figures_of = book_of(client.get("/lagesbild/2425/lagesbild.xlsx")).worksheets[0]
    header, *rows = figures_of.iter_rows(values_only=True)
    told = [dict(zip(header, row, strict=True)) for row in rows]
    own = {(row["Nyckeltal"], row["År"], row["Kön"]): row for row in told if row["Områdeskod"] == "2425"}
    secret = own["N15428", 2019, "totalt"]
    assert (secret["Värde"], secret["Status"]) == (None, "sekretess")
    zero = own["U00915", 2021, "totalt"]
    assert (zero["Värde"], zero["Status"]) == (0, "värde")
    about = about_sheet(client)
    assert "N66077" in about
    assert "hämtad" in about["Källa"]
    assert "sekretess" in about["Status"]


@pytest.mark.parametrize(
    "address",
    ["99/lagesbild.pdf", "9999/kommunblad.pdf", "20/kommunblad.pdf", "20/samtal.txt", "2023/lagesbild.exe"],
)
def test_what_there_is_no_file_of_is_not_found(loaded, client, address):
    assert client.get(f"/lagesbild/{address}").status_code == 404


def test_the_files_of_a_municipality_follow_the_weights_of_its_page(figures, client):
    page = client.get("/kommuner/2023/?folkmangd=3").text
    assert 'href="/lagesbild/2023/kommunblad.pdf?folkmangd=3"' in page
    assert 'href="/lagesbild/20/lagesbild.docx"' in client.get("/lan/dalarna/").text


def test_who_asks_for_very_many_documents_is_asked_to_wait(figures, client, monkeypatch):
    monkeypatch.setattr(document_views, "MOST", 2)
    monkeypatch.setattr(rate_limit.time, "time", lambda: 1_800_000_000)
    answers = [client.get("/lagesbild/2425/samtal.docx").status_code for _ in range(3)]
    assert answers == [200, 200, 429]
