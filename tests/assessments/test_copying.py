"""An earlier assessment as the start of another: what can be answered once comes with, and no conclusion ever."""

import json

import pytest

from assessments import actions
from assessments.copying import COPIED, parts
from assessments.models import Assessment
from assessments.reference_data import content_of
from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from barnratt.questionnaires import definition
from barnratt.questionnaires.actions import Field, publish
from tests.assessments.factories import ANSWERS, make_assessment, write
from tests.client import client_of

pytestmark = pytest.mark.django_db

Template = Assessment.Template
FORM = {"title": "Stängning av Björkskolan", "secrecy": "nej"}


@pytest.fixture
def general(authority, hanna):
    made = make_assessment(authority, template=Template.GENERAL, by=hanna)
    return write(
        made, hanna, arende="Ekskolan stängs.", barn_berors="direkt", omfattning="stor", artiklar=["28", "31"],
        artiklar_varfor="Rätten till utbildning.", regler="Skollagen.", forslag="Stäng.",
        barnets_basta="Att den är kvar.",
        uppfoljning_vad="Skolvägen.", uppfoljning_datum="2027-06-01",
    )  # fmt: skip


@pytest.mark.parametrize("template", Template)
def test_what_can_be_copied_is_in_its_step_of_the_template(template):
    steps = {step.key: step for step in definition.read(content_of(template)).steps}
    for key, questions in COPIED[template].items():
        there = {question.key: question for question in steps[key].questions}
        assert set(questions) <= set(there)
        assert not steps[key].repeat
        assert not [one for one in questions if there[one].type == "date"]


@pytest.mark.parametrize("template", Template)
def test_no_conclusion_and_nothing_of_a_single_child_can_be_copied(template):
    copied = {question for questions in COPIED[template].values() for question in questions}
    never = {"barnets_basta", "forslag", "forenligt", "motivering", "skal_avvikelse", "kompensation", "sammanfattning"}
    never |= {"konsekvenser", "konflikt", "konflikt_text", "barn_horda", "barn_berors", "omfattning", "skyddade"}
    assert not copied & never
    if template == Template.INDIVIDUAL:
        assert copied == {"artiklar", "regler", "kunskap"}


def test_the_page_offers_what_is_answered_and_begins_the_new_one(general, hanna):
    client, path = client_of(hanna), f"/provningar/{general.pk}/kopiera/"
    page = client.get(path).text
    assert "Kunskap och regler: Vilka lagar, föreskrifter och egna styrdokument styr?" in page
    assert [part.step.key for part in parts(general)] == ["arendet", "rattigheter", "kunskap", "efter_beslut"]
    page = client.post(path, FORM | {"steps": ["rattigheter", "kunskap", "efter_beslut"]}, follow=True).text
    assert "Börjad med svar ur" in page
    made = Assessment.objects.get(copied_from=general)
    everything = made.response.answers | made.response.hidden
    assert everything["regler"] == "Skollagen."
    assert everything["uppfoljning_vad"] == "Skolvägen."
    assert not {"arende", "barn_berors", "forslag", "barnets_basta", "uppfoljning_datum"} & set(everything)
    assert (made.title, made.case_number, made.authority) == ("Stängning av Björkskolan", "", general.authority)
    event = AuditEvent.objects.get(type="assessment_copied")
    assert event.before == {"from": general.pk}
    assert "Skollagen" not in json.dumps(event.after)


def test_what_is_copied_is_marked_till_it_is_gone_through(general, hanna):
    made = actions.copy(general, fields=FORM, steps=["rattigheter", "kunskap"], by=hanna)
    client, path = client_of(hanna), f"/provningar/{made.pk}/steg/kunskap/"
    assert "Svaret kommer från en tidigare prövning." in client.get(path).text
    assert "regler" in made.response.copied
    form = {"falt": ["regler"], "bas": json.dumps({"regler": "Skollagen."}), "regler": "Skollagen."}
    client.post(path, form)
    made.response.refresh_from_db()
    assert "regler" not in made.response.copied
    assert "Svaret kommer från en tidigare prövning." not in client.get(path).text


def test_it_is_not_done_till_what_is_copied_has_been_gone_through(made, hanna):
    made = write(made, hanna, **ANSWERS)
    copy = actions.copy(made, fields=FORM, steps=["avstamning"], by=hanna)
    copy = write(copy, hanna, **{key: value for key, value in ANSWERS.items() if key != "vilka_barn"})
    with pytest.raises(RuleBroken, match="kopierade från en tidigare prövning"):
        actions.move(copy, Assessment.State.DONE, by=hanna)
    copy = write(copy, hanna, vilka_barn=ANSWERS["vilka_barn"])
    assert actions.move(copy, Assessment.State.DONE, by=hanna).state == "done"


def test_what_looks_like_a_personal_number_is_not_brought(general, hanna):
    actions.write(general, {"regler": Field("Dnr 19121212-1212", "Skollagen.")}, no_numbers=["regler"], by=hanna)
    made = actions.copy(general, fields=FORM, steps=["kunskap"], by=hanna)
    assert "regler" not in made.response.answers | made.response.hidden


def test_it_begins_on_the_version_of_the_template_that_is_used_now(general, hanna):
    content = content_of(Template.GENERAL)
    content["steps"][0]["questions"][0]["help"] = "En ny hjälptext."
    later = publish(content, by=hanna)
    assert actions.copy(general, fields=FORM, steps=["kunskap"], by=hanna).response.version == later


def test_a_reader_and_another_board_copy_nothing(general, reader, stranger):
    path = f"/provningar/{general.pk}/kopiera/"
    assert client_of(reader).post(path, FORM).status_code == 403
    for answer in (client_of(stranger).get(path), client_of(stranger).post(path, FORM)):
        assert answer.status_code == 404
    assert Assessment.objects.count() == 1


def test_an_empty_one_gives_an_empty_one_and_a_number_in_the_title_is_refused(made, hanna):
    client, path = client_of(hanna), f"/provningar/{made.pk}/kopiera/"
    assert "Här finns inga svar som kan följa med." in client.get(path).text
    assert "Ta bort personnumret." in client.post(path, FORM | {"title": "Om 19121212-1212"}).text
    client.post(path, FORM)
    assert Assessment.objects.get(copied_from=made).response.copied == []
