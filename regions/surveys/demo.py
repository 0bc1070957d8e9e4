"""The demonstration's rounds: 2023 with constructed answers that add up to what the report printed, and one to try.

The answers are numbers and choices only. No county has given them, and every page and file says so.
"""

import datetime

from django.db import transaction
from django.utils import timezone

from barnratt.core.reference_data import read_rows
from barnratt.questionnaires.cleaning import clean
from regions.places.models import County
from regions.surveys import actions
from regions.surveys.models import Round
from regions.surveys.queries import municipalities_of
from regions.surveys.reading import raw_answer
from regions.surveys.reference_data import content_of

State = Round.State
FIRST, TRIAL = "2023", "prova"


@transaction.atomic
def add_rounds():
    """Both rounds, unless they are there."""
    if Round.objects.filter(slug=FIRST).exists():
        return
    content = content_of("enkat_2023")
    dates = (datetime.date(2023, 11, 17), datetime.date(2024, 1, 19), datetime.date(2024, 1, 19))
    first = actions.prepare(
        content, year=2023, slug=FIRST, title=content["title"], dates=dates, constructed=True, by=None
    )
    for state in (State.OPEN, State.CLOSED):
        first = actions.move_round(first, state, by=None)
    actions.load_constructed(first, constructed_answers(first))
    today = timezone.localdate()
    title = "Enkäten att prova på"
    trial = actions.prepare(
        actions.content_for_next(content, "enkat_prova", title),
        year=today.year, slug=TRIAL, title=title, previous=first, is_test=True, constructed=True, by=None,
        dates=(today, today + datetime.timedelta(days=60), today + datetime.timedelta(days=75)),
    )  # fmt: skip
    actions.move_round(trial, State.OPEN, by=None)


def constructed_answers(survey_round):
    """[(county, {question: answer})] of data/surveys/constructed_2023.csv."""
    counties, questions = County.objects.in_bulk(), survey_round.definition.by_key
    found = []
    for row in read_rows("surveys/constructed_2023.csv"):
        county = counties[row.pop("county")]
        municipalities = municipalities_of(county, survey_round)
        answers = {}
        for key, text in row.items():
            value = clean(questions[key], raw_answer(questions[key], text), municipalities=municipalities)
            if value is not None:
                answers[key] = value
        found.append((county, answers))
    return found
