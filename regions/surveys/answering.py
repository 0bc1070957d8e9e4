"""A step of the survey as a page: its fields with what was answered last year, and what a form that is sent holds."""

import json

from barnratt.questionnaires import answers
from barnratt.questionnaires.actions import Field
from barnratt.questionnaires.cleaning import Unclean, clean
from barnratt.questionnaires.forms import AnswersForm, raw_of, written
from regions.surveys import actions, queries

NOTHING = {"saved": [], "faults": {}, "theirs": {}, "hides": []}


def places_of(found, step):
    """The Places of a step that are shown now."""
    response = found.response
    return [place for place in answers.shown(response.version.definition, response.answers) if place.step == step]


def rows_of(found, step, *, posted=None, outcome=None):
    """(form, rows, base) of a step: the form, what stands at each question, and what the fields began with."""
    outcome = outcome or NOTHING
    places, document = places_of(found, step), found.response.answers
    municipalities = queries.municipalities_of(found.county, found.round)
    before = queries.last_year(found)
    form = AnswersForm(places, document, posted=posted, faults=outcome["faults"], municipalities=municipalities)
    rows, findings = [], queries.warned(found, before)
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
                "is_copied": key in found.prefilled,
                "theirs": outcome["theirs"].get(key),
                "findings": [one for one in findings if key in one.finding.questions],
            }
        )
        findings = [one for one in findings if key not in one.finding.questions]  # each is told once on the page
    base = {place.address: written(place.question, answers.value_at(document, place.address)) for place in places}
    return form, rows, json.dumps(base, ensure_ascii=False)


def save(found, step, posted, *, by):
    """{"saved", "faults", "theirs", "hides"} of what a form holds. Nothing is written that hides answers unasked."""
    places = {place.address: place for place in places_of(found, step)}
    municipalities = queries.municipalities_of(found.county, found.round)
    fields = _fields(posted, places)
    hides = [] if "dolj" in posted else _would_hide(found.response, places, fields, municipalities)
    if hides:
        return NOTHING | {"hides": hides}
    asked = [address for address in posted.getlist("vald") if address in fields]
    unchosen = {address for address in asked if f"val-{address}" not in posted}
    sent = {address: field for address, field in fields.items() if address not in unchosen}
    outcome = actions.write(found, sent, by=by)
    others = outcome.theirs | {
        address: answers.value_at(outcome.response.answers, address) for address in sorted(unchosen)
    }
    theirs = {
        address: queries.in_words(places[address].question, value, municipalities) for address, value in others.items()
    }
    return {"saved": outcome.saved, "faults": outcome.faults, "theirs": theirs, "hides": []}


def _fields(posted, places):
    """{address: Field} of the fields that the form sends, with what the person chose where two had written."""
    try:
        bases = json.loads(posted.get("bas", "{}"))
    except ValueError:
        bases = {}
    bases = bases if isinstance(bases, dict) else {}
    found = {}
    for address in dict.fromkeys(posted.getlist("falt")):
        if address not in places or posted.get(f"val-{address}") == "deras":
            continue
        found[address] = Field(raw_of(places[address].question, posted, address), bases.get(address, ""))
    return found


def _would_hide(response, places, fields, municipalities):
    """The texts of the questions whose answers would be hidden by what is chosen now."""
    definition, found = response.version.definition, {}
    for address, field in fields.items():
        try:
            value = clean(places[address].question, field.raw, municipalities=municipalities)
        except Unclean:
            continue
        if value != answers.value_at(response.answers, address):
            hidden = answers.would_hide(definition, response.answers, address, value)
            found |= {place.address: place.question.text for place in hidden}
    return list(found.values())
