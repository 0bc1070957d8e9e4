"""The administrator's way with a spreadsheet as people have them, from the file to the receipt and back."""

import io
import re

import openpyxl
from playwright.sync_api import expect

from tests.browser import axe

FILE = (
    "Barn i ekonomiskt utsatta hushåll\r\nHämtat 2026-10-01;;;\r\n"
    "Nyckeltal;Kommun;År;Värde\r\nN1;Gävle;2023;12,5\r\nN1;Sandvken;2023;9,75\r\nN1;Ockelbo;2023;..\r\n"
).encode("cp1252")
INDICATORS = "Nyckel;Namn;Enhet;Källa\nN1;Barn i ekonomiskt utsatta hushåll;%;Kolada\n".encode()


def silent(page):
    axe.assert_silent(page)
    page.set_viewport_size({"width": 1280, "height": 900})


def upload(page, name, content):
    page.goto("/import/")
    page.get_by_label("Kalkylblad").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
    page.get_by_role("button", name="Ladda upp filen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vad är vad i filen?")


def test_a_file_goes_in_comes_back_marked_is_corrected_undone_and_done_again(as_person):
    page = as_person("admin@barnrattsportalen.example")
    upload(page, "nyckeltal.csv", INDICATORS)
    page.get_by_role("button", name="Visa vad som kommer att hända").click()
    page.get_by_role("button", name="Läs in 1 rad").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Filen är inläst")

    upload(page, "våra värden.csv", FILE)
    silent(page)
    page.get_by_role("button", name="Visa vad som kommer att hända").click()
    expect(page.get_by_text("2 nya rader, 0 ändrade, 0 oförändrade och 1 fel. Inget har ändrats ännu.")).to_be_visible()
    expect(page.get_by_text("'Sandvken' är inget område. Menade du Sandviken (2181)?")).to_be_visible()
    silent(page)

    with page.expect_download() as download:
        page.get_by_role("link", name="hämta filen med felen markerade").click()
    with open(download.value.path(), "rb") as file:
        sheet = openpyxl.load_workbook(io.BytesIO(file.read())).active
    assert sheet["B5"].comment.text.startswith("'Sandvken' är inget område.")

    page.get_by_role("button", name="Rätta", exact=True).click()
    expect(page.get_by_text("3 nya rader, 0 ändrade, 0 oförändrade och 0 fel.")).to_be_visible()
    page.get_by_role("button", name="Läs in 3 rader").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Filen är inläst")
    silent(page)

    page.get_by_role("link", name="Ångra inläsningen").click()
    silent(page)
    page.get_by_role("button", name="Ångra inläsningen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Inläsningen är ångrad")
    page.get_by_role("button", name="Titta igenom filen igen").click()
    page.get_by_role("button", name=re.compile("^Läs in 3")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Filen är inläst")
    page.goto("/import/")
    expect(page.get_by_role("link", name="våra värden.csv")).to_be_visible()
    silent(page)


def test_the_way_works_without_javascript_and_fits_a_phone(as_person):
    page = as_person("admin@barnrattsportalen.example", java_script_enabled=False)
    page.set_viewport_size({"width": 360, "height": 800})
    upload(page, "foreningar.csv", "Namn;Slag;Org.nr\nFöreningen Ett;civilsamhälle;12\n".encode())
    page.get_by_role("button", name="Visa vad som kommer att hända").click()
    page.get_by_label("Skriv i stället").fill("802000-1234")
    page.get_by_role("button", name="Rätta", exact=True).click()
    expect(page.get_by_text("1 ny rad, 0 ändrade, 0 oförändrade och 0 fel.")).to_be_visible()
    page.get_by_role("link", name="Ta bort uppladdningen").click()
    page.get_by_role("button", name="Ta bort").click()
    expect(page.get_by_text("foreningar.csv är borttagen.")).to_be_visible()
