"""The paragraphs for the tjänsteskrivelse: written from the answers by the template's rules, then by a person."""

from assessments.models import Summary
from barnratt.questionnaires import answers
from barnratt.questionnaires.cleaning import UNPRINTABLE

# What the paragraphs are called among the earlier answers, which are kept and cleaned up with them.
ADDRESS = "stycke"


def drawn(assessment):
    """What the template's rules write from the answers as they are now."""
    response = assessment.response
    return tidied("\n\n".join(answers.summary(response.version.definition, response.answers, response.flags)))


def written(assessment):
    """The Summary that a person has written, or None."""
    return Summary.objects.filter(assessment=assessment.pk).first() if assessment.pk else None


def earlier_ones(assessment):
    """What persons had written before somebody wrote over it: EarlierAnswers, the latest first."""
    rows = assessment.response.earlier.filter(address=ADDRESS, value__isnull=False)
    return list(rows.order_by("-at", "-pk"))


def summary_of(assessment):
    """The paragraphs as they go into the document: what a person has written, else what the answers give."""
    summary = written(assessment)
    return summary.text if summary else drawn(assessment)


def unanswered(assessment):
    """The shown questions that the rules speak of and that nobody has answered yet."""
    response = assessment.response
    definition = response.version.definition
    used = {key for paragraph in definition.summary for sentence in paragraph for key in _spoken_of(sentence)}
    return [
        place
        for place in answers.shown(definition, response.answers, response.flags)
        if place.question.key in used and answers.value_at(response.answers, place.address) is None
    ]


def tidied(text):
    """The text as it is kept: without spaces at the ends of lines and what no font shows."""
    return "\n".join(line.rstrip() for line in UNPRINTABLE.sub("", text).splitlines()).strip()


def _spoken_of(sentence):
    return {*sentence.keys, *sentence.when.questions}
