"""A county coordinator before a visit to a municipality: what is worse, what others do, and a comment of one's own."""

from docx import Document
from playwright.sync_api import expect
from pypdfium2 import PdfDocument

from tests.browser import axe

COMMENT = "Vi ser detsamma i samtal med barn i länet."


def downloaded(page, link):
    """The path of the file that a link gives."""
    with page.expect_download() as file:
        page.get_by_role("link", name=link).click()
    return file.value.path()


def test_a_coordinator_prepares_a_visit_and_comments_on_the_picture(as_person):
    page = as_person("dagny@dalarna.example")
    page.goto("/lan/dalarna/")
    first = page.locator("#i-korthet .link-list a").first
    said = first.inner_text()
    first.click()
    row = page.locator(".finding:target")
    expect(row.get_by_role("heading", name=said)).to_be_visible()
    expect(row.locator("img").first).to_be_visible()
    expect(row.get_by_role("table").first).to_be_visible()
    expect(row.get_by_text("Källa: Kolada")).to_be_visible()
    axe.assert_silent(page)

    for place in range(2):
        done = page.get_by_role("region", name="Vad andra har gjort").locator("h3 a").nth(place)
        title = done.inner_text()
        done.click()
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        page.go_back()

    page.locator(".place-list").get_by_role("link", name="Malung-Sälen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Malung-Sälens kommun")
    page.get_by_label("Folkmängd").select_option("3")
    page.get_by_role("button", name="Jämför så").click()
    expect(page.get_by_label("Folkmängd")).to_have_value("3")
    expect(page.get_by_role("table", name="Kommuner att jämföra med").get_by_role("row")).to_have_count(9)

    sheet = PdfDocument(downloaded(page, "Kommunblad som PDF"))
    assert len(sheet) == 1
    assert "Malung-Sälen" in sheet[0].get_textpage().get_text_range()
    word = Document(downloaded(page, "Lägesbild som Word"))
    assert any("Malung-Sälen" in paragraph.text for paragraph in word.paragraphs)

    page.goto("/lan/dalarna/")
    page.get_by_role("link", name="Skriv en kommentar till lägesbilden").click()
    page.get_by_role("link", name="Skriv en kommentar", exact=True).click()
    page.get_by_label("Kommentar", exact=True).fill(COMMENT)
    expect(page.get_by_text("Sparat ")).to_be_visible()
    axe.assert_silent(page)
    page.get_by_role("button", name="Spara").click()
    page.get_by_role("button", name="Skicka för läsning").click()
    expect(page.get_by_text("väntar på att läsas", exact=True)).to_be_visible()

    nora = as_person("nora@samverkan.example")
    nora.goto("/kommentarer/")
    nora.get_by_role("link", name="Dalarnas län").click()
    nora.get_by_role("button", name="Publicera").click()
    page.goto("/lan/dalarna/")
    expect(page.get_by_text(COMMENT)).to_be_visible()
