"""The controls that are more than a line, a text or a choice: drawn, sent as a browser sends them, and drawn again."""

import html5lib
import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from barnratt.questionnaires.answers import Place, in_words
from barnratt.questionnaires.cleaning import MOST_TEXTS, Unclean, clean
from barnratt.questionnaires.definition import Option, Question, Step
from barnratt.questionnaires.forms import AnswersForm, raw_of, written

TOWNS = {"2180": "Gävle", "2161": "Ljusdal", "2101": "Ockelbo"}
OPTIONS = (Option("skola", "Skola"), Option("hem", "Hem"), Option(3, "Tre"))
RANKING = Question("rang", "Vad är viktigast?", "ranking", options=OPTIONS)
TEXTS = Question("rader", "Vilka exempel?", "texts")
TOWNS_ASKED = Question("kommuner", "Vilka kommuner?", "municipalities")


def drawn(question, document, posted=None, faults=None):
    step = Step("steg", "Steg", (question,))
    form = AnswersForm([Place(step, None, question)], document, posted=posted, faults=faults, municipalities=TOWNS)
    return str(form[question.key].as_field_group())


def sent(question, html, **chosen):
    """What a browser sends of a page, after `chosen` ({id's end: value}) was put into it."""
    data = QueryDict(mutable=True)
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    for element in tree.iter():
        if element.get("name") != question.key:
            continue
        number = element.get("id").rpartition("_")[2]
        if element.tag == "select":
            options = element.findall("option")
            value = next((one.get("value") for one in options if "selected" in one.attrib), "")
            if f"_{number}" in chosen:
                value = next(one.get("value") for one in options if one.text == chosen[f"_{number}"])
            data.appendlist(question.key, value)
        elif element.tag == "textarea":
            data.appendlist(question.key, chosen.get(f"_{number}", element.text or ""))
        elif chosen.get(f"_{number}", "checked" in element.attrib):
            data.appendlist(question.key, element.get("value"))
    return data


def answered(question, data):
    return clean(question, raw_of(question, data, question.key), municipalities=TOWNS)


@given(st.lists(st.sampled_from(RANKING.values), unique=True, min_size=1))
def test_a_ranking_that_is_drawn_and_sent_is_the_same(ranking):
    assert answered(RANKING, sent(RANKING, drawn(RANKING, {"rang": ranking}))) == ranking
    assert clean(RANKING, written(RANKING, ranking)) == ranking


def test_places_are_chosen_and_the_options_stand_in_their_order():
    data = sent(RANKING, drawn(RANKING, {}), _1="Plats 2", _3="Plats 1")
    assert answered(RANKING, data) == [3, "skola"]
    assert answered(RANKING, sent(RANKING, drawn(RANKING, {}))) is None


@pytest.mark.parametrize(
    ("posted", "message"),
    [
        (["1:skola", "1:hem"], "Plats 1 är vald flera gånger"),
        (["1:skola", "3:hem"], "Plats 2 är inte vald"),
        (["2:skola"], "Plats 1 är inte vald"),
        (["9:skola"], "Välj platserna i listorna"),
        (["²:skola"], "Välj platserna i listorna"),
        (["skola"], "Välj platserna i listorna"),
        (["1:annat"], "Välj ett av alternativen"),
        (["1:skola", "2:skola"], "bara stå på en plats"),
    ],
)
def test_places_that_make_no_order_are_told_and_stay_as_they_were_chosen(posted, message):
    data = QueryDict(mutable=True)
    data.setlist("rang", posted)
    with pytest.raises(Unclean, match=message) as told:
        answered(RANKING, data)
    again = drawn(RANKING, {}, posted=data, faults={"rang": str(told.value)})
    assert message in again
    there = [one for one in sent(RANKING, again).getlist("rang") if one]
    assert set(there) <= set(posted)


def test_each_list_of_places_is_named_after_its_option():
    html = drawn(RANKING, {})
    assert "<legend>Vad är viktigast?" in html
    for number, label in enumerate(("Skola", "Hem", "Tre"), 1):
        assert f'<label for="id_rang_{number}">{label}</label>' in html


@given(st.lists(st.text(alphabet="abå\n <&", min_size=1).filter(str.strip), min_size=1, max_size=4))
def test_texts_that_are_drawn_and_sent_are_the_same(texts):
    assert answered(TEXTS, sent(TEXTS, drawn(TEXTS, {"rader": texts}))) == texts


def test_there_are_always_empty_rows_and_a_row_that_is_emptied_is_gone():
    html = drawn(TEXTS, {"rader": ["Ett", "Två"]})
    assert html.count("<textarea") == 5
    assert answered(TEXTS, sent(TEXTS, html, _1="", _4="Fyra")) == ["Två", "Fyra"]
    assert drawn(TEXTS, {"rader": ["x"] * MOST_TEXTS}).count("<textarea") == MOST_TEXTS


def test_the_municipalities_that_are_ticked_are_counted():
    html = drawn(TOWNS_ASKED, {"kommuner": ["2101", "2180"]})
    assert "<span data-ticked>2</span> av 3 kommuner valda" in html
    assert answered(TOWNS_ASKED, sent(TOWNS_ASKED, html, _2=True)) == ["2101", "2161", "2180"]
    assert answered(TOWNS_ASKED, sent(TOWNS_ASKED, html, _1=False, _3=False)) is None


def test_that_there_is_no_municipality_is_an_answer():
    html = drawn(TOWNS_ASKED, {"kommuner": []})
    assert answered(TOWNS_ASKED, sent(TOWNS_ASKED, html)) == []
    assert answered(TOWNS_ASKED, sent(TOWNS_ASKED, html, _ingen=False)) is None
    assert clean(TOWNS_ASKED, written(TOWNS_ASKED, []), municipalities=TOWNS) == []
    assert in_words(TOWNS_ASKED, []) == "Ingen kommun"
    assert in_words(TOWNS_ASKED, None) == "Ej besvarad"


@pytest.mark.parametrize("question", [RANKING, TEXTS, TOWNS_ASKED])
def test_the_list_of_faults_leads_to_the_first_control(question):
    form = AnswersForm([Place(Step("s", "S", (question,)), None, question)], {}, municipalities=TOWNS)
    assert f'id="{form[question.key].id_for_label}"' in drawn(question, {})
