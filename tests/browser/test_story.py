"""The whole of it, as new users would: invited, signed in with two steps, told, reviewed, found, and met."""

import re

from playwright.sync_api import expect

from tests.accounts.sign_in import app_code
from tests.browser import axe

STINA, GUN, SVANTE, ADA = (
    "stina@gavle.example",
    "gun@gavleborg.example",
    "svante@tierp.example",
    "admin@barnrattsportalen.example",
)
VERA = "vera@gavle.example"
PASSWORD = "en brygga av trä vid sjön"
TITLE = "Barnens budgetmöten i Gävle"


def invited_by_letter(as_person):
    """Vera's window, where she has joined with the link that Stina's invitation brought."""
    stina = as_person(STINA)
    stina.goto("/konto/medlemmar/gavle-kommun/")
    stina.get_by_label("E-postadress").fill(VERA)
    stina.get_by_label("Roll").select_option("strateg")
    stina.get_by_role("button", name="Skicka inbjudan").click()
    expect(stina.get_by_text(f"Inbjudan till {VERA} är på väg.")).to_be_visible()
    vera = as_person()
    vera.goto("/konto/demo/utkorg/")
    letter = vera.locator("article", has_text=f"Till {VERA}").first
    vera.goto(letter.locator(".panel a").first.get_attribute("href"))
    axe.assert_silent(vera)
    vera.get_by_label("Namn").fill("Vera Nyström")
    vera.get_by_label("Lösenord").fill(PASSWORD)
    vera.locator("main").get_by_role("button").click()
    expect(vera.get_by_text("Välkommen!")).to_be_visible()
    return vera


def sign_in_with_an_app(page):
    """Turn on the second step and sign in anew with it."""
    page.goto("/konto/mfa/")
    page.get_by_role("link", name="Slå på").click()
    if page.get_by_role("heading", name="Visa att det är du").is_visible():
        page.get_by_label("Lösenord").fill(PASSWORD)
        page.get_by_role("button", name="Fortsätt").click()
    secret = page.locator("code.secret").inner_text()
    page.get_by_label("Kod från appen").fill(app_code(secret))
    page.get_by_role("button", name="Slå på").click()
    expect(page.locator(".codes li").first).to_be_visible()
    spare = page.locator(".codes li").first.inner_text()
    page.set_viewport_size({"width": 1280, "height": 900})  # axe leaves it narrow
    page.get_by_role("button", name="Logga ut").first.click()
    page.goto("/konto/logga-in/?next=/initiativ/ny/")
    page.get_by_label("E-postadress").fill(VERA)
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Logga in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Andra steget")
    # A code counts once, and the app's next one comes in half a minute.
    page.get_by_label("Kod").fill(spare)
    page.get_by_role("button", name="Logga in", exact=True).click()
    expect(page).to_have_url(re.compile("/initiativ/ny/$"))


def tell_of_an_example(page):
    page.get_by_label("Titel").fill(TITLE)
    page.get_by_role("button", name="ortsätt").click()
    page.wait_for_url("**/steg/vad/")
    go_on = page.get_by_role("button", name="Spara och fortsätt")
    page.get_by_label("Kort sammanfattning").fill("Barn i årskurs fem får säga vad de tycker om kommunens budget.")
    page.get_by_label("Slag").select_option(label="Barns delaktighet")
    page.get_by_label("Status").select_option("lopande")
    go_on.click()
    page.get_by_label("Kontaktfunktion").fill("Barnrättsstrategen")
    go_on.click()
    page.get_by_label("Vad som gjordes").fill("Vi bjöd in 60 barn till tre möten före budgeten.")
    page.get_by_label("Barn har tillfrågats").check()
    page.get_by_label("Artikel 12. ").check()
    go_on.click()
    go_on.click()
    axe.assert_silent(page)
    page.get_by_role("button", name="Skicka in för granskning").click()
    expect(page.get_by_text("Du får veta när det är granskat.")).to_be_visible()


def ask_for_a_completion(page):
    page.goto("/granskning/")
    axe.assert_silent(page)
    page.get_by_role("link", name=TITLE).click()
    axe.assert_silent(page)
    page.get_by_label("Behöver kompletteras").check()
    page.get_by_label("Skäl").fill("Berätta hur barnen deltog.")
    page.get_by_role("button", name="Spara beslutet").click()
    expect(page.get_by_text("Beslutet är sparat")).to_be_visible()


def complete(page):
    page.goto("/konto/aviseringar/")
    page.get_by_role("link", name=f"”{TITLE}” behöver kompletteras.").click()
    expect(page.get_by_text("Berätta hur barnen deltog.")).to_be_visible()
    axe.assert_silent(page)
    page.get_by_role("link", name="Ändra hur").click()
    page.get_by_label("Hur barn deltog").fill("I grupper om sex, med en vuxen som skrev.")
    page.get_by_role("button", name="Spara och sluta för nu").click()
    page.get_by_role("button", name="Skicka in för granskning").click()
    expect(page.get_by_text("Du får veta när det är granskat.")).to_be_visible()


def publish(page):
    page.goto("/granskning/")
    page.get_by_role("link", name=TITLE).click()
    for question in ("på riktigt", "fri från personuppgifter", "kontaktfunktion"):
        page.get_by_role("group", name=question).get_by_label("Ja").check()
    page.get_by_label("Publicerat, märkt registrerat").check()
    page.get_by_role("button", name="Spara beslutet").click()
    expect(page.get_by_text("Beslutet är sparat")).to_be_visible()


def find(page):
    """The entry's address, found by a word in another form than it was written in."""
    page.goto("/initiativ/?q=budgetmöte+Gävle")
    page.get_by_role("link", name=TITLE).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    axe.assert_silent(page)
    return page.url


def want_the_same_and_ask(page, address):
    page.goto(address)
    page.get_by_role("link", name="Vi vill göra detta").click()
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_role("region", name="Fler som gör detta")).to_contain_text("Tierps kommun")
    page.get_by_role("link", name="Ta kontakt").click()
    page.get_by_label("Meddelande").fill("Hur valde ni ut klasserna?")
    page.get_by_label(re.compile("får se mitt namn")).check()
    page.get_by_role("button", name="Skicka frågan").click()
    expect(page.get_by_text("Väntar på svar")).to_be_visible()


def say_yes(page):
    page.goto("/samarbete/kontakter/")
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_text(SVANTE)).to_have_count(0)
    page.get_by_label(re.compile("^Ja. Den som frågar och jag")).check()
    page.get_by_role("textbox", name="Meddelande").fill("Ring gärna!")
    page.get_by_role("button", name="Skicka svaret").click()
    expect(page.get_by_role("link", name=SVANTE)).to_be_visible()
    axe.assert_silent(page)


def test_from_an_invitation_to_two_municipalities_that_meet(as_person):
    vera = invited_by_letter(as_person)
    sign_in_with_an_app(vera)
    tell_of_an_example(vera)
    gun = as_person(GUN)
    ask_for_a_completion(gun)
    complete(vera)
    publish(gun)
    address = find(as_person())
    svante = as_person(SVANTE)
    want_the_same_and_ask(svante, address)
    say_yes(vera)
    svante.goto("/samarbete/kontakter/")
    svante.get_by_role("link", name=TITLE).click()
    expect(svante.get_by_role("link", name=VERA)).to_be_visible()

    # Who did what is there to read.
    vera.goto(f"{address}historik/")
    axe.assert_silent(vera)
    for what, who in (("Initiativ inskickat", "Vera Nyström"), ("Granskning avgjord", "Gun Granskare")):
        expect(vera.get_by_role("row", name=what).filter(has_text=who).first).to_be_visible()
    ada = as_person(ADA)
    ada.goto(f"/administration/audit/auditevent/?q={SVANTE.split('@')[0]}")
    expect(ada.get_by_text("kontakt sökt").first).to_be_visible()
