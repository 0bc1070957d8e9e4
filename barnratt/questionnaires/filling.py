"""A step's form as it is sent, whole or a field at a time: what it holds, and what came of saving it.

The same for every room that lets people answer. The room says who may, and how what is sent is written.
"""

import json
from typing import NamedTuple

from django.utils import timezone

from barnratt.questionnaires import answers
from barnratt.questionnaires.actions import Field
from barnratt.questionnaires.cleaning import Unclean, clean
from barnratt.questionnaires.forms import raw_of, written


class Outcome(NamedTuple):
    """What came of a form.

    faults: {address: message}. theirs: {address: what somebody else has answered meanwhile}. hides: the texts of the
    questions whose answers would be hidden, which the person is asked about first; then nothing is saved.
    response: the answers as they stand afterwards, None when nothing was written.
    """

    saved: tuple = ()
    faults: dict = {}
    theirs: dict = {}
    hides: tuple = ()
    response: object = None

    @property
    def is_done(self):
        return not (self.faults or self.theirs or self.hides)


NOTHING = Outcome()


def places_of(response, step):
    """The Places of a step that are shown now."""
    shown = answers.shown(response.version.definition, response.answers, response.flags)
    return [place for place in shown if place.step.key == step.key]


def place_at(response, address):
    """The Place of an address, or None where no question is shown there now."""
    shown = answers.shown(response.version.definition, response.answers, response.flags)
    return next((place for place in shown if place.address == address), None)


def base_of(response, places):
    """What the fields begin with, as the form carries it along to tell what the person has changed."""
    return {
        place.address: written(place.question, answers.value_at(response.answers, place.address)) for place in places
    }


def save(response, step, posted, *, write, municipalities=None, inserted=None):
    """
    Save what a form holds.

    write: takes {address: Field} and returns what came of it, as questionnaires.actions.write.
    municipalities: {code: name} of those that can be ticked. inserted: {address: text to put last in the field}.
    """
    places = {place.address: place for place in places_of(response, step)}
    fields = _fields(posted, places, inserted or {})
    hides = () if "dolj" in posted else _would_hide(response, places, fields, municipalities)
    if hides:
        return Outcome(hides=hides)
    # Where two had written and the person has not chosen yet, what the other wrote is shown once more.
    unchosen = [address for address in posted.getlist("vald") if address in fields and f"val-{address}" not in posted]
    outcome = write({address: field for address, field in fields.items() if address not in unchosen})
    shown_again = {address: answers.value_at(outcome.response.answers, address) for address in unchosen}
    theirs = outcome.theirs | shown_again
    return Outcome(tuple(outcome.saved), outcome.faults, theirs, response=outcome.response)


def told(response, step, outcome, *, before):
    """What the page is told of a save while the person writes on. before: the addresses that were shown until then."""
    places = {place.address: place for place in places_of(response, step)}
    return {
        "time": timezone.localtime(response.written_at).strftime("%H:%M"),
        "saved": outcome.saved,
        "base": base_of(response, [places[address] for address in outcome.saved if address in places]),
        "faults": outcome.faults,
        "theirs": {
            address: places[address].question.text if address in places else address for address in outcome.theirs
        },
        "hides": outcome.hides,
        "reshaped": before != list(places),
    }


def _fields(posted, places, inserted):
    """{address: Field} of the fields that the form sends, with what the person chose where two had written."""
    try:
        bases = json.loads(posted.get("bas", "{}"))
    except ValueError:
        bases = {}
    bases = bases if isinstance(bases, dict) else {}
    named, found = set(posted.getlist("falt")), {}
    for address, place in places.items():
        chosen = posted.get(f"val-{address}")
        if address not in named or chosen == "deras":
            continue
        raw, base = raw_of(place.question, posted, address), bases.get(address, "")
        if chosen == "bada" and isinstance(raw, str):
            raw = f"{base}\n\n{raw}"
        if address in inserted:
            raw = f"{raw}\n\n{inserted[address]}".strip()
        found[address] = Field(raw, base)
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
            hidden = answers.would_hide(definition, response.answers, address, value, response.flags)
            found |= {place.address: place.question.text for place in hidden}
    return tuple(found.values())
