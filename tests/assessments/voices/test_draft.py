"""The rules of the draft to the children ask for answers that there are, and keep the words of adults apart."""

import pytest
import yaml
from django.conf import settings

from assessments.models import Assessment
from assessments.reference_data import content_of
from barnratt.questionnaires import conditions
from barnratt.questionnaires.definition import read

Template = Assessment.Template
RULES = yaml.safe_load((settings.DATA_DIR / "assessments" / "barnversion.yaml").read_text(encoding="utf-8"))
LINES = [(template, line) for template, parts in RULES["texts"].items() for part in parts for line in part["lines"]]


def test_every_template_has_its_text_and_every_article_its_sentence():
    assert set(RULES["texts"]) == set(Template.values)
    assert set(RULES["rights"]) == set(range(1, 43))


@pytest.mark.parametrize("group", [{Template.SHORT, Template.GENERAL}, {Template.INDIVIDUAL}])
def test_a_rule_asks_for_an_answer_that_one_of_its_templates_has(group):
    asked = {key: question for template in group for key, question in read(content_of(template)).by_key.items()}
    for template, line in LINES:
        if template not in group:
            continue
        for name in ("of", "rights"):
            if name in line:
                assert line[name] in asked, line
        condition = conditions.read(line.get("when"), pytest.fail)
        for key in condition.questions:
            question = asked[key]
            allowed = set(question.values) if question.options else {True, False}
            assert set(condition.values) <= allowed, line


def test_every_line_is_a_whole_sentence_or_a_request():
    for _, line in LINES:
        if "says" in line:
            assert line["says"].endswith((".", "?", "!")), line
            assert "{" not in line["says"]
            assert "[" not in line["says"]
        for request in (line.get("rewrite"), line.get("voices")):
            assert request is None or request.endswith(":"), line
    assert all(sentence.endswith(".") for sentence in RULES["rights"].values())
