"""What a reader does who never touches a mouse, and what the browser then tells about focus."""

NAME = """() => {
    const here = document.activeElement;
    if (here === document.body) return "";
    const label = here.labels?.[0] ?? here;
    return (here.getAttribute("aria-label") ?? label.textContent).trim().replace(/\\s+/g, " ");
}"""


def focused(page):
    """The words of what has focus."""
    return page.evaluate(NAME)


def has_focus(locator):
    return locator.evaluate("element => element === document.activeElement")


def tab_to(page, locator, at_most=80, key="Tab"):
    """Press Tab until `locator` has focus; fails with the way that focus took."""
    way = []
    for _ in range(at_most):
        page.keyboard.press(key)
        if has_focus(locator):
            return
        way.append(focused(page))
    raise AssertionError(f"{at_most} × {key} never reach {locator}. The way: {way}")


def tab_stops(page, number):
    """The words of the next `number` stops."""
    stops = []
    for _ in range(number):
        page.keyboard.press("Tab")
        stops.append(focused(page))
    return stops
