"""The reader's own table as a picture, and on a page of another site."""

import json
import re
from decimal import Decimal
from html import unescape
from itertools import product
from types import SimpleNamespace

import pytest

from barnratt.core.templatetags.swedish import number
from regions.statistics.measured import Measured
from regions.statistics.models import Dataset, Observation
from regions.statistics.own_chart import MOST_LINES
from regions.statistics.own_table import Row, names_of
from tests.statistics.raw import RAW, add_figures

TWO = "nyckeltal=N66077&omrade=00&omrade=20&fran=2011&till=2022"


@pytest.fixture
def figures(loaded):
    add_figures()


def svg(client, query):
    response = client.get(f"/statistik/?{query}&format=svg")
    assert response["Content-Type"] == "image/svg+xml"
    return response.text


def test_the_chart_names_its_lines_and_has_its_source_in_it(figures, client):
    drawn = svg(client, TWO)
    shown = re.sub(r"<[^>]*>", "|", drawn.replace("\u00a0", " "))
    assert "Dalarnas län" in shown
    assert "Riket" in shown
    assert re.search(r"Källa: Kolada, hämtad 2024", shown)
    assert re.search(r'<title id="t">.*2011–2022</title><desc id="d">Linjediagram', drawn)


BY_BIRTH = "nyckeltal=MUCF_NEET&omrade=20&fodelseregion=sweden&fodelseregion=abroad&fran=2022&till=2022"


def test_a_table_may_be_divided_by_birth_region(figures, client):
    text = client.get(f"/statistik/?{BY_BIRTH}").text
    for birth in ("sweden", "abroad"):
        key = ("MUCF_NEET", "20", "T", birth, "16-24")
        names = ("indicator_id", "area_code", "sex", "birth_region", "age_group")
        value = next(row["value"] for row in RAW if tuple(row[name] for name in names) == key)
        label = Observation.BirthRegion(birth).label
        assert f'<td>{label}</td><td>16-24</td><td class="number">{number(Decimal(value), 1)}' in text
    answer = json.loads(client.get(f"/statistik/?{BY_BIRTH}&format=json").getvalue())
    assert {row["birth_region"] for row in answer["rows"]} == {"födda i Sverige", "födda utomlands"}
    assert f"inbaddad/?{BY_BIRTH}".replace("&fodelse", "&kon=T&fodelse", 1) in unescape(text)


def test_a_column_that_says_the_same_of_every_row_is_not_there(figures, client):
    text = client.get(f"/statistik/?{TWO}").text
    for label in ("Födelseregion", "Ålder"):
        assert f'<th scope="col">{label}</th>' not in text


@pytest.mark.parametrize(
    ("places", "sexes", "births", "names"),
    [
        (("Gävle", "Riket"), "T", ("total",), ["Gävle", "Riket"]),
        (("Gävle",), "KM", ("total",), ["Flickor", "Pojkar"]),
        (("Gävle",), "T", ("sweden", "abroad"), ["Födda i Sverige", "Födda utomlands"]),
        (("Gävle", "Riket"), "K", ("sweden", "total"), None),
        (("Gävle",), "T", ("total",), ["Gävle"]),
    ],
)
def test_the_names_of_lines_say_what_differs_and_no_more(places, sexes, births, names):
    measured = Measured(SimpleNamespace(key="X", age_group="0-19", unit="%"), None)
    found = product(places, sexes, births)
    rows = [Row(measured, place, place, sex, birth, "0-19", []) for place, sex, birth in found]
    both = ["Gävle, födda i Sverige", "Gävle, alla", "Riket, födda i Sverige", "Riket, alla"]
    assert names_of(rows) == (names or both)


def test_the_picture_can_be_fetched_as_png(figures, client):
    response = client.get(f"/statistik/?{TWO}&format=png")
    assert response["Content-Type"] == "image/png"
    assert response.content.startswith(b"\x89PNG")


def test_the_sexes_are_told_apart_by_name(figures, client):
    drawn = svg(client, "nyckeltal=N15428&omrade=20&kon=K&kon=M&fran=2011&till=2022")
    assert "Flickor" in drawn
    assert "Pojkar" in drawn


@pytest.mark.parametrize(
    "query",
    [
        "nyckeltal=N66077&nyckeltal=N15428&omrade=20&fran=2011",
        "nyckeltal=N66077&omrade=20&fran=2020&till=2020",
    ],
)
def test_what_is_no_line_has_no_picture_and_the_page_says_when_there_is_one(figures, client, query):
    assert client.get(f"/statistik/?{query}&format=png").status_code == 404
    assert f"högst {MOST_LINES} rader" in client.get(f"/statistik/?{query}").text


def test_only_the_embedded_page_may_stand_in_a_frame(figures, client):
    embedded, page = client.get(f"/statistik/inbaddad/?{TWO}"), client.get(f"/statistik/?{TWO}")
    assert "frame-ancestors *" in embedded["Content-Security-Policy"]
    assert "X-Frame-Options" not in embedded
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"
    policies = [_directives(one["Content-Security-Policy"]) for one in (embedded, page)]
    assert {name for name in policies[1] if policies[0].get(name) != policies[1][name]} == {"frame-ancestors"}


def _directives(policy):
    return dict(part.strip().partition(" ")[::2] for part in policy.split(";"))


def test_the_embedded_page_has_the_table_its_source_and_the_way_back(figures, client):
    text = client.get(f"/statistik/inbaddad/?{TWO}").text
    assert "Källa: Kolada, hämtad" in text
    assert 'target="_top"' in text
    assert "<table" in text
    page = client.get(f"/statistik/?{TWO}").text
    assert f"http://testserver/statistik/inbaddad/?{TWO.replace('&fran', '&kon=T&fran')}".replace("&", "&amp;") in page


def test_nothing_to_show_is_not_found(loaded, client):
    assert client.get("/statistik/inbaddad/").status_code == 404
    assert client.get(f"/statistik/inbaddad/?{TWO}").status_code == 404


def test_what_is_made_up_says_so_in_the_picture_and_on_the_page(figures, client):
    Dataset.objects.update(constructed=True)
    assert "påhittade" in svg(client, TWO)
    assert "påhittade" in client.get(f"/statistik/inbaddad/?{TWO}").text
    assert "påhittade" in client.get(f"/statistik/?{TWO}").text
    assert "påhittade" in client.get("/statistik/N66077/").text
    for address in (f"/statistik/?{TWO}", "/statistik/N66077/?", "/lan/dalarna/?"):
        rows = json.loads(client.get(f"{address}&format=json").getvalue())["rows"]
        assert {row["constructed"] for row in rows if row["value"] is not None} == {True}
