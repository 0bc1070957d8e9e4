"""Following the catalogue: a search by letter, collections, and telling what is of use and what is missing."""

import re
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests import databases
from tests.browser import axe
from tests.browser.addresses import RICH, UNFOLD
from tests.browser.measures import FINGERTIP, PRESSED, SHORT_WORD, TOO_WIDE

STINA, LOVA, LARS, NORA = (
    "stina@gavle.example",
    "lova@gavle.example",
    "lars@gavleborg.example",
    "nora@samverkan.example",
)


@pytest.fixture
def a_week_later(living_portal, worker_id):
    """Lets a week pass, in which an entry with the title is published."""

    def a_week_later(title):
        environment = {
            **databases.environment_for(f"{databases.OWN['NAME']}_living_{worker_id}"),
            "PORTAL_URL": living_portal,
        }
        subprocess.run([sys.executable, "-m", "tests.browser.a_week_later", title], env=environment, check=True)

    return a_week_later


def letter_to(page, address, subject):
    """The addresses in the newest letter with a subject, as the demonstration's outbox shows it, in a window beside."""
    outbox = page.context.new_page()
    outbox.goto("/konto/demo/utkorg/")
    letter = outbox.locator("article, section, li, details").filter(has_text=address).filter(has_text=subject).first
    text = letter.inner_html()
    outbox.close()
    return text, re.findall(r"https?://localhost:\d+(/[^\s<\"&]*(?:&amp;[^\s<\"]*)?)", text)


def looks_right(page):
    """axe is silent, nothing hangs out to the side, and what is pressed on a phone is as large as a fingertip."""
    axe.assert_silent(page)
    page.set_viewport_size({"width": 320, "height": 700})
    page.evaluate(UNFOLD)
    assert page.evaluate(TOO_WIDE) == [], page.url
    targets = page.evaluate(PRESSED)
    small = [target for target in targets if target["height"] < FINGERTIP - 0.5 or target["width"] < SHORT_WORD]
    assert small == [], page.url
    page.set_viewport_size({"width": 1280, "height": 900})


def test_somebody_without_an_account_watches_a_search_gets_a_letter_and_stops_it(as_person, a_week_later):
    page = as_person()
    page.goto("/initiativ/?q=skridskoskola")
    page.get_by_role("link", name="Bevaka den här sökningen").click()
    expect(page.get_by_text("”skridskoskola”")).to_be_visible()
    looks_right(page)
    page.get_by_role("button", name="Bevaka sökningen").click()
    expect(page.locator(".ds-error-summary")).to_be_focused()
    looks_right(page)
    page.get_by_label("Din e-postadress").fill("anna@kommun.example")
    page.get_by_label("En gång i veckan").check()
    page.get_by_role("button", name="Bevaka sökningen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Titta i din inkorg")
    looks_right(page)

    _, links = letter_to(page, "anna@kommun.example", "Bekräfta att du vill bevaka")
    page.goto(next(link for link in links if link.startswith("/bevakningar/")))
    expect(page.locator("main").get_by_role("button")).to_have_count(1)
    looks_right(page)
    page.get_by_role("button", name="Starta bevakningen").click()
    expect(page.get_by_role("status").filter(has_text="Bevakningen är igång.")).to_be_visible()
    looks_right(page)

    a_week_later("Skridskoskola för alla barn")
    text, links = letter_to(page, "anna@kommun.example", "1 nytt initiativ i det du bevakar")
    assert "”skridskoskola”" in text
    assert "Skridskoskola för alla barn" in text
    page.goto(next(link for link in links if link.startswith("/initiativ/en-vecka-senare")))
    expect(page.get_by_role("heading", level=1)).to_have_text("Skridskoskola för alla barn")

    page.goto(next(link for link in links if link.endswith("/sluta/")))
    expect(page.locator("main").get_by_role("button")).to_have_count(1)
    looks_right(page)
    page.get_by_role("button", name="Sluta bevaka").click()
    expect(page.get_by_text("Du får inga fler brev om den.")).to_be_visible()
    expect(page.get_by_text("avslutad", exact=True)).to_be_visible()
    looks_right(page)
    page.goto(next(link for link in links if link.endswith("/sluta/")).replace("/sluta/", "/sluta-alla/"))
    expect(page.get_by_text("Du bevakar ingenting och får inga brev.")).to_be_visible()
    looks_right(page)


def test_the_same_without_javascript(as_person, a_week_later):
    page = as_person(java_script_enabled=False)
    page.goto("/initiativ/?q=isvakar")
    page.get_by_role("link", name="Bevaka den här sökningen").click()
    page.get_by_label("Din e-postadress").fill("bo@kommun.example")
    page.get_by_role("button", name="Bevaka sökningen").click()
    _, links = letter_to(page, "bo@kommun.example", "Bekräfta att du vill bevaka")
    page.goto(next(link for link in links if link.startswith("/bevakningar/")))
    page.get_by_role("button", name="Starta bevakningen").click()
    a_week_later("Isvakar och barns säkerhet")
    _, links = letter_to(page, "bo@kommun.example", "1 nytt initiativ i det du bevakar")
    page.goto(next(link for link in links if link.endswith("/sluta/")))
    page.get_by_role("button", name="Sluta bevaka").click()
    expect(page.get_by_text("Du får inga fler brev om den.")).to_be_visible()


def test_somebody_signed_in_watches_with_a_click_and_the_list_stays_as_it_was(as_person):
    page = as_person(STINA)
    page.goto("/initiativ/")
    page.get_by_label("Skåne län").check()
    expect(page).to_have_url(re.compile("lan=12"))
    page.get_by_label("Hur ofta?").select_option(label="Högst en gång om dagen")
    expect(page.get_by_label("Hur ofta?")).to_have_value("dagligen")
    page.get_by_role("button", name="Bevaka den här sökningen").click()
    expect(page.get_by_role("status").filter(has_text="Nu bevakar du sökningen.")).to_be_visible()
    expect(page.get_by_label("Skåne län")).to_be_checked()
    looks_right(page)
    page.goto("/konto/bevakningar/")
    expect(page.get_by_role("link", name="Skåne län")).to_be_visible()
    looks_right(page)
    page.get_by_role("button", name="Pausa").click()
    expect(page.get_by_text("pausad", exact=True)).to_be_visible()
    looks_right(page)


def test_entries_are_gathered_ordered_noted_and_shared(as_person):
    page = as_person(STINA)
    page.goto("/initiativ/?q=barnbokslut")
    boxes = page.get_by_role("checkbox", name=re.compile("^Välj "))
    for place in range(3):
        boxes.nth(place).check()
    page.get_by_role("button", name="Spara valda").click()
    looks_right(page)
    page.get_by_label("En ny samling").check()
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.locator(".ds-error-summary")).to_be_focused()
    looks_right(page)
    page.get_by_label("Namn på den nya samlingen").fill("Inför bokslutet")
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Inför bokslutet")
    titles = page.get_by_role("article").get_by_role("heading")
    expect(titles).to_have_count(3)
    first = titles.first.inner_text()
    page.get_by_role("button", name=f"Flytta ner {first}").click()
    expect(titles.nth(1)).to_have_text(first)
    page.get_by_role("link", name=f"Skriv en anteckning om {first}").click()
    page.get_by_label("Anteckning").fill("Fråga dem om **tiden**.")
    looks_right(page)
    page.get_by_role("button", name="Spara").click()
    expect(page.locator("strong", has_text="tiden")).to_be_visible()
    looks_right(page)

    page.get_by_role("link", name="Ändra namn och vem som kan se").click()
    page.get_by_label("Alla som har länken").check()
    looks_right(page)
    page.get_by_role("button", name="Spara").click()
    link = page.locator("a[href*='/samlingar/delad/']").inner_text()
    stranger = as_person()
    stranger.goto(link)
    expect(stranger.get_by_role("article")).to_have_count(3)
    expect(stranger.get_by_role("button", name=re.compile("Flytta"))).to_have_count(0)
    looks_right(stranger)

    page.goto(RICH)
    page.locator("#samling").select_option(label="Inför bokslutet")
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_text("Sparat i samlingen ”Inför bokslutet”.")).to_be_visible()
    looks_right(page)
    page.goto("/samlingar/")
    looks_right(page)
    page.goto("/")
    mine = page.get_by_role("region", name="Mina saker")
    expect(mine.get_by_role("link", name="Inför bokslutet")).to_be_visible()
    looks_right(page)


def test_something_missing_is_told_and_answered(as_person):
    reader = as_person(LOVA)
    reader.goto("/initiativ/?q=xyzzyråd&lan=21")
    reader.get_by_role("link", name="Anmäl att det här saknas").click()
    looks_right(reader)
    reader.get_by_label("Vad skulle du använda det till?").fill("Ring 070-123 45 67")
    reader.get_by_role("button", name="Anmäl behovet").click()
    expect(reader.locator(".ds-error-summary")).to_be_focused()
    looks_right(reader)
    reader.get_by_label("Vad skulle du använda det till?").fill("Vi ska börja i vår.")
    reader.get_by_role("button", name="Anmäl behovet").click()
    expect(reader.get_by_text("Du får veta när någon har svarat.")).to_be_visible()

    coordinator = as_person(LARS)
    coordinator.goto("/")
    coordinator.get_by_role("link", name="Det som saknas i katalogen").click()
    looks_right(coordinator)
    coordinator.get_by_role("link", name="xyzzyråd").click()
    looks_right(coordinator)
    coordinator.get_by_label("Svar", exact=True).fill("Titta på det här.")
    coordinator.get_by_label("Initiativ som svarar mot behovet").fill(RICH)
    coordinator.get_by_role("button", name="Markera som hanterat").click()
    expect(coordinator.get_by_text("Behovet är hanterat.")).to_be_visible()
    looks_right(coordinator)

    reader.goto("/")
    reader.get_by_role("link", name=re.compile("Du har fått svar på behovet")).click()
    expect(reader.get_by_text("Titta på det här.")).to_be_visible()
    looks_right(reader)


def test_whether_an_entry_was_of_use_is_told_and_seen_by_those_who_evaluate(as_person):
    reader = as_person()
    reader.goto(RICH)
    reader.get_by_role("link", name="Delvis", exact=True).click()
    expect(reader.get_by_label("Delvis")).to_be_checked()
    looks_right(reader)
    reader.get_by_label("Visade för kolleger eller chefer").check()
    reader.get_by_role("button", name="Skicka svaret").click()
    expect(reader.get_by_text("Tack! Ditt svar är räknat.")).to_be_visible()

    national = as_person(NORA)
    national.goto(RICH)
    expect(national.get_by_role("region", name="Så har initiativet kommit till nytta")).to_contain_text("Delvis: 1")
    looks_right(national)
    national.goto("/nytta/")
    expect(national.get_by_role("rowheader")).to_have_count(1)
    looks_right(national)
    national.get_by_role("link", name="Svaren per län och år").click()
    expect(national.get_by_role("rowheader")).to_have_count(22)
    looks_right(national)
