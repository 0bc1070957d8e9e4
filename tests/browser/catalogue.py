"""What the journeys look at on the catalogue's list."""

import re

from playwright.sync_api import expect


def count(page):
    """The heading that tells how many hits there are."""
    return page.locator("#antal")


def chips(page):
    return page.get_by_role("list", name="Valda filter").get_by_role("link")


def hits(page):
    return page.get_by_role("article")


def title_of_first_hit(page):
    return hits(page).first.get_by_role("link").first


def search(page, words):
    """Search from the list's own field; answers with how many hits there are, as the heading says it."""
    field = page.get_by_label("Sök bland initiativen")
    field.fill(words)
    field.press("Enter")
    expect(page).to_have_title(re.compile(f"^{words} – "))
    return count(page).inner_text()


def promised(box):
    """How many hits a filter says that it gives: "10 initiativ"."""
    told = box.locator("xpath=ancestor::label").locator(".facet__count").inner_text()
    return " ".join(told.split())


def choose(page, box):
    """Press Space on a filter and wait until the list is what it promised; answers with the promise."""
    promise = promised(box)
    box.press("Space")
    expect(count(page)).to_have_text(promise)
    return promise
