"""Everything that htmx makes smoother works without it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.addresses import RICH
from tests.browser.keyboard import tab_to


@pytest.fixture
def page(open_window):
    return open_window(javascript=False)


@pytest.fixture
def phone(open_window):
    return open_window(width=360, height=740, javascript=False)


def count(page):
    return page.locator("#antal")


def test_a_newcomer_finds_a_doable_initiative(page):
    page.goto("/")
    page.get_by_label("Vad vill du hitta?").fill("barnbokslut")
    page.get_by_label("Vad vill du hitta?").press("Enter")
    expect(count(page)).to_have_text("7 initiativ")

    page.locator("#facett-av > summary").press("Enter")
    page.locator("#av-kommun").press("Space")
    page.get_by_role("button", name=re.compile("^Visa 7")).press("Enter")
    expect(count(page)).to_have_text("3 initiativ")
    expect(page).to_have_url(re.compile("q=barnbokslut.*av=kommun"))
    expect(page.locator("#facett-av")).to_have_attribute("open", "")
    expect(page.locator("#av-kommun")).to_be_checked()

    hit = page.get_by_role("article").first.get_by_role("link").first
    title = hit.inner_text()
    hit.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.get_by_role("region", name="Går det att lita på?")).to_contain_text("Granskning:")


def test_filters_of_several_facets_are_sent_together(page):
    page.goto("/initiativ/")
    page.get_by_label("Skåne län").check()
    page.get_by_label("Artikel 4. Genomförande av rättigheterna").check()
    page.get_by_role("button", name=re.compile("^Visa")).click()
    expect(count(page)).to_have_text("5 initiativ")
    expect(page.get_by_role("list", name="Valda filter").get_by_role("link")).to_have_count(3)


def test_words_and_filters_are_kept_together(page):
    page.goto("/initiativ/?lan=12")
    page.get_by_label("Sök bland initiativen").fill("handlingsplan")
    page.get_by_role("button", name="Sök").click()
    expect(page).to_have_url(re.compile("q=handlingsplan.*lan=12"))
    expect(page.get_by_label("Skåne län")).to_be_checked()


def test_chips_take_away_one_filter_or_all(page):
    page.goto("/initiativ/?lan=12&artikel=4")
    page.get_by_role("link", name="Ta bort filter: Län: Skåne län").click()
    expect(page).to_have_url(re.compile(r"\?artikel=4$"))
    page.goto("/initiativ/?lan=12&artikel=4")
    page.get_by_role("link", name="Ta bort alla filter").click()
    expect(count(page)).to_have_text("105 initiativ")


def test_the_order_is_chosen_with_a_button(page):
    page.goto("/initiativ/?lan=12")
    page.get_by_label("Sortera efter").select_option("titel")
    page.get_by_role("button", name="Sortera", exact=True).click()
    expect(page).to_have_url(re.compile("lan=12.*sort=titel"))
    titles = page.get_by_role("article").get_by_role("heading").all_inner_texts()
    assert titles[0][0] <= titles[-1][0]


def test_the_pages_of_the_list_are_walked_through(page):
    page.goto("/initiativ/?sort=titel")
    first = page.get_by_role("article").get_by_role("heading").first.inner_text()
    pages = page.get_by_role("navigation", name="Sidor med träffar")
    pages.get_by_role("link", name="Nästa sida").click()
    expect(page).to_have_url(re.compile(r"sort=titel&sida=2$"))
    expect(page.get_by_role("article").get_by_role("heading").first).not_to_have_text(first)
    expect(pages.locator("[aria-current=page]")).to_have_text("Sida 2")
    pages.get_by_role("link", name="Sida 6", exact=True).click()
    expect(page.get_by_role("article")).to_have_count(5)
    expect(pages.get_by_role("link", name="Nästa sida")).to_have_count(0)


def test_entries_are_compared(page):
    page.goto("/initiativ/?q=barnbokslut")
    boxes = page.get_by_role("checkbox", name=re.compile("^Jämför "))
    for place in range(3):
        boxes.nth(place).check()
    page.get_by_role("button", name="Jämför valda").click()
    expect(page.get_by_role("columnheader")).to_have_count(3)


def test_a_misspelt_word_leads_on(page):
    page.goto("/initiativ/?q=barnboksult")
    page.get_by_role("link", name="barnbokslut").click()
    expect(count(page)).to_have_text("7 initiativ")


def test_a_filter_that_leaves_nothing_is_dropped(page):
    page.goto("/initiativ/?lan=20&artikel=24")
    page.get_by_role("link", name=re.compile("Utan filtret Artikel")).click()
    expect(count(page)).to_have_text("2 initiativ")


def test_a_municipality_is_found_by_name(page):
    page.goto("/")
    page.get_by_label(re.compile("kommun", re.IGNORECASE)).last.fill("Göteborg")
    page.get_by_role("button", name="Hitta").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Göteborg")


def test_like_municipalities_are_asked_for_on_an_entry(page):
    page.goto(RICH)
    page.get_by_label("Din kommun").select_option(label="Göteborg")
    page.get_by_role("button", name="Visa", exact=True).click()
    expect(page).to_have_url(re.compile("kommun=1480#liknande-hos$"))
    expect(page.get_by_text(re.compile(r"Göteborgs.*invånare"))).to_be_visible()


def test_filters_and_menu_of_a_phone_fold_out(phone):
    phone.goto("/initiativ/")
    phone.get_by_text("Meny", exact=True).press("Enter")
    expect(phone.get_by_role("navigation", name="Huvudmeny").get_by_role("link", name="Om portalen")).to_be_visible()
    phone.locator("#filter > summary").press("Enter")
    phone.get_by_label("Skåne län").check()
    phone.get_by_role("button", name=re.compile("^Visa 105")).press("Enter")
    expect(count(phone)).to_have_text("10 initiativ")


def test_nothing_is_shown_that_needs_javascript(page):
    page.goto("/initiativ/")
    expect(page.get_by_label("Sök i listan Artikel i barnkonventionen")).to_be_hidden()
    page.goto(RICH)
    expect(page.get_by_role("button", name="Skriv ut")).to_be_hidden()


def test_somebody_signs_in_by_way_of_the_faults(page):
    page.goto("/konto/logga-in/")
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_role("heading", name="Det är 2 saker att rätta")).to_be_visible()
    tab_to_first_fault = page.locator(".ds-error-summary a").first
    tab_to(page, tab_to_first_fault)
    page.keyboard.press("Enter")
    expect(page.get_by_label("E-postadress")).to_be_focused()
