"""An authority's additions on a national template: the base is never changed, and nothing of one's own is lost."""

import copy

from hypothesis import given
from hypothesis import strategies as st

from assessments.local.layering import NAMESPACE, conflicts, faults_of, layered
from assessments.models import Assessment
from assessments.reference_data import content_of
from barnratt.questionnaires import answers
from barnratt.questionnaires.definition import read

Template = Assessment.Template
NATIONAL = {template: content_of(template) for template in Template.values}
KEYS = {
    key: [one["key"] for step in content["steps"] for one in step["questions"]] for key, content in NATIONAL.items()
}


def own_question(number, step, kind="text", **fields):
    options = [{"value": "val_1", "label": "Ett"}, {"value": "val_2", "label": "Två"}] if kind == "choice" else []
    return {
        "key": f"{NAMESPACE}{number}", "step": step, "text": f"Egen fråga {number}?", "help": "", "type": kind,
        "required": False, "options": options, "made": len(options),
    } | fields  # fmt: skip


@st.composite
def additions(draw, template):
    """Some help and some questions, that fit or not."""
    keys = draw(st.lists(st.sampled_from([*KEYS[template], "finns_inte"]), unique=True, max_size=5))
    steps = [step["key"] for step in NATIONAL[template]["steps"]] + ["inget_steg"]
    kinds = draw(st.lists(st.sampled_from(["text", "choice", "boolean"]), max_size=5))
    return {
        "help": {key: {"text": f"Så gör vi med {key}.", "about": "Frågan"} for key in keys},
        "questions": [own_question(number, draw(st.sampled_from(steps)), kind) for number, kind in enumerate(kinds, 1)],
    }


@given(data=st.data(), template=st.sampled_from(Template.values))
def test_whatever_is_added_the_base_stays_and_every_own_question_is_asked(data, template):
    national, added = NATIONAL[template], data.draw(additions(template))
    before = copy.deepcopy(national)
    whole = read(layered(national, added))
    assert national == before
    base = read(national)
    assert [key for key in whole.by_key if not key.startswith(NAMESPACE)] == list(base.by_key)
    assert {key for key in whole.by_key if key.startswith(NAMESPACE)} == {one["key"] for one in added["questions"]}
    for step in whole.steps:  # own questions stand last
        own = [one.key.startswith(NAMESPACE) for one in step.questions]
        assert own == sorted(own)
    for key, question in base.by_key.items():
        note = added["help"].get(key, {}).get("text", "")
        assert (whole.by_key[key].note, whole.by_key[key].help) == (note, question.help)
    assert faults_of(national, added) == []


def test_no_national_key_is_in_the_authorities_namespace():
    for content in NATIONAL.values():
        keys = [step["key"] for step in content["steps"]] + KEYS[content["key"]]
        assert not [key for key in keys if key.startswith(NAMESPACE)]


def test_an_answer_to_an_own_question_goes_with_the_short_version_when_it_grows():
    added = {"questions": [own_question(1, "avstamning")]}
    short = read(layered(NATIONAL[Template.SHORT], added))
    document = {"arende": "Ekskolan", "eget_1": "Enligt rutin 7."}
    for target in (Template.GENERAL, Template.INDIVIDUAL):
        found, beside = answers.carried(short, read(NATIONAL[target]), document)
        told = [*found.values(), *(one["answer"] for one in beside)]
        assert {"Ekskolan", "Enligt rutin 7."} <= set(map(str, told))


def test_what_no_longer_fits_a_new_national_template_is_told_and_own_questions_are_kept():
    national = copy.deepcopy(NATIONAL[Template.GENERAL])
    text_of = {one["key"]: one["text"] for step in national["steps"] for one in step["questions"]}
    added = {
        "help": {key: {"text": "Hos oss", "about": text_of[key]} for key in ("arende", "kallor", "grupper")},
        "questions": [own_question(1, "kunskap"), own_question(2, "arendet")],
    }
    assert conflicts(national, added) == []
    national["steps"] = [step for step in national["steps"] if step["key"] != "kunskap"]
    national["steps"][0]["questions"][0]["text"] = "Vad handlar det om?"
    assert conflicts(national, added) == [
        "Frågan ”Vad ska beslutas eller göras, och varför nu?” heter nu ”Vad handlar det om?”. "
        "Läs igenom er hjälptext och spara den på nytt.",
        "Frågan ”Källor” finns inte längre i mallen. Er hjälptext till den visas inte.",
        "Steget där er fråga ”Egen fråga 1?” stod finns inte längre. "
        "Frågan står sist i mallen tills ni väljer ett annat steg.",
    ]
    whole = read(layered(national, added))
    assert whole.steps[-1].questions[-1].key == "eget_1"
    assert whole.steps[0].questions[-1].key == "eget_2"


def test_what_cannot_be_asked_is_refused_with_the_reason():
    broken = {"questions": [own_question(1, "avstamning", "choice", options=[])]}
    assert faults_of(NATIONAL[Template.SHORT], broken) == ["Frågan eget_1: en fråga av typen choice behöver val."]
