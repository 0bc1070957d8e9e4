"""A municipality finds somebody to do it with: it says so, asks for contact, gets a yes, and both see each other."""

import datetime
import re

import pytest
from playwright.sync_api import expect

from tests.browser import axe
from tests.browser.addresses import UNFOLD
from tests.browser.measures import FINGERTIP, PRESSED, SHORT_WORD, TOO_WIDE

# Rädda Barnen answers for it, where Rut works in the demonstration.
ENTRY = "/initiativ/det-handlar-om-karlek/"
SVANTE, RUT, ADA = "svante@tierp.example", "rut@foreningen.example", "admin@barnrattsportalen.example"


def checked(page):
    """axe is silent, nothing hangs out in a narrow window, and everything pressed is as large as a fingertip."""
    axe.assert_silent(page)
    page.set_viewport_size({"width": 320, "height": 740})
    page.evaluate(UNFOLD)
    assert page.evaluate(TOO_WIDE) == []
    page.set_viewport_size({"width": 360, "height": 740})
    small = [one for one in page.evaluate(PRESSED) if one["height"] < FINGERTIP - 0.5 or one["width"] < SHORT_WORD]
    assert small == []
    page.set_viewport_size({"width": 1280, "height": 800})
    return page


def test_two_organisations_find_each_other(as_person):
    # A stranger reads, and is sent to sign in.
    page = as_person()
    page.goto(ENTRY)
    page.get_by_role("link", name="Vi vill göra detta").click()
    expect(page).to_have_url(re.compile(r"/konto/logga-in/\?next=/initiativ/det-handlar-om-karlek/gor-detsamma/"))

    # The second municipality says that it wants to do the same.
    svante = as_person(SVANTE)
    svante.goto(ENTRY)
    svante.get_by_role("link", name="Vi vill göra detta").click()
    checked(svante)
    svante.get_by_label("Kort kommentar").fill("Vi börjar i två skolor.")
    svante.get_by_role("button", name="Spara").click()
    expect(svante.get_by_role("region", name="Fler som gör detta")).to_contain_text("Tierps kommun")
    checked(svante)

    # It asks for contact. The receiver is not told who, only which organisation.
    svante.get_by_role("link", name="Ta kontakt").click()
    checked(svante)
    svante.get_by_role("button", name="Skicka frågan").click()
    expect(svante.get_by_role("heading", name="Det är 2 saker att rätta")).to_be_visible()
    axe.assert_silent(svante)
    svante.get_by_label("Meddelande").fill("Hur gjorde ni med **tiden**?")
    svante.get_by_label(re.compile("får se mitt namn")).check()
    svante.get_by_role("button", name="Skicka frågan").click()
    expect(svante.get_by_text("Väntar på svar")).to_be_visible()
    checked(svante)

    rut = as_person(RUT)
    rut.goto("/konto/aviseringar/")
    rut.get_by_role("link", name="Tierps kommun vill ha kontakt med er om ”Det handlar om kärlek”.").first.click()
    expect(rut.get_by_text("Hur gjorde ni med tiden?")).to_be_visible()
    expect(rut.get_by_text("Namn och adress visas om ni svarar ja.")).to_be_visible()
    expect(rut.get_by_text("svante@tierp.example")).to_have_count(0)
    checked(rut)

    # The owner says yes, and both see each other.
    rut.get_by_label(re.compile("^Ja. Den som frågar och jag")).check()
    rut.get_by_role("textbox", name="Meddelande").fill("Gärna, vi ringer!")
    rut.get_by_role("button", name="Skicka svaret").click()
    expect(rut.get_by_role("link", name="svante@tierp.example")).to_be_visible()
    checked(rut)
    svante.goto("/samarbete/kontakter/")
    svante.get_by_role("link", name="Det handlar om kärlek").click()
    expect(svante.get_by_role("link", name="rut@foreningen.example")).to_be_visible()
    expect(svante.get_by_text("Gärna, vi ringer!")).to_be_visible()

    # And either of them may end it.
    svante.get_by_role("link", name="Avsluta kontakten och dölj adresserna").click()
    checked(svante)
    svante.get_by_role("button", name="Avsluta kontakten").click()
    expect(svante.get_by_role("link", name="rut@foreningen.example")).to_have_count(0)
    rut.reload()
    expect(rut.get_by_role("link", name="svante@tierp.example")).to_have_count(0)


def test_a_notice_is_written_found_reported_and_decided_on_without_javascript(as_person):
    rut = as_person(RUT, java_script_enabled=False)
    rut.goto("/samarbete/")
    rut.get_by_role("link", name="Skriv en efterlysning").click()
    rut.get_by_label("Rubrik").fill("Vi söker en kommun som vill pröva barnrättssamtal")
    rut.get_by_label("Vad söker ni?").fill("Tre träffar och en *gemensam* rapport.")
    rut.get_by_label("Sista dag").fill((datetime.date.today() + datetime.timedelta(days=60)).isoformat())
    rut.get_by_role("group", name="Med vem?").get_by_label("Kommun").check()
    rut.get_by_role("group", name="Verksamhetsområde").get_by_label("Kultur och fritid").check()
    rut.get_by_role("button", name="Publicera").click()
    rut.get_by_role("link", name="Vi söker en kommun").click()
    expect(rut.get_by_role("heading", name="Det här kan passa ihop")).to_be_visible()
    expect(rut.get_by_text("Samma område: kultur och fritid").first).to_be_visible()
    address = rut.url

    reader = as_person(java_script_enabled=False)
    reader.goto("/samarbete/?med=kommun&omrade=kultur_fritid")
    expect(reader.get_by_role("link", name="Vi söker en kommun")).to_be_visible()
    reader.goto(address)
    reader.get_by_role("link", name="Anmäl texten").click()
    reader.get_by_label("Reklam eller försök till bedrägeri").check()
    reader.get_by_role("button", name="Skicka anmälan").click()
    expect(reader.get_by_text("Tack. Portalens redaktion läser anmälan.")).to_be_visible()

    ada = as_person(ADA, java_script_enabled=False)
    ada.goto("/samarbete/anmalningar/")
    ada.get_by_role("link", name="Reklam eller försök till bedrägeri").first.click()
    ada.get_by_label("Texten får stå kvar").check()
    ada.get_by_label("Skäl").fill("Det är en efterlysning.")
    ada.get_by_role("button", name="Spara beslutet").click()
    expect(ada.get_by_text("Beslutet är sparat.")).to_be_visible()


@pytest.mark.parametrize(
    "address",
    [
        "/samarbete/ny/",
        "/samarbete/kontakter/",
        "/samarbete/",
        f"{ENTRY}soker-samarbete/",
        f"{ENTRY}inspiration/?q=rätt",
    ],
)
def test_axe_is_silent_on_what_those_who_work_somewhere_see(as_person, address):
    page = as_person(RUT)
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    checked(page)


def test_axe_is_silent_on_a_notice_a_report_and_the_lists_of_the_editors(as_person):
    rut = as_person(RUT)
    rut.goto("/samarbete/ny/")
    rut.get_by_label("Rubrik").fill("Vi söker en skola")
    rut.get_by_label("Vad söker ni?").fill("Ring 070-123 45 67.")
    rut.get_by_label("Sista dag").fill((datetime.date.today() + datetime.timedelta(days=60)).isoformat())
    rut.get_by_role("group", name="Med vem?").get_by_label("Kommun").check()
    rut.get_by_role("button", name="Publicera").click()
    expect(rut.get_by_label("Spara ändå")).to_be_visible()
    checked(rut)
    rut.get_by_label("Spara ändå").check()
    rut.get_by_role("button", name="Publicera").click()
    rut.get_by_role("link", name="Vi söker en skola").click()
    checked(rut)
    address = rut.url
    svante = as_person(SVANTE)
    svante.goto(f"{address}anmal/")
    checked(svante)
    svante.get_by_label("Något annat").check()
    svante.get_by_label("Beskriv gärna").fill("Ett telefonnummer.")
    svante.get_by_role("button", name="Skicka anmälan").click()
    ada = as_person(ADA)
    ada.goto("/samarbete/anmalningar/")
    checked(ada)
    ada.get_by_role("link", name="Något annat").first.click()
    checked(ada)
