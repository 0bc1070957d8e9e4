"""A newcomer finds something doable with the keyboard alone, and hears what happens."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.catalogue import chips, choose, count, promised, search, title_of_first_hit
from tests.browser.keyboard import focused, tab_stops, tab_to

# Everything that a screen reader would be told unasked, in order.
LISTEN = """() => {
    window.heard = [];
    const region = "[role=status], [role=alert], [aria-live]";
    new MutationObserver((changes) => {
        for (const change of changes)
            for (const node of change.addedNodes) {
                const within = change.target.closest(region);
                const brought = node.querySelectorAll?.(region) ?? [];
                for (const said of within ? [node] : brought)
                    if (said.textContent.trim()) heard.push(said.textContent.trim().replace(/\\s+/g, " "));
            }
    }).observe(document.body, {childList: true, characterData: true, subtree: true});
}"""


def heard(page):
    return page.evaluate("heard")


def open_list(page, address="/initiativ/"):
    """Open the list, listening; a mark in the window tells later whether the page was loaded anew."""
    page.goto(address)
    page.evaluate(LISTEN)
    page.evaluate("window.untouched = true")


def is_same_page(page):
    return page.evaluate("window.untouched === true")


def test_a_newcomer_finds_a_doable_initiative_with_the_keyboard_alone(page):
    page.goto("/")
    tab_to(page, page.get_by_label("Vad vill du hitta?"), at_most=10)
    page.keyboard.type("barnb")
    expect(page.locator("#sok-q-forslag option").first).to_have_attribute("value", "barnbokslut")
    page.keyboard.type("okslut")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Sök bland initiativen")).to_have_value("barnbokslut")

    tab_to(page, page.locator("#facett-av > summary"), at_most=40)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert focused(page).startswith("Kommun")
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile("q=barnbokslut.*av=kommun"))

    hit = title_of_first_hit(page)
    title = hit.inner_text()
    tab_to(page, hit, at_most=40)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    trust = page.get_by_role("region", name="Märkning och källa").get_by_role("listitem")
    expect(trust).to_have_text([re.compile("Granskning:"), re.compile("Evidens:"), re.compile("Aktualitet:")])


def test_the_first_stops_of_the_start_page_come_in_reading_order(page):
    page.goto("/")
    assert tab_stops(page, 11) == [
        "Hoppa till innehållet",
        "Barnrättsportalen",
        "Initiativ",
        "Frågor att börja från",
        "Samarbete",
        "Län och kommuner",
        "Om portalen",
        "Prova som",
        "Logga in",
        "Vad vill du hitta?",
        "Sök",
    ]


@pytest.mark.parametrize(("address", "next_stop"), [("/", "Vad vill du hitta?"), ("/initiativ/", "Start")])
def test_the_skip_link_leads_past_the_menu(page, address, next_stop):
    page.goto(address)
    page.keyboard.press("Tab")
    assert focused(page) == "Hoppa till innehållet"
    expect(page.get_by_role("link", name="Hoppa till innehållet")).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert focused(page) == next_stop


def test_a_link_leads_past_the_filters(page):
    page.goto("/initiativ/?q=barnbokslut")
    tab_to(page, page.get_by_role("link", name="Hoppa över filtren"), at_most=15)
    expect(page.get_by_role("link", name="Hoppa över filtren")).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(count(page)).to_be_focused()
    tab_to(page, title_of_first_hit(page), at_most=3)


def test_the_list_is_tabbed_from_search_to_filters_to_hits(page):
    page.goto("/initiativ/?q=barnbokslut&lan=07")
    parts = [
        page.get_by_label("Sök bland initiativen"),
        page.get_by_role("link", name="Hoppa över filtren"),
        page.locator("#facett-lan > summary"),
        page.get_by_role("button", name=re.compile("^Visa")),
        page.get_by_label("Sortera efter"),
        chips(page).first,
        title_of_first_hit(page),
        page.get_by_role("button", name="Jämför valda"),
    ]
    for part in parts:
        tab_to(page, part)


def test_suggestions_follow_what_is_typed(page):
    page.goto("/initiativ/")
    field = page.get_by_label("Sök bland initiativen")
    field.press_sequentially("ungdomsr")
    expect(page.locator("#sok-q-forslag option").first).to_have_attribute("value", re.compile("^ungdomsr"))
    expect(field).to_be_focused()
    expect(page).to_have_url(re.compile("/initiativ/$"))


def test_space_on_a_filter_brings_new_hits_and_leaves_the_reader_in_place(page):
    open_list(page)
    box = page.get_by_label("Skåne län")
    promise = promised(box)
    tab_to(page, box, at_most=20)
    page.keyboard.press("Space")
    expect(count(page)).to_have_text(promise)
    expect(page).to_have_url(re.compile("lan=12"))
    expect(box).to_be_checked()
    expect(box).to_be_focused()
    expect(chips(page)).to_have_text([re.compile("Skåne län")])
    assert is_same_page(page)
    assert heard(page) == [f"{promise} med 1 filter."]
    page.keyboard.press("Tab")
    assert re.match(r"\S+ län \d+ initiativ", focused(page))


def test_a_filter_taken_away_again_says_so(page):
    open_list(page, "/initiativ/?lan=12&lan=01")
    promise = promised(page.get_by_label("Skåne län"))
    page.get_by_label("Stockholms län").press("Space")
    expect(count(page)).to_have_text(promise)
    assert heard(page) == [f"{promise} med 1 filter."]


def test_new_words_are_searched_without_leaving_the_field(page):
    open_list(page)
    found = search(page, "barnbokslut")
    expect(page).to_have_url(re.compile("q=barnbokslut"))
    expect(page.get_by_label("Sök bland initiativen")).to_be_focused()
    assert is_same_page(page)
    assert heard(page) == [f"{' '.join(found.split())}."]


def test_another_order_keeps_focus_on_the_choice(page):
    open_list(page)
    order = page.get_by_label("Sortera efter")
    order.press("ArrowDown")
    expect(page).to_have_url(re.compile("sort=nyast"))
    expect(order).to_have_value("nyast")
    expect(order).to_be_focused()
    assert is_same_page(page)
    assert len(heard(page)) == 1


def test_no_hits_are_told_too(page):
    open_list(page)
    assert search(page, "xyzzy").startswith("0")
    expect(page.get_by_role("heading", name="Inga initiativ stämmer med det du söker")).to_be_visible()
    assert heard(page) == ["0 initiativ."]


def test_chips_are_taken_away_with_the_keyboard(page):
    page.goto("/initiativ/?lan=12&artikel=4")
    expect(chips(page)).to_have_count(3)
    page.get_by_label("Sortera efter").focus()
    tab_to(page, page.get_by_role("link", name="Ta bort filter: Län: Skåne län"), at_most=3)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/initiativ/\?artikel=4$"))
    expect(chips(page)).to_have_count(1)
    expect(page.get_by_label("Skåne län")).not_to_be_checked()


def test_all_chips_are_taken_away_at_once(page):
    page.goto("/initiativ/?q=barn&lan=12&artikel=4")
    page.get_by_label("Sortera efter").focus()
    tab_to(page, page.get_by_role("link", name="Ta bort alla filter"), at_most=4)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/initiativ/\?q=barn$"))
    expect(chips(page)).to_have_count(0)


def test_back_brings_the_earlier_selection_and_its_hits(page):
    page.goto("/initiativ/")
    everything = count(page).inner_text()
    county = page.get_by_label("Skåne län")
    article = page.get_by_label("Artikel 4. Genomförande av rättigheterna")
    of_county = choose(page, county)
    choose(page, article)

    page.go_back()
    expect(count(page)).to_have_text(of_county)
    expect(page).to_have_url(re.compile("lan=12"))
    expect(county).to_be_checked()
    expect(article).not_to_be_checked()
    expect(chips(page)).to_have_count(1)

    page.go_back()
    expect(count(page)).to_have_text(everything)
    expect(page.locator("#filter input:checked")).to_have_count(0)

    page.go_forward()
    expect(count(page)).to_have_text(of_county)
    expect(county).to_be_checked()


def test_back_brings_the_earlier_words_and_they_still_work(page):
    page.goto("/initiativ/")
    found = search(page, "barnbokslut")
    assert search(page, "delaktighet") != found
    page.go_back()
    expect(count(page)).to_have_text(found)
    expect(page.get_by_label("Sök bland initiativen")).to_have_value("barnbokslut")
    expect(page).to_have_title(re.compile("^barnbokslut"))
    choose(page, page.locator("#slag-bokslut"))
    expect(page).to_have_url(re.compile("q=barnbokslut.*slag=bokslut"))


def test_back_from_an_entry_brings_the_list_as_it_was(page):
    page.goto("/initiativ/")
    found = choose(page, page.get_by_label("Skåne län"))
    title_of_first_hit(page).press("Enter")
    expect(page.get_by_role("region", name="Märkning och källa")).to_be_visible()
    page.go_back()
    expect(count(page)).to_have_text(found)
    expect(page.get_by_label("Skåne län")).to_be_checked()
    expect(chips(page)).to_have_count(1)


def test_a_lost_connection_is_told(page, watch):
    open_list(page)
    page.route("**/initiativ/?*", lambda route: route.abort("connectionfailed"))
    page.get_by_label("Skåne län").press("Space")
    told = "Det gick inte att hämta nya uppgifter. Ladda om sidan och försök igen."
    expect(page.get_by_role("status").last).to_have_text(told)
    assert heard(page) == [told]
    assert watch.complaints
    watch.complaints.clear()
