"""What comes out of an assessment as Word and PDF: exactly what is shown, with its head and its marks."""

import time
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments import actions
from assessments.actions import Keep
from assessments.documents import annex
from assessments.examples import example
from assessments.models import Assessment, Summary
from assessments.reference_data import load
from barnratt.accounts.models import Role
from barnratt.documents.pdf import pdf
from barnratt.documents.tree import Definitions, Document, Heading, Paragraph, texts
from barnratt.documents.word import word
from barnratt.questionnaires import answers
from barnratt.questionnaires.actions import Field
from regions.places.models import Organisation
from tests.assessments.factories import ANSWERS, board, make_assessment
from tests.assessments.test_assessments import answer, client_of
from tests.assessments.test_templates import PLAIN, READ, documents, expected
from tests.documents.reading import Pdf, squeezed, word_lines
from tests.factories import MembershipFactory, OrganisationFactory

Template, State = Assessment.Template, Assessment.State


@pytest.fixture
def authority():
    return board(name="Utbildningsnämnden i Gävle", parent=OrganisationFactory(name="Gävle kommun"))


@pytest.fixture
def hanna(authority):
    return MembershipFactory(organisation=authority, role=Role.MEMBER).user


@pytest.fixture
def made(authority, hanna):
    return make_assessment(authority, by=hanna)


def unsaved(template, document, flags=(), beside=()):
    """An assessment that is in no database, with some answers."""
    version = SimpleNamespace(definition=READ[template], number=1)
    response = SimpleNamespace(version=version, answers=document, flags=flags, beside=list(beside))
    fields = {"title": "Ekskolan", "case_number": "", "unit": "", "responsible": "", "reviewer": "", "decided_by": ""}
    return SimpleNamespace(
        pk=None, template=template, version_in_words="version 1", response=response, state=State.DONE,
        secrecy="nej", constructed=False,
        authority=Organisation(name="Nämnden"), decision_date=None, began_at=None, changed_at=None, locked_at=None,
        get_template_display=lambda: READ[template].title, get_state_display=lambda: "klar", **fields,
    )  # fmt: skip


def asked_and_answered(document):
    return [row for part in document.parts if isinstance(part, Definitions) and part.wide for row in part.rows]


@pytest.mark.parametrize("template", Template.values)
@settings(max_examples=25)
@given(data=st.data())
def test_the_document_holds_exactly_what_is_shown(template, data):
    answered = data.draw(documents(READ[template]))
    flags = data.draw(st.sets(st.just("visa_fordjupning")))
    found = annex(unsaved(template, answered, flags))
    addresses, _ = expected(PLAIN[template], answered, flags)
    questions = READ[template].by_key
    assert asked_and_answered(found) == [
        (questions[key].text, answers.in_words(questions[key], answers.value_at(answered, address)))
        for address in addresses
        for key in [address.rpartition(".")[2]]
    ]
    assert {question.text for key, question in questions.items() if not any(a.endswith(key) for a in addresses)} & {
        text for text, _ in asked_and_answered(found)
    } <= {questions[address.rpartition(".")[2]].text for address in addresses}


def same_in_every_form(found):
    """Whether Word and PDF say what a Document says, in its order, and nothing more."""
    lines = [text for _, text in word_lines(word(found)) if text]
    assert squeezed("".join(lines)) == squeezed("".join(texts(found)))
    assert squeezed(Pdf(pdf(found)).text) == squeezed("".join(texts(found)))


@pytest.mark.django_db
@pytest.mark.parametrize("template", Template.values)
def test_word_and_pdf_say_what_the_document_says_and_nothing_more(template):
    load()
    same_in_every_form(annex(example(template)))


@pytest.mark.django_db
def test_both_documents_of_the_largest_example_take_less_than_three_seconds():
    load()
    made = example(Template.GENERAL)
    began = time.perf_counter()
    found = annex(made)
    pdf(found)
    word(found)
    assert time.perf_counter() - began < 3


@pytest.mark.django_db
def test_what_a_condition_hides_is_in_no_document(made, hanna):
    made = answer(made, hanna, **ANSWERS)
    actions.write(made, {"barn_berors": Field("inte", "direkt")}, by=hanna)
    client = client_of(hanna)
    written = client.get(f"/provningar/{made.pk}/provning.docx").content
    lines = word_lines(written)
    assert ("Fråga", "Berörs barn?") in lines
    assert ("Svar", "Nej") in lines
    assert [text for style, text in lines if style.startswith("Heading")] == ["Till tjänsteskrivelsen", "Avstämning"]
    told = Pdf(client.get(f"/provningar/{made.pk}/provning.pdf").content).text
    for text in ("\n".join(text for _, text in lines), " ".join(told.split())):
        assert ANSWERS["vilka_barn"] in text
        assert ANSWERS["motivering"] not in text
        assert ANSWERS["kompensation"] not in text


@pytest.mark.django_db
def test_the_head_tells_of_the_case(authority, hanna):
    made = make_assessment(authority, by=hanna, case_number="UN 2026/7", unit="Skola", responsible="Utredare")
    head = dict(next(part for part in annex(made).parts if isinstance(part, Definitions)).rows)
    assert head == {
        "Ärende": "Stängning av Ekskolan",
        "Diarienummer": "UN 2026/7",
        "Myndighet": "Utbildningsnämnden i Gävle",
        "Enhet": "Skola",
        "Ansvarig handläggare": "Utredare",
        "Granskare": "Ej ifyllt",
        "Beslutas av": "Ej ifyllt",
        "Planerat beslutsdatum": "Ej ifyllt",
        "Sekretess": "Bedöms inte omfattas av sekretess",
        "Mall": "Kortversion, version 1",
        "Läge": "Utkast",
        "Påbörjad": head["Påbörjad"],
        "Senast ändrad": head["Senast ändrad"],
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "marks"),
    [
        ({"state": State.DRAFT}, ("Utkast",)),
        ({"state": State.IN_REVIEW}, ("Utkast på granskning",)),
        ({"state": State.RETURNED}, ("Utkast som behöver kompletteras",)),
        ({"state": State.DONE}, ()),
        ({"state": State.DONE, "secrecy": "ja"}, ("Kan omfattas av sekretess",)),
        ({"state": State.DONE, "secrecy": "kanske"}, ("Sekretess behöver bedömas",)),
        ({"state": State.DONE, "constructed": True}, ("Konstruerat exempel",)),
    ],
)
def test_what_a_reader_has_to_know_is_marked_on_every_page(made, fields, marks):
    for name, value in fields.items():
        setattr(made, name, value)
    found = annex(made)
    assert found.marks == marks
    assert [part.title for part in found.parts if part.kind == "note"] == list(reversed(marks))


@pytest.mark.django_db
def test_what_came_from_the_short_version_stands_with_its_step(made, hanna):
    load()
    made = answer(made, hanna, **ANSWERS)
    grown = actions.grow(made, Template.GENERAL, by=hanna)
    found = annex(grown)
    step, rows = "", {}
    for part in found.parts:
        step = part.text if isinstance(part, Heading) and part.level == 1 else step
        rows |= {text: (step, said) for text, said in part.rows} if isinstance(part, Definitions) else {}
    assert rows["Från kortversionen: Varför?"] == ("Bedömning", ANSWERS["motivering"])
    assert rows["Från kortversionen: Vad blir bättre och vad blir sämre för barnen?"] == (
        "Alternativ och konsekvenser", ANSWERS["konsekvenser"],
    )  # fmt: skip
    assert rows["Vad görs för att kompensera barnen?"] == ("Bedömning", ANSWERS["kompensation"])
    assert rows["Vad är bäst för barnen i den här frågan?"] == ("Bedömning", "Ej besvarad")


@pytest.mark.parametrize("template", [Template.GENERAL, Template.INDIVIDUAL])
def test_what_is_best_for_the_child_stands_apart_from_the_weighing(template):
    document = {
        "skyddade": False,
        "forenligt": "delvis",
        "barnets_basta": "Att vara kvar.",
        "skal_avvikelse": "Budget.",
    }
    parts = list(annex(unsaved(template, document)).parts)
    at = next(number for number, part in enumerate(parts) if part == Heading("Barnets bästa är …", 2))
    assert [said for _, said in parts[at + 1].rows] == ["Att vara kvar."]
    assert parts[at + 2].kind == "heading"
    assert "Budget." in dict(parts[at + 3].rows).values()


def test_a_stopped_assessment_says_where_it_is_made():
    found = annex(unsaved(Template.INDIVIDUAL, {"skyddade": True, "fraga": "Hemligt"}))
    assert any(part.kind == "note" and part.title == "Prövningen görs inte här" for part in found.parts)
    assert Paragraph("Prövningen av barnets bästa görs i verksamhetens eget ärendesystem.") in found.parts
    assert "Hemligt" not in "".join(texts(found))


@pytest.mark.django_db
def test_what_was_written_before_it_was_stopped_is_in_no_document_and_goes_with_the_draft(authority, hanna):
    load()
    short = answer(make_assessment(authority, by=hanna), hanna, **ANSWERS)
    made = actions.grow(short, Template.INDIVIDUAL, by=hanna)
    answer(made, hanna, skyddade="nej")
    actions.write_summary(made, "Barnet bor på hemlig ort.", base="", by=hanna)
    actions.write(made, {"skyddade": Field("ja", "nej")}, by=hanna)
    made = Assessment.objects.select_related("response__version", "authority").get(pk=made.pk)
    told = "".join(texts(annex(made)))
    assert not [text for text in (*ANSWERS.values(), "Barnet bor på hemlig ort.") if len(text) > 10 and text in told]
    made = actions.move(made, State.DONE, by=hanna)
    assert "Också ett eget stycke" in client_of(hanna).get(f"/provningar/{made.pk}/rensa/").text
    actions.clear_draft(made, Keep(), by=hanna)
    made.response.refresh_from_db()
    assert (made.response.hidden, made.response.beside) == ({}, [])
    assert not Summary.objects.exists()


@pytest.mark.django_db
def test_a_hostile_answer_comes_out_as_text(made, hanna):
    text = '#read("/etc/passwd") $x$ \\ *a* <b> 👍 ' + "x" * 400
    made = answer(made, hanna, arende=text)
    made.title = "#set page(width: 1pt) $"
    found = annex(made)
    assert isinstance(found, Document)
    same_in_every_form(found)
    assert squeezed(text) in squeezed(Pdf(pdf(found)).text)


@pytest.mark.django_db
def test_nobody_outside_gets_a_document(made):
    other = client_of(MembershipFactory(organisation=board(), role=Role.STRATEGIST).user)
    for path in ("provning.docx", "provning.pdf", "stycke/"):
        assert other.get(f"/provningar/{made.pk}/{path}").status_code == 404
