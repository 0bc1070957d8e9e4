import pytest

from barnratt.questionnaires import series
from barnratt.questionnaires.conditions import read as condition
from barnratt.questionnaires.conditions import simplified
from barnratt.questionnaires.definition import read
from barnratt.questionnaires.yaml import read_yaml

BEFORE = """
key: fore
title: Före
steps:
  - key: del
    title: Del
    questions:
      - {key: val, text: Hur?, type: choice, series: core, options: [{value: a, label: A}, {value: b, label: B}]}
      - {key: tal, text: Hur många?, type: integer, series: core}
"""
NOW = """
key: nu
title: Nu
steps:
  - key: del
    title: Del
    questions:
      - {key: nytt_val, text: Hur då?, type: choice, series: core,
         options: [{value: a, label: A}, {value: c, label: C}],
         linked: {question: val, comparability: same}}
      - {key: tal, text: Hur många?, type: line, series: core, linked: {question: tal, comparability: same}}
"""


def definitions(**changes):
    before, now = read_yaml(BEFORE), read_yaml(NOW)
    for key, told in changes.items():
        question = next(one for one in now["steps"][0]["questions"] if one["key"] == key)
        question |= told
    return read(before), read(now)


def tie_of(key, **changes):
    return next(tie for tie in series.ties(*definitions(**changes)) if tie.now.key == key)


def test_a_tie_says_what_has_changed():
    tie = tie_of("nytt_val")

    assert (tie.is_reworded, tie.has_other_options, tie.is_retyped) == (True, True, False)
    assert [option.label for option in tie.gone_options] == ["B"]
    assert tie.suggested == "new_options"
    assert tie_of("tal").suggested == "not_comparable"


def test_a_question_that_others_are_asked_is_not_the_same():
    asked = {"type": "integer", "base": "de som svarade a", "show_if": {"question": "nytt_val", "equals": "a"}}
    tie = tie_of("tal", tal=asked)

    assert (tie.has_other_base, tie.is_changed, tie.suggested) == (True, True, "not_comparable")


@pytest.mark.parametrize(
    ("key", "linked", "told"),
    [
        ("nytt_val", {"question": "val", "comparability": "reworded"}, "”B” finns inte kvar"),
        ("nytt_val", {"question": "val", "comparability": "reworded", "options": {"b": "c"}}, None),
        ("nytt_val", {"question": "val", "comparability": "new_options"}, None),
        ("nytt_val", {"question": "val", "comparability": "not_comparable"}, None),
        ("tal", {"question": "tal", "comparability": "reworded"}, "besvaras på ett annat sätt"),
        ("tal", {"question": "tal", "comparability": "not_comparable"}, None),
    ],
)
def test_a_mark_that_cannot_be_is_told(key, linked, told):
    tie = tie_of(key, **{key: {"linked": linked}})

    found = series.fault(tie, tie.now.linked)

    assert found is None if told is None else told in found


def test_what_ends_a_series_of_core_questions_is_told():
    before, now = definitions(
        nytt_val={"linked": None, "series": "year"},
        tal={"linked": {"question": "tal", "comparability": "not_comparable"}},
    )

    told = series.breaks(series.ties(before, now))

    assert ["”Hur många?”" in told[0], "”Hur?” finns inte kvar" in told[1]] == [True, True]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"any": [{"question": "a", "equals": 1}, {"question": "a", "equals": 2}]}, {"question": "a", "in": [1, 2]}),
        ({"all": [{"flag": "f"}]}, {"flag": "f"}),
        (
            {"all": [{"all": [{"flag": "f"}, {"flag": "g"}]}, {"question": "a", "contains": 1}]},
            {"all": [{"flag": "f"}, {"flag": "g"}, {"question": "a", "contains": 1}]},
        ),
    ],
)
def test_conditions_that_mean_the_same_are_the_same_when_simplified(one, other):
    assert simplified(condition(one, print)) == simplified(condition(other, print))
