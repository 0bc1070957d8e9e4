"""A caseworker's way from four questions to a full assessment, with a colleague at the same time."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import axe


@pytest.fixture
def begun(as_person):
    """Begins a short assessment with a title, as somebody of the school board."""

    def begun(title, **options):
        page = as_person("hanna@gavle.example", **options)
        page.goto("/provningar/ny/?berors=direkt&bestamda=nej&paverkan=liten&tydligt=ja")
        expect(page.get_by_text("Då räcker kortversionen.")).to_be_visible()
        page.get_by_label("Ärendets namn").fill(title)
        page.get_by_role("group", name="Kan innehållet omfattas av sekretess?").get_by_label("Nej").check()
        page.get_by_role("button", name="Börja prövningen").click()
        expect(page.get_by_role("heading", level=1, name="Avstämning")).to_be_visible()
        return page

    return begun


def saved(page):
    expect(page.locator("[data-save-state]")).to_have_text(re.compile(r"Sparat \d\d:\d\d"))


def write(page, label, text):
    page.locator("[data-save-state]").evaluate("state => (state.textContent = '')")
    page.get_by_label(label).fill(text)
    saved(page)


def choose(page, question, answer):
    page.locator("[data-save-state]").evaluate("state => (state.textContent = '')")
    page.get_by_role("group", name=question).get_by_label(answer, exact=True).check()
    saved(page)


def test_a_short_assessment_grows_and_two_write_and_comment(begun, as_person, living_watch):
    page = begun("Skolan vid ån stängs")
    axe.assert_silent(page)
    write(page, "Vad ska beslutas eller göras?", "Nämnden föreslår att skolan vid ån stängs till hösten.")
    expect(page.get_by_label("Vet vi vad barnen själva tycker?")).to_have_count(0)
    choose(page, "Berörs barn?", "Ja, direkt")
    expect(page.get_by_role("group", name="Vet vi vad barnen själva tycker?")).to_be_visible()
    choose(page, "Vet vi vad barnen själva tycker?", "Nej")

    # A colleague writes in another field, which is told beside it, and comments.
    colleague = as_person("kalle@gavle.example")
    colleague.goto(page.url)
    write(colleague, "Vilka barn, och hur märker de av det?", "Elever i årskurs 1 till 6.")
    page.get_by_label("Vad ska beslutas eller göras?").focus()
    expect(page.get_by_text("Kalle Kollega skriver här just nu.")).to_be_visible()
    colleague.get_by_role("link", name="Kommentera ”Vad ska beslutas eller göras?”").click()
    colleague.get_by_label("Kommentar").fill("Skriv också vad som händer om inget görs.")
    colleague.get_by_role("button", name="Spara kommentaren").click()
    expect(colleague.get_by_text("Skriv också vad som händer om inget görs.")).to_be_visible()

    # What stands in two windows at once is chosen between.
    page.get_by_label("Vilka barn, och hur märker de av det?").fill("Alla elever.")
    expect(page.locator("[data-save-state]")).to_contain_text("Någon annan har skrivit i samma fält")
    page.get_by_role("button", name="Spara och kontrollera svaren").click()
    expect(page.get_by_text("Två har skrivit i samma fält")).to_be_visible()
    axe.assert_silent(page)
    page.get_by_label("Båda, den andras först").check()
    page.get_by_role("button", name="Spara och sluta för nu").click()
    expect(page.get_by_role("heading", name="Vi föreslår en full prövning")).to_be_visible()
    axe.assert_silent(page)

    # The paragraph is there to copy, with and without the clipboard.
    page.get_by_role("link", name="Stycke till tjänsteskrivelsen").click()
    expect(page.get_by_label("Stycket")).to_have_value(re.compile("Barn berörs direkt av förslaget."))
    axe.assert_silent(page)
    page.evaluate("void (navigator.clipboard.writeText = text => Promise.resolve((window.copied = text)))")
    page.get_by_role("button", name="Kopiera texten").click()
    expect(page.get_by_text("Texten är kopierad.")).to_be_visible()
    assert page.evaluate("window.copied") == page.get_by_label("Stycket").input_value()
    page.evaluate("void (navigator.clipboard.writeText = () => Promise.reject())")
    page.get_by_role("button", name="Kopiera texten").click()
    expect(page.get_by_text("Texten är markerad.")).to_be_visible()
    page.get_by_role("link", name="Till prövningen").click()

    page.get_by_role("link", name="Fortsätt med en full mall").click()
    page.get_by_label("Barn på ett generellt plan, omkring 2 timmar").check()
    page.get_by_role("button", name="Fortsätt", exact=True).click()
    page.get_by_role("link", name="Ärendet och barnen").click()
    expect(page.get_by_label("Vilka grupper av barn berörs?")).to_have_value(
        "Elever i årskurs 1 till 6.\n\nAlla elever."
    )
    page.goto(page.url.replace("/arendet/", "/alternativ/"))
    expect(page.get_by_role("heading", name="Alternativ 2")).to_be_visible()
    axe.assert_silent(page)
    page.get_by_role("button", name="Lägg till: alternativ").click()
    expect(page.get_by_role("heading", name="Alternativ 3")).to_be_visible()
    page.get_by_role("link", name="Prövningar").first.click()
    axe.assert_silent(page)

    # Another board of the same municipality sees nothing.
    living_watch.expected_statuses.add(404)
    other = as_person("sara@gavle.example")
    other.goto("/provningar/")
    expect(other.get_by_text("Ni har inga prövningar än")).to_be_visible()
    other.goto(colleague.url)
    expect(other.get_by_role("heading", level=1)).to_have_text("Sidan finns inte")

    # It reads the text that it is given, and that only.
    page.get_by_role("link", name="Skolan vid ån stängs").first.click()
    page.get_by_role("link", name="Dela med en annan myndighet").click()
    page.get_by_label("Mottagarens namn").fill("Socialnämnden i Gävle")
    page.get_by_role("button", name="Sök").click()
    page.get_by_label("Socialnämnden i Gävle").check()
    page.get_by_label("Varför delas prövningen?").fill("Samråd inför beslutet.")
    page.get_by_label("Vi har prövat att texten får lämnas").check()
    axe.assert_silent(page)
    page.get_by_role("button", name="Dela texten").click()
    expect(page.get_by_text("Ingen har läst än")).to_be_visible()
    axe.assert_silent(page)
    other.goto("/provningar/delade/")
    axe.assert_silent(other)
    other.get_by_role("link", name="Skolan vid ån stängs").click()
    expect(other.get_by_text("Delad av Utbildningsnämnden i Gävle")).to_be_visible()
    axe.assert_silent(other)


def test_a_personal_number_is_not_saved_and_the_text_stays(begun):
    page = begun("Skolskjuts till Hemlingby")
    page.set_viewport_size({"width": 360, "height": 740})
    page.get_by_label("Vad ska beslutas eller göras?").fill("Om eleven 19121212-1212 får skjuts.")
    expect(page.locator("[data-save-state]")).to_contain_text("här tas inga personnummer emot")
    page.get_by_role("button", name="Spara och kontrollera svaren").click()
    expect(page.get_by_label("Vad ska beslutas eller göras?")).to_have_value("Om eleven 19121212-1212 får skjuts.")
    expect(page.get_by_label("Det är inte ett personnummer")).to_be_visible()
    axe.assert_silent(page)
    assert page.evaluate("localStorage.length") == 0


def test_the_same_without_javascript(begun):
    page = begun("Ny lekplats", java_script_enabled=False)
    page.get_by_label("Vad ska beslutas eller göras?").fill("En lekplats byggs vid torget.")
    page.get_by_role("group", name="Berörs barn?").get_by_label("Ja, direkt").check()
    page.get_by_role("button", name="Spara och sluta för nu").click()
    page.get_by_role("link", name="Avstämning").click()
    expect(page.get_by_role("group", name="Vet vi vad barnen själva tycker?")).to_be_visible()
    expect(page.get_by_label("Vad ska beslutas eller göras?")).to_have_value("En lekplats byggs vid torget.")
