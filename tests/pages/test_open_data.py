"""The open data are as they are described, for people and for programs."""

import json
import re

import pytest

from barnratt.core import open_data as limits
from barnratt.core import rate_limit
from barnratt.pages import open_data
from regions.statistics.models import Observation
from tests.client import StrictClient
from tests.statistics.raw import RAW, STATUSES, add_figures

EXAMPLES = [(one, query) for one in open_data.ENDPOINTS for _, query in one.examples]
TYPES = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "array": list, "object": dict}


def faults(schema, value, place="svaret"):
    """Where a value is not as a JSON schema says, for the words that our description uses."""
    if "$ref" in schema:
        schema = open_data.SCHEMAS[schema["$ref"].rpartition("/")[2]]
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if value is None:
        return [] if "null" in types else [f"{place} is null"]
    kinds = [TYPES[kind] for kind in types if kind != "null"]
    if not any(isinstance(value, kind) and (kind is bool or not isinstance(value, bool)) for kind in kinds):
        return [f"{place} is a {type(value).__name__}"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{place} is {value}"]
    found = []
    if isinstance(value, list):
        for number, one in enumerate(value):
            found += faults(schema["items"], one, f"{place}[{number}]")
    if isinstance(value, dict):
        properties, other = schema.get("properties", {}), schema.get("additionalProperties")
        found += [f"{place} lacks {name}" for name in schema.get("required", []) if name not in value]
        for name, one in value.items():
            if name in properties or other:
                found += faults(properties.get(name, other), one, f"{place}.{name}")
            else:
                found.append(f"{place} has {name} too")
    return found


@pytest.fixture
def figures(loaded):
    add_figures()
    rate_limit._counted.clear()


def address(endpoint, query):
    return f"{endpoint.path}?{query}" if query else endpoint.path


@pytest.mark.parametrize(("endpoint", "query"), EXAMPLES)
def test_every_example_gives_an_answer_that_is_as_described(figures, client, endpoint, query):
    response = client.get(address(endpoint, query))
    assert response.status_code == 200
    assert faults(endpoint.answer, response.json()) == []
    assert any(rows for rows in response.json().values() if isinstance(rows, list))
    assert response["Access-Control-Allow-Origin"] == "*"


def test_the_description_says_all_and_no_more_of_an_answer(figures, client):
    observations = open_data.ENDPOINTS[2]
    answer = client.get(address(*EXAMPLES[2])).json()
    assert faults(observations.answer, answer | {"mer": 1}) == ["svaret has mer too"]
    answer["observations"][0] |= {"value": "8,5"}
    assert faults(observations.answer, answer) == ["svaret.observations[0].value is a str"]


def test_the_page_links_to_every_example(figures, client):
    page = client.get("/api/").text
    addresses = set(re.findall(r'href="(/(?:api|initiativ)/[^"]*)"', page.replace("&amp;", "&")))
    assert {address(*example) for example in EXAMPLES} <= addresses
    assert all(field in page for schema in open_data.SCHEMAS.values() for field in schema["properties"])


def test_the_openapi_document_has_every_address_and_nothing_that_leads_nowhere(figures, client):
    document = client.get("/api/openapi.json").json()
    assert document["openapi"] == "3.1.0"
    assert set(document["paths"]) == {one.path for one in open_data.ENDPOINTS}
    for reference in re.findall(r'"\$ref": "#/components/schemas/([^"]*)"', json.dumps(document, ensure_ascii=False)):
        assert reference in document["components"]["schemas"]
    for path, methods in document["paths"].items():
        required = [one["name"] for one in methods["get"]["parameters"] if one["required"]]
        assert set(methods["get"]["responses"]) == {"200", "400", "429"}
        if path.startswith("/api/") and required:
            assert client.get(path).status_code == 400


def test_the_values_are_the_sources_and_secrecy_absence_and_zero_are_three_things(figures, client):
    query = "nyckeltal=N15428&nyckeltal=U00915&nyckeltal=N09890&omrade=2425&kon=T"
    answer = client.get(f"/api/observationer/?{query}").json()
    told = {(one["indicator"], one["year"]): one for one in answer["observations"]}
    rows = [
        row
        for row in RAW
        if (row["area_code"], row["sex"], row["birth_region"]) == ("2425", "T", "total")
        and row["indicator_id"] in ("N15428", "U00915", "N09890")
    ]
    assert len(rows) == len(told)
    for row in rows:
        one = told[row["indicator_id"], int(row["year"])]
        assert (one["value"], one["status"]) == (float(row["value"]) if row["value"] else None, STATUSES[row["status"]])
    assert told["N15428", 2019]["status"] == "suppressed"
    assert told["U00915", 2021]["value"] == 0
    assert told["N09890", 2019]["status"] == "missing"
    assert answer["statuses"]["suppressed"] == "sekretess"
    assert any(one["credit"] == "Källa: Kolada" for one in answer["datasets"])


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("", "saknar nyckeltal"),
        ("nyckeltal=N66077", "saknar omrade"),
        ("nyckeltal=N66077&nyckeltal=X1&omrade=20", "Okänt värde i nyckeltal: X1."),
        ("nyckeltal=N66077&omrade=9999", "Okänt värde i omrade: 9999."),
        ("nyckeltal=N66077&omrade=20&kon=F", "Okänt värde i kon: F."),
        ("nyckeltal=N66077&omrade=20&fodelseregion=mars", "Okänt värde i fodelseregion"),
        ("nyckeltal=N66077&omrade=20&fran=tvåtusen", "fran ska vara ett år"),
        ("nyckeltal=N66077&omrade=20&till=20200", "till ska vara ett år"),
        ("nyckeltal=N66077&omrade=20&fran=2020&till=2010", "efter året i till"),
        ("nyckeltal=N66077&nyckeltal=N15428&omrade=kommuner", "Högst 20 000 i taget"),
    ],
)
def test_what_cannot_be_understood_is_told_in_swedish(figures, client, query, reason):
    response = client.get(f"/api/observationer/?{query}")
    assert response.status_code == 400
    assert reason in response.json()["error"]
    assert faults(open_data.ERROR, response.json()) == []


def test_an_answer_that_has_not_changed_is_short_and_one_that_has_is_not(figures, client):
    asked = address(*EXAMPLES[2])
    first = client.get(asked)
    again = client.get(asked, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Access-Control-Allow-Origin"] == "*"
    one = Observation.objects.current().filter(indicator="N66077", area="20", sex="T").latest("year")
    Observation.objects.filter(pk=one.pk).update(value=1)
    changed = client.get(asked, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert {"value": 1.0, "year": one.year, "area": "20"}.items() <= next(
        told for told in changed.json()["observations"] if (told["year"], told["area"]) == (one.year, "20")
    ).items()


def test_too_many_questions_in_a_minute_are_asked_to_wait(figures, monkeypatch):
    monkeypatch.setattr(limits, "MOST", 3)
    monkeypatch.setattr(rate_limit.time, "time", lambda: 1_800_000_000)
    answers = [StrictClient().get("/api/omraden/", REMOTE_ADDR="192.0.2.7") for _ in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert answers[3]["Retry-After"] == "60"
    assert faults(open_data.ERROR, answers[3].json()) == []
    assert StrictClient().get("/api/omraden/", REMOTE_ADDR="192.0.2.8").status_code == 200


def test_another_site_may_ask_first_and_nobody_may_write(figures, client):
    response = client.options("/api/observationer/")
    assert (response.status_code, response["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")
    assert client.post("/api/observationer/").status_code == 405
    assert "Access-Control-Allow-Origin" not in client.get("/lan/")
