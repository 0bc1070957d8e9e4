"""From one version to the next: what is told, and that no answer is lost whatever has changed."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barnratt.core.errors import RuleBroken
from barnratt.questionnaires import actions, answers
from barnratt.questionnaires.actions import Field
from barnratt.questionnaires.definition import read
from barnratt.questionnaires.differences import differences, fates
from barnratt.questionnaires.yaml import read_yaml
from tests.factories import UserFactory
from tests.questionnaires.factories import make_response

BEFORE = read_yaml("""
key: prov
title: Prov
steps:
  - key: forst
    title: Först
    questions:
      - {key: berors, text: Berörs, type: boolean}
      - {key: vilka, text: Vilka, type: text, show_if: {question: berors, equals: true}}
      - {key: delar, text: Delar, type: multi, options: [{value: a, label: A}, {value: b, label: B}]}
      - {key: ordning, text: Ordning, type: ranking, options: [{value: a, label: A}, {value: b, label: B}]}
  - key: alternativ
    title: Alternativ
    repeat: {label: Alternativ, min: 1}
    questions:
      - {key: namn, text: Namn, type: line}
      - {key: bra, text: Bra, type: choice, options: [{value: ja, label: Ja}, {value: nej, label: Nej}]}
  - key: sist
    title: Sist
    questions:
      - {key: slutsats, text: Slutsats, type: text}
      - {key: rader, text: Rader, type: texts}
""")
OLD = read(BEFORE)
KEYS = sorted(OLD.by_key)
VALUES = {
    "berors": st.booleans(),
    "vilka": st.sampled_from(["Alla", "Några"]),
    "delar": st.sampled_from([["a"], ["b"], ["a", "b"]]),
    "ordning": st.sampled_from([["b", "a"], ["a"]]),
    "namn": st.sampled_from(["Noll", "Ett"]),
    "bra": st.sampled_from(["ja", "nej"]),
    "slutsats": st.just("Klart"),
    "rader": st.just(["Ett", "Två"]),
}


@st.composite
def filled(draw):
    """(document, hidden) as saving leaves them."""

    def some_of(step):
        found = {question.key: draw(st.none() | VALUES[question.key]) for question in step.questions}
        return {key: value for key, value in found.items() if value is not None}

    document = {}
    for step in OLD.steps:
        if step.repeat:
            document[step.key] = [{"id": f"b{one}", **some_of(step)} for one in range(draw(st.integers(0, 2)))]
        else:
            document |= some_of(step)
    return answers.divided(OLD, document, {})


@st.composite
def later(draw):
    """The same questionnaire after somebody has worked on its questions, options and steps."""
    content = copy.deepcopy(BEFORE)
    steps = {step["key"]: step for step in content["steps"]}
    for key in draw(st.sets(st.sampled_from(KEYS))):
        here = next(step for step in steps.values() if any(one["key"] == key for one in step["questions"]))
        question = next(one for one in here["questions"] if one["key"] == key)
        what = draw(st.sampled_from(["gone", "moved", "text", "type", "options"]))
        if what in ("gone", "moved"):
            here["questions"].remove(question)
        if what == "moved":
            steps[draw(st.sampled_from(sorted(steps)))]["questions"].append(question)
        if what == "text":
            question["text"] += " nu?"
        if what == "type":
            question["type"] = "date"
            question.pop("options", None)
        if what == "options" and "options" in question:
            question["options"] = [{"value": "b", "label": "Bé"}, {"value": "c", "label": "C"}]
    for step in steps.values():
        if draw(st.booleans()):
            step |= {"repeat": {"label": "Del"}} if "repeat" not in step else {}
        elif draw(st.booleans()):
            step.pop("repeat", None)
        for question in step["questions"]:
            question.pop("show_if", None)
    content["steps"] = [step for step in content["steps"] if step["questions"]]
    new = [{"key": "ny", "text": "Ny?", "type": "text", "show_if": {"question": "oppnar", "equals": True}}]
    first = {"key": "oppnar", "text": "Öppnar?", "type": "boolean"}
    content["steps"].append({"key": "nytt", "title": "Nytt", "questions": [first, *new]})
    return read(content)


@given(filled(), later())
def test_whatever_has_changed_every_answer_is_where_it_was_or_stands_beside(both, new):
    document, hidden = both
    kept, beside = answers.fitted(OLD, new, document, "version 1")
    apart, apart_beside = answers.fitted(OLD, new, hidden, "version 1")
    inside, outside = answers.divided(new, kept, apart)
    beside = [*beside, *apart_beside]
    told = fates(OLD, new, document, hidden)
    assert len(told) == len([*answers.every(OLD, document), *answers.every(OLD, hidden)])
    assert len(beside) == sum(not fate.is_kept for fate in told)
    assert {one["step"] for one in beside} <= {step.key for step in new.steps}
    there = {place.address: value for one in (inside, outside) for place, value in answers.every(new, one)}
    for fate in told:
        value = answers.value_at(hidden if fate.is_hidden else document, fate.place.address)
        if fate.is_kept:
            assert there[fate.place.address] == value
        else:
            assert {"text": fate.place.question.text, "answer": fate.answer}.items() <= beside.pop(0).items()


def changed(**questions):
    content = copy.deepcopy(BEFORE)
    for step in content["steps"]:
        step["questions"] = [questions.get(one["key"], one) for one in step["questions"]]
        step["questions"] = [one for one in step["questions"] if one]
    return content


def test_what_differs_is_told_by_its_sort():
    content = changed(
        slutsats=None,
        namn={"key": "namn", "text": "Vad kallas det?", "type": "line"},
        bra={"key": "bra", "text": "Bra", "type": "choice", "options": [{"value": "ja", "label": "Ja"}]},
        rader={"key": "rader", "text": "Rader", "type": "texts", "required": True},
    )
    content["steps"][2]["questions"].append({"key": "ny", "text": "Ny?", "type": "text"})
    found = differences(OLD, read(content))
    keys = [[(one.now or one.before).key for one in part] for part in found]
    assert keys == [["ny"], ["slutsats"], ["namn"], ["bra"], ["rader"]]
    assert found.any
    assert not differences(OLD, OLD).any


@pytest.mark.django_db
def test_moving_keeps_what_already_stood_beside_and_gives_new_questions_their_defaults():
    user = UserFactory()
    response = make_response(by=user)
    response.beside = [{"step": "forst", "text": "T", "answer": "S", "from": "Kortversion"}]
    response.save()
    actions.write(response, {"kronor": Field("7", "")}, by=user)
    content = copy.deepcopy(response.version.content)
    content["steps"][0] |= {"key": "inledning", "title": "Inledning"}
    content["steps"][0]["questions"].append({"key": "land", "text": "Land", "type": "line", "default": "Sverige"})
    moved = actions.move(response, actions.publish(content, by=user), by=user)
    assert moved.beside == [{"step": "inledning", "text": "T", "answer": "S", "from": "Kortversion"}]
    assert (moved.answers["kronor"], moved.answers["land"]) == (7, "Sverige")


@pytest.mark.django_db
def test_a_response_is_never_moved_back_or_to_another_questionnaire():
    user = UserFactory()
    response = make_response(by=user)
    first = response.version
    with pytest.raises(RuleBroken, match="redan i den versionen"):
        actions.move(response, first, by=user)
    other = actions.publish({**copy.deepcopy(first.content), "key": "annat"}, by=user)
    with pytest.raises(RuleBroken, match="redan i den versionen"):
        actions.move(response, other, by=user)
    later_one = actions.publish({**copy.deepcopy(first.content), "title": "Ny"}, by=user)
    response = actions.move(response, later_one, by=user)
    first.refresh_from_db()
    with pytest.raises(RuleBroken, match="redan i den versionen"):
        actions.move(response, first, by=user)
