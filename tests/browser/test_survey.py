"""A county answers the survey: a colleague takes a part, a check is confirmed, whoever decides approves by letter."""

import re

from playwright.sync_api import expect

from tests.browser import axe

COUNTY = "/enkat/prova/lan/gavleborg/"


def test_a_county_answers_with_a_colleague_and_is_approved_from_the_letter(as_person, living_watch):
    lars, gun = as_person("lars@gavleborg.example"), as_person("gun@gavleborg.example")
    lars.goto(COUNTY)
    lars.get_by_role("button", name="Börja svara").click()
    lars.get_by_role("button", name=re.compile("Kopiera .* svar från förra året")).click()
    lars.get_by_role("link", name="Verksamhetsmedel").click()
    lars.get_by_role("link", name="Låt en kollega svara på den här delen").click()
    lars.get_by_label("Kollega").select_option(label="Gun Granskare")
    axe.assert_silent(lars)
    lars.get_by_role("button", name="Ge delen till kollegan").click()
    expect(lars.get_by_text("hos kollega")).to_be_visible()

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

    # The coordinator goes through the rest. Fewer municipalities than last year asks for a reason.
    lars.goto(f"{COUNTY}steg/intern/")
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

    # Without an account: the letter, the answers on a page, and one button.
    governor = as_person()
    governor.goto("/konto/demo/utkorg/")
    governor.locator("article").filter(has_text="ber dig godkänna svaren").first.get_by_role("link").click()
    axe.assert_silent(governor)
    governor.get_by_role("button", name="Godkänn svaren").click()
    expect(governor.get_by_role("heading", name="Tack, svaren är godkända")).to_be_visible()

    lars.reload()
    lars.get_by_role("button", name="Skicka in").click()
    expect(lars.get_by_role("heading", level=1, name="Kvitto prova-21-1")).to_be_visible()
    expect(lars.get_by_text("Landshövding, genom länken till")).to_be_visible()
