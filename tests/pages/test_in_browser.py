"""What only a browser can tell: axe, keyboard, narrow windows, no JavaScript, paper."""

import pytest

# pytest-base-url, which pytest-playwright brings, is older than pytest 9.
pytestmark = [
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined as instance methods"),
    pytest.mark.usefixtures("plain_file_names"),
]

PUBLIC = ["/om/", "/tillganglighet/", "/finns-inte/", "/konto/logga-in/"]
WIDTHS = [1280, 360]

# Everything that hangs out to the right of the window, except what is meant to be scrolled by itself.
TOO_WIDE = """() => [...document.querySelectorAll("body *")]
    .filter((element) => !element.closest(".table-scroll, .visually-hidden, .gallery__code"))
    .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
    .map((element) => element.outerHTML.slice(0, 120))"""

# Everything one can press that is smaller than a fingertip, except links in running text (WCAG 2.5.5) and
# boxes whose label, beside them, takes the press too.
TOO_SMALL = """() => [...document.querySelectorAll("a, button, summary, select, input:not([type=hidden])")]
    .filter((element) => element.checkVisibility())
    .filter((element) => !element.closest("p, dd, .ds-alert, .empty, .visually-hidden"))
    .filter((element) => !["checkbox", "radio"].includes(element.type))
    .filter((element) => !element.matches(".card__link, a.tag, .skip-link"))
    .filter((element) => element.getBoundingClientRect().height < 43.5)
    .map((element) => `${Math.round(element.getBoundingClientRect().height)} px: ${element.outerHTML.slice(0, 120)}`)"""


def open_page(page, live_server, address, width=1280):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{live_server.url}{address}")
    page.evaluate("document.fonts.ready")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("address", PUBLIC)
def test_axe_is_silent(page, live_server, faults, address, width):
    open_page(page, live_server, address, width)
    assert faults(page) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_is_silent_on_every_component(as_staff, live_server, faults, width):
    page = as_staff.new_page()
    open_page(page, live_server, "/om/komponenter/", width)
    assert faults(page) == []


@pytest.mark.parametrize("address", [*PUBLIC, "/om/komponenter/"])
def test_nothing_is_cut_off_at_320_pixels(as_staff, live_server, address):
    page = as_staff.new_page()
    open_page(page, live_server, address, width=320)
    assert page.evaluate(TOO_WIDE) == []


def test_what_can_be_pressed_is_as_large_as_a_fingertip(as_staff, live_server):
    page = as_staff.new_page()
    open_page(page, live_server, "/om/komponenter/", width=360)
    assert page.evaluate(TOO_SMALL) == []


def test_no_request_leaves_the_portal(page, live_server):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    open_page(page, live_server, "/om/")
    assert [url for url in asked if not url.startswith((live_server.url, "data:"))] == []


def test_the_browser_has_nothing_to_complain_about(as_staff, live_server):
    page = as_staff.new_page()
    said = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    open_page(page, live_server, "/om/komponenter/")
    assert said == []


def test_the_first_tab_leads_past_the_menu(page, live_server):
    open_page(page, live_server, "/om/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Hoppa till innehållet"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_focus_can_always_be_seen(as_staff, live_server):
    page = as_staff.new_page()
    open_page(page, live_server, "/om/komponenter/")
    unseen = []
    for _ in range(120):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => {
                const here = document.activeElement;
                const looks = [here, here.closest(".facet__option"), here.closest(".ds-field")].filter(Boolean)
                    .map((element) => getComputedStyle(element))
                    .concat(getComputedStyle(here, "::after"));
                return here === document.body
                    || looks.some((look) => look.outlineStyle === "solid" && parseFloat(look.outlineWidth) >= 2)
                    || here.outerHTML.slice(0, 120);
            }"""
        )
        if seen is not True:
            unseen.append(seen)
    assert unseen == []


def test_the_menu_works_without_javascript(browser, live_server):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{live_server.url}/om/")
    page.get_by_text("Meny", exact=True).click()
    page.get_by_role("navigation", name="Huvudmeny").get_by_role("link", name="Län och kommuner").wait_for()
    page.context.close()


def test_a_wide_window_shows_the_menu_at_once(page, live_server):
    open_page(page, live_server, "/om/")
    page.get_by_role("link", name="Län och kommuner").first.wait_for()
    assert not page.get_by_text("Meny", exact=True).is_visible()


def test_escape_closes_the_menu_and_gives_focus_back(page, live_server):
    open_page(page, live_server, "/om/", width=360)
    menu = page.get_by_text("Meny", exact=True)
    menu.click()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert page.locator(".site-nav").get_attribute("open") is None
    assert page.evaluate("document.activeElement.textContent").strip() == "Meny"


def test_a_long_facet_can_be_searched(as_staff, live_server):
    page = as_staff.new_page()
    open_page(page, live_server, "/om/komponenter/")
    facet = page.locator("#facett-lan")
    field = facet.get_by_label("Sök i listan Län")
    field.fill("norr")
    assert facet.locator(".facet__label:visible").all_text_contents() == ["Norrbottens län"]
    assert facet.get_by_role("status").text_content() == "1 val i listan"
    field.press("Enter")
    assert page.url.endswith("/om/komponenter/")
    field.fill("")
    assert "Skåne län" in facet.locator(".facet__label:visible").all_text_contents()


def test_a_facet_has_no_search_field_without_javascript(browser, live_server, editor, client):
    client.force_login(editor)
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies([{"name": "session", "value": client.cookies["session"].value, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/om/komponenter/")
    assert not page.get_by_label("Sök i listan Län").is_visible()
    assert page.locator("#facett-lan").get_by_text("Skåne län").is_visible()
    context.close()


def test_a_form_with_faults_leads_the_reader_to_them(page, live_server):
    open_page(page, live_server, "/konto/logga-in/")
    page.get_by_role("button", name="Logga in").click()
    page.wait_for_load_state()
    assert page.title().startswith("Fel: ")
    assert page.evaluate("document.activeElement.className") == "ds-error-summary"
    page.locator(".ds-error-summary a").first.click()
    assert page.evaluate("document.activeElement.name") == "username"


def test_on_paper_the_text_stays_and_the_menu_goes(page, live_server):
    open_page(page, live_server, "/om/")
    page.emulate_media(media="print")
    assert not page.get_by_role("navigation", name="Huvudmeny").is_visible()
    assert page.get_by_role("heading", level=1).is_visible()
    assert "Utskrivet 20" in page.locator(".print-header").text_content()
    assert page.locator(".print-header").is_visible()
