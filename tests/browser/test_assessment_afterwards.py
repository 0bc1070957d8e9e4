"""What happens to an assessment after it is written: taken back, cleaned up, locked and followed up."""

from playwright.sync_api import expect

from tests.browser import axe


def test_the_example_is_changed_taken_back_locked_and_followed_up(as_person):
    page = as_person("hanna@gavle.example")
    page.goto("/provningar/")
    page.get_by_role("link", name="Kortare öppettider på fritidsgården Ankaret").click()
    address = page.url
    page.get_by_role("link", name="Avstämning").click()
    page.get_by_label("Vilka barn, och hur märker de av det?").fill("Unga i stadsdelen.")
    page.get_by_role("button", name="Spara och sluta för nu").click()
    page.get_by_role("link", name="Så har svaren ändrats").click()
    axe.assert_silent(page)
    page.get_by_role("link", name="Vilka barn, och hur märker de av det?").click()
    expect(page.get_by_text("Unga mellan 13 och 17 år")).to_be_visible()
    axe.assert_silent(page)
    page.get_by_role("button", name="Ta tillbaka").click()
    expect(page.get_by_text("Svaret är som det var.")).to_be_visible()

    page.goto(address)
    page.get_by_role("button", name="Märk som klar").click()
    page.get_by_role("link", name="Rensa utkast och lås").click()
    expect(page.get_by_text("Läs dem")).to_be_visible()
    axe.assert_silent(page)
    page.get_by_role("button", name="Rensa och lås").click()
    expect(page.get_by_text("Prövningen är låst.")).to_be_visible()

    page.get_by_role("link", name="Åtgärder och uppföljning").click()
    axe.assert_silent(page)
    page.get_by_role("listitem").filter(has_text="Fråga de unga").get_by_role("link", name="Avsluta").click()
    page.get_by_label("Hur gick det för barnen?").fill("Färre kommer, men de som kommer stannar längre.")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_text("Färre kommer, men de som kommer stannar längre.")).to_be_visible()
    page.get_by_role("link", name="Allt att följa upp").click()
    axe.assert_silent(page)

    strategist = as_person("kalle@gavle.example")
    strategist.goto("/provningar/")
    strategist.get_by_role("link", name="Gallring", exact=True).click()
    axe.assert_silent(strategist)
    strategist.get_by_role("link", name="Bestäm en regel").first.click()
    strategist.get_by_label("De gallras efter ett antal år").check()
    strategist.get_by_role("button", name="Spara").click()
    expect(strategist.get_by_role("link", name="Skriv vilket beslut gallringen vilar på")).to_be_visible()
    axe.assert_silent(strategist)
