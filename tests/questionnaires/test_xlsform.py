import dataclasses
import io
import json
from pathlib import Path

import openpyxl
import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as settings_of
from hypothesis import strategies as st
from pyxform.xls2xform import convert

from barnratt.imports.reading import Refused
from barnratt.questionnaires import definition, xlsform
from barnratt.questionnaires.conditions import simplified
from barnratt.questionnaires.definition import DefinitionError
from barnratt.questionnaires.xlsform import expressions
from barnratt.questionnaires.yaml import read_yaml
from tests.soak import SOAK

LISTS = read_yaml((settings.DATA_DIR / "assessments" / "option_lists.yaml").read_text(encoding="utf-8"))
SHIPPED = {
    Path(path).stem: path
    for folder, names in {
        "surveys": ["enkat_2023"],
        "assessments": ["ingang", "kortversion", "generellt_plan", "enskilt_barn_eller_grupp"],
    }.items()
    for name in names
    for path in [settings.DATA_DIR / folder / f"{name}.yaml"]
}
SMALL = """
key: enkat
title: Enkät
steps:
  - key: del
    title: Del
    questions:
      - {key: val, text: Vad?, type: choice, options: [{value: a, label: A}, {value: b, label: B}]}
      - {key: flera, text: Vilka?, type: multi, options: [{value: 1, label: Ett}, {value: 2, label: Två}]}
      - {key: egna, text: Egna?, type: boolean}
      - {key: tal, text: Hur många?, type: integer, min: 0, max: 10}
      - {key: sist, text: Sist?, type: text}
"""


def shipped(name):
    """As the database has it: JSON, with the lists of options that the templates share."""
    content = read_yaml(SHIPPED[name].read_text(encoding="utf-8"))
    if "surveys" not in str(SHIPPED[name]):
        content["option_lists"] = LISTS.get("option_lists", LISTS) | content.get("option_lists", {})
    return json.loads(json.dumps(content))


def again(content, **options):
    return xlsform.read(xlsform.write(content, **options), name="enkät.xlsx")


def plain(found):
    """A definition whose conditions are in their shortest form: `a or b` of one question is `in`."""
    steps = [
        dataclasses.replace(
            step,
            questions=tuple(dataclasses.replace(one, show_if=simplified(one.show_if)) for one in step.questions),
        )
        for step in found.steps
    ]
    checks = [dataclasses.replace(one, when=simplified(one.when), then=simplified(one.then)) for one in found.checks]
    return dataclasses.replace(found, steps=tuple(steps), checks=tuple(checks))


def edited(change, content=None):
    """What the reader says of a workbook that somebody has changed in Excel. change: takes the openpyxl workbook."""
    book = openpyxl.load_workbook(xlsform.write(content or read_yaml(SMALL)))
    change(book)
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    return xlsform.read(file, name="enkät.xlsx")


def cell_of(book, sheet, name, column):
    """The cell of a row by its name, in a column by its header."""
    found = book[sheet]
    columns = {cell.value: cell.column for cell in found[1]}
    row = next(row for row in range(2, found.max_row + 1) if found.cell(row, columns["name"]).value == name)
    return found.cell(row, columns[column])


def faults_of(sheet, name, column, value):
    def change(book):
        cell_of(book, sheet, name, column).value = value

    with pytest.raises(DefinitionError) as refused:
        edited(change)
    return refused.value.errors


@pytest.mark.parametrize("name", SHIPPED)
def test_out_and_in_again_is_the_same_questionnaire(name):
    content = shipped(name)

    found = again(content)

    assert definition.read(found.content) == definition.read(content)
    assert found.columns == {}


def test_the_survey_is_the_same_to_the_letter():
    assert again(shipped("enkat_2023")).content == shipped("enkat_2023")


@pytest.mark.parametrize("name", SHIPPED)
def test_the_standards_own_reader_accepts_the_workbook(name):
    made = convert(xlsform=xlsform.write(shipped(name)).getvalue(), file_type=".xlsx")

    assert made.warnings == []


# Random questionnaires

KEYS = st.from_regex(r"[a-z][a-z0-9_]{0,6}", fullmatch=True)
TEXTS = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff"), min_size=1, max_size=25
)
TEXTS = TEXTS.filter(lambda text: text.strip())
VALUES = st.one_of(KEYS, st.integers(0, 99), st.sampled_from(["o'x", 'a"b', "å", "2"]))
NUMBERS = st.one_of(st.integers(-999, 999), st.decimals(-99, 99, places=2, allow_nan=False).map(float))


@st.composite
def options(draw):
    values = draw(st.lists(VALUES, min_size=1, max_size=4, unique_by=str))
    return [
        {"value": value, "label": draw(TEXTS)}
        | draw(st.fixed_dictionaries({}, optional={"help": TEXTS, "unknown": st.just(True)}))
        for value in values
    ]


@st.composite
def conditions_on(draw, earlier, depth=2):
    if depth and draw(st.booleans()) and draw(st.booleans()):
        word = draw(st.sampled_from(["all", "any"]))
        return {word: draw(st.lists(conditions_on(earlier, depth - 1), min_size=1, max_size=3))}
    if not earlier or draw(st.integers(0, 9)) == 0:
        return {"flag": draw(KEYS)}
    question = draw(st.sampled_from(earlier))
    kind, key = question["type"], question["key"]
    values = [one["value"] for one in question.get("options", ())]
    if kind in definition.LISTS:
        return {"question": key, "contains": draw(st.sampled_from(values or ["0180"]))}
    if kind == "boolean":
        return {"question": key, "equals": draw(st.booleans())}
    if values and draw(st.booleans()):
        return {"question": key, "in": draw(st.lists(st.sampled_from(values), min_size=1, unique_by=str))}
    return {"question": key, "equals": draw(st.sampled_from(values or ["x y", "ja"]))}


@st.composite
def questions(draw, key, earlier):
    kind = draw(st.sampled_from(sorted(definition.TYPES)))
    found = {"key": key, "text": draw(TEXTS), "type": kind}
    found |= draw(
        st.fixed_dictionaries(
            {},
            optional={
                "help": TEXTS, "heading": TEXTS, "note": TEXTS, "base": TEXTS, "required": st.just(True),
                "paused": st.just(True), "articles": st.lists(st.integers(1, 54), min_size=1, max_size=3),
            },
        )
    )  # fmt: skip
    if kind in definition.WITH_OPTIONS:
        found["options"] = draw(options())
    if kind in definition.NUMBERS and draw(st.booleans()):
        limits = sorted([draw(NUMBERS), draw(NUMBERS)])
        found |= {"min": limits[0], "max": limits[1], "unit": "kr", "ceiling": {"fact": "delar", "times": limits[1]}}
    if draw(st.booleans()):
        found["show_if"] = draw(conditions_on(earlier))
        found["base"] = "några"
    if draw(st.booleans()):
        found["series"] = draw(st.sampled_from(sorted(definition.SERIES)))
        comparability = draw(st.sampled_from(sorted(definition.COMPARABILITY)))
        found["linked"] = {"question": draw(KEYS), "comparability": comparability}
        if "options" in found:
            now = st.sampled_from([one["value"] for one in found["options"]])
            found["linked"]["options"] = draw(st.dictionaries(st.one_of(KEYS, TEXTS), now, min_size=1, max_size=2))
    if kind == "boolean":
        found |= draw(st.fixed_dictionaries({}, optional={"default": st.booleans(), "stops_if": st.booleans()}))
    return found


@st.composite
def contents(draw):
    earlier, steps = [], []
    for name, keys in (("forst", ["a", "b_2", "c"]), ("sedan", ["d", "e"])):
        step = {"key": name, "title": draw(TEXTS), "questions": []}
        optional = {"intro": TEXTS, "repeat": st.just({"label": "Var och en", "min": 2})}
        step |= draw(st.fixed_dictionaries({}, optional=optional))
        for key in keys:
            step["questions"].append(draw(questions(key, earlier)))
            if "repeat" not in step:
                earlier.append(step["questions"][-1])
        steps.append(step)
    return {"key": "prov", "title": draw(TEXTS).strip(), "steps": steps}


@settings_of(max_examples=500 if SOAK else 15)
@given(contents())
def test_any_questionnaire_comes_back_as_it_was(content):
    found = definition.read(content)

    assert plain(definition.read(again(content).content)) == plain(found)


# What the coordinator does


def test_own_columns_are_kept_also_when_rows_move():
    def change(book):
        book["survey"].cell(1, book["survey"].max_column + 1).value = "Ansvarig"
        cell_of(book, "survey", "sist", "Ansvarig").value = "Åsa"
        book["choices"].cell(1, book["choices"].max_column + 1).value = "Bokstav"
        book["choices"].cell(3, book["choices"].max_column).value = 7
        book["survey"].move_range("A6:AZ6", rows=0)

    found = edited(change)
    once_more = again(found.content, columns=found.columns)

    assert found.columns["survey"] == {"columns": ["Ansvarig"], "rows": {"sist": {"Ansvarig": "Åsa"}}}
    assert once_more == found


def test_the_mark_comes_back():
    assert again(read_yaml(SMALL), mark="7").mark == "7"


def test_a_person_may_write_as_people_write():
    def change(book):
        cell_of(book, "survey", "sist", "relevant").value = "(${val} = ’a’ or ${val}='b') and selected(${flera}, '2')"
        cell_of(book, "survey", "egna", "required").value = "Ja"
        cell_of(book, "survey", "del", "type").value = "begin group"
        cell_of(book, "survey", "tal", "constraint").value = ".>=1"

    steps = edited(change).content["steps"][0]["questions"]

    assert steps[4]["show_if"] == {"all": [{"question": "val", "in": ["a", "b"]}, {"question": "flera", "contains": 2}]}
    assert steps[2]["required"] is True
    assert (steps[3]["min"], steps[3].get("max")) == (1, None)


@pytest.mark.parametrize(
    ("name", "column", "value", "told"),
    [
        ("sist", "relevant", "${val} != 'a'", "F7: != finns inte här. Skriv vilka svar som ska gälla: ${val} = 'b'"),
        ("sist", "relevant", "not(${egna} = 'ja')", "cell F7: not finns inte här"),
        ("sist", "relevant", "${egna} = 'kanske'", "cell F7: egna besvaras med ja eller nej"),
        ("sist", "relevant", "count(${flera}) > 2", "cell F7: Funktionen count finns inte här"),
        ("sist", "relevant", "${flera} = 1", "cell F7: flera har flera svar. Skriv selected(${flera}, '1')"),
        ("sist", "relevant", "${okand} = 'a'", "cell F7: Det finns ingen fråga som heter okand"),
        ("sist", "relevant", "${val} = 'a' and", "cell F7: ”${val} = 'a' and” slutar för tidigt"),
        ("sist", "relevant", "${val} = 'c'", "rad 7: Frågan sist: val kan inte ha svaret c"),
        ("tal", "constraint", ". mod 2 = 0", "cell G6: Efter frågan ska det stå ="),
        ("tal", "constraint", f". >= {'9' * 5000}", "cell G6: Ett svar jämförs med"),
        ("tal", "constraint", ". >= 1" + " " * 9_995 + "and", "cell G6: Villkoret har fler än"),
        ("tal", "constraint", ". > 3", "cell G6: En gräns skrivs . >= 0"),
        ("val", "constraint", ". >= 3", "cell G3: Gränser hör till tal"),
        ("tal", "type", "geopoint", "cell A6: Typen geopoint finns inte här"),
        ("tal", "type", "note", "Skriv texten som hjälp"),
        ("val", "type", "select_one borta", "cell A3: Det finns ingen lista som heter borta"),
        ("val", "type", "select_one val or_other", "cell A3: or_other finns inte här"),
        ("val", "required", "${egna} = 'ja'", "cell E3: Skriv yes eller lämna cellen tom"),
        ("val", "portal_serie", "kärna", "kärna finns inte. Välj kärnfråga, årsfråga"),
        ("tal", "label", None, "cell C6: label saknas"),
        ("tal", "name", "val", "cell B6: val används redan på rad 3"),
        ("tal", "name", "hur många", "rad 6: Frågan hur många: en nyckel skrivs med"),
        ("del", "relevant", "${val} = 'a'", "cell F2: En del har inga egna villkor"),
        ("sist", "appearance", "thousands-sep", "Utseendet thousands-sep finns inte här"),
        ("sist", "portal_jamforbarhet", "samma fråga", "Skriv vilken av förra årets frågor"),
    ],
)  # fmt: skip
def test_what_the_engine_does_not_know_is_told_with_its_cell(name, column, value, told):
    errors = faults_of("survey", name, column, value)

    assert any("Bladet survey" in error and told in error for error in errors), errors


def test_columns_that_mean_something_that_is_not_here_are_not_kept_quietly():
    def change(book):
        book["survey"].cell(1, book["survey"].max_column + 1).value = "calculation"
        cell_of(book, "survey", "tal", "calculation").value = "1 + 1"

    with pytest.raises(DefinitionError, match="Portalen räknar inte ut svar"):
        edited(change)


def test_a_row_outside_the_groups_and_a_group_without_end_are_told():
    def change(book):
        book["survey"].delete_rows(8)
        book["survey"].insert_rows(2)
        book["survey"].cell(2, 1).value, book["survey"].cell(2, 2).value = "text", "lost"
        book["survey"].cell(2, 3).value = "Vilse?"

    with pytest.raises(DefinitionError) as refused:
        edited(change)

    assert "Bladet survey, cell A2: Frågan ligger utanför delarna. Lägg den mellan begin_group och end_group." in (
        refused.value.errors
    )
    assert "Bladet survey: delen del avslutas inte. Skriv end_group sist i den." in refused.value.errors


def test_checks_can_be_written_in_the_workbook():
    def change(book):
        book["kontroller"].append(
            ["for_manga", "bekräfta", "ändring", "tal", None, 50, "${egna} = 'ja'", None, "{now}?"]
        )
        book["kontroller"].append(
            ["om", "varning", "om så", None, None, None, "${val} = 'a'", "${egna} = 'nej'", "Nej."]
        )

    checks = edited(change).content["checks"]

    assert checks[0] == {
        "key": "for_manga", "level": "soft", "change": "tal", "percent": 50, "message": "{now}?",
        "when": {"question": "egna", "equals": True},
    }  # fmt: skip
    assert checks[1]["then"] == {"question": "egna", "equals": False}


def test_a_file_that_is_no_such_workbook_is_refused():
    with pytest.raises(Refused, match="inget blad som heter survey"):
        edited(lambda book: book["survey"].__setattr__("title", "annat"))
    with pytest.raises(Refused, match="textfil"):
        xlsform.read(io.BytesIO(b"type;name\ntext;a\n"), name="enkat.csv")


@given(st.text(max_size=60))
def test_an_expression_is_understood_or_refused_and_never_breaks(text):
    for read in (lambda: expressions.condition(text, {"a": ("choice", ["x"])}), lambda: expressions.limits(text)):
        try:
            read()
        except expressions.NotKnown:
            continue
