"""
A county's own answers beside those of the country (Länet i landet): how many answered the same, and between what.

It is no league table: no other county is named, and what is a number is shown as the least, the middle and the most.
"""

import statistics
from typing import NamedTuple

from barnratt.core.templatetags.swedish import counted, number
from barnratt.questionnaires.definition import NUMBERS
from regions.places.models import Municipality
from regions.surveys import queries
from regions.surveys.counting import class_of, option_labels
from regions.surveys.results import documents_of

TEXTS = "text,texter"


class Row(NamedTuple):
    """An answer, how many counties gave it of those that answered, and whether this one did."""

    label: str
    count: int
    is_own: bool


class Spread(NamedTuple):
    """The least, the middle and the most of the counties' numbers, in words."""

    least: str
    middle: str
    most: str


class Beside(NamedTuple):
    question: object
    total: dict
    own: str  # in words
    is_answered: bool
    sentence: str
    rows: list
    spread: Spread | None

    @property
    def table_id(self):
        return f"svar-{self.question.key}"

    @property
    def base(self):
        return self.question.base or "länsstyrelser som har svarat på enkäten"

    @property
    def unanswered(self):
        return self.total["asked"] - self.total["n"]


# Fewer numbers than this would let one county be told from the others.
LEAST_SHOWN = 5


def in_the_country(survey_round, county, document):
    """[(step, [Beside])] of what can be counted. document: what the county has sent in, {} when it has not."""
    municipalities = queries.municipalities_of(county, survey_round)
    everywhere = Municipality.objects.on(survey_round.register_date).count()
    documents = [told for _, told in documents_of(survey_round)]
    made = []
    for step in survey_round.definition.steps:
        found = []
        for question in step.questions:
            total = survey_round.totals.get(question.key)
            if total is None or question.type in ("text", "line", "date"):
                continue
            own = document.get(question.key)
            found.append(
                Beside(
                    question,
                    total,
                    queries.in_words(question, own, municipalities),
                    own is not None,
                    _sentence(question, total, own, len(municipalities), everywhere),
                    _rows(question, total, own, county),
                    _spread(question, documents),
                )
            )
        made += [(step, found)] if found else []
    return made


def _rows(question, total, own, county):
    mine = _values(question, own, county)
    return [
        Row(label, total["counts"].get(value, 0), value in mine) for value, label in option_labels(question).items()
    ]


def _values(question, own, county):
    """The own answer as it is counted: the keys of the total's counts."""
    if own is None:
        return set()
    if isinstance(own, bool):
        return {"ja" if own else "nej"}
    if question.type in NUMBERS:
        return {class_of(question, county, own)}
    return {str(one) for one in own} if isinstance(own, list) else {str(own)}


def _sentence(question, total, own, municipalities, everywhere):
    """One whole sentence on where the own answer is among the others."""
    n = number(total["n"])
    if own is None:
        return f"Ert län har inte svarat på frågan. {n} av {number(total['asked'])} länsstyrelser har svarat."
    if question.type in ("choice", "boolean"):
        same = total["counts"].get("ja" if own is True else "nej" if own is False else str(own), 0)
        if same == 1:
            return f"Ni är ensamma om svaret, av {n} länsstyrelser som har svarat."
        return f"{number(same)} av {n} länsstyrelser gav samma svar som ni, er egen medräknad."
    if question.type == "municipalities":
        return (
            f"Ni har kryssat i {number(len(own))} av länets {number(municipalities)} kommuner. I hela landet är det "
            f"{number(total['sum'])} av {number(everywhere)}, enligt {n} länsstyrelser."
        )
    if question.type == "texts":
        written = counted(total["sum"], TEXTS)
        return f"Ni har skrivit {counted(len(own), TEXTS)}. Tillsammans har {n} länsstyrelser skrivit {written}."
    if question.type in ("multi", "ranking"):
        return f"Ni har valt {number(len(own))} av de {number(len(question.options))} svaren. De är märkta i tabellen."
    return f"{n} av {number(total['asked'])} länsstyrelser har svarat."


def _spread(question, documents):
    if question.type not in NUMBERS:
        return None
    told = [float(one[question.key]) for one in documents if question.key in one]
    if len(told) < LEAST_SHOWN:
        return None
    return Spread(
        *(f"{number(one)} {question.unit}".strip() for one in (min(told), statistics.median(told), max(told)))
    )
