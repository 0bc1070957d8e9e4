"""The national coordinator copies last year's survey, changes a question, publishes and sees it as a county does."""

from playwright.sync_api import expect

from tests.browser import axe


def test_a_round_is_prepared_in_the_browser(as_person):
    page = as_person("nora@samverkan.example")
    page.goto("/enkat/")
    page.get_by_role("link", name="Ny omgång").click()
    axe.assert_silent(page)
    page.get_by_role("button", name="Förbered omgången").click()
    axe.assert_silent(page)

    page.get_by_role("link", name="Ändra ”Har Agenda 2030", exact=False).click()
    page.get_by_label("Fråga", exact=True).fill("Har Agenda 2030 präglat länsstyrelsens insatser?")
    page.get_by_role("button", name="Spara").click()
    page.get_by_role("link", name="Se ändringarna och publicera").click()
    axe.assert_silent(page)
    expect(page.get_by_label("Omformulerad")).to_be_checked()
    page.get_by_role("button", name="Publicera frågorna").click()
    expect(page.get_by_text("Frågorna är publicerade.")).to_be_visible()

    page.get_by_role("link", name="Förhandsgranska som ett län").click()
    page.get_by_role("button", name="Agenda 2030").click()
    expect(page.get_by_role("group", name="Har Agenda 2030 präglat länsstyrelsens insatser?")).to_be_visible()
    axe.assert_silent(page)
