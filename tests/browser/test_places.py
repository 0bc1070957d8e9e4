"""The map is a set of links, and every municipality is one search away."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.keyboard import focused, tab_stops, tab_to

COUNTIES = 21


def links_of_map(page):
    return page.locator(".map a").filter(visible=True)


def names(links):
    return [link.get_attribute("aria-label").replace("\xa0", " ") for link in links.all()]


def test_each_county_of_the_map_is_a_link_with_a_name(page):
    page.goto("/lan/")
    assert len(set(names(links_of_map(page)))) == COUNTIES
    map_of_counties = page.get_by_role("group", name="Karta över Sveriges län")
    named = map_of_counties.get_by_role("link", name=re.compile(r"^\S.* län, \d+\sinitiativ$"))
    expect(named).to_have_count(COUNTIES)


def test_each_county_of_the_map_is_reached_with_tab(page):
    page.goto("/lan/")
    tab_to(page, links_of_map(page).first, at_most=15)
    reached = [focused(page), *tab_stops(page, COUNTIES - 1)]
    assert reached == names(links_of_map(page))


def test_enter_on_a_county_opens_it(page):
    page.goto("/lan/")
    tab_to(page, page.locator('.map a[href="/lan/skane/"]'), at_most=40)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Skåne län")


def test_enter_on_a_municipality_opens_it(page):
    page.goto("/lan/skane/")
    expect(links_of_map(page)).to_have_count(33)
    tab_to(page, page.locator('.map a[href="/kommuner/1280/"]'), at_most=60)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Malmö")


def test_the_list_beside_the_map_says_the_same(page):
    page.goto("/lan/")
    on_map = set(names(links_of_map(page)))
    rows = page.locator(".place-list li").all_inner_texts()
    assert {re.sub(r"\s+", " ", row).replace(" län ", " län, ") for row in rows} == on_map


@pytest.mark.parametrize("typed", ["Göteborg", "göteborg", "1480"])
def test_a_municipality_is_found_by_name_or_code(page, typed):
    page.goto("/lan/")
    page.get_by_label("Hitta en kommun").fill(typed)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Göteborg")


def test_a_municipality_that_does_not_exist_is_told(page):
    page.goto("/kommuner/?q=Ankeborg")
    expect(page.get_by_role("heading", name="Ingen kommun heter så")).to_be_visible()
    expect(page.get_by_label("Hitta en kommun")).to_have_value("Ankeborg")
