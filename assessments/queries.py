from typing import NamedTuple

from assessments import summary
from assessments.models import Assessment
from assessments.reference_data import published
from barnratt.core.personal_data import find_contacts
from barnratt.questionnaires import answers

ORIGINS = {"Kortversion": "kortversionen"}


class TaskStep(NamedTuple):
    """A step of an assessment as its task list shows it."""

    step: object
    number: int
    progress: answers.Progress
    comments: int


class Section(NamedTuple):
    """What stands below one heading in the document: a step, one block of a repeated one, or a part of a step."""

    step: object
    is_first: bool  # of the step
    heading: str
    rows: list  # [(Place, the answer in words, whether it is missing)]
    beside: list


class Draft(NamedTuple):
    """What was written on the way and is taken away when the draft is cleaned up."""

    earlier: int
    fields: int  # in which something was written before
    paragraphs: int  # earlier versions of the paragraphs for the tjänsteskrivelse
    hidden: list  # [(question, the answer in words)]
    comments: list

    @property
    def is_clear(self):
        return not (self.earlier or self.paragraphs or self.hidden or self.comments)


def draft_of(assessment):
    """What would go if the draft was cleaned up now."""
    response = assessment.response
    hidden = answers.hidden_answers(response.version.definition, response.hidden)
    written = response.earlier.filter(value__isnull=False)  # the rest only tell who began to write
    earlier = written.exclude(address=summary.ADDRESS)
    return Draft(
        earlier.count(),
        earlier.values("address").distinct().count(),
        written.filter(address=summary.ADDRESS).count(),
        [(question, answers.in_words(question, value)) for question, value in hidden],
        list(assessment.comments.order_by("solved_at", "at", "pk")),
    )


# The question that holds the chosen articles, in those templates where it is called something else.
ARTICLES_IN = {Assessment.Template.SHORT: "rattigheter"}


def chosen_articles(assessment):
    """The numbers of the articles that the assessment says are concerned."""
    return assessment.response.answers.get(articles_in(assessment.template)) or []


def articles_in(template):
    """The question of a template that holds the chosen articles."""
    return ARTICLES_IN.get(template, "artiklar")


def listed(user):
    return Assessment.objects.visible_to(user).select_related("authority").order_by("-changed_at", "-pk")


def tasks(assessment):
    """The steps with how far each has come and how many comments wait there."""
    response = assessment.response
    definition = response.version.definition
    progress = answers.progress(definition, response.answers, response.flags)
    waiting = [address.partition(".")[0] for address in _open_comments(assessment)]
    return [
        TaskStep(
            step,
            number,
            progress[step.key],
            sum(key == step.key or key in {question.key for question in step.questions} for key in waiting),
        )
        for number, step in enumerate(definition.steps, 1)
    ]


def looks_private(value):
    """What of a text looks like a telephone number or an e-mail address, as a sentence, else ""."""
    found = find_contacts(value) if isinstance(value, str) else []
    what = " ".join(f"”{one.found}” ser ut som {one.what}." for one in found)
    return f"{what} Ta bort det om det inte behövs." if what else ""


def newer_version(assessment):
    """The version of the template that a new assessment of the authority would have, unless this one has it."""
    now = published(assessment.template, assessment.authority)
    return now if now != assessment.response.version else None


def _open_comments(assessment):
    return assessment.comments.filter(solved_at=None).values_list("address", flat=True)


def sections(assessment):
    """Everything that is shown, answered or not: what the document and the check of the answers are made of."""
    response = assessment.response
    definition = response.version.definition
    places = answers.shown(definition, response.answers, response.flags)
    stopped = answers.stopped_by(definition, response.answers, response.flags)
    found = []
    for step in definition.steps:
        parts = []  # [(heading, rows)]
        for number, block in enumerate(_blocks(response, step), 1):
            parts.append((f"{step.repeat.label} {number}" if step.repeat else "", []))
            for place in places:
                if place.step.key == step.key and place.block == block:
                    value = answers.value_at(response.answers, place.address)
                    if place.question.heading:
                        parts.append((place.question.heading, []))
                    words = answers.in_words(place.question, value)
                    parts[-1][1].append((place, words, value is None and place.question.required))
        beside = [] if stopped else beside_of(response, step)
        first = len(found)
        for heading, rows in parts:
            if rows or (beside and len(found) == first):
                is_first = len(found) == first
                found.append(Section(step, is_first, heading, rows, beside if is_first else []))
    return found


def beside_of(response, step):
    """What stands beside a step: {"text", "answer", "from"}, where the last reads on after the word från."""
    return [one | {"from": ORIGINS.get(one["from"], one["from"])} for one in response.beside if one["step"] == step.key]


def _blocks(response, step):
    return [block["id"] for block in answers.blocks_of(response.answers, step)] if step.repeat else [None]
