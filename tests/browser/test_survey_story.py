"""A year's survey and its report: from last year's questions in Excel to a report that somebody signs.

Eighteen counties of twenty-one coordinate a network. When one corrects its answer the report says seventeen.
"""

import datetime
import re
from contextlib import contextmanager

import openpyxl
import pytest
from django.utils import timezone
from playwright.sync_api import expect

from regions.reports.models import Report
from regions.surveys import actions
from regions.surveys.demo import constructed_answers
from regions.surveys.models import Round
from tests import databases
from tests.browser import axe
from tests.documents.reading import Pdf, squeezed, word_lines
from tests.reports.factories import correct
from tests.surveys.factories import send_in

COUNTY, LATE = "gavleborg", "uppsala"
REWORDED = {
    "agenda2030_tema": "Har Agenda 2030 präglat länsstyrelsens insatser?",
    "sam_utveckling": "Hur utvecklades det externa samarbetet under 2024?",
}
SAID = (
    "17 av 21 län har svarat ”Ja, vid flertalet tillfällen” eller ”Ja, vid enstaka tillfällen”, ett färre än året före."
)


@pytest.fixture
def behind(living_portal, worker_id, django_db_blocker):
    """The living portal's database, for what nobody has to look at while it is done."""

    @contextmanager
    def behind():
        name = f"{databases.OWN['NAME']}_living_{worker_id}"
        with django_db_blocker.unblock(), databases.connected_to(name):
            yield

    return behind


def prepare(nora, folder):
    """Last year's questions, two of them changed in the workbook, published and open."""
    nora.goto("/enkat/")
    nora.get_by_role("link", name="Ny omgång").click()
    today = timezone.localdate()
    nora.get_by_label("Sista svarsdag").fill((today - datetime.timedelta(days=1)).isoformat())
    nora.get_by_label("Sista dag för rättelser").fill((today + datetime.timedelta(days=30)).isoformat())
    axe.assert_silent(nora)
    nora.get_by_role("button", name="Förbered omgången").click()
    file = folder / "enkaten.xlsx"
    with nora.expect_download() as download:
        nora.get_by_role("link", name="Hämta arbetsboken").click()
    download.value.save_as(file)
    book = openpyxl.load_workbook(file)
    header, *rows = book["survey"].rows
    column = {cell.value: place for place, cell in enumerate(header)}
    for row in rows:
        if text := REWORDED.get(row[column["name"]].value):
            row[column["label"]].value = text
    book.save(file)
    nora.get_by_role("link", name="Läs in arbetsboken").click()
    nora.get_by_label("Arbetsboken").set_input_files(file)
    nora.get_by_role("button", name="Läs in").click()
    expect(nora.get_by_label("Omformulerad")).to_have_count(2)
    axe.assert_silent(nora)
    nora.get_by_role("button", name="Publicera frågorna").click()
    expect(nora.get_by_text("Frågorna är publicerade.")).to_be_visible()
    nora.get_by_role("link", name="Förhandsgranska som ett län").click()
    nora.get_by_role("button", name="Agenda 2030").click()
    expect(nora.get_by_role("group", name=REWORDED["agenda2030_tema"])).to_be_visible()
    axe.assert_silent(nora)
    nora.goto("/enkat/2024/")
    nora.get_by_role("button", name="Öppna omgången").click()


def given(slug):
    """A county, and the answers that it gave for 2023."""
    return next(one for one in constructed_answers(Round.objects.get(slug="2023")) if one[0].slug == slug)


def answer(county, document):
    """A county's answers as they are written and sent in, with a reason wherever a check asks."""
    found = actions.begin(Round.objects.get(slug="2024"), county, by=None, document=document)
    send_in(found)


def answer_with_a_colleague(lars, gun):
    """Gävleborg: most is as last year, a colleague takes a part, and fewer municipalities ask for a reason."""
    lars.goto(f"/enkat/2024/lan/{COUNTY}/")
    lars.get_by_role("button", name="Börja svara").click()
    lars.get_by_role("button", name=re.compile("Kopiera .* svar från förra året")).click()
    lars.get_by_role("link", name="Verksamhetsmedel").click()
    lars.get_by_role("link", name="Låt en kollega svara på den här delen").click()
    lars.get_by_label("Kollega").select_option(label="Gun Granskare")
    axe.assert_silent(lars)
    lars.get_by_role("button", name="Ge delen till kollegan").click()
    expect(lars.get_by_text("hos en kollega", exact=True)).to_be_visible()

    # The colleague is led there by a notice, writes in that part alone, and says when it is done.
    gun.goto("/konto/aviseringar/")
    gun.get_by_role("link", name=re.compile("Du har fått delen ”Verksamhetsmedel”")).click()
    expect(gun.get_by_role("heading", level=1, name="Verksamhetsmedel")).to_be_visible()
    gun.get_by_label("Kommentera gärna verksamhetsmedlets betydelse.").fill("Det avgör hur mycket vi hinner.")
    expect(gun.locator("[data-save-state]")).to_have_text(re.compile(r"Sparat \d\d:\d\d"))
    gun.get_by_role("button", name="Spara och sluta för nu").click()
    gun.get_by_role("link", name="Verksamhetsmedel").click()
    axe.assert_silent(gun)
    gun.get_by_role("button", name="Märk delen som klar").click()
    gun.get_by_role("link", name="Agenda 2030").click()
    expect(gun.get_by_text("Du skriver i de delar som länssamordnaren har gett dig.")).to_be_visible()

    # The coordinator goes through the rest.
    lars.goto(f"/enkat/2024/lan/{COUNTY}/steg/intern/")
    while "/kontrollera/" not in lars.url:
        if "/samordning/" in lars.url:
            towns = lars.get_by_role("group", name=re.compile("Vilka av länets kommuner ingick"))
            towns.get_by_label("Ingen kommun").check()
            expect(towns.get_by_text("0 av 10 kommuner valda")).to_be_visible()
            towns.get_by_label("Gävle").check()
            expect(towns.get_by_label("Ingen kommun")).not_to_be_checked()
        lars.get_by_role("button", name=re.compile("Spara och (fortsätt|kontrollera svaren)")).last.click()
    asked = lars.locator("#kontroll-nat_kommuner_andrat")
    asked.get_by_label("Varför stämmer det?").fill("Nätverket vilade under hösten.")
    asked.get_by_role("button").click()
    expect(lars.get_by_text("Allt som behövs finns på plats.")).to_be_visible()
    lars.get_by_role("button", name="Svaren är klara").click()
    lars.get_by_role("link", name="Be om godkännande").click()
    lars.get_by_label("Vem beslutar hos er?").fill("Landshövding")
    lars.get_by_label("E-postadress").fill("landshovding@gavleborg.example")
    lars.get_by_role("button", name="Skicka länken").click()


def approve(governor, asks, button, thanks):
    """Without an account: the letter, what it is about on a page, and one button."""
    governor.goto("/konto/demo/utkorg/")
    governor.locator("article").filter(has_text=asks).first.get_by_role("link").click()
    axe.assert_silent(governor)
    governor.get_by_role("button", name=button).click()
    expect(governor.get_by_role("heading", name=thanks)).to_be_visible()


def write_the_report(nora):
    """A chapter with a figure that is picked."""
    nora.goto("/rapporter/")
    nora.get_by_role("button", name="Börja på rapporten för 2024").click()
    nora.get_by_role("link", name="Titel, avsändare och nummer").click()
    nora.get_by_label("Diarienummer").fill("512-2025")
    nora.get_by_role("button", name="Spara").click()
    nora.get_by_role("link", name="Nytt kapitel").click()
    nora.get_by_label("Rubrik").fill("Nätverken")
    nora.get_by_role("button", name="Lägg till kapitlet").click()
    nora.get_by_label("Sök bland frågorna och svaren").fill("samordnat nätverk")
    nora.get_by_role("button", name="Sök").click()
    nora.get_by_role("row").filter(has_text="18 av 21 län har svarat").get_by_role("button").click()
    shown = nora.locator("#visning")
    expect(shown.locator(".prose")).to_contain_text("18 av 21 län har svarat")
    axe.assert_silent(nora)


def remind_the_late_one(nora, behind):
    """One county is late, is reminded, and sends in. Then the round is closed."""
    nora.goto("/enkat/2024/")
    expect(nora.get_by_text("20 av 21 län har skickat in. 1 län är försenat.")).to_be_visible()
    axe.assert_silent(nora)
    nora.get_by_role("link", name="Påminn Uppsala län").click()
    axe.assert_silent(nora)
    nora.get_by_role("button", name="Skicka nu").click()
    expect(nora.get_by_text("Påminnelsen är på väg till: Lisa Länssamordnare.")).to_be_visible()
    with behind():
        answer(*given(LATE))
    nora.goto("/enkat/2024/")
    expect(nora.get_by_text("21 av 21 län har skickat in.")).to_be_visible()
    nora.get_by_role("button", name="Stäng omgången").click()


def see_what_changed(nora):
    """The list says which figure, what it was and is, and where it stands."""
    nora.goto("/rapporter/2024/skriv/")
    nora.get_by_role("link", name="Se vilka och var de står").click()
    row = nora.get_by_role("row").filter(has_text='av("nat_samordnat.flertal+enstaka")')
    expect(row).to_contain_text("18 av 21")
    expect(row).to_contain_text("17 av 21")
    expect(row.get_by_role("link", name="Nätverken")).to_be_visible()
    axe.assert_silent(nora)
    nora.get_by_role("button", name="Jag har gått igenom ändringarna").click()


def publish(nora, governor):
    nora.get_by_role("button", name="Rapporten är klar att godkännas").click()
    nora.get_by_role("link", name="Be om ett godkännande").click()
    nora.get_by_label("Vem beslutar?").fill("Landshövding")
    nora.get_by_label("E-postadress").fill("landshovding@gavleborg.example")
    nora.get_by_role("button", name="Skicka brevet").click()
    approve(governor, "ber dig godkänna Barnrättsrapporten 2024", "Godkänn rapporten", "Tack, rapporten är godkänd")
    nora.reload()
    nora.get_by_role("button", name="Publicera rapporten").click()
    expect(nora.get_by_text("Rapporten är publicerad.")).to_be_visible()


def read(page):
    """What anyone reads: on the page, as PDF and in Word."""
    page.goto("/rapporter/2024/")
    expect(page.locator(".prose")).to_contain_text(SAID)
    axe.assert_silent(page)
    for link in ("Hämta som PDF", "Word"):
        with page.expect_download() as download:
            page.get_by_role("link", name=link).click()
        written = download.value.path().read_bytes()
        text = Pdf(written).text if "PDF" in link else " ".join(line for _, line in word_lines(written))
        assert squeezed(SAID) in squeezed(text)
        assert "18 av 21" not in text


def test_a_survey_is_answered_and_becomes_a_report_that_follows_a_correction(as_person, behind, tmp_path):
    nora = as_person("nora@samverkan.example")
    prepare(nora, tmp_path)

    with behind():
        for county, document in constructed_answers(Round.objects.get(slug="2023")):
            if county.slug not in (COUNTY, LATE):
                answer(county, document)
    lars = as_person("lars@gavleborg.example")
    answer_with_a_colleague(lars, as_person("gun@gavleborg.example"))
    governor = as_person()
    approve(governor, "ber dig godkänna svaren", "Godkänn svaren", "Tack, svaren är godkända")
    lars.reload()
    lars.get_by_role("button", name="Skicka in").click()
    expect(lars.get_by_role("heading", level=1, name="Kvitto 2024-21-1")).to_be_visible()
    expect(lars.get_by_text("Landshövding, genom länken till")).to_be_visible()
    remind_the_late_one(nora, behind)

    write_the_report(nora)
    with behind():
        correct(Report.objects.get(year=2024), given(LATE)[0], nat_samordnat="under_uppbyggnad")
    see_what_changed(nora)
    publish(nora, governor)
    read(governor)
