"""A newer version of the template, which an assessment goes over to when somebody says so."""

import pytest

from assessments import actions
from assessments.models import Assessment
from assessments.reference_data import content_of
from barnratt.accounts.models import Role
from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from barnratt.questionnaires.actions import Field, publish
from tests.assessments.factories import board, make_assessment
from tests.client import StrictClient
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


def newer_template():
    """The short template after somebody has worked on it: a question new, one gone, one reworded, one with others."""
    content = content_of(Assessment.Template.SHORT)
    questions = [one for one in content["steps"][0]["questions"] if one["key"] != "vilka_barn"]
    for question in questions:
        if question["key"] == "arende":
            question["text"] = "Vad gäller ärendet?"
        if question["key"] == "barn_horda":
            question["options"] = [{"value": "ja", "label": "Ja, de är tillfrågade"}, {"value": "nej", "label": "Nej"}]
            question["counts_as"] = {"figure": "heard", "values": {"ja": "yes", "nej": "no"}}
    questions.append({"key": "samverkan", "text": "Vilka har ni talat med?", "type": "text"})
    rules = {target: dict(rule) for target, rule in content["carry_over"].items()}
    for rule in rules.values():
        rule.pop("vilka_barn")
        rule["samverkan"] = {"beside": "arendet"}
    content.pop("summary")
    return content | {"steps": [content["steps"][0] | {"questions": questions}], "carry_over": rules}


@pytest.fixture
def hanna():
    return MembershipFactory(organisation=board(), role=Role.MEMBER).user


@pytest.fixture
def client(hanna):
    client = StrictClient()
    client.force_login(hanna)
    return client


@pytest.fixture
def made(hanna):
    made = make_assessment(hanna.organisations[0], by=hanna)
    for address, value in {"arende": "Skolan stängs.", "barn_berors": "direkt", "vilka_barn": "Elever."}.items():
        actions.write(made, {address: Field(value, "")}, by=hanna)
    return Assessment.objects.select_related("response__version").get(pk=made.pk)


def test_a_newer_version_is_offered_with_what_differs_and_what_becomes_of_each_answer(made, client):
    page = f"/provningar/{made.pk}/"
    assert "nyare version av mallen" not in client.get(page).text
    publish(newer_template(), by=None)
    assert "Det finns en nyare version av mallen" in client.get(page).text
    text = client.get(f"{page}ny-version/").text
    told = text.split("<h1>", 1)[1]
    for part in ("Vilka har ni talat med?", "Nu: Vad gäller ärendet?", "Nu: Ja, de är tillfrågade; Nej", "Elever."):
        assert part in told
    assert "3\u00a0svar står kvar vid sina frågor" in told
    assert "1\u00a0svar har ingen fråga att stå vid" in told


def test_it_goes_over_when_the_person_says_so_and_keeps_every_word(made, client):
    publish(newer_template(), by=None)
    page = f"/provningar/{made.pk}/"
    assert client.post(f"{page}ny-version/", {"version": "2"})["Location"] == page
    made.refresh_from_db()
    assert made.response.version.number == 2
    assert "nyare version av mallen" not in client.get(page).text
    check = client.get(f"{page}kontrollera/").text
    for part in ("Skolan stängs.", "Elever.", "Från version 1"):
        assert part in check
    event = AuditEvent.objects.get(type="assessment_renewed")
    assert (event.before, event.after) == ({"version": 1}, {"version": 2})


def test_a_version_that_the_person_has_not_seen_is_not_gone_over_to(made, client, hanna):
    publish(newer_template(), by=None)
    publish(newer_template() | {"title": "Kortversion igen"}, by=None)
    answer = client.post(f"/provningar/{made.pk}/ny-version/", {"version": "2"}, follow=True)
    assert "ännu nyare version" in answer.text
    made.refresh_from_db()
    assert made.response.version.number == 1


def test_what_is_sent_on_or_already_in_the_newest_version_stays_as_it_is(made, client, hanna):
    page = f"/provningar/{made.pk}/ny-version/"
    assert "har redan den senaste" in client.post(page, {"version": "1"}, follow=True).text
    later = publish(newer_template(), by=None)
    actions.move(made, "in_review", by=hanna)
    assert client.post(page, {"version": "2"}).status_code == 403
    with pytest.raises(RuleBroken, match="på granskning"):
        actions.renew(made, later, by=hanna)


# Who is there


def test_colleagues_see_in_which_field_the_others_are(made, hanna, client):
    kalle = MembershipFactory(organisation=hanna.organisations[0], role=Role.MEMBER, user__name="Kalle Kollega").user
    other = StrictClient()
    other.force_login(kalle)
    step = f"/provningar/{made.pk}/steg/avstamning"
    assert other.post(f"{step}/har/", {"har": "arende"}).json() == {"here": []}
    here = {"here": [["arende", "Kalle Kollega skriver här just nu."]]}
    assert client.post(f"{step}/har/", {"har": "finns-inte"}).json() == here
    form = {"falt": "vilka_barn", "bas": '{"vilka_barn": "Elever."}', "vilka_barn": "Alla", "har": "vilka_barn"}
    saved = client.post(f"{step}/spara/", form)
    assert saved.json()["here"] == here["here"]
    assert other.post(f"{step}/har/", {}).json()["here"][0][0] == "vilka_barn"
