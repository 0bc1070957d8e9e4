"""People with accounts: both steps, keys, letters that lead back, and every page of one's own account."""

import re

import pytest
from playwright.sync_api import expect

from barnratt.accounts.demo import PASSWORD
from tests.accounts.sign_in import app_code
from tests.browser import axe
from tests.browser.measures import FINGERTIP, PRESSED, SHORT_WORD, TOO_WIDE
from tests.browser.watch import Watch

STEPS = "/konto/mfa/"


@pytest.fixture
def browser_of(browser, living_portal):
    """Opens a browser of somebody's own, without anybody's cookies."""
    contexts, watches = [], []

    def open_browser():
        context = browser.new_context(base_url=living_portal, locale="sv-SE", reduced_motion="reduce")
        context.set_default_timeout(15_000)
        page = context.new_page()
        watch = Watch(living_portal)
        watch.follow(page)
        contexts.append(context)
        watches.append(watch)
        return page

    yield open_browser
    for context in contexts:
        context.close()
    assert [watch.complaints for watch in watches] == [[] for _ in watches]


def silent(page):
    axe.assert_silent(page)
    page.set_viewport_size({"width": 1280, "height": 800})


def sign_in(page, email, password=PASSWORD, address="/konto/logga-in/"):
    page.goto(address)
    page.get_by_label("E-postadress").fill(email)
    page.get_by_label("Lösenord").fill(password)
    page.get_by_role("button", name="Logga in", exact=True).click()


def sign_out(page):
    page.get_by_role("button", name="Logga ut").first.click()
    expect(page.get_by_role("link", name="Logga in")).to_be_visible()


def show_again(page, password=PASSWORD):
    expect(page.get_by_role("heading", level=1)).to_have_text("Visa att det är du")
    page.get_by_label("Lösenord").fill(password)
    page.get_by_role("button", name="Fortsätt").click()


def link_in_letter(page, to):
    """The link in the latest letter to somebody, from the demo's outbox."""
    page.goto("/konto/demo/utkorg/")
    letter = page.locator("article", has_text=f"Till {to}").first
    return letter.locator(".panel a").first.get_attribute("href")


def hold_key(page, verified=True):
    """The browser has a key of its own, as a telephone or a computer has."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": verified, "automaticPresenceSimulation": True}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return device


def test_somebody_turns_on_a_second_step_and_signs_in_with_it(browser_of):
    page = browser_of()
    sign_in(page, "mio@gavle.example", address=f"/konto/logga-in/?next={STEPS}")
    expect(page).to_have_url(re.compile(f"{STEPS}$"))
    silent(page)
    page.get_by_role("link", name="Slå på").click()
    silent(page)
    show_again(page)
    silent(page)
    assert page.locator("img.qr").evaluate("image => image.complete && image.naturalWidth > 100")
    secret = page.locator("code.secret").inner_text()
    page.get_by_label("Kod från appen").fill(app_code(secret))
    page.get_by_role("button", name="Slå på").click()
    expect(page.locator(".codes li")).to_have_count(10)
    silent(page)
    spare = page.locator(".codes li").first.inner_text()
    sign_out(page)

    sign_in(page, "mio@gavle.example", address="/konto/logga-in/?next=/konto/sessioner/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Andra steget")
    silent(page)
    page.get_by_label("Kod").fill("000000")
    page.get_by_role("button", name="Logga in", exact=True).click()
    expect(page.get_by_role("heading", name="Det är en sak att rätta")).to_be_visible()
    silent(page)
    page.get_by_label("Kod").fill(spare)
    page.get_by_role("button", name="Logga in", exact=True).click()
    expect(page).to_have_url(re.compile("/konto/sessioner/$"))
    silent(page)


def test_somebody_adds_a_key_and_signs_in_with_nothing_else(browser_of):
    page = browser_of()
    hold_key(page)
    sign_in(page, "lova@gavle.example", address="/konto/logga-in/?next=/konto/mfa/nycklar/ny/")
    show_again(page)
    silent(page)
    page.get_by_label("Vad ska nyckeln heta?").fill("Jobbdatorn")
    page.get_by_role("button", name="Lägg till nyckeln").click()
    expect(page.get_by_text("Nyckeln är tillagd.")).to_be_visible()
    page.goto(STEPS)
    expect(page.get_by_role("list", name="Dina nycklar")).to_contain_text("Jobbdatorn")
    silent(page)
    sign_out(page)

    page.goto("/konto/logga-in/?next=/konto/e-post/")
    page.get_by_role("button", name="Logga in med nyckel").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("E-postadresser")
    expect(page.get_by_text("lova@gavle.example", exact=True)).to_be_visible()
    # The key also shows again who one is
    page.goto(STEPS)
    page.get_by_role("link", name="Ta bort Jobbdatorn").click()
    page.get_by_role("link", name="Använd en nyckel").click()
    silent(page)
    page.get_by_role("button", name="Använd nyckeln").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vill du ta bort Jobbdatorn?")
    silent(page)
    page.get_by_role("button", name="Ta bort nyckeln").click()
    expect(page.get_by_text("Nyckeln är borttagen.")).to_be_visible()


def test_a_key_is_also_the_second_step_after_a_password(browser_of):
    page = browser_of()
    hold_key(page)
    sign_in(page, "gun@gavleborg.example", address="/konto/logga-in/?next=/konto/mfa/nycklar/ny/")
    show_again(page)
    page.get_by_label("Jag vill kunna logga in med bara nyckeln").uncheck()
    page.get_by_role("button", name="Lägg till nyckeln").click()
    expect(page.get_by_text("Nyckeln är tillagd.")).to_be_visible()
    sign_out(page)
    sign_in(page, "gun@gavleborg.example")
    silent(page)
    page.get_by_role("button", name="Använd nyckeln").click()
    expect(page.get_by_role("button", name="Logga ut")).to_be_visible()


def test_a_key_that_does_not_recognise_its_owner_is_told_plainly(browser_of):
    page = browser_of()
    hold_key(page, verified=False)
    page.goto("/konto/logga-in/")
    page.get_by_role("button", name="Logga in med nyckel").click()
    fault = page.locator("#passkey-fault")
    expect(fault).to_be_visible()
    expect(fault).to_be_focused()
    expect(fault).to_contain_text("Försök igen.")
    assert fault.locator("p:visible").count() == 1
    silent(page)


def test_a_newcomer_asks_to_join_and_the_strategist_lets_her_in(browser_of):
    newcomer, strategist = browser_of(), browser_of()
    newcomer.goto("/konto/ga-med/")
    newcomer.get_by_label("Din e-postadress på arbetet").fill("nina@gavle.example")
    newcomer.get_by_role("button", name="Skicka länken").click()
    expect(newcomer.get_by_role("heading", level=1)).to_have_text("Titta i din inkorg")
    silent(newcomer)
    newcomer.goto(link_in_letter(newcomer, "nina@gavle.example"))
    silent(newcomer)
    newcomer.get_by_label("Gävle kommun", exact=True).check()
    newcomer.get_by_label("Namn").fill("Nina Ny")
    newcomer.get_by_label("Lösenord").fill("ett långt lösenord")
    newcomer.get_by_role("button", name="Skapa konto").click()
    expect(newcomer.get_by_text("väntar på svar")).to_be_visible()
    silent(newcomer)

    sign_in(strategist, "stina@gavle.example", address="/konto/logga-in/?next=/konto/medlemmar/gavle-kommun/")
    silent(strategist)
    strategist.get_by_role("link", name="Svara Nina Ny").click()
    silent(strategist)
    strategist.get_by_role("button", name="Godkänn").click()
    expect(strategist.get_by_text("Nina Ny hör nu till Gävle kommun.")).to_be_visible()
    newcomer.goto("/konto/")
    expect(newcomer.get_by_role("link", name="Gävle kommun", exact=True)).to_be_visible()


def test_somebody_who_is_invited_joins_from_the_letter(browser_of):
    strategist, invited = browser_of(), browser_of()
    sign_in(strategist, "stina@gavle.example", address="/konto/logga-in/?next=/konto/medlemmar/gavle-kommun/")
    strategist.get_by_label("E-postadress").fill("iris@annan.example")
    strategist.get_by_role("button", name="Skicka inbjudan").click()
    expect(strategist.get_by_text("Inbjudan till iris@annan.example är på väg.")).to_be_visible()
    invited.goto(link_in_letter(invited, "iris@annan.example"))
    silent(invited)
    invited.get_by_label("Namn").fill("Iris Inbjuden")
    invited.get_by_label("Lösenord").fill("ett långt lösenord")
    invited.get_by_role("button", name="Skapa konto och gå med").click()
    expect(invited.get_by_text("Välkommen! Du hör nu till Gävle kommun.")).to_be_visible()


def test_a_forgotten_password_is_replaced_from_the_letter(browser_of):
    page = browser_of()
    page.goto("/konto/logga-in/")
    page.get_by_role("link", name="Har du glömt lösenordet?").click()
    page.get_by_label("E-postadress").fill("rut@foreningen.example")
    page.get_by_role("button", name="Skicka länken").click()
    page.goto(link_in_letter(page, "rut@foreningen.example"))
    silent(page)
    page.get_by_label("Nytt lösenord").fill("kort")
    page.get_by_role("button", name="Spara lösenordet").click()
    expect(page.get_by_role("heading", name="att rätta")).to_be_visible()
    page.get_by_label("Nytt lösenord").fill("ett helt nytt lösenord")
    page.get_by_role("button", name="Spara lösenordet").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lösenordet är ändrat")
    sign_in(page, "rut@foreningen.example", "ett helt nytt lösenord")
    expect(page.get_by_role("button", name="Logga ut")).to_be_visible()


@pytest.fixture
def administrator(browser_of):
    page = browser_of()
    sign_in(page, "admin@barnrattsportalen.example", address="/konto/logga-in/?next=/konto/mina-uppgifter/")
    show_again(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Hämta dina uppgifter")
    return page


def test_every_page_of_ones_own_account_is_silent_fits_and_can_be_pressed(administrator):
    page, faults = administrator, []
    for name in (
        "",
        "e-post/",
        "losenord/byt/",
        "mfa/",
        "mfa/app/pa/",
        "mfa/nycklar/ny/",
        "sessioner/",
        "mina-uppgifter/",
        "ta-bort/",
        "ga-med/",
        "logga-ut/",
        "aviseringar/",
        "organisationer/?q=kommun",
        "organisationer/?q=finnsinte",
        "organisationer/gavle-kommun/domaner/",
        "medlemmar/gavle-kommun/",
    ):
        page.goto(f"/konto/{name}")
        silent(page)
        page.set_viewport_size({"width": 320, "height": 740})
        faults += [(name, fault) for fault in page.evaluate(TOO_WIDE)]
        small = (one for one in page.evaluate(PRESSED) if one["height"] < FINGERTIP - 0.5 or one["width"] < SHORT_WORD)
        faults += [(name, one) for one in small]
    assert not faults, "\n".join(map(str, faults))


def test_ones_own_file_is_fetched(administrator):
    with administrator.expect_download() as waiting:
        administrator.get_by_role("button", name="Hämta filen").click()
    assert waiting.value.suggested_filename == "mina-uppgifter.json"


def test_without_javascript_keys_are_not_offered_and_the_rest_works(browser, living_portal):
    context = browser.new_context(base_url=living_portal, java_script_enabled=False)
    page = context.new_page()
    page.goto("/konto/logga-in/")
    expect(page.get_by_role("button", name="Logga in med nyckel")).to_be_hidden()
    sign_in(page, "lars@gavleborg.example")
    expect(page.get_by_role("button", name="Logga ut")).to_be_visible()
    context.close()
