"""An assessment that begins in a finding of the lägesbild."""

import pytest
from django.utils.html import escape

from assessments.grounds import ground_of
from assessments.models import Assessment
from assessments.reference_data import load
from barnratt.audit.models import AuditEvent
from tests.assessments.factories import board
from tests.assessments.test_assessments import client_of
from tests.factories import OrganisationFactory
from tests.statistics.raw import add_figures

ADDRESS = "/provningar/ny/?nyckeltal=N66077&plats=20"
FOUND = {"nyckeltal": "N66077", "plats": "20"}


@pytest.fixture
def figures(loaded):
    add_figures()
    load()


@pytest.fixture
def authority(figures):
    return board(name="Barnnämnden i Prövköping", parent=OrganisationFactory(name="Prövköpings kommun"))


@pytest.mark.parametrize("template", Assessment.Template.values)
def test_what_the_figures_say_and_their_articles_go_with_it(figures, authority, hanna, template):
    client, ground = client_of(hanna), ground_of(FOUND)
    page = client.get(ADDRESS).text
    assert escape(ground.heading) in page
    assert '<input type="hidden" name="plats" value="20">' in page
    client.post(ADDRESS, {"template": template, "title": "Ett ärende", "secrecy": "nej", "authority": authority.key})
    made = Assessment.objects.select_related("response").get()
    (beside,) = made.response.beside
    assert (beside["text"], beside["from"]) == (ground.heading, "lägesbilden")
    assert "Källa: Kolada, hämtad 2024" in beside["answer"]
    step = client.get(f"/provningar/{made.pk}/steg/{beside['step']}/").text
    assert f"Från lägesbilden: {escape(ground.heading)}" in step
    chosen = {key: value for held in (made.response.answers, made.response.hidden) for key, value in held.items()}
    assert {26, 27} <= set(chosen["rattigheter" if template == "kortversion" else "artiklar"])
    assert "standard" not in str(AuditEvent.objects.filter(type="assessment_begun").values_list("after", flat=True))


@pytest.mark.parametrize(
    "query",
    [
        {},
        FOUND | {"nyckeltal": "finns-inte"},
        FOUND | {"nyckeltal": "\x00"},
        FOUND | {"plats": "\x00"},
        FOUND | {"plats": "99"},
        FOUND | {"plats": "²0"},
        FOUND | {"nyckeltal": "U33401"},  # the county has no value of its own
    ],
)
def test_an_address_that_names_no_finding_begins_an_assessment_as_usual(figures, query):
    assert ground_of(query) is None


def test_without_a_finding_nothing_stands_beside(figures, authority, hanna):
    form = {"template": "kortversion", "title": "Ett ärende", "secrecy": "nej", "authority": authority.key}
    client_of(hanna).post("/provningar/ny/", form)
    assert Assessment.objects.get().response.beside == []
