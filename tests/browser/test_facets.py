"""The filters stay as the reader left them, in a wide window and on a phone."""

import re

from playwright.sync_api import expect


def count(page):
    return page.locator("#antal")


def open_facet(page, name):
    page.locator(f"#facett-{name} > summary").click()
    return page.locator(f"#facett-{name}")


def test_a_facet_that_the_reader_opened_stays_open(page):
    page.goto("/initiativ/")
    facet = open_facet(page, "faktor")
    open_facet(page, "lan")
    page.get_by_label("Artikel 4. Genomförande av rättigheterna").press("Space")
    expect(count(page)).to_have_text("58 initiativ")
    expect(facet).to_have_attribute("open", "")
    expect(page.locator("#facett-lan")).not_to_have_attribute("open", "")


def test_focus_stays_on_a_box_whose_facet_is_closed_from_the_start(page):
    page.goto("/initiativ/")
    open_facet(page, "steg")
    box = page.locator("#facett-steg").get_by_role("checkbox").first
    box.press("Space")
    expect(count(page)).to_have_text("22 initiativ")
    expect(box).to_be_focused()
    box.press("Space")
    expect(count(page)).to_have_text("105 initiativ")
    expect(box).to_be_focused()


def test_focus_stays_on_a_box_behind_more(page):
    page.goto("/initiativ/")
    page.locator("#facett-lan-fler > summary").click()
    box = page.get_by_label("Jämtlands län")
    box.press("Space")
    expect(count(page)).to_have_text("3 initiativ")
    expect(box).to_be_focused()
    box.press("Space")
    expect(count(page)).to_have_text("105 initiativ")
    expect(box).to_be_focused()
    expect(box).to_be_in_viewport()


def test_focus_goes_to_the_facet_when_the_box_is_gone(page):
    page.goto("/initiativ/?lan=20&artikel=24")
    expect(count(page)).to_have_text("0 initiativ")
    page.locator("#artikel-24").press("Space")
    expect(count(page)).to_have_text("2 initiativ")
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

    facet.get_by_label("Artikel 24").press("Space")
    expect(count(page)).to_have_text("3 initiativ")
    expect(field).to_have_value("hälsa")
    expect(shown).to_have_text(["Artikel 24. Hälsa och hälso- och sjukvård"])
    assert "hälsa" not in page.url

    field.fill("")
    expect(shown.first).to_be_visible()
    expect(shown).not_to_have_count(1)


def test_counts_obey_the_other_facets(page):
    page.goto("/initiativ/")
    option = page.locator("#facett-artikel .facet__option", has_text="Artikel 4.")
    expect(option).to_contain_text("58")
    page.get_by_label("Skåne län").press("Space")
    expect(option.locator(".facet__count")).to_have_text("5 initiativ")
    option.get_by_role("checkbox").press("Space")
    expect(count(page)).to_have_text("5 initiativ")


def test_a_county_brings_its_municipalities(page):
    page.goto("/initiativ/")
    page.get_by_label("Skåne län").press("Space")
    expect(count(page)).to_have_text("10 initiativ")
    kommun = open_facet(page, "kommun")
    expect(kommun.locator(".facet__label")).to_have_text([re.compile("Malmö|Lund|Simrishamn|Trelleborg|Ystad")] * 5)


def test_the_filter_button_of_a_phone_tells_what_is_chosen_and_found(phone):
    phone.goto("/initiativ/")
    button = phone.locator("#filter > summary")
    expect(button).to_have_text(re.compile(r"^\s*Filter\s*105\sträffar\s*$"))
    expect(phone.get_by_label("Skåne län")).to_be_hidden()
    button.tap()
    phone.get_by_label("Skåne län").tap()
    expect(button).to_have_text(re.compile(r"^\s*Filter \(1\svald\)\s*10\sträffar\s*$"))
    phone.get_by_label("Stockholms län").tap()
    expect(button).to_have_text(re.compile(r"^\s*Filter \(2\svalda\)\s*18\sträffar\s*$"))
    expect(phone.get_by_label("Stockholms län")).to_be_visible()


def test_the_list_of_filters_does_not_jump_under_the_finger(phone):
    phone.goto("/initiativ/")
    phone.locator("#filter > summary").tap()
    box = phone.get_by_label("Metod")
    box.scroll_into_view_if_needed()
    box.tap()
    expect(phone.locator("#filter > summary")).to_contain_text("1 vald")
    expect(box).to_be_in_viewport()
    expect(box).to_be_focused()


def test_the_button_below_the_filters_leads_to_the_hits(phone):
    phone.goto("/initiativ/")
    phone.locator("#filter > summary").tap()
    phone.get_by_label("Skåne län").tap()
    phone.get_by_role("button", name=re.compile(r"^Visa 10\sträffar")).tap()
    expect(phone.get_by_label("Skåne län")).to_be_hidden()
    expect(count(phone)).to_be_focused()
    expect(count(phone)).to_be_in_viewport()
