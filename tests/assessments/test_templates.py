"""The shipped templates: walked by an oracle of its own, and nothing lost where one leads to another."""

import pytest
import yaml
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from assessments.models import Assessment
from assessments.reference_data import WAY_IN, content_of, load
from barnratt.questionnaires import answers
from barnratt.questionnaires.definition import read
from barnratt.questionnaires.models import Version

Template = Assessment.Template

READ = {key: read(content_of(key)) for key in (WAY_IN, *Template.values)}
PLAIN = {
    key: yaml.safe_load((settings.DATA_DIR / "assessments" / f"{key}.yaml").read_text(encoding="utf-8"))
    for key in Template.values
}


def holds(condition, given_answers, flags):
    """What a condition says, read from the file as it stands."""
    if condition is None:
        return True
    if "flag" in condition:
        return condition["flag"] in flags
    if "all" in condition:
        return all(holds(part, given_answers, flags) for part in condition["all"])
    if "any" in condition:
        return any(holds(part, given_answers, flags) for part in condition["any"])
    answer = given_answers.get(condition["question"])
    if "equals" in condition:
        return answer == condition["equals"]
    return answer in condition["in"] if "in" in condition else condition["contains"] in (answer or [])


def expected(template, document, flags):
    """(the addresses that are shown, those of them that have to be answered) by the file as it stands."""
    found, needed, counted = [], [], {}
    for step in template["steps"]:
        for block in document.get(step["key"], []) if "repeat" in step else [None]:
            within, prefix = (document, "") if block is None else (block, f"{step['key']}.{block['id']}.")
            here = {}
            for question in step["questions"]:
                if not holds(question.get("show_if"), counted | here, flags):
                    continue
                found.append(prefix + question["key"])
                if question.get("required"):
                    needed.append(prefix + question["key"])
                if question["key"] in within:
                    here[question["key"]] = within[question["key"]]
                if "stops_if" in question and within.get(question["key"]) == question["stops_if"]:
                    return found, needed
            if block is None:
                counted |= here
    return found, needed


def some_answer(question):
    if question.type == "choice":
        return st.sampled_from(question.values)
    if question.type == "multi":
        return st.lists(st.sampled_from(question.values), unique=True, min_size=1)
    if question.type == "boolean":
        return st.booleans()
    return st.just("2026-11-22") if question.type == "date" else st.sampled_from(["Ja.", "Text"])


@st.composite
def documents(draw, definition):
    def some_of(questions):
        chosen = {question.key: draw(st.none() | some_answer(question)) for question in questions}
        return {key: value for key, value in chosen.items() if value is not None}

    document = {}
    for step in definition.steps:
        if step.repeat:
            number = draw(st.integers(0, 3))
            document[step.key] = [{"id": f"b{one}", **some_of(step.questions)} for one in range(number)]
        else:
            document |= some_of(step.questions)
    return document


@pytest.mark.parametrize("key", Template.values)
@given(data=st.data())
def test_what_is_shown_and_needed_is_what_the_file_says(key, data):
    definition = READ[key]
    document = data.draw(documents(definition))
    flags = data.draw(st.sets(st.just("visa_fordjupning")))
    shown, needed = expected(PLAIN[key], document, flags)
    places = answers.shown(definition, document, flags)
    assert [place.address for place in places] == shown
    assert [place.address for place in places if place.question.required] == needed
    missing = {one.place.address for one in answers.missing(definition, document, flags) if one.place}
    assert missing == {address for address in needed if answers.value_at(document, address) is None}
    inside, hidden = answers.divided(definition, document, {}, flags)
    assert set(answers.answered(definition, inside, flags)) == {
        address for address in shown if answers.value_at(document, address) is not None
    }
    assert [place.address for place in answers.shown(definition, inside, flags)] == shown
    assert answers.divided(definition, inside, hidden, flags) == (inside, hidden)


@pytest.mark.parametrize("target", [Template.GENERAL, Template.INDIVIDUAL])
@given(data=st.data())
def test_no_answer_is_dropped_when_the_short_one_grows(target, data):
    source = READ[Template.SHORT]
    document = data.draw(documents(source))
    found, beside = answers.carried(source, READ[target], document)
    assert len(found) + len(beside) == len(document)
    for address, value in document.items():
        question, rule = source.by_key[address], source.carry_over[target][address]
        there = found.get(rule.to)
        assert (
            there == value
            or {"text": question.text, "answer": answers.in_words(question, value)}.items()
            <= next(one for one in beside if one["text"] == question.text).items()
        )
    steps = {step.key for step in READ[target].steps}
    assert {one["step"] for one in beside} <= steps
    assert {one["from"] for one in beside} <= {"Kortversion"}


@pytest.mark.parametrize("target", [Template.GENERAL, Template.INDIVIDUAL])
def test_where_a_short_answer_goes_is_there(target):
    steps = {step.key for step in READ[target].steps}
    for rule in READ[Template.SHORT].carry_over[target].values():
        assert not rule.to or rule.to in READ[target].by_key
        assert not rule.beside or rule.beside in steps
        assert not rule.to or rule.beside or not READ[target].by_key[rule.to].options or rule.to in (
            "artiklar", "forenligt", "barn_horda",
        )  # fmt: skip


@pytest.mark.parametrize("key", Template.values)
def test_what_departs_from_the_best_interests_needs_reasons_and_compensation(key):
    reasons = "motivering" if key == Template.SHORT else "skal_avvikelse"
    base = {"barn_berors": "direkt"}
    for forenligt in ("delvis", "nej"):
        document = base | {"forenligt": forenligt}
        needed = {one.place.question.key for one in answers.missing(READ[key], document) if one.place}
        assert {reasons, "kompensation"} <= needed
    needed = {one.place.question.key for one in answers.missing(READ[key], base | {"forenligt": "ja"}) if one.place}
    assert "kompensation" not in needed


@pytest.mark.parametrize("key", Template.values)
def test_the_protected_are_asked_about_before_anything_is_written(key):
    first = READ[key].steps[0].questions[0]
    if "skyddade" in READ[key].by_key:
        assert (first.key, first.stops_if) == ("skyddade", True)
        assert READ[key].stop_rule


def test_a_template_is_called_the_same_in_lists_as_in_its_file():
    assert [(key, READ[key].title) for key in Template.values] == Template.choices


def test_the_templates_ask_as_many_questions_as_they_say():
    assert [len(READ[key].by_key) for key in (Template.SHORT, Template.GENERAL, Template.INDIVIDUAL)] == [9, 49, 50]


@pytest.mark.parametrize(
    ("given_answers", "to"),
    [
        ({"berors": "inte"}, Template.SHORT),
        ({"berors": "vet_ej"}, Template.SHORT),
        ({"berors": "direkt", "bestamda": "ja", "paverkan": "stor", "tydligt": "ja"}, Template.INDIVIDUAL),
        ({"berors": "direkt", "bestamda": "ja", "paverkan": "liten", "tydligt": "nej"}, Template.INDIVIDUAL),
        ({"berors": "direkt", "bestamda": "ja", "paverkan": "liten", "tydligt": "ja"}, Template.INDIVIDUAL),
        ({"berors": "indirekt", "bestamda": "nej", "paverkan": "mattlig", "tydligt": "ja"}, Template.GENERAL),
        ({"berors": "indirekt", "bestamda": "nej", "paverkan": "liten", "tydligt": "ja"}, Template.SHORT),
    ],
)
def test_four_questions_lead_to_a_template(given_answers, to):
    lead = next(lead for lead in READ[WAY_IN].leads_to if lead.when.holds(given_answers, ()))
    assert lead.to == to
    assert lead.why


@given(data=st.data())
def test_every_way_leads_somewhere(data):
    document = data.draw(documents(READ[WAY_IN]))
    assert any(lead.when.holds(document, ()) for lead in READ[WAY_IN].leads_to)


@pytest.mark.django_db
def test_loading_again_makes_no_new_version():
    load()
    load()
    assert list(Version.objects.values_list("number", "state").distinct()) == [(1, "published")]
    assert Version.objects.count() == 4
