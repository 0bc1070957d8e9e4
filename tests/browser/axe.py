"""axe-core, vendored, in the page that is open. Run from outside the page, so that the CSP stays as it is."""

from pathlib import Path

SOURCE = (Path(__file__).parents[1] / "vendor/axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]

# Contrast that axe leaves open is a fault too, but for these: (its reason, where). tests/pages/test_contrast.py
# measures the colours themselves.
LEFT_OPEN = [
    ("bgGradient", "select.ds-input"),  # the arrow is drawn with gradients, beside the text
    ("elmPartiallyObscured", ".table-scroll *"),  # what is scrolled out of sight
    ("shortTextContent", ".table-scroll *"),  # a number of one digit there
]

RUN = """async ([rules, leftOpen, contrast]) => {
    const found = await axe.run(document, {
        runOnly: rules, resultTypes: ["violations", "incomplete"], rules: {"color-contrast": {enabled: contrast}},
    });
    const lines = [];
    const tell = (rule, node, why) =>
        lines.push(`${rule.id} [${node.target.join(" ")}] ${why}\\n    ${node.html.slice(0, 200)}`);
    for (const rule of found.violations)
        for (const node of rule.nodes) tell(rule, node, node.failureSummary.replaceAll("\\n", " "));
    for (const rule of found.incomplete.filter((rule) => rule.id === "color-contrast"))
        for (const node of rule.nodes) {
            const why = node.any[0]?.data?.messageKey ?? "unknown";
            const here = document.querySelector(node.target.join(" "));
            if (!leftOpen.some(([reason, where]) => reason === why && here.matches(where)))
                tell(rule, node, `contrast left open: ${why}`);
        }
    return lines;
}"""


def faults(page, *, contrast=True):
    """What axe finds, a readable line for each: rule, place, why and the element."""
    page.wait_for_load_state()
    page.evaluate("document.fonts.ready")
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(SOURCE)
    return page.evaluate(RUN, [RULES, LEFT_OPEN, contrast])


def assert_silent(page, *, narrow=False):
    """narrow: in a narrow window too, where the colours are the same."""
    before, found = page.viewport_size, []
    for width in [1280, 360] if narrow else [1280]:
        page.set_viewport_size({"width": width, "height": 800})
        found += [f"{width} px: {fault}" for fault in faults(page, contrast=width == 1280)]
    page.set_viewport_size(before)
    assert not found, f"axe finds {len(found)} on {page.url}:\n" + "\n".join(found)
