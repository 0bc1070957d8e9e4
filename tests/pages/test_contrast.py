"""Every pair of colours that meet on a page reaches WCAG 2.1 AA. Reads static/css/tokens.css, nothing else."""

import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).parents[2] / "static/css/tokens.css").read_text()
HEX = dict(re.findall(r"(--(?:ds|portal)-[\w-]+):\s*(#[0-9a-f]{6});", TOKENS))
DISABLED = int(re.search(r"--ds-opacity-disabled: (\d+)%", TOKENS)[1]) / 100

FAMILIES = ["accent", "neutral", "info", "success", "warning", "danger"]
BACKGROUNDS = [
    "background-default",
    "background-tinted",
    "surface-default",
    "surface-tinted",
    "surface-hover",
    "surface-active",
]
TEXT, SHAPE = 4.5, 3.0


def luminance(rgb):
    channels = [c / 255 for c in rgb]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def rgb(hex_colour):
    return tuple(int(hex_colour[i : i + 2], 16) for i in (1, 3, 5))


def ratio(first, second):
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def colour(family, role):
    return rgb(HEX[f"--ds-color-{family}-{role}"])


def portal(name):
    return rgb(HEX[f"--portal-{name}"])


def text_pairs():
    for family in FAMILIES:
        for background in BACKGROUNDS:
            for text in ["text-subtle", "text-default"]:
                yield f"{family}: {text} on {background}", colour(family, text), colour(family, background)
        for base in ["base-default", "base-hover", "base-active"]:
            for text in ["base-contrast-default", "base-contrast-subtle"]:
                yield f"{family}: {text} on {base}", colour(family, text), colour(family, base)
        # A page's own text, its links and its error texts also stand in tinted boxes of another family.
        for background in BACKGROUNDS:
            for own, text in [
                ("neutral", "text-default"),
                ("neutral", "text-subtle"),
                ("accent", "text-subtle"),
                ("accent", "text-default"),
                ("danger", "text-subtle"),
            ]:
                yield f"{own} {text} on {family} {background}", colour(own, text), colour(family, background)

    visited = rgb(HEX["--ds-link-color-visited"])
    for background in BACKGROUNDS:
        yield f"visited link on {background}", visited, colour("accent", background)
        yield f"visited link on neutral {background}", visited, colour("neutral", background)

    for family, text in [
        ("neutral", "text-default"),
        ("neutral", "text-subtle"),
        ("accent", "text-subtle"),
        ("accent", "text-default"),
    ]:
        yield f"{family} {text} inside <mark>", colour(family, text), portal("mark-background")
    yield "visited link inside <mark>", visited, portal("mark-background")

    for name in ["footer-text", "footer-link"]:
        yield f"{name} on the footer", portal(name), portal("footer-background")
    yield "name on a map's empty area", colour("neutral", "text-default"), portal("map-none")
    yield "name on a map's filled area", colour("neutral", "text-default"), portal("map-some")
    yield "name on a map's chosen area", portal("map-line"), portal("map-chosen")


def shape_pairs():
    for family in FAMILIES:
        for background in BACKGROUNDS[:4]:
            for border in ["border-default", "border-strong"]:
                yield f"{family}: {border} on {background}", colour(family, border), colour(family, background)
        yield f"{family}: button on paper", colour(family, "base-default"), colour("neutral", "background-tinted")
    for background in ["background-tinted", "surface-tinted", "surface-hover"]:
        yield f"field's edge on {background}", colour("neutral", "border-default"), colour("neutral", background)
        yield f"field's edge on accent {background}", colour("neutral", "border-default"), colour("accent", background)
    yield "line under a marked word", portal("mark-underline"), portal("mark-background")
    yield "line in the footer", portal("footer-border"), portal("footer-background")
    yield "map: hovered against empty", portal("map-hover"), portal("map-none")
    yield "map: chosen against empty", portal("map-chosen"), portal("map-none")
    yield "map: chosen against filled", portal("map-chosen"), portal("map-some")


def focus_pairs():
    """At least one of the ring's two colours shows against whatever lies around it."""
    outer, inner = rgb(HEX["--ds-color-focus-outer"]), rgb(HEX["--ds-color-focus-inner"])
    for name, value in HEX.items():
        if re.search(r"-(background|surface|base)-(default|tinted|hover|active)$|footer-background|-map-", name):
            yield name, max(ratio(outer, rgb(value)), ratio(inner, rgb(value)))
    yield "the ring's two colours", ratio(outer, inner)


def names(pairs):
    return [pytest.param(*rest, id=name) for name, *rest in pairs]


@pytest.mark.parametrize(("text", "background"), names(text_pairs()))
def test_text_can_be_read(text, background):
    assert ratio(text, background) >= TEXT


@pytest.mark.parametrize(("shape", "background"), names(shape_pairs()))
def test_edges_and_symbols_can_be_seen(shape, background):
    assert ratio(shape, background) >= SHAPE


@pytest.mark.parametrize("best", names(focus_pairs()))
def test_focus_ring_shows_on_every_background(best):
    assert best >= SHAPE


@pytest.mark.parametrize("family", FAMILIES)
def test_a_disabled_button_can_still_be_read(family):
    """WCAG exempts it; a person who wonders why it is off does not."""
    paper, base = colour("neutral", "background-tinted"), colour(family, "base-default")
    faded = tuple(DISABLED * b + (1 - DISABLED) * p for b, p in zip(base, paper, strict=True))
    label = tuple(DISABLED * 255 + (1 - DISABLED) * p for p in paper)
    assert ratio(label, faded) >= SHAPE


def test_a_map_that_is_filled_differs_from_an_empty_one_by_more_than_hue():
    assert ratio(portal("map-some"), portal("map-none")) >= 1.3
