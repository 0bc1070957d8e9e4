"""The filters stay as the reader left them, in a wide window and on a phone."""

import re

from playwright.sync_api import expect

from tests.browser.catalogue import choose, count, promised


def open_facet(page, name):
    page.locator(f"#facett-{name} > summary").click()
    return page.locator(f"#facett-{name}")


def test_a_facet_that_the_reader_opened_stays_open(page):
    page.goto("/initiativ/")
    facet = open_facet(page, "faktor")
    open_facet(page, "lan")
    choose(page, page.get_by_label("Artikel 4. Genomförande av rättigheterna"))
    expect(facet).to_have_attribute("open", "")
    expect(page.locator("#facett-lan")).not_to_have_attribute("open", "")


def test_focus_stays_on_a_box_whose_facet_is_closed_from_the_start(page):
    page.goto("/initiativ/")
    everything = count(page).inner_text()
    box = open_facet(page, "steg").get_by_role("checkbox").first
    choose(page, box)
    expect(box).to_be_focused()
    box.press("Space")
    expect(count(page)).to_have_text(everything)
    expect(box).to_be_focused()


def test_focus_stays_on_a_box_behind_more(page):
    page.goto("/initiativ/")
    everything = count(page).inner_text()
    page.locator("#facett-lan-fler > summary").click()
    box = page.locator("#facett-lan-fler").get_by_role("checkbox").last
    box = page.locator(f"#{box.get_attribute('id')}")
    choose(page, box)
    expect(box).to_be_focused()
    expect(box).to_be_in_viewport()
    box.press("Space")
    expect(count(page)).to_have_text(everything)
    expect(box).to_be_focused()
    expect(box).to_be_in_viewport()


def test_focus_goes_to_the_facet_when_the_box_is_gone(page):
    page.goto("/initiativ/?lan=20&artikel=24")
    expect(count(page)).to_have_text("0 initiativ")
    page.locator("#artikel-24").press("Space")
    expect(page.locator("#artikel-24")).to_have_count(0)
    expect(page.locator("#facett-artikel > summary")).to_be_focused()


def test_a_long_facet_is_narrowed_by_typing(page):
    page.goto("/initiativ/")
    facet = page.locator("#facett-artikel")
    field = page.get_by_label("Sök i listan Artikel i barnkonventionen")
    field.fill("hälsa")
    shown = facet.locator(".facet__label:visible")
    expect(shown).to_have_text(["Artikel 24. Hälsa och hälso- och sjukvård"])
    expect(facet.get_by_role("status")).to_have_text("1 val i listan")
    field.press("Enter")
    expect(page).to_have_url(re.compile("/initiativ/$"))

    choose(page, facet.get_by_label("Artikel 24"))
    expect(field).to_have_value("hälsa")
    expect(shown).to_have_text(["Artikel 24. Hälsa och hälso- och sjukvård"])
    assert "hälsa" not in page.url

    field.fill("")
    expect(shown.first).to_be_visible()
    expect(shown).not_to_have_count(1)


def test_counts_obey_the_other_facets(page):
    page.goto("/initiativ/")
    article = page.get_by_label("Artikel 4. Genomförande av rättigheterna")
    of_all = promised(article)
    choose(page, page.get_by_label("Skåne län"))
    assert promised(article) != of_all
    choose(page, article)


def test_a_county_brings_its_municipalities(page):
    page.goto("/initiativ/")
    choose(page, page.get_by_label("Skåne län"))
    codes = [box.get_attribute("value") for box in open_facet(page, "kommun").get_by_role("checkbox").all()]
    assert codes
    assert all(code.startswith("12") for code in codes)


def test_the_filter_button_of_a_phone_tells_what_is_chosen_and_found(phone):
    phone.goto("/initiativ/")
    button = phone.locator("#filter > summary")
    expect(button).to_have_text(re.compile(r"^\s*Filter\s*\d+\sträffar\s*$"))
    county = phone.get_by_label("Skåne län")
    expect(county).to_be_hidden()
    button.tap()
    number = promised(county).removesuffix(" initiativ")
    county.tap()
    expect(button).to_have_text(re.compile(rf"^\s*Filter \(1\s\w+\)\s*{number}\sträffar\s*$"))
    phone.get_by_label("Stockholms län").tap()
    expect(button).to_have_text(re.compile(r"^\s*Filter \(2\s\w+\)\s*\d+\sträffar\s*$"))
    expect(phone.get_by_label("Stockholms län")).to_be_visible()


def test_the_list_of_filters_does_not_jump_under_the_finger(phone):
    phone.goto("/initiativ/")
    phone.locator("#filter > summary").tap()
    box = phone.locator("#slag-metod")
    box.scroll_into_view_if_needed()
    before = box.bounding_box()["y"]
    box.tap()
    expect(phone.locator("#filter > summary")).to_contain_text("(1")
    expect(box).to_be_focused()
    assert abs(box.bounding_box()["y"] - before) < 2


def test_the_button_below_the_filters_leads_to_the_hits(phone):
    phone.goto("/initiativ/")
    phone.locator("#filter > summary").tap()
    phone.get_by_label("Skåne län").tap()
    expect(phone.locator("#filter > summary")).to_contain_text("(1")
    phone.get_by_role("button", name=re.compile(r"^Visa \d+\sträffar")).tap()
    expect(phone.get_by_label("Skåne län")).to_be_hidden()
    expect(count(phone)).to_be_focused()
    expect(count(phone)).to_be_in_viewport()


def test_going_back_is_read_aloud_as_well(page):
    page.goto("/initiativ/")
    everything = count(page).inner_text()
    chosen = choose(page, page.get_by_label("Skåne län"))
    announcement = page.locator("#announcement")
    expect(announcement).to_contain_text(chosen.split()[0])
    page.go_back()
    expect(count(page)).to_have_text(everything)
    expect(announcement).to_have_text(everything)
