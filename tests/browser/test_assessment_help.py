"""Help where the cursor is: a standard answer, a link that is followed without losing a word, children's voices."""

import re

from playwright.sync_api import expect

from tests.browser import axe


def test_a_caseworker_is_helped_along_and_nothing_is_lost(as_person):
    strategist = as_person("kalle@gavle.example")
    strategist.goto("/provningar/eget/")
    strategist.get_by_role("link", name="Kortversion").click()
    strategist.get_by_role("link", name="Lägg till standardsvar vid ”Vad ska beslutas eller göras?”").click()
    strategist.get_by_label("Namn").fill("Avtal")
    strategist.get_by_label("Text").fill("Avtalet löper ut i juni.")
    strategist.get_by_role("button", name="Spara").click()
    axe.assert_silent(strategist)

    page = as_person("hanna@gavle.example")
    page.goto("/provningar/ny/")
    page.get_by_label("Ärendets namn").fill("Ny leverantör av skolmat")
    page.get_by_role("group", name="Kan innehållet omfattas av sekretess?").get_by_label("Nej").check()
    page.get_by_role("button", name="Börja prövningen").click()
    step = page.url
    held = []
    page.route("**/spara/", lambda route: route.continue_() if held else held.append(route))
    with page.expect_request("**/spara/"):
        page.get_by_label("Vad ska beslutas eller göras?").fill("Maten ska upphandlas.")
    page.get_by_text("Standardsvar", exact=True).click()
    page.get_by_text("Artikel 3 i korthet").first.click()
    axe.assert_silent(page)
    page.get_by_role("button", name="Infoga Avtal").click()
    written = "Maten ska upphandlas.\n\nAvtalet löper ut i juni."
    expect(page.get_by_label("Vad ska beslutas eller göras?")).to_have_value(written)
    # A link waits for what is being saved and for what was written since, and all of it is there afterwards.
    page.get_by_role("complementary", name="Det här kan hjälpa").locator("a[href^='/initiativ/']").first.click()
    held[0].continue_()
    expect(page).to_have_url(re.compile("/initiativ/"))
    page.goto(step)
    expect(page.get_by_label("Vad ska beslutas eller göras?")).to_have_value(written)

    page.get_by_role("link", name="Välj vad prövningen bygger på").click()
    page.get_by_label("Skolvägen över Storgatan").check()
    page.get_by_role("button", name="Lägg till i prövningen").click()
    page.get_by_role("link", name="Skriv vad det ändrade").click()
    page.get_by_label("Vad ändrade det?").fill("Maten körs inte ut när barnen går till skolan.")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_text("Maten körs inte ut när barnen går till skolan.")).to_be_visible()
    axe.assert_silent(page)
    page.get_by_role("link", name="Till prövningen").click()
    page.get_by_role("link", name="Text till barnen").click()
    expect(page.get_by_label("Text till barnen")).to_have_value(re.compile("Barnen visade var de väntar på grönt"))
    axe.assert_silent(page)
