"""What is read of a round's questions while they are being changed."""

import re
from collections import Counter
from typing import NamedTuple

from barnratt.questionnaires import series
from barnratt.questionnaires.definition import Question, read
from barnratt.questionnaires.differences import differences, fates
from regions.surveys.models import CountyResponse
from regions.surveys.preparing.models import Draft

YEAR = re.compile(r"\b20\d\d\b")


class Row(NamedTuple):
    """A question as the coordinator sees it among the others."""

    question: Question
    is_first: bool
    is_last: bool
    is_new: bool  # no year before has it
    old_year: str  # an earlier year that its words tell of, and not this one: perhaps it was forgotten

    @property
    def warning(self):
        """What the coordinator should look at before it is published, or an empty text."""
        return f"texten nämner {self.old_year}" if self.old_year else ""


def draft_of(survey_round):
    """The round's draft, or one as the published questions are, which is not saved."""
    found = Draft.objects.filter(round=survey_round).first()
    found = found or Draft(round=survey_round, content=survey_round.version.content)
    found.round = survey_round
    return found


def mark_of(draft):
    """What a workbook carries to tell which text it holds."""
    return f"{draft.content['key']}.{draft.revision}"


def keys_of(survey_round, content):
    """Every key that means something already, now or the year before."""
    definition, before = read(content), survey_round.previous
    taken = {*definition.by_key, *(step.key for step in definition.steps), *(one.key for one in definition.checks)}
    return taken | {*(before.definition.by_key if before else ())} | {*survey_round.definition.by_key}


def rows_of(definition, year):
    """[(step, [Row])]. year: the round's."""
    return [
        (
            step,
            [
                Row(one, place == 1, place == len(step.questions), one.linked is None, _old_year(one, year))
                for place, one in enumerate(step.questions, 1)
            ],
        )
        for step in definition.steps
    ]


def _old_year(question, year):
    """The latest year before this that a question's words name when they do not name this one; else an empty text."""
    words = " ".join([question.text, question.help, *(option.label for option in question.options)])
    named = {int(one) for one in YEAR.findall(words)}
    earlier = [one for one in named if one < year]
    return str(max(earlier)) if earlier and year not in named else ""


def begun(survey_round):
    """Every county's answers in the round."""
    found = CountyResponse.objects.filter(round=survey_round).select_related("county", "response__version")
    return list(found.defer("response__version__content").order_by("county_id"))


def asks_otherwise(old, new):
    """Whether more than texts differ: what is asked, of whom, or which answers there are."""
    found = differences(old, new)
    options = [one for one in found.options if _values(one.before) != _values(one.now)]
    return bool(found.new or found.gone or options or found.asked)


def _values(question):
    return [option.value for option in question.options]


class Changes(NamedTuple):
    """What publishing would change.

    ties: those that have changed since the year before, with what the person chooses for each. misfits: [(text of the
    question, number of counties whose answer does not fit)].
    """

    differences: object
    ties: list
    breaks: list
    begun: list
    misfits: list


def changes(survey_round, definition):
    old, found = survey_round.definition, begun(survey_round)
    ties = series.ties(survey_round.previous.definition, definition) if survey_round.previous else []
    misfits = Counter()
    for one in found:
        if one.state == CountyResponse.State.DRAFT:
            told = fates(one.response.version.definition, definition, one.response.answers, one.response.hidden)
            misfits.update({fate.place.question.text for fate in told if not fate.is_kept})
    return Changes(
        differences(old, definition),
        [tie for tie in ties if tie.now is not None and (tie.is_changed or not tie.now.linked.is_comparable)],
        series.breaks(ties),
        found,
        misfits.most_common(),
    )


def a_year_later(source):
    """What a form for the round after another begins with."""
    return {
        "source": source.slug,
        "year": source.year + 1,
        "title": source.title.replace(str(source.year), str(source.year + 1)),
        "opens": _a_year_later(source.opens_date),
        "last_answer": _a_year_later(source.last_answer_date),
        "last_edit": _a_year_later(source.last_edit_date),
    }


def _a_year_later(day):
    return day.replace(year=day.year + 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
