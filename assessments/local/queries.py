from typing import NamedTuple

from assessments.local.layering import conflicts
from assessments.local.models import CaseType, Layer, StandardAnswer
from assessments.models import Assessment
from assessments.reference_data import published

Needs = CaseType.Needs


class LayerStep(NamedTuple):
    """A step of a template as the strategist adapts it."""

    key: str
    title: str
    questions: list  # of LayerQuestion
    own: list  # the own questions as they are kept


class LayerQuestion(NamedTuple):
    """A national question with what the authority has added to it."""

    key: str
    text: str
    help: str
    own_help: str
    answers: list  # of StandardAnswer
    takes_answers: bool


class Told(NamedTuple):
    """What an authority has added to one template, in short."""

    template: str
    title: str
    helped: int
    questions: int
    answers: int
    has_changes: bool
    conflicts: list


def layer_of(authority, template):
    """The authority's layer, kept or new."""
    found = Layer.objects.filter(authority=authority, template=template).first()
    return found or Layer(authority=authority, template=template)


def overview(authority):
    """Told of every template."""
    layers = {one.template: one for one in Layer.objects.filter(authority=authority)}
    kept = list(StandardAnswer.objects.filter(authority=authority).values_list("template", flat=True))
    found = []
    for template, title in Assessment.Template.choices:
        layer = layers.get(template) or Layer(authority=authority, template=template)
        helped, questions = len(layer.draft.get("help", {})), len(layer.draft.get("questions", []))
        differs = conflicts(published(template).content, layer.draft) if layer.draft else []
        found.append(Told(template, title, helped, questions, kept.count(template), layer.has_changes, differs))
    return found


def steps_of(layer, national):
    """The steps of a template with what the layer's draft adds. national: the content of the template."""
    answers = {}
    kept = StandardAnswer.objects.filter(authority=layer.authority, template=layer.template)
    for one in kept.order_by("title", "pk"):
        answers.setdefault(one.question, []).append(one)
    helped, own = layer.draft.get("help", {}), layer.draft.get("questions", [])
    keys = [step["key"] for step in national["steps"]]
    return [
        LayerStep(
            step["key"],
            step["title"],
            [
                LayerQuestion(
                    one["key"], one["text"], one.get("help", ""), helped.get(one["key"], {}).get("text", ""),
                    answers.get(one["key"], []), one["type"] == "text",
                )
                for one in step["questions"]
            ],
            [one for one in own if (one["step"] if one["step"] in keys else keys[-1]) == step["key"]],
        )
        for step in national["steps"]
    ]  # fmt: skip


def answers_offered(assessment, places):
    """{address: the authority's standard answers to its question}, in one statement."""
    texts = {place.question.key for place in places if place.question.type == "text"}
    kept = StandardAnswer.objects.filter(
        authority=assessment.authority_id, template=assessment.template, question__in=texts
    ).order_by("title", "pk")
    by_question = {}
    for one in kept:
        by_question.setdefault(one.question, []).append(one)
    return {place.address: by_question.get(place.question.key, []) for place in places}


def case_types_of(authorities):
    """[(need in words, the sorts of case)] of some authorities, what always needs an assessment first."""
    found = list(CaseType.objects.filter(authority__in=authorities).select_related("authority").order_by("name", "pk"))
    return [(need.label, [one for one in found if one.needs == need]) for need in Needs] if found else []
