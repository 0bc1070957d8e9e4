"""
What of an earlier assessment can be the start of another.

Barnombudsmannen's advice is to answer once and for all what can be answered once: which rights a kind of case touches,
which rules and which knowledge apply, how children usually get to know. The rest is a matter of each case and is never
copied: what is best for the children and what weighs against it, the alternatives, whether children have been heard (it
is counted in the barnbokslut), dates, and in the template for a single child everything that is told of the child.
"""

from typing import NamedTuple

from assessments.models import Assessment

Template = Assessment.Template
# {template: {step: questions}}
COPIED = {
    Template.SHORT: {"avstamning": ("vilka_barn", "rattigheter")},
    Template.GENERAL: {
        "arendet": ("arende", "arendetyp", "aldrar", "grupper", "sarskild_uppmarksamhet", "arbetsgrupp"),
        "rattigheter": ("artiklar", "artiklar_varfor", "likvardighet", "utveckling", "andra_konventioner"),
        "kunskap": ("fakta", "forskning", "erfarenhet", "regler", "praxis", "luckor", "kallor"),
        "efter_beslut": ("aterkoppling_hur", "barnversion", "uppfoljning_vad"),
    },
    Template.INDIVIDUAL: {"rattigheter": ("artiklar",), "fakta": ("regler", "kunskap")},
}
# Of these the text is so much the case's own that it is brought only when it is asked for.
NOT_UNASKED = {"arendet"}


class Part(NamedTuple):
    """A step that something can be brought from, with the questions that are answered there."""

    step: object
    questions: list


def parts(assessment):
    """The steps of an assessment that something can be brought from."""
    response, found = assessment.response, []
    for step in response.version.definition.steps:
        keys = COPIED[assessment.template].get(step.key, ())
        questions = [question for question in step.questions if question.key in keys]
        if answered := [question for question in questions if question.key in response.answers]:
            found.append(Part(step, answered))
    return found
