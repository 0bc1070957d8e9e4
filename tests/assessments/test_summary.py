"""The paragraphs for the tjänsteskrivelse: of the answers, of the person, and never one written over by the other."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments import actions, summary
from assessments.models import Assessment, Summary
from barnratt.accounts.models import Role
from barnratt.audit.models import AuditEvent
from barnratt.core.errors import RuleBroken
from barnratt.questionnaires import answers
from tests.assessments.factories import ANSWERS, board, make_assessment
from tests.assessments.test_assessments import answer, client_of
from tests.assessments.test_templates import READ, documents
from tests.factories import MembershipFactory

Template = Assessment.Template

OF_ANSWERS = """Barn berörs direkt av förslaget. Elever i årskurs 1–6. \
Bedömningen utgår från artikel 2, 3, 6 och 12 i barnkonventionen.

Barn har inte tillfrågats i ärendet. Längre skolväg för de yngsta.

Förslaget bedöms vara delvis förenligt med barnens bästa. Lärartätheten ökar.

Detta görs för att mildra följderna för barnen:
Skolskjuts ordnas."""


@pytest.fixture
def authority():
    return board(name="Utbildningsnämnden i Gävle")


@pytest.fixture
def hanna(authority):
    return MembershipFactory(organisation=authority, role=Role.MEMBER).user


@pytest.fixture
def made(authority, hanna):
    return answer(make_assessment(authority, by=hanna), hanna, **ANSWERS)


def save(client, made, text, **fields):
    return client.post(f"/provningar/{made.pk}/stycke/", {"text": text, **fields})


@pytest.mark.django_db
def test_the_answers_write_whole_sentences(made, hanna):
    assert summary.drawn(made) == OF_ANSWERS
    page = client_of(hanna).get(f"/provningar/{made.pk}/stycke/").text
    assert "Skolskjuts ordnas.</textarea>" in page
    assert not Summary.objects.exists()


@pytest.mark.django_db
def test_it_tells_what_it_still_waits_for(authority, hanna):
    made = make_assessment(authority, by=hanna)
    page = client_of(hanna).get(f"/provningar/{made.pk}/stycke/").text
    assert "Stycket blir fylligare när det här är besvarat" in page
    assert "Vilka barn, och hur märker de av det?" in page


@pytest.mark.django_db
def test_a_person_s_own_text_stays_when_the_answers_change(made, hanna):
    client = client_of(hanna)
    assert save(client, made, "Så här skriver vi det själva.\r\n\r\nOch mer.").status_code == 302
    assert summary.summary_of(made) == "Så här skriver vi det själva.\n\nOch mer."
    assert "Svaren har ändrats" not in client.get(f"/provningar/{made.pk}/stycke/").text
    actions.write(made, {"vilka_barn": actions.questionnaires.Field("Alla elever.", ANSWERS["vilka_barn"])}, by=hanna)
    page = client.get(f"/provningar/{made.pk}/stycke/").text
    assert "Svaren har ändrats sedan stycket skrevs" in page
    assert "Alla elever." in page
    assert "Och mer.</textarea>" in page
    proposed = client.get(f"/provningar/{made.pk}/stycke/?forslag=1").text
    assert "Skolskjuts ordnas.</textarea>" in proposed
    assert summary.written(made).text == "Så här skriver vi det själva.\n\nOch mer."


@pytest.mark.django_db
def test_the_text_of_the_answers_is_not_kept_and_follows_them(made, hanna):
    client = client_of(hanna)
    save(client, made, OF_ANSWERS.replace("\n", "\r\n"))
    assert not Summary.objects.exists()
    save(client, made, "Eget.")
    save(client, made, OF_ANSWERS, base="Eget.")
    assert not Summary.objects.exists()
    assert list(
        AuditEvent.objects.filter(type="assessment_summary_written").order_by("pk").values_list("after", flat=True)
    ) == [{"own": True}, {"own": False}]


@pytest.mark.django_db
def test_two_who_write_at_the_same_time_lose_nothing(made, hanna):
    client = client_of(hanna)
    save(client, made, "Kollegans.")
    page = save(client, made, "Min.").text
    assert "Någon annan har skrivit i stycket medan du skrev." in page
    assert "Så här står det nu" in page
    assert "Min.</textarea>" in page
    assert summary.written(made).text == "Kollegans."
    assert 'name="base" value="Kollegans."' in page
    save(client, made, "Båda.", base="Kollegans.")
    assert summary.written(made).text == "Båda."


@pytest.mark.django_db
def test_what_stood_before_is_kept_and_taken_back_till_the_draft_is_cleaned_up(made, hanna):
    client, path = client_of(hanna), f"/provningar/{made.pk}/stycke/"
    save(client, made, "Det första.")
    assert summary.earlier_ones(made) == []  # before that it followed the answers, which have versions of their own
    save(client, made, "Det andra.", base="Det första.")
    (before,) = summary.earlier_ones(made)
    assert (before.value, before.by) == ("Det första.", hanna)
    assert "ändrat 1\u00a0gång" in client.get(f"/provningar/{made.pk}/andringar/").text
    page = client.get(f"{path}?tidigare={before.pk}").text
    assert "Det första.</textarea>" in page
    assert 'name="base" value="Det andra."' in page
    save(client, made, "Det första.", base="Det andra.")
    assert [one.value for one in summary.earlier_ones(made)] == ["Det andra.", "Det första."]
    done = actions.move(made, Assessment.State.DONE, by=hanna)
    assert "2\u00a0tidigare versioner av stycket" in client.get(f"/provningar/{made.pk}/rensa/").text
    actions.clear_draft(done, actions.Keep(), by=hanna)
    assert summary.earlier_ones(made) == []
    assert summary.written(made).text == "Det första."


@pytest.mark.django_db
def test_a_personal_number_stops_it_and_the_person_may_say_that_it_is_none(made, hanna):
    client = client_of(hanna)
    page = save(client, made, "Om 19121212-1212.").text
    assert "Inte sparat: här tas inga personnummer emot." in page
    assert "Om 19121212-1212.</textarea>" in page
    assert "Det är inte ett personnummer" in page
    save(client, made, "Om 19121212-1212.", is_no_number="on")
    assert summary.written(made).text == "Om 19121212-1212."
    assert AuditEvent.objects.filter(type="assessment_number_kept").count() == 1
    assert "1212" not in json.dumps(list(AuditEvent.objects.values_list("before", "after")))


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["in_review", "done", "locked"])
def test_it_is_written_only_while_the_assessment_is(made, hanna, state):
    client = client_of(hanna)
    save(client, made, "Eget.")
    Assessment.objects.filter(pk=made.pk).update(state=state, case_number="UN 1", locked_at=made.began_at)
    assert save(client, made, "Nytt.", base="Eget.").status_code == 403
    with pytest.raises(RuleBroken, match="inte sparat"):
        actions.write_summary(made, "Nytt.", base="Eget.", by=hanna)
    page = client.get(f"/provningar/{made.pk}/stycke/").text
    assert "readonly>Eget.</textarea>" in page


@pytest.mark.django_db
def test_an_empty_one_is_refused(made, hanna):
    page = save(client_of(hanna), made, " ")
    assert page.status_code == 200
    assert "Detta fält måste fyllas i" in page.text
    with pytest.raises(RuleBroken, match="Skriv ett stycke"):
        actions.write_summary(made, "\x00 ", base="", by=hanna)


@pytest.mark.parametrize("template", Template.values)
@settings(max_examples=25)
@given(data=st.data())
def test_every_set_of_answers_gives_sentences_that_are_whole(template, data):
    definition = READ[template]
    document = data.draw(documents(definition))
    for paragraph in answers.summary(definition, document):
        assert "{" not in paragraph
        assert paragraph[0].isupper()
        assert paragraph[-1] in ".!?"


@pytest.mark.parametrize("template", Template.values)
def test_what_departs_is_always_in_the_paragraphs(template):
    """The reasons and the compensation, which the decision has to show."""
    document = {"barn_berors": "direkt", "forenligt": "nej", "kompensation": "Buss ordnas."}
    document |= {"motivering": "Skälen är dessa.", "skal_avvikelse": "Skälen är dessa."}
    text = "\n".join(answers.summary(READ[template], document))
    assert "inte vara förenligt" in text
    assert "Skälen är dessa." in text
    assert "Buss ordnas." in text
