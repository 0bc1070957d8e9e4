"""Narrow windows, large text, fingertips and the ring that shows where one is: measured."""

import pytest
from playwright.sync_api import expect

from tests.browser.addresses import RICH, SPARSE, UNFOLD, compare_address
from tests.browser.keyboard import focused, has_focus
from tests.browser.measures import FINGERTIP, LOOK, PRESSED, SHORT_WORD, SPACED, TOO_WIDE, UNSEEN

PAGES = {
    "start": "/",
    "list": "/initiativ/?q=barnbokslut",
    "list, no hits": "/initiativ/?q=xyzzy&lan=12&steg=1",
    "detail": RICH,
    "compare": compare_address(RICH, SPARSE),
    "counties": "/lan/",
    "county": "/lan/dalarna/",
    "the country, by recommendation": "/lagesbild/?ordning=rekommendation",
    "municipality": "/kommuner/2023/",
    "notices": "/samarbete/",
    "watch a search": "/bevakningar/ny/?q=barnbokslut&lan=12",
    "tell what is missing": "/behov/ny/?q=xyzzy&lan=12",
    "sign in": "/konto/logga-in/",
    "ask to join": "/konto/ga-med/",
}
EACH_PAGE = pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)


@EACH_PAGE
def test_nothing_is_scrolled_sideways(open_window, address):
    page = open_window(320)
    page.goto(address)
    page.evaluate("document.fonts.ready")
    page.evaluate(UNFOLD)
    found = {"320 px": page.evaluate(TOO_WIDE)}
    page.set_viewport_size({"width": 640, "height": 400})
    found["1280 px at 200 %"] = page.evaluate(TOO_WIDE)
    page.set_viewport_size({"width": 320, "height": 640})
    page.evaluate(SPACED)
    found["320 px, spaced out"] = page.evaluate(TOO_WIDE)
    assert not any(found.values()), found


def test_a_wide_table_is_scrolled_by_itself_and_with_the_keyboard(open_window):
    page = open_window(width=320)
    page.goto(compare_address(RICH, SPARSE))
    region = page.get_by_role("region", name="Jämförelse")
    assert region.evaluate("region => region.scrollWidth > region.clientWidth")
    region.evaluate("region => region.addEventListener('scroll', () => (region.dataset.scrolled = 'yes'))")
    region.press("ArrowRight")
    expect(region).to_have_attribute("data-scrolled", "yes")


@EACH_PAGE
def test_what_is_pressed_is_as_large_as_a_fingertip(phone, address):
    phone.goto(address)
    phone.evaluate("document.fonts.ready")
    phone.evaluate(UNFOLD)
    targets = phone.evaluate(PRESSED)
    assert len(targets) > 10
    small = [target for target in targets if target["height"] < FINGERTIP - 0.5 or target["width"] < SHORT_WORD]
    assert small == []


@pytest.mark.parametrize(
    ("address", "focusable"),
    [
        ("/", ["a[href='/om/']", ".hero__search input", ".hero__search button", ".question-card a"]),
        ("/initiativ/?lan=12", [".facet > summary", ".facet__option input", "#sort", ".chip", ".card__link", "a.tag"]),
        ("/initiativ/", [".card__compare input", ".pagination a"]),
        ("/lan/", [".map a", ".place-list a", ".breadcrumbs a"]),
        (compare_address(RICH, SPARSE), [".table-scroll"]),
        ("/konto/logga-in/", ["#id_password"]),
    ],
)
def test_focus_is_seen(page, address, focusable):
    page.goto(address)
    for what in focusable:
        element = page.locator(what).first
        before = element.evaluate(LOOK)
        element.focus()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        assert has_focus(element), (what, focused(page))
        assert element.evaluate(LOOK) != before, what


def test_focus_is_never_hidden_on_the_way_through_the_list(page):
    page.goto("/initiativ/?q=barnbokslut")
    unseen = []
    for _ in range(70):
        page.keyboard.press("Tab")
        unseen += page.evaluate(UNSEEN)
    assert unseen == []
