"""A caseworker's way from four questions to a locked assessment, with a colleague at the same time."""

import re

import docx
import pytest
from playwright.sync_api import expect

from tests.browser import axe
from tests.browser.keyboard import has_focus, tab_to
from tests.browser.measures import TOO_WIDE

TITLE = "Vallbackens skola läggs ner"
PROPOSAL = "Nämnden föreslår att Vallbackens skola läggs ner till hösten."
GROUPS = "Elever i årskurs 1 till 6 på Vallbackens skola."
MORE_GROUPS = "Förskolebarnen som skulle ha börjat där."


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


def press(page, control):
    tab_to(page, control)
    page.keyboard.press("Enter")


def type_in(page, label, text):
    tab_to(page, page.get_by_label(label))
    page.keyboard.insert_text(text)


def choose(page, question, answer):
    """The first answer with Space, the others with the arrow from there."""
    group = page.get_by_role("group", name=question)
    wanted = group.get_by_label(answer, exact=True)
    tab_to(page, group.get_by_role("radio").first)
    page.keyboard.press("Space")
    while not has_focus(wanted):
        page.keyboard.press("ArrowDown")
    expect(wanted).to_be_checked()


def write_a_short_one(page):
    """From the list to a short assessment with every answer, and not a click."""
    press(page, page.get_by_role("link", name="Börja en prövning"))
    choose(page, "Berörs barn av det som ska beslutas eller göras?", "Ja, direkt")
    press(page, page.get_by_role("button", name="Visa förslag"))
    choose(page, "Gäller beslutet bestämda barn?", "Nej, barn i allmänhet eller en stor grupp")
    choose(page, "Hur mycket påverkas barnen?", "Lite")
    choose(page, "Är det tydligt vad som är bäst för barnen?", "Ja")
    press(page, page.get_by_role("button", name="Fortsätt"))
    expect(page.get_by_text("Då räcker kortversionen.")).to_be_visible()
    assert axe.faults(page) == []
    type_in(page, "Ärendets namn", TITLE)
    choose(page, "Kan innehållet omfattas av sekretess?", "Nej")
    press(page, page.get_by_role("button", name="Börja prövningen"))
    expect(page.get_by_role("heading", level=1, name="Avstämning")).to_be_visible()
    axe.assert_silent(page)
    type_in(page, "Vad ska beslutas eller göras?", PROPOSAL)
    choose(page, "Berörs barn?", "Ja, direkt")
    type_in(page, "Vilka barn, och hur märker de av det?", GROUPS)
    expect(page.get_by_role("group", name="Vet vi vad barnen själva tycker?")).to_be_visible()
    choose(page, "Vet vi vad barnen själva tycker?", "Nej")
    type_in(page, "Vad blir bättre och vad blir sämre för barnen?", "Skolvägen blir längre.")
    choose(page, "Är förslaget förenligt med barnens bästa?", "Delvis")
    type_in(page, "Varför?", "Eleverna är för få för behöriga lärare i alla ämnen.")
    expect(page.get_by_label("Vad görs för att mildra följderna för barnen?")).to_be_visible()
    type_in(page, "Vad görs för att mildra följderna för barnen?", "Skolskjuts. Rektor, till skolstarten.")
    saved(page)
    press(page, page.get_by_role("button", name="Spara och sluta för nu"))
    expect(page.get_by_role("heading", name="Vi föreslår en full prövning")).to_be_visible()


def comment(page, question, text):
    page.get_by_role("link", name=f"Kommentera ”{question}”").click()
    page.get_by_label("Kommentar").fill(text)
    page.get_by_role("button", name="Spara kommentaren").click()
    expect(page.get_by_text(text)).to_be_visible()


def write_together(page, colleague):
    """Each hears of the other; both write in one field, and both texts are kept. The colleague comments at two."""
    groups = "Vilka grupper av barn berörs?"
    colleague.goto(page.url)
    with colleague.expect_response("**/har/"):
        colleague.get_by_label(groups).focus()
    page.get_by_label(groups).fill(f"{GROUPS} Hälften åker buss.")
    saved(page)
    expect(page.get_by_text("Kalle Kollega skriver här just nu.")).to_be_visible()
    colleague.get_by_label(groups).fill(MORE_GROUPS)
    expect(colleague.locator("[data-save-state]")).to_contain_text("Någon annan har skrivit i samma fält")
    colleague.get_by_role("button", name="Spara och sluta för nu").click()
    expect(colleague.get_by_text("Två har skrivit i samma fält")).to_be_visible()
    axe.assert_silent(colleague)
    # What is written while the choice waits is not saved past it.
    colleague.get_by_label(groups).fill(f"{MORE_GROUPS} Och syskon.")
    colleague.wait_for_timeout(1200)
    colleague.get_by_label("Båda, den andras först").check()
    colleague.get_by_role("button", name="Spara och sluta för nu").click()
    colleague.get_by_role("link", name="Ärendet och barnen").click()
    expect(colleague.get_by_label(groups)).to_have_value(f"{GROUPS} Hälften åker buss.\n\n{MORE_GROUPS} Och syskon.")
    comment(colleague, groups, "Ta med syskonen i förskolan.")
    with page.expect_response("**/spara/"):
        page.get_by_label("Vad ska beslutas eller göras, och varför nu?").fill(f"{PROPOSAL} Avtalet löper ut i juni.")
        comment(colleague, "Vad ska beslutas eller göras, och varför nu?", "Vad händer om inget görs?")


def answer_the_rest(page):
    """Something in every field of the step that has to be answered and is empty."""
    for box in page.locator("[data-questions] textarea").all():
        if not box.input_value() and "(frivilligt)" not in box.locator("xpath=..").inner_text():
            box.fill("Det beskrivs i underlaget.")
    for box in page.locator("[data-questions] input[inputmode=numeric]").all():
        if not box.input_value():
            box.fill("2027-05-03")
    for group in page.locator("[data-questions] fieldset").all():
        if not group.locator(":checked").count() and "(frivilligt)" not in group.inner_text():
            group.locator("input").first.check()


def complete(page):
    """Every step in its order, and what was asked for by the answers of others after that."""
    page.get_by_role("link", name="Ärendet och barnen").click()
    for number in range(1, 9):
        expect(page.get_by_text(f"Steg {number} av 8")).to_be_visible()
        page.set_viewport_size({"width": [360, 1280][number % 2], "height": 800})
        assert axe.faults(page, contrast=number == 1) == []
        answer_the_rest(page)
        page.get_by_role("button", name=re.compile("Spara och (fortsätt|kontrollera)")).click()
    while (left := page.get_by_role("link", name=re.compile("^Besvara ”"))).count():
        left.first.click()
        answer_the_rest(page)
        page.get_by_role("button", name="Spara och sluta för nu").click()
        page.get_by_role("link", name="Kontrollera svaren").click()
    expect(page.get_by_text("Allt som måste besvaras är besvarat.")).to_be_visible()
    assert axe.faults(page, contrast=False) == []
    page.get_by_role("link", name="Till prövningen").click()


def move(page, button, state):
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_text(f"Prövningen är nu: {state}.")).to_be_visible()


def counted_in_the_yearbook(page):
    """How many assessments the board's yearbook of this year counts."""
    page.goto("/provningar/barnbokslut/")
    page.get_by_role("link", name=re.compile("^Barnbokslut \\d{4}$")).first.click()
    return int(re.search(r"(\d+)\sprövning\w* började", page.locator(".lead").inner_text())[1])


def test_a_caseworker_s_assessment_from_the_first_question_to_the_yearbook(as_person, living_watch):
    page, colleague = as_person("hanna@gavle.example"), as_person("kalle@gavle.example")
    before = counted_in_the_yearbook(page)
    page.goto("/provningar/")
    write_a_short_one(page)
    assert axe.faults(page) == []

    page.get_by_role("link", name="Fortsätt med en full mall").click()
    page.get_by_label("Barn på ett generellt plan, omkring 2 timmar").check()
    page.get_by_role("button", name="Fortsätt", exact=True).click()
    whole = page.url
    page.get_by_role("link", name="Ärendet och barnen").click()
    expect(page.get_by_label("Vilka grupper av barn berörs?")).to_have_value(GROUPS)
    write_together(page, colleague)
    page.goto(whole)
    complete(page)

    # No dead end: it is sent back once, and a comment is marked as solved.
    move(page, "Skicka på granskning", "på granskning")
    colleague.goto(whole)
    axe.assert_silent(colleague)  # with the comments
    move(colleague, "Be om komplettering", "behöver kompletteras")
    page.reload()
    page.get_by_role("button", name="Märk som löst").first.click()
    move(page, "Skicka på granskning igen", "på granskning")
    colleague.reload()
    move(colleague, "Godkänn som klar", "klar")
    colleague.get_by_role("link", name="Ändra uppgifterna om ärendet").click()
    colleague.get_by_label("Diarienummer").fill("UN 2026/417")
    colleague.get_by_role("button", name="Spara").click()
    colleague.get_by_role("link", name="Rensa utkast och lås").click()
    expect(colleague.get_by_text("Vad händer om inget görs?")).to_be_visible()
    colleague.get_by_role("button", name="Rensa och lås").click()
    expect(colleague.get_by_text("Prövningen är låst.")).to_be_visible()

    # What goes into the decision: the annex, and the paragraph to paste, with and without the clipboard.
    page.goto(whole)
    with page.expect_download() as download:
        page.get_by_role("link", name="Bilaga som Word").click()
    paragraphs = docx.Document(download.value.path()).paragraphs
    assert "Bedömning" in [one.text for one in paragraphs if one.style.name == "Heading 1"]
    annex = "\n".join(one.text for one in paragraphs)
    for told in (TITLE, "Diarienummer\tUN 2026/417", f"{PROPOSAL} Avtalet löper ut i juni.", MORE_GROUPS):
        assert told in annex
    assert f"{GROUPS} Hälften åker buss." in annex
    assert "Från kortversionen: Vad blir bättre och vad blir sämre för barnen?" in annex
    assert "Vad händer om inget görs?" not in annex  # the comment
    page.get_by_role("link", name="Stycke till tjänsteskrivelsen").click()
    paragraph = page.get_by_label("Text att kopiera")
    expect(paragraph).to_have_value(re.compile("delvis förenligt med barnens bästa.*Skolskjuts", re.DOTALL))
    axe.assert_silent(page)
    page.evaluate("void (navigator.clipboard.writeText = text => Promise.resolve((window.copied = text)))")
    page.get_by_role("button", name="Kopiera texten").click()
    expect(page.get_by_text("Texten är kopierad.")).to_be_visible()
    assert page.evaluate("window.copied") == paragraph.input_value()
    page.evaluate("void (navigator.clipboard.writeText = () => Promise.reject())")
    page.get_by_role("button", name="Kopiera texten").click()
    expect(page.get_by_text("Texten är markerad.")).to_be_visible()

    assert counted_in_the_yearbook(page) == before + 1
    axe.assert_silent(page)
    page.set_viewport_size({"width": 320, "height": 640})
    assert not page.evaluate(TOO_WIDE)
    yearbook = page.url
    colleague.goto("/provningar/barnbokslut/")
    colleague.get_by_role("link", name=re.compile("^Barnbokslut \\d{4}$")).nth(1).click()
    colleague.get_by_role("link", name="Lämna ut bokslutet").click()
    assert axe.faults(colleague) == []
    colleague.get_by_role("button", name="Lämna ut bokslutet").click()
    expect(colleague.get_by_text("är utlämnat.")).to_be_visible()
    axe.assert_silent(colleague)
    page.goto("/provningar/?q=vallbacken")
    expect(page.get_by_role("link", name=TITLE)).to_have_count(2)
    axe.assert_silent(page)

    # The strategist of another board of the same municipality sees nothing at all.
    other = as_person("sara@gavle.example")
    other.goto("/provningar/")
    expect(other.get_by_text("Ni har inga prövningar än")).to_be_visible()
    for asked in ("/provningar/?q=vallbacken", "/provningar/?format=csv", "/provningar/barnbokslut/", "/?q=vallbacken"):
        assert "Vallbackens" not in other.request.get(asked).text()
    for path in ("", "steg/arendet/", "kontrollera/", "stycke/", "provning.docx", "provning.pdf", "andringar/"):
        assert other.request.get(f"{whole}{path}").status == 404
    assert other.request.get(yearbook).status == 404
    living_watch.expected_statuses.add(404)
    other.goto(whole)
    expect(other.get_by_role("heading", level=1)).to_have_text("Sidan finns inte")

    # It reads the text that it is given, and that only.
    page.goto(whole)
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
    other.get_by_role("link", name=TITLE).click()
    expect(other.get_by_text("Delad av Utbildningsnämnden i Gävle")).to_be_visible()
    axe.assert_silent(other)


def test_a_personal_number_is_not_saved_and_the_text_stays(begun):
    page = begun("Skolskjuts till Hemlingby")
    page.set_viewport_size({"width": 360, "height": 740})
    page.get_by_label("Vad ska beslutas eller göras?").fill("Om eleven 19121212-1212 får skjuts.")
    expect(page.locator("[data-save-state]")).to_contain_text("här tas inga personnummer emot")
    expect(page.locator('[data-address="arende"] [data-note]')).to_contain_text("här tas inga personnummer emot")
    # Neither another answer, after which the questions are drawn anew, nor a link takes the text away unasked.
    page.get_by_role("group", name="Berörs barn?").get_by_label("Ja, direkt").check()
    expect(page.get_by_role("group", name="Vet vi vad barnen själva tycker?")).to_be_visible()
    expect(page.locator("[data-save-state]")).to_contain_text("här tas inga personnummer emot")
    asked = []
    page.once("dialog", lambda dialog: asked.append(dialog.type) or dialog.dismiss())
    page.get_by_role("link", name="Se ett ifyllt exempel").click(no_wait_after=True)
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    expect(page.get_by_role("checkbox", name="Det är inte ett personnummer")).to_be_visible()
    expect(page.locator("[data-save-state]")).to_be_in_viewport()
    expect(page.get_by_label("Vad ska beslutas eller göras?")).to_have_value("Om eleven 19121212-1212 får skjuts.")
    page.get_by_role("button", name="Spara och kontrollera svaren").click()
    expect(page.get_by_label("Vad ska beslutas eller göras?")).to_have_value("Om eleven 19121212-1212 får skjuts.")
    expect(page.get_by_role("checkbox", name="Det är inte ett personnummer")).to_be_visible()
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
