"""A step of the survey as a page: its fields with what was answered last year."""

import json

from barnratt.questionnaires import answers, filling
from barnratt.questionnaires.forms import AnswersForm
from regions.commentary.queries import uses
from regions.surveys import actions, queries

# The questions of whether and how the lägesbild has been used: what the board has noted of it stands beside.
OF_USE = {"lb_anvant", "lb_hur"}


def rows_of(found, step, *, posted=None, outcome=filling.NOTHING):
    """(form, rows, base) of a step: the form, what stands at each question, and what the fields began with."""
    places, document = filling.places_of(found.response, step), found.response.answers
    municipalities = queries.municipalities_of(found.county, found.round)
    before = queries.last_year(found)
    form = AnswersForm(places, document, posted=posted, faults=outcome.faults, municipalities=municipalities)
    theirs = {
        place.address: queries.in_words(place.question, outcome.theirs[place.address], municipalities)
        for place in places
        if place.address in outcome.theirs
    }
    rows, findings = [], queries.warned(found, before)
    asks_of_use = any(place.question.key in OF_USE for place in places)
    noted = list(uses(found.county, year=found.round.year)) if asks_of_use else []
    for place, field in form.rows():
        question, key = place.question, place.address
        now = answers.value_at(document, key)
        rows.append(
            {
                "place": place,
                "field": field,
                "answer": queries.in_words(question, now, municipalities),
                "before": queries.in_words(question, before[key], municipalities) if key in before else "",
                "is_unchanged": key in before and before[key] == now,
                "is_copied": key in found.response.copied,
                "theirs": theirs.get(key),
                "noted": noted if question.key in OF_USE else [],
                "findings": [one for one in findings if key in one.finding.questions],
            }
        )
        findings = [one for one in findings if key not in one.finding.questions]  # each is told once on the page
    return form, rows, json.dumps(filling.base_of(found.response, places), ensure_ascii=False)


def save(found, step, posted, *, by):
    """Save what a form holds: a filling.Outcome."""
    return filling.save(
        found.response,
        step,
        posted,
        write=lambda fields: actions.write(found, fields, by=by),
        municipalities=queries.municipalities_of(found.county, found.round),
    )
