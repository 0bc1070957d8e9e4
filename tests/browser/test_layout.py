"""Narrow windows, large text, fingertips and the ring that shows where one is: measured."""

import pytest
from playwright.sync_api import expect

from tests.browser.addresses import RICH, SPARSE, UNFOLD, compare_address
from tests.browser.keyboard import focused, has_focus

PAGES = {
    "start": "/",
    "list": "/initiativ/?q=barnbokslut",
    "list, filtered": "/initiativ/?lan=14&artikel=4&artikel=12&sida=1",
    "list, no hits": "/initiativ/?q=xyzzy&lan=12&steg=1",
    "detail": RICH,
    "compare": compare_address(RICH, SPARSE),
    "question": "/initiativ/fragor/starker-barnets-ratt-till-delaktighet/",
    "counties": "/lan/",
    "county": "/lan/vastra-gotaland/",
    "municipality": "/kommuner/1480/",
    "sign in": "/konto/logga-in/",
}
EACH_PAGE = pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)

# What hangs out to the right, except a table in its own scrolled region and what only a screen reader meets.
TOO_WIDE = """() => [...document.querySelectorAll("body *")]
    .filter((element) => !element.closest(".table-scroll > *, .visually-hidden, svg, datalist"))
    .filter((element) => element.checkVisibility())
    .filter((element) => element.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .map((element) => `${Math.round(element.getBoundingClientRect().right)} px: ${element.outerHTML.slice(0, 120)}`)
    .concat(document.documentElement.scrollWidth > document.documentElement.clientWidth ? ["the page itself"] : [])"""

# The spacing of WCAG 1.4.12, as a reader's own style sheet.
SPACED = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`
        * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
        p { margin-block-end: 2em !important }`);
    document.adoptedStyleSheets.push(sheet);
}"""

# What one presses and its size in pixels. A box is pressed by its label, so the label is measured.
# Left out, as WCAG 2.5.5 does: links in running text, areas of the map (the list beside it does the same) and
# a title, which the whole card belongs to. A tag is drawn small and pressed large, by its ::before.
# A short word of a list is narrower than a fingertip: its row has no neighbour to press by mistake.
PRESSED = """() => [...document.querySelectorAll("a, button, summary, select, input:not([type=hidden])")]
    .filter((element) => element.checkVisibility({visibilityProperty: true}))
    .filter((element) => !element.closest("p, dd, .ds-alert, .empty li, .visually-hidden, .skip-link, .map"))
    .filter((element) => !element.matches(".card__link, .question-card a"))
    .map((element) => {
        const pressed = element.matches("[type=checkbox], [type=radio]") ? element.labels[0] : element;
        const box = pressed.getBoundingClientRect();
        const before = getComputedStyle(pressed, "::before");
        const grown = pressed.matches("a.tag") ? -parseFloat(before.top) - parseFloat(before.bottom) : 0;
        return {
            width: Math.round(box.width * 10) / 10,
            height: Math.round((box.height + grown) * 10) / 10,
            html: element.outerHTML.replace(/\\s+/g, " ").slice(0, 120),
        };
    })"""
FINGERTIP = 44
SHORT_WORD = 24

LOOK = """(element) => {
    const around = [element, element.closest(".facet__option"), element.querySelector("path")].filter(Boolean);
    const looks = [...around.map((one) => getComputedStyle(one)), getComputedStyle(element, "::after")];
    const drawn = (look) => look.outlineStyle === "none" ? "none" : `${look.outlineWidth} ${look.outlineColor}`;
    return looks.map((look) => [drawn(look), look.boxShadow, look.stroke, look.strokeWidth].join(" | "));
}"""


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
        seen = page.evaluate(
            """async () => {
                await Promise.all(document.getAnimations().map((movement) => movement.finished));
                const here = document.activeElement;
                if (here === document.body) return true;
                const around = [here, here.closest(".facet__option")].filter(Boolean);
                const looks = [...around.map((one) => getComputedStyle(one)), getComputedStyle(here, "::after")];
                const box = (here.closest(".facet__option") ?? here).getBoundingClientRect();
                const ringed = looks.some((look) => look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2);
                const inside = box.bottom > 0 && box.top < innerHeight;
                return (ringed && inside) || here.outerHTML.slice(0, 120);
            }"""
        )
        if seen is not True:
            unseen.append(seen)
    assert unseen == []
