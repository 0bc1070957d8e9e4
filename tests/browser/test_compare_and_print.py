"""Two entries side by side, and what comes out on paper."""

import re

from playwright.sync_api import expect

from tests.browser.addresses import RICH, SPARSE, compare_address
from tests.browser.catalogue import hits
from tests.browser.keyboard import tab_to


def test_two_entries_of_the_list_are_compared_with_the_keyboard(page):
    page.goto("/initiativ/?q=barnbokslut")
    titles = hits(page).get_by_role("heading").all_inner_texts()[:2]
    for title in titles:
        tab_to(page, page.get_by_role("checkbox", name=f"Jämför {title}"))
        page.keyboard.press("Space")
    expect(page).to_have_url(re.compile(r"\?q=barnbokslut$"))
    tab_to(page, page.get_by_role("button", name="Jämför valda"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Jämför initiativ")
    table = page.get_by_role("table", name="Jämförelse")
    expect(table.get_by_role("columnheader")).to_have_text(titles)
    expect(table.get_by_role("rowheader", name="Källa", exact=False).first).to_be_visible()


def test_what_was_ticked_for_comparison_is_still_ticked_when_the_filters_change(page):
    page.goto("/initiativ/?q=barnbokslut")
    ticked = page.get_by_role("checkbox", name=re.compile("^Jämför ")).first
    slug = ticked.get_attribute("value")
    ticked.press("Space")
    page.get_by_label("Sortera efter").select_option("titel")
    expect(page).to_have_url(re.compile("sort=titel"))
    expect(page.locator(f'[name=i][value="{slug}"]')).to_be_checked()


def test_one_entry_is_too_few_and_the_page_says_what_to_do(page):
    page.goto(compare_address(RICH))
    expect(page.get_by_role("heading", name="Välj två eller tre initiativ att jämföra")).to_be_visible()


def test_a_comparison_on_paper_is_the_table_and_nothing_to_press(page):
    page.goto(compare_address(RICH, SPARSE))
    expect(page.get_by_role("button", name="Skriv ut jämförelsen")).to_be_visible()
    page.emulate_media(media="print")
    for gone in (
        page.get_by_role("navigation"),
        page.get_by_role("button"),
        page.get_by_role("contentinfo"),
        page.get_by_role("link", name="Hoppa till innehållet"),
    ):
        expect(gone.filter(visible=True)).to_have_count(0)
    expect(page.get_by_role("table", name="Jämförelse")).to_be_visible()
    expect(page.get_by_role("columnheader")).to_have_count(2)
    expect(page.get_by_role("rowheader", name=re.compile("^Sammanfattning"))).to_be_visible()


def test_a_comparison_on_paper_is_not_cut_off(page):
    # A4 upright with the page's margins is about 660 CSS pixels wide.
    page.set_viewport_size({"width": 660, "height": 930})
    page.goto(compare_address(RICH, SPARSE))
    page.emulate_media(media="print")
    assert page.locator(".table-scroll").evaluate("region => region.scrollWidth <= region.clientWidth")


def test_the_list_on_paper_is_the_hits_without_filters(page):
    page.goto("/initiativ/?lan=12")
    page.emulate_media(media="print")
    for gone in (page.locator("#filter"), page.get_by_label("Sök bland initiativen"), page.get_by_role("navigation")):
        expect(gone.filter(visible=True)).to_have_count(0)
    expect(hits(page).first).to_be_visible()
    expect(page.locator(".print-header")).to_be_visible()


def test_a_lagesbild_on_paper_has_charts_tables_and_sources_of_folded_rows_and_nothing_to_press(page):
    page.goto("/lan/dalarna/")
    finding = page.locator("article.finding").first
    expect(finding.get_by_role("table").first).to_be_hidden()
    page.emulate_media(media="print")
    expect(finding.get_by_role("table").first).to_be_visible()
    expect(finding.get_by_text("Källa: ").first).to_be_visible()
    for gone in (
        page.get_by_role("navigation"),
        page.get_by_text("Öppna en rad"),
        page.get_by_text("Ordna efter FN:s"),
    ):
        expect(gone.filter(visible=True)).to_have_count(0)


def test_an_entry_on_paper_shows_what_is_folded_in(page):
    page.goto(RICH)
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation").filter(visible=True)).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("heading", name="Liknande initiativ")).to_be_hidden()
    expect(page.get_by_text("Taggarna står inte i källan.")).to_be_visible()
    expect(page.get_by_role("region", name="Märkning och källa")).to_contain_text("Granskning: Registrerat")


def test_the_print_button_prints(page):
    page.goto(RICH)
    page.evaluate("window.print = () => { window.printed = true }")
    page.get_by_role("button", name="Skriv ut").press("Enter")
    assert page.evaluate("window.printed")
