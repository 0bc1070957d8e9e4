"""What is not the same in two versions of a questionnaire, and what becomes of the answers on the way."""

from typing import NamedTuple

from barnratt.questionnaires import answers
from barnratt.questionnaires.conditions import simplified
from barnratt.questionnaires.definition import Question


class Difference(NamedTuple):
    """A question as it was and as it is; None where it is not asked."""

    before: Question | None
    now: Question | None


class Differences(NamedTuple):
    """Each a list of Difference in the order of the new version. A question may be in several of the last four."""

    new: list
    gone: list
    reworded: list  # the question, or its help
    options: list
    asked: list  # of another type or within other limits, in another step, on another condition, paused or required

    @property
    def any(self):
        return any(self)


class Fate(NamedTuple):
    """An answer on its way to another version."""

    place: answers.Place
    answer: str  # in words
    is_kept: bool  # where it is; else it stands beside the step
    is_hidden: bool  # a condition hides it now


def differences(old, new):
    """What a person who goes from one version to another has to know."""
    both = [Difference(old.by_key[key], now) for key, now in new.by_key.items() if key in old.by_key]
    return Differences(
        new=[Difference(None, now) for key, now in new.by_key.items() if key not in old.by_key],
        gone=[Difference(before, None) for key, before in old.by_key.items() if key not in new.by_key],
        reworded=[one for one in both if (one.before.text, one.before.help) != (one.now.text, one.now.help)],
        options=[one for one in both if one.before.options != one.now.options],
        asked=[one for one in both if _asked(one.before, old) != _asked(one.now, new)],
    )


def _asked(question, definition):
    step = definition.step_of[question.key]
    how = (question.type, question.required, question.stops_if, question.paused, question.min, question.max)
    return how, simplified(question.show_if), step.key, bool(step.repeat)


def fates(old, new, document, hidden, municipalities=None):
    """[Fate] of every answer: what `answers.fitted` does with it."""
    return [
        Fate(
            place,
            answers.in_words(place.question, value, municipalities),
            answers.fits(place, value, new),
            found is hidden,
        )
        for found in (document, hidden)
        for place, value in answers.every(old, found)
    ]
