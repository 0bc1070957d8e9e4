"""An entry that grows old: asked about by letter, confirmed with a button, archived and brought back."""

import re
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests import databases
from tests.browser.test_following import letter_to, looks_right

STINA, GUN = "stina@gavle.example", "gun@gavleborg.example"


@pytest.fixture
def time_passes(living_portal, worker_id):
    """Lets an entry of an organisation have been published so many days ago, and what is due be done, each in turn."""

    def time_passes(title, *days, organisation="gavle-kommun"):
        environment = {
            **databases.environment_for(f"{databases.OWN['NAME']}_living_{worker_id}"),
            "PORTAL_URL": living_portal,
        }
        command = [sys.executable, "-m", "tests.browser.time_passes", title, organisation, *map(str, days)]
        subprocess.run(command, env=environment, check=True)

    return time_passes


def found_by_search(page, title):
    page.goto(f"/initiativ/?q={title.replace(' ', '+')}")
    return page.locator(".card__title").filter(has_text=title).count() == 1


def test_the_owner_confirms_with_a_button_from_the_letter_without_signing_in(as_person, time_passes, living_watch):
    time_passes("Gävles stora barnrättsplan", 370)
    page = as_person()
    text, addresses = letter_to(page, STINA, "Stämmer detta fortfarande? Gävles stora barnrättsplan")
    assert "Hej Stina Strateg!" in text
    link = next(address for address in addresses if "/aktualitet/" in address)
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("Stämmer detta fortfarande?")
    looks_right(page)
    page.get_by_role("button", name="Ja, det stämmer").click()
    expect(page.get_by_text("Tack! Nu är uppgifterna bekräftade.")).to_be_visible()
    expect(page.get_by_text("Bekräftat aktuellt")).to_be_visible()
    living_watch.expected_statuses.add(410)
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("Frågan är redan besvarad")
    looks_right(page)


def test_what_nobody_answered_is_archived_and_comes_back_when_somebody_does(as_person, time_passes):
    title = "Gävles glömda barnbokslut"
    time_passes(title, 370, 460, 560)
    reader = as_person()
    assert found_by_search(reader, title)
    expect(reader.get_by_text("Behöver bekräftas").first).to_be_visible()
    time_passes(title, 740)
    assert not found_by_search(reader, title)
    reader.goto("/initiativ/gavles-glomda-barnbokslut/")
    expect(reader.get_by_role("heading", name="Initiativet är arkiverat")).to_be_visible()
    looks_right(reader)
    stina = as_person(STINA)
    stina.goto("/initiativ/gavles-glomda-barnbokslut/")
    looks_right(stina)
    stina.get_by_role("button", name="Ja, uppgifterna stämmer").click()
    expect(stina.get_by_text("Tack! Nu är uppgifterna bekräftade.")).to_be_visible()
    assert found_by_search(reader, title)


def test_the_county_s_reviewer_works_through_a_list_of_what_nobody_owns(as_person, time_passes):
    for title in ("Ockelbos plan", "Ockelbos råd"):
        time_passes(title, 370, organisation="ockelbo-kommun")
    gun = as_person(GUN)
    gun.goto("/granskning/aktualitet/")
    looks_right(gun)
    gun.get_by_role("button", name=re.compile("Ja, det stämmer.*Ockelbos plan")).click()
    expect(gun.get_by_text("Tack! Nu är uppgifterna bekräftade.")).to_be_visible()
    gun.get_by_role("button", name=re.compile("Märk som historiskt.*Ockelbos råd")).click()
    expect(gun.get_by_text("Tack! Nu är initiativet märkt som historiskt.")).to_be_visible()
    expect(gun.get_by_text("Inget väntar på ditt svar")).to_be_visible()
    gun.goto("/initiativ/ockelbos-rad/")
    expect(gun.get_by_text("Ett historiskt exempel")).to_be_visible()
