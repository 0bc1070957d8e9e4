"""axe has nothing to say about any page, in a wide window or a narrow one. The journeys ask it in the wide one."""

import pytest
from playwright.sync_api import expect

from initiatives.freshness.letters import SIGNER
from tests.browser import axe
from tests.browser.addresses import HISTORICAL, RICH, SPARSE, UNFOLD, compare_address
from tests.browser.prepare import ARCHIVED
from tests.soak import SOAK

PAGES = {
    "start": "/",
    "list": "/initiativ/",
    "list, filtered": "/initiativ/?lan=12&lan=01&artikel=4&sort=titel",
    "list, last page": "/initiativ/?sida=99",
    "list, words marked": "/initiativ/?q=barnbokslut+kommun",
    "list, no hits": "/initiativ/?q=xyzzy&lan=12&steg=1",
    "list, misspelt": "/initiativ/?q=barnboksult",
    "list, partial hits": "/initiativ/?q=skolskjuts",
    "list, nonsense asked": "/initiativ/?q=barnbokslut&lan=99&sida=-1&slag=fel",
    "detail": RICH,
    "detail, sparse": SPARSE,
    "detail, historical": HISTORICAL,
    "detail, in a municipality like ours": f"{RICH}?kommun=1480",
    "compare, nothing chosen": "/initiativ/jamfor/",
    "compare, two": compare_address(RICH, SPARSE),
    "compare, three": compare_address(RICH, SPARSE, HISTORICAL),
    "questions": "/initiativ/fragor/",
    "question": "/initiativ/fragor/starker-barnets-ratt-till-delaktighet/",
    "counties": "/lan/",
    "county": "/lan/vastra-gotaland/",
    "municipalities": "/kommuner/",
    "municipalities, no hit": "/kommuner/?q=Ankeborg",
    "municipality": "/kommuner/1480/",
    "municipality without entries": "/kommuner/2505/",
    "county with statistics": "/lan/dalarna/",
    "municipality with statistics": "/kommuner/2023/",
    "the country": "/lagesbild/",
    "the country, by recommendation": "/lagesbild/?ordning=rekommendation",
    "how to read the statistics": "/om/lagesbilden/",
    "indicator, counties": "/statistik/N66077/",
    "indicator, municipalities": "/statistik/N15428/?niva=kommun&ar=2019",
    "what the fetches changed": "/statistik/N15428/andringar/",
    "own table": "/statistik/?nyckeltal=N66077&nyckeltal=N15428&omrade=00&omrade=20&kon=T&kon=K&fran=2015&till=2022",
    "own table with a chart": "/statistik/?nyckeltal=N66077&omrade=00&omrade=20&kon=T&fran=2011&till=2022",
    "own table on another site": "/statistik/inbaddad/?nyckeltal=N66077&omrade=00&omrade=20&fran=2011&till=2022",
    "open data": "/api/",
    "own table, nothing chosen": "/statistik/",
    "indicator without values": "/statistik/N07541/",
    "notices": "/samarbete/",
    "notices, narrowed": "/samarbete/?lan=21&artikel=12&omrade=kultur_fritid&med=polis",
    "about": "/om/",
    "accessibility": "/tillganglighet/",
    "privacy": "/om/personuppgifter/",
    "watch a search": "/bevakningar/ny/?q=barnbokslut&lan=12",
    "watch a search, nothing to watch": "/bevakningar/ny/",
    "watch a search, look in your inbox": "/bevakningar/skickat/",
    "tell what is missing": "/behov/ny/?q=xyzzy&lan=12",
    "of use": f"{RICH}nytta/?svar=ja",
    "sign in": "/konto/logga-in/",
    "forgotten password": "/konto/losenord/glomt/",
    "forgotten password, sent": "/konto/losenord/glomt/skickat/",
    "forgotten password, link gone": "/konto/losenord/glomt/1-x/",
    "ask to join": "/konto/ga-med/",
    "account closed": "/konto/avstangt/",
    "sign-in broken off": "/konto/logga-in/avbruten/",
    "the demo's people": "/konto/demo/",
    "the demo's outbox": "/konto/demo/utkorg/",
}
# What makes the page the one that is meant, should the catalogue change.
SHOWN = {
    "list, words marked": ".card mark",
    "list, no hits": ".empty",
    "list, misspelt": "text=Menade du",
    "list, partial hits": "text=Stämmer delvis",
    "list, nonsense asked": ".results .ds-alert",
    "detail, sparse": "text=Det här saknas",
    "detail, historical": "text=Ett historiskt exempel",
    "municipalities, no hit": ".empty",
    "municipality without entries": ".empty",
    "county with statistics": "#i-korthet",
    "municipality with statistics": "#i-korthet",
    "the country": "#i-korthet",
    "indicator, municipalities": ".map--classes",
    "indicator without values": ".empty",
}


# What shows nothing that the other pages do not show too.
ALIKE = {
    "list, filtered",
    "list, last page",
    "list, misspelt",
    "list, nonsense asked",
    "detail, in a municipality like ours",
    "compare, nothing chosen",
    "compare, three",
    "municipalities, no hit",
    "notices, narrowed",
    "watch a search, nothing to watch",
    "watch a search, look in your inbox",
    "forgotten password, sent",
    "account closed",
    "sign-in broken off",
}
# One of each kind of layout; `make soak` asks for all in a narrow window too.
NARROW = {"start", "list", "detail", "compare, two", "county with statistics", "own table", "indicator, counties"}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.soak if name in ALIKE else ()) for name in PAGES]
)
def test_axe_is_silent(page, name):
    page.goto(PAGES[name])
    expect(page.locator(SHOWN.get(name, "h1")).first).to_be_visible()
    axe.assert_silent(page, narrow=SOAK or name in NARROW)


def test_axe_is_silent_on_the_page_that_does_not_exist(page, watch):
    watch.expected_statuses.add(404)
    page.goto("/finns-inte/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sidan finns inte")
    axe.assert_silent(page, narrow=True)


def test_axe_is_silent_on_a_form_with_faults(page):
    page.goto("/konto/logga-in/")
    page.get_by_role("button", name="Logga in", exact=True).click()
    expect(page.get_by_role("heading", name="Det är 2 saker att rätta")).to_be_visible()
    axe.assert_silent(page, narrow=True)


def test_axe_is_silent_on_the_gallery_of_components(open_window, editor_state):
    page = open_window(storage_state=editor_state)
    page.goto("/om/komponenter/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    axe.assert_silent(page, narrow=True)


def test_axe_is_silent_on_a_phone_with_filters_and_menu_open(phone):
    phone.goto("/initiativ/?lan=12")
    phone.evaluate(UNFOLD)
    expect(phone.get_by_label("Jämtlands län")).to_be_visible()
    expect(phone.get_by_role("link", name="Län och kommuner")).to_be_visible()
    assert axe.faults(phone) == []  # with the colours of what only a phone shows
    axe.assert_silent(phone, narrow=True)


def test_axe_is_silent_after_an_update(page):
    page.goto("/initiativ/")
    page.get_by_label("Skåne län").check()
    expect(page.get_by_role("list", name="Valda filter")).to_contain_text("Skåne län")
    axe.assert_silent(page, narrow=True)


def test_axe_is_silent_with_everything_folded_out_on_a_detail_page(page):
    page.goto(RICH)
    page.get_by_text("Taggad av redaktionen").click()
    axe.assert_silent(page, narrow=True)


def test_axe_is_silent_on_the_page_that_a_letter_s_link_leads_to(page):
    # The keys are the first ones of the journeys' own database.
    page.goto(f"/initiativ/aktualitet/{SIGNER.sign(1)}/")
    expect(page.get_by_role("button", name="Ja, det stämmer")).to_be_visible()
    axe.assert_silent(page, narrow=True)


def test_axe_is_silent_on_a_link_that_is_not_whole(page, watch):
    watch.expected_statuses.add(404)
    page.goto("/initiativ/aktualitet/1:forged/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Länken är inte hel")
    axe.assert_silent(page, narrow=True)


def test_axe_is_silent_on_an_archived_entry_with_a_dead_link(open_window, reviewer_state):
    page = open_window(storage_state=reviewer_state)
    page.goto(f"/initiativ/{ARCHIVED}/")
    expect(page.get_by_role("heading", name="Initiativet är arkiverat")).to_be_visible()
    expect(page.get_by_text("Länken fungerade inte när vi provade den")).to_be_visible()
    axe.assert_silent(page, narrow=True)


@pytest.mark.parametrize(
    ("path", "shown"),
    [("/granskning/aktualitet/", "Sidan finns inte."), (f"/initiativ/{ARCHIVED}/aktualitet/", "Planen")],
)
def test_axe_is_silent_where_a_reviewer_answers(open_window, reviewer_state, path, shown):
    page = open_window(storage_state=reviewer_state)
    page.goto(path)
    expect(page.get_by_text(shown).first).to_be_visible()
    axe.assert_silent(page, narrow=True)


SURVEY = {
    "a county's answers": "/enkat/2023/lan/gavleborg/",
    "a part": "/enkat/2023/lan/gavleborg/steg/samordning/",
    "all answers": "/enkat/2023/lan/gavleborg/kontrollera/",
    "receipt": "/enkat/2023/lan/gavleborg/kvitto/1/",
    "examples": "/enkat/2023/lan/gavleborg/exempel/",
    "blank form": "/enkat/2023/lan/gavleborg/blankett/",
    "the county in the country": "/enkat/2023/lan/gavleborg/i-landet/",
    "results": "/enkat/2023/resultat/",
}


def test_axe_is_silent_on_the_survey_s_pages(as_person, living_watch):
    page = as_person("lars@gavleborg.example")
    for path in SURVEY.values():
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        axe.assert_silent(page)
