"""What is not the same in two of a county's submissions, question by question."""

from typing import NamedTuple

from regions.surveys import queries


class Changed(NamedTuple):
    """A question that was answered otherwise. added and removed: what a list gained and lost."""

    question: object
    before: str
    now: str
    added: list
    removed: list


def between(earlier, later, municipalities):
    """[Changed] from one submission to a later one, in the order of the later one's questions, then what went away."""
    questions = earlier.version.definition.by_key | later.version.definition.by_key
    order = [*later.version.definition.by_key, *earlier.version.definition.by_key]
    found = []
    for key in dict.fromkeys(order):
        before, now = earlier.answers.get(key), later.answers.get(key)
        if before == now:
            continue
        question = questions[key]
        then = earlier.version.definition.by_key.get(key, question)
        found.append(
            Changed(
                question,
                queries.in_words(then, before, municipalities),
                queries.in_words(question, now, municipalities),
                _names(question, now, before, municipalities),
                _names(then, before, now, municipalities),
            )
        )
    return found


def _names(question, value, other, municipalities):
    """What a list has that another has not, in words."""
    if not isinstance(value, list) or question.type == "ranking":
        return []
    only = [one for one in value if one not in (other if isinstance(other, list) else [])]
    return [
        municipalities.get(one, one) if question.type == "municipalities" else question.label_of(one) for one in only
    ]
