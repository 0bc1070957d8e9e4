"""What the browser is asked to measure. Each is a function of JavaScript for `page.evaluate`."""

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

# How an element looks, as far as focus may change it.
LOOK = """(element) => {
    const around = [element, element.closest(".facet__option"), element.querySelector("path")].filter(Boolean);
    const looks = [...around.map((one) => getComputedStyle(one)), getComputedStyle(element, "::after")];
    const drawn = (look) => look.outlineStyle === "none" ? "none" : `${look.outlineWidth} ${look.outlineColor}`;
    return looks.map((look) => [drawn(look), look.boxShadow, look.stroke, look.strokeWidth].join(" | "));
}"""

# What has focus, if that cannot be seen: no ring, or outside the window. A date field draws its ring on itself
# while one of its parts has focus.
UNSEEN = """async () => {
    await Promise.all(document.getAnimations().map((movement) => movement.finished));
    const here = document.activeElement;
    if (here === document.body) return [];
    const around = [here, here.closest(".facet__option"), here.closest(".ds-field"), here.querySelector("path")];
    const looks = around.filter(Boolean).map((one) => getComputedStyle(one)).concat(getComputedStyle(here, "::after"));
    const ringed = looks.some((look) => look.outlineStyle === "solid" && parseFloat(look.outlineWidth) >= 2)
        || (here.closest(".map") && looks.some((look) => parseFloat(look.strokeWidth) >= 3));
    const box = (here.closest(".facet__option") ?? here).getBoundingClientRect();
    const inside = box.bottom > 0 && box.top < innerHeight;
    return ringed && inside ? [] : [here.outerHTML.slice(0, 120)];
}"""
