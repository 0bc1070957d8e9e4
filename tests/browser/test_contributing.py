"""No word is lost while somebody writes: a cut network, an ended session, two windows, the back button."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import axe

STINA, MIO = "stina@gavle.example", "mio@gavle.example"


def begin(page, title):
    """Begin a new entry; the window is at its first step."""
    page.goto("/initiativ/ny/")
    page.get_by_label("Titel").fill(title)
    page.get_by_role("button", name="ortsätt").click()
    if page.url.endswith("/ny/"):
        page.get_by_role("button", name="Det är något annat").click()
    page.wait_for_url("**/steg/vad/")


def summary(page):
    return page.get_by_label("Kort sammanfattning")


def state(page):
    return page.locator("[data-save-state]")


def kept(page):
    """What the portal has, in a window that knows nothing of what was typed here."""
    other = page.context.new_page()
    other.goto(page.url)
    text = summary(other).input_value()
    other.close()
    return text


def forgive_the_cut(watch):
    cuts = ("ERR_INTERNET_DISCONNECTED", "net::ERR_FAILED")
    watch.complaints = [one for one in watch.complaints if not any(cut in one for cut in cuts)]


@pytest.fixture
def page(as_person):
    page = as_person(STINA)
    begin(page, "Skridskor åt alla barn")
    return page


def test_what_is_typed_is_saved_by_itself_within_seconds(page):
    summary(page).press_sequentially("Fritidsbanken lånar ut skridskor.")
    expect(state(page)).to_have_text(re.compile(r"^Sparat \d\d:\d\d$"))
    assert kept(page) == "Fritidsbanken lånar ut skridskor."


def test_a_cut_network_loses_nothing(page, living_watch):
    page.context.set_offline(True)
    summary(page).press_sequentially("Skrivet utan nät.")
    expect(state(page)).to_contain_text("Inte sparat – försöker igen")
    page.context.set_offline(False)
    expect(state(page)).to_contain_text("Sparat")
    assert kept(page) == "Skrivet utan nät."
    forgive_the_cut(living_watch)


def test_an_ended_session_loses_nothing(page, living_watch):
    living_watch.expected_statuses |= {401, 403}
    page.context.clear_cookies(name="session")
    summary(page).press_sequentially("Skrivet utloggad.")
    expect(state(page)).to_contain_text("Inte sparat: du är utloggad")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Logga in i en ny flik").click()
    sign_in = opened.value
    sign_in.goto("/konto/demo/")
    sign_in.locator(f"form:has([value='{STINA}'])").get_by_role("button").click()
    sign_in.get_by_role("button", name="Logga ut").wait_for(state="attached")
    sign_in.close()
    page.bring_to_front()
    expect(state(page)).to_contain_text("Sparat")
    assert kept(page) == "Skrivet utloggad."


def test_what_was_not_saved_before_leaving_is_offered_on_return(page, living_watch):
    page.route("**/spara/", lambda route: route.abort())
    summary(page).press_sequentially("Lämnat i all hast.")
    address = page.url
    page.goto("about:blank")
    page.unroute("**/spara/")
    page.goto(address)
    expect(summary(page)).to_have_value("")
    axe.assert_silent(page)
    page.get_by_role("button", name="Lägg tillbaka texten").click()
    expect(state(page)).to_contain_text("Sparat")
    assert kept(page) == "Lämnat i all hast."
    forgive_the_cut(living_watch)


def test_a_title_is_offered_again_when_the_network_was_cut_and_not_once_it_has_been_used(page, living_watch):
    page.goto("/initiativ/ny/")
    expect(page.get_by_text("inte hann sparas")).to_have_count(0)
    page.get_by_label("Titel").fill("Sagostund i biblioteket")
    page.context.set_offline(True)
    page.get_by_role("button", name="ortsätt").click()
    page.wait_for_url("chrome-error://**")
    page.context.set_offline(False)
    page.goto("/initiativ/ny/")
    axe.assert_silent(page)
    page.get_by_role("button", name="Lägg tillbaka texten").click()
    expect(page.get_by_label("Titel")).to_have_value("Sagostund i biblioteket")
    page.get_by_role("button", name="ortsätt").click()
    page.wait_for_url("**/steg/vad/")
    page.goto("/initiativ/ny/")
    expect(page.get_by_text("inte hann sparas")).to_have_count(0)
    forgive_the_cut(living_watch)


def test_the_back_button_leads_to_the_text_and_to_no_quarrel_with_oneself(page):
    summary(page).fill("Första texten.")
    page.get_by_label("Slag").select_option(index=1)
    page.get_by_label("Status").select_option(index=1)
    page.get_by_role("button", name="Spara och fortsätt").click()
    page.wait_for_url("**/steg/var/")
    page.go_back()
    expect(summary(page)).to_have_value("Första texten.")
    summary(page).fill("Första texten. Och mer.")
    page.get_by_role("button", name="Spara och fortsätt").click()
    page.wait_for_url("**/steg/var/")
    page.go_back()
    assert kept(page) == "Första texten. Och mer."


def test_personal_data_is_told_of_while_it_is_written(page):
    summary(page).press_sequentially("Ring 070-123 45 67.")
    expect(state(page)).to_contain_text("”070-123 45 67” ser ut som ett mobilnummer.")
    summary(page).fill("Skriv till funktionsbrevlådan.")
    expect(state(page)).to_have_text(re.compile(r"^Sparat \d\d:\d\d$"))


def test_two_windows_in_different_fields_keep_both(page):
    other = page.context.new_page()
    other.goto(page.url)
    summary(page).press_sequentially("I det ena fönstret.")
    expect(state(page)).to_contain_text("Sparat")
    other.get_by_label("Startår").fill("2020")
    expect(state(other)).to_contain_text("Sparat")
    assert kept(page) == "I det ena fönstret."


def test_two_people_in_the_same_field_are_asked_which_text_counts(page, as_person, living_watch):
    living_watch.expected_statuses.add(409)
    colleague = as_person(MIO)
    colleague.goto(page.url)
    summary(page).press_sequentially("Stinas text.")
    expect(state(page)).to_contain_text("Sparat")
    summary(colleague).press_sequentially("Mios text.")
    expect(state(colleague)).to_contain_text("Någon annan har skrivit i samma fält")
    colleague.get_by_role("button", name="Spara och fortsätt").click()
    expect(colleague.get_by_role("heading", name="Två har skrivit samtidigt")).to_be_visible()
    axe.assert_silent(colleague)
    colleague.get_by_label("Båda, den andras först").check()
    colleague.get_by_role("button", name="Spara mitt val").click()
    expect(summary(colleague)).to_have_value("Stinas text.\n\nMios text.")


@pytest.mark.parametrize("step", ["vad", "var", "hur", "lardomar"])
def test_axe_is_silent_at_every_step_with_its_faults(page, step):
    page.goto(page.url.replace("/vad/", f"/{step}/"))
    axe.assert_silent(page)
    page.get_by_role("button", name="Spara och fortsätt").click()
    axe.assert_silent(page)


@pytest.mark.parametrize("address", ["/initiativ/ny/", "/initiativ/mina/", "/konto/aviseringar/"])
def test_axe_is_silent_where_one_begins(as_person, address):
    page = as_person(STINA)
    page.goto(address)
    axe.assert_silent(page)
