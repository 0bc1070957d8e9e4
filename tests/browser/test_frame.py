"""What every page has: the menu, forms that lead to their faults, the head on paper; and the gallery of components."""

import pytest
from playwright.sync_api import expect

from tests.browser.addresses import UNFOLD
from tests.browser.keyboard import tab_to
from tests.browser.measures import FINGERTIP, PRESSED, SHORT_WORD, TOO_WIDE, UNSEEN


@pytest.fixture
def gallery(open_window, editor_state):
    page = open_window(storage_state=editor_state)
    page.goto("/om/komponenter/")
    return page


def menu(page):
    return page.get_by_role("navigation", name="Huvudmeny")


def test_a_wide_window_shows_the_menu_at_once(page):
    page.goto("/om/")
    expect(menu(page).get_by_role("link", name="Län och kommuner")).to_be_visible()
    expect(page.get_by_text("Meny", exact=True)).to_be_hidden()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_phone_folds_the_menu_out(open_window, javascript):
    page = open_window(360, 740, javascript=javascript)
    page.goto("/om/")
    expect(menu(page)).to_be_hidden()
    page.get_by_text("Meny", exact=True).press("Enter")
    expect(menu(page).get_by_role("link", name="Län och kommuner")).to_be_visible()


def test_escape_closes_the_menu_and_gives_focus_back(phone):
    phone.goto("/om/")
    summary = phone.locator(".site-nav > summary")
    summary.press("Enter")
    phone.keyboard.press("Tab")
    phone.keyboard.press("Escape")
    expect(menu(phone)).to_be_hidden()
    expect(summary).to_be_focused()


def test_a_form_with_faults_leads_the_reader_to_them(page):
    page.goto("/konto/logga-in/")
    page.get_by_role("button", name="Logga in", exact=True).press("Enter")
    expect(page).to_have_title("Fel: Logga in – Barnrättsportalen")
    expect(page.locator(".ds-error-summary")).to_be_focused()
    tab_to(page, page.locator(".ds-error-summary a").first, at_most=1)
    page.keyboard.press("Enter")
    expect(page.get_by_label("E-postadress")).to_be_focused()


def test_paper_says_whence_and_when(page):
    page.goto("/om/")
    page.emulate_media(media="print")
    expect(page.locator(".print-header")).to_contain_text("Utskrivet 20")
    expect(menu(page)).to_be_hidden()


def test_every_component_fits_in_a_narrow_window(gallery):
    gallery.set_viewport_size({"width": 320, "height": 640})
    gallery.evaluate(UNFOLD)
    assert gallery.evaluate(TOO_WIDE) == []


def test_long_lists_and_lists_of_texts_are_filled_in_with_the_keyboard(gallery):
    questions = gallery.locator("#komponent-fragor")
    texts = questions.get_by_role("group", name="Vilka exempel vill ni lyfta?")
    expect(texts.get_by_role("textbox")).to_have_count(2)
    texts.get_by_role("button", name="Lägg till en rad").press("Enter")
    expect(texts.get_by_label("Rad 3")).to_be_focused()
    gallery.keyboard.type("En ny rad")
    texts.get_by_role("button", name="Ta bort rad 1").press("Enter")
    expect(texts.get_by_label("Rad 1")).to_be_focused()
    expect(texts.get_by_label("Rad 2")).to_have_value("En ny rad")
    towns = questions.get_by_role("group", name="Vilka kommuner deltog?")
    towns.get_by_label("Hitta en kommun").fill("björk")
    expect(towns.get_by_label("Askeby")).to_be_hidden()
    towns.get_by_role("button", name="Kryssa i alla som visas").press("Enter")
    expect(towns.get_by_role("status")).to_have_text("2 av 4 kommuner valda")
    towns.get_by_label("Hitta en kommun").fill("")
    towns.get_by_role("button", name="Kryssa ur alla som visas").press("Enter")
    expect(towns.get_by_role("status")).to_have_text("0 av 4 kommuner valda")


def test_every_component_is_as_large_as_a_fingertip(gallery):
    gallery.set_viewport_size({"width": 360, "height": 740})
    gallery.evaluate(UNFOLD)
    targets = gallery.evaluate(PRESSED)
    assert [one for one in targets if one["height"] < FINGERTIP - 0.5 or one["width"] < SHORT_WORD] == []


def test_every_component_shows_that_it_has_focus(gallery):
    unseen = []
    for _ in range(130):
        gallery.keyboard.press("Tab")
        unseen += gallery.evaluate(UNSEEN)
    assert unseen == []
