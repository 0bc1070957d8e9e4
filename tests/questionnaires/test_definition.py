import pytest

from barnratt.questionnaires import answers
from barnratt.questionnaires.definition import DefinitionError, read
from barnratt.questionnaires.yaml import read_yaml

SMALL = """
key: prov
title: Prov
steps:
  - key: forst
    title: Först
    questions:
      - {key: berors, text: "Berörs barn?", type: boolean, required: true}
      - {key: vilka, text: "Vilka barn?", type: text, required: true, show_if: {question: berors, equals: true}}
"""


def errors_of(text):
    with pytest.raises(DefinitionError) as caught:
        read(read_yaml(text))
    return caught.value.errors


def test_a_definition_is_read_with_its_usual_values():
    definition = read(read_yaml(SMALL))
    assert [question.key for question in definition.steps[0].questions] == ["berors", "vilka"]
    assert definition.by_key["vilka"].required
    assert (definition.by_key["vilka"].help, definition.by_key["vilka"].note) == ("", "")
    assert definition.steps[0].offers == ()
    assert definition.step("forst").repeat is None


def with_question(line):
    return f"{SMALL}      - {line}\n"


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("{key: a, text: A, tpye: text, type: text}", "Steget forst, fråga 3: nyckeln tpye är okänd."),
        ("{key: a, type: text}", "Steget forst, fråga 3: text saknas."),
        ("{key: berors, text: A, type: text}", "Frågan berors: nyckeln berors används redan."),
        ("{key: forst, text: A, type: text}", "Frågan forst: nyckeln forst används redan."),
        ("{key: å, text: A, type: text}", "Frågan å: en nyckel skrivs med bokstäver a–z"),
        ("{key: a, text: A, type: roman}", "Frågan a: det finns ingen typ som heter roman."),
        ("{key: a, text: A, type: choice}", "Frågan a: en fråga av typen choice behöver val."),
        ("{key: a, text: A, type: text, options: [{value: x, label: X}]}", "Frågan a: en fråga av typen text har inga"),
        ("{key: a, text: A, type: choice, options: berors}", "Frågan a: det finns ingen vallista som heter berors."),
        (
            "{key: a, text: A, type: choice, options: [{value: x, label: X}, {value: x, label: Y}]}",
            "Frågan a: valet x står två gånger.",
        ),
        (
            "{key: a, text: A, type: choice, options: [{value: x, label: X}], default: y}",
            "Frågan a: y är inget av valen.",
        ),
        (
            "{key: a, text: A, type: boolean, counts_as: {figure: x, values: {ja: 1}}}",
            "Frågan a: ja är inget av valen.",
        ),
        ("{key: a, text: A, type: text, counts_as: {}}", "Frågan a, counts_as: figure saknas."),
        ("{key: a, text: A, type: text, required: 1}", "fråga 3: required har fel sorts värde."),
        ("{key: a, text: A, type: text, show_if: {question: senare, equals: 1}}", "villkoret pekar på senare"),
        ("{key: a, text: A, type: text, show_if: {question: a, equals: 1}}", "villkoret pekar på a, som inte är"),
        ("{key: a, text: A, type: text, show_if: {question: berors, equals: ja}}", "berors besvaras med ja eller nej"),
        ("{key: a, text: A, type: text, show_if: {question: berors, contains: true}}", "contains hör till frågor med"),
        ("{key: a, text: A, type: text, show_if: {fråga: berors}}", "Villkoret ska ha en fråga med"),
        ("{key: a, text: A, type: text, stops_if: true}", "bara en fråga med ja eller nej kan avbryta"),
        ("{key: a, text: A, type: text, max: 5}", "enhet och gränser hör till tal"),
        ("{key: a, text: A, type: integer, min: 5, max: 2}", "den undre gränsen är högre än den övre"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(line, error):
    assert any(error in told for told in errors_of(with_question(line))), errors_of(with_question(line))


def test_everything_that_is_wrong_is_told_at_once():
    text = with_question("{key: a, text: A, type: roman}") + "      - {key: a, text: B, type: text, hjälp: x}\n"
    assert len(errors_of(text)) == 3


def test_a_condition_never_points_into_what_is_repeated_elsewhere():
    text = (
        SMALL
        + """
  - key: alternativ
    title: Alternativ
    repeat: {label: Alternativ, min: 2}
    questions:
      - {key: namn, text: Namn, type: line}
      - {key: mer, text: Mer, type: text, show_if: {question: namn, equals: x}}
  - key: sist
    title: Sist
    questions:
      - {key: slut, text: Slut, type: text, show_if: {question: namn, equals: x}}
"""
    )
    assert errors_of(text) == ["Frågan slut: villkoret pekar på namn, som kan ha flera svar."]


def test_a_key_that_stands_twice_is_told_with_its_line():
    assert errors_of("key: a\ntitle: b\nkey: c\n") == ["Rad 1 och framåt: nyckeln key står två gånger."]


def test_a_text_that_is_no_yaml_is_told_with_its_line():
    (error,) = errors_of("key: a\ntitle: [\n")
    assert error.startswith("Rad 3 går inte att läsa:")


@pytest.mark.parametrize("text", ["", "[]", "a", "key: a\ntitle: b\nsteps: []\n", "key: a\ntitle: b\nsteps: {a: b}\n"])
def test_what_is_no_questionnaire_is_refused(text):
    assert errors_of(text)


SUMMED = (
    SMALL
    + """summary:
  - sentences:
      - {text: "Barnen är dessa: {vilka}"}
      - {when: {question: berors, equals: false}, text: "Inga barn berörs."}
"""
)


def test_a_summary_speaks_of_what_is_answered():
    definition = read(read_yaml(SUMMED))
    assert answers.summary(definition, {"berors": True, "vilka": "Alla i klass 3"}) == [
        "Barnen är dessa: Alla i klass 3."
    ]
    assert answers.summary(definition, {"berors": True}) == []
    assert answers.summary(definition, {"berors": False, "vilka": "Alla"}) == ["Inga barn berörs."]


@pytest.mark.parametrize(
    ("sentence", "error"),
    [
        ('{text: "{vilke}"}', "Sammanfattningens stycke 1, mening 1: det finns ingen fråga som heter vilke."),
        ("{when: {question: berors, equals: true}}", "Sammanfattningens stycke 1, mening 1: text saknas."),
        (
            '{when: {question: x, equals: 1}, text: "A."}',
            "Sammanfattningens stycke 1, mening 1: villkoret pekar på x, som inte är en fråga tidigare i formuläret.",
        ),
    ],
)
def test_a_sentence_that_cannot_be_is_told_of(sentence, error):
    assert error in errors_of(f"{SMALL}summary:\n  - sentences:\n      - {sentence}\n")


def test_a_sentence_cannot_speak_of_what_has_several_answers():
    text = SMALL.replace("    title: Först\n", "    title: Först\n    repeat: {label: Barn}\n")
    error = "Sammanfattningens stycke 1, mening 1: vilka kan ha flera svar och får inte plats i en mening."
    assert error in errors_of(text + 'summary:\n  - sentences:\n      - {text: "{vilka}"}\n')


def test_a_figure_comes_from_one_question_that_is_answered_once():
    twice = with_question("{key: a, text: A, type: text, counts_as: {figure: x}}")
    assert read(read_yaml(twice)).by_key["a"].counts_as.figure == "x"
    twice += "      - {key: b, text: B, type: text, counts_as: {figure: x}}\n"
    assert errors_of(twice) == ["Frågan b: en annan fråga räknas redan som x."]
    content = read_yaml(with_question("{key: a, text: A, type: text, counts_as: {figure: x}}"))
    content["steps"][0]["repeat"] = {"label": "Del"}
    with pytest.raises(DefinitionError, match="det som besvaras flera gånger räknas inte"):
        read(content)
