"""The draft of a text to the children, made of an assessment's answers by data/assessments/barnversion.yaml.

What the rules say stands as it is. What somebody has written for adults stands within brackets, to be written anew.
"""

from functools import lru_cache

from django.conf import settings

from barnratt.questionnaires import answers, conditions
from barnratt.questionnaires.yaml import read_yaml


def draft_of(assessment, used):
    """The text, with a heading to each part, of what is shown. used: the voices that the assessment builds on."""
    response = assessment.response
    told = {
        place.address: answers.value_at(response.answers, place.address)
        for place in answers.shown(response.version.definition, response.answers, response.flags)
        if place.block is None
    }
    rules = _rules()
    parts = []
    for part in rules["texts"][assessment.template]:
        lines = [text for line in part["lines"] for text in _texts(line, told, used, rules["rights"]) if text]
        if lines:
            parts += [part["heading"], *lines]
    return "\n\n".join(parts)


def _texts(line, told, used, rights):
    if "rights" in line:
        return ["\n".join(rights[number] for number in sorted(told.get(line["rights"]) or ()) if number in rights)]
    if "voices" in line:
        return [_to_rewrite(line["voices"], one.said) for one in used]
    if "rewrite" in line:
        written = told.get(line["of"])
        return [_to_rewrite(line["rewrite"], written)] if written else []
    if "ask" in line:
        return [f"[{line['ask']}]"]
    return [line["says"]] if _condition(line).holds(told, ()) else []


def _to_rewrite(request, written):
    return f"[{request}\n{written}]"


def _condition(line):
    return conditions.read(line.get("when"), _refuse)


def _refuse(message):
    raise ValueError(f"barnversion.yaml: {message}")


@lru_cache
def _rules():
    return read_yaml((settings.DATA_DIR / "assessments" / "barnversion.yaml").read_text(encoding="utf-8"))
