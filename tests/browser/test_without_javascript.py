"""Everything that htmx makes smoother works without it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.addresses import RICH
from tests.browser.catalogue import chips, count, hits, promised, title_of_first_hit
from tests.browser.keyboard import tab_to


@pytest.fixture
def page(open_window):
    return open_window(javascript=False)


@pytest.fixture
def phone(open_window):
    return open_window(width=360, height=740, javascript=False)


def send(page):
    page.get_by_role("button", name=re.compile(r"^Visa \d+")).press("Enter")


def test_a_newcomer_finds_a_doable_initiative(page):
    page.goto("/")
    page.get_by_label("Vad vill du hitta?").fill("barnbokslut")
    page.get_by_label("Vad vill du hitta?").press("Enter")
    expect(page.get_by_label("Sök bland initiativen")).to_have_value("barnbokslut")

    page.locator("#facett-av > summary").press("Enter")
    promise = promised(page.locator("#av-kommun"))
    page.locator("#av-kommun").press("Space")
    send(page)
    expect(count(page)).to_have_text(promise)
    expect(page).to_have_url(re.compile("q=barnbokslut.*av=kommun"))
    expect(page.locator("#facett-av")).to_have_attribute("open", "")
    expect(page.locator("#av-kommun")).to_be_checked()

    title = title_of_first_hit(page).inner_text()
    title_of_first_hit(page).press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.get_by_role("region", name="Märkning och källa")).to_contain_text("Granskning:")


def test_filters_of_several_facets_are_sent_together(page):
    page.goto("/initiativ/")
    page.get_by_label("Skåne län").check()
    page.get_by_label("Artikel 4. Genomförande av rättigheterna").check()
    send(page)
    expect(page).to_have_url(re.compile("lan=12.*artikel=4"))
    expect(chips(page)).to_have_text(
        [re.compile("Skåne län"), re.compile("Artikel 4"), re.compile("Ta bort alla filter")]
    )


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
    expect(page).to_have_url(re.compile(r"/initiativ/\?$"))
    expect(chips(page)).to_have_count(0)


def test_the_order_is_chosen_with_a_button(page):
    page.goto("/initiativ/?lan=12")
    page.get_by_label("Sortera efter").select_option("titel")
    page.get_by_role("button", name="Sortera", exact=True).click()
    expect(page).to_have_url(re.compile("lan=12.*sort=titel"))
    titles = page.get_by_role("article").get_by_role("heading").all_inner_texts()
    assert titles[0][0] <= titles[-1][0]


def test_the_pages_of_the_list_are_walked_through(page):
    page.goto("/initiativ/?sort=titel")
    first = title_of_first_hit(page).inner_text()
    pages = page.get_by_role("navigation", name="Sidor med träffar")
    pages.get_by_role("link", name="Nästa sida").click()
    expect(page).to_have_url(re.compile(r"sort=titel&sida=2$"))
    expect(title_of_first_hit(page)).not_to_have_text(first)
    expect(pages.locator("[aria-current=page]")).to_have_text("Sida 2")
    pages.get_by_role("link", name=re.compile(r"^Sida \d+$")).last.click()
    expect(hits(page).first).to_be_visible()
    expect(pages.get_by_role("link", name="Föregående sida")).to_be_visible()
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
    expect(hits(page).first).to_contain_text("barnbokslut")


def test_a_filter_that_leaves_nothing_is_dropped(page):
    page.goto("/initiativ/?lan=20&artikel=24")
    way = page.get_by_role("link", name=re.compile("Utan filtret ”Artikel"))
    promise = " ".join(way.inner_text().split(": ")[1].split())
    way.click()
    expect(count(page)).to_have_text(promise)


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
    promise = promised(phone.get_by_label("Skåne län"))
    send(phone)
    expect(count(phone)).to_have_text(promise)


def test_nothing_is_shown_that_needs_javascript(page):
    page.goto("/initiativ/")
    expect(page.get_by_label("Sök i listan Artikel i barnkonventionen")).to_be_hidden()
    page.goto(RICH)
    expect(page.get_by_role("button", name="Skriv ut")).to_be_hidden()


def test_a_fault_in_a_form_leads_to_its_field(page):
    page.goto("/konto/logga-in/")
    page.get_by_role("button", name="Logga in", exact=True).click()
    expect(page.get_by_role("heading", name="Det är 2 saker att rätta")).to_be_visible()
    tab_to(page, page.locator(".ds-error-summary a").first)
    page.keyboard.press("Enter")
    expect(page.get_by_label("E-postadress")).to_be_focused()
