"""
Many answers as one result: what is counted, of how many.

A total is {"asked", "n", "unknown", "counts", "sum"}: how many were asked the question, how many of those answered it,
how many of those answered that they do not know, how many gave each answer, and for what is a number or can be ticked
the sum. A ranking has "points" too: the first place of k gives k, the second k - 1, and so on.
"""

from collections import Counter
from decimal import Decimal

from barnratt.questionnaires import answers
from barnratt.questionnaires.checks import ceiling_of

YES, NO = "ja", "nej"
# How an amount that has a ceiling is counted.
FULL, PART, NONE, ABOVE = "fullt_belopp", "delar_av_belopp", "inget", "over_taket"
AMOUNTS = {FULL: "Fullt belopp", PART: "En del av beloppet", NONE: "Inget", ABOVE: "Mer än taket"}


def facts_of(county):
    """What is known of a county that ceilings are counted from: its parts of 24 (24-nyckeln)."""
    return {"parts_of_24": 2 if county.is_metropolitan else 1}


def totals(definition, documents, only=None):
    """
    {question: total} of the answers. documents: [(county, {question: answer})].

    only: the keys of the questions to count, when not all are asked for.
    """
    asked = Counter()
    for _, document in documents:
        asked.update(place.question.key for place in answers.shown(definition, document) if place.block is None)
    found = {}
    for step in definition.steps:
        for question in step.questions if not step.repeat else ():
            if question.paused or (only is not None and question.key not in only):
                continue
            found[question.key] = total_of(question, documents, asked[question.key])
    return found


def total_of(question, documents, asked):
    """A question's total. asked: how many of the documents' counties it was asked."""
    told = [(county, document[question.key]) for county, document in documents if question.key in document]
    return {"asked": asked, "n": len(told)} | _counted(question, told)


def option_labels(question):
    """{value: label} of what a question's answers are counted as, in order. None for texts."""
    if question.options:
        return {str(option.value): option.label for option in question.options}
    if question.type == "boolean":
        return {YES: "Ja", NO: "Nej"}
    return AMOUNTS if question.ceiling else {}


def _counted(question, told):
    values = [value for _, value in told]
    if question.type == "boolean":
        return {"counts": _full(question, (YES if value else NO for value in values))}
    if question.type == "choice":
        unknown = {option.value for option in question.options if option.unknown}
        counts = _full(question, map(str, values))
        return {"counts": counts, "unknown": sum(value in unknown for value in values)}
    if question.type == "multi":
        counts = _full(question, (str(one) for value in values for one in value))
        return {"counts": counts, "sum": sum(counts.values())}
    if question.type == "ranking":
        points, most = dict.fromkeys(option_labels(question), 0), len(question.options)
        for value in values:
            for place, one in enumerate(value):
                points[str(one)] += most - place
        return {"counts": _full(question, (str(one) for value in values for one in value)), "points": points}
    if question.type in ("municipalities", "texts"):
        return {"counts": {}, "sum": sum(map(len, values))}
    if question.type in ("integer", "decimal"):
        made = sum((Decimal(str(value)) for value in values), Decimal(0))
        counts = _full(question, (class_of(question, county, value) for county, value in told))
        return {"counts": counts, "sum": int(made) if made == made.to_integral_value() else float(made)}
    return {"counts": {}}


def _full(question, values):
    """With the answers that nobody gave, which are zero."""
    if not (labels := option_labels(question)):
        return {}
    counted = Counter(values)
    return {value: counted[value] for value in labels}


def class_of(question, county, value):
    """What an amount that has a ceiling is counted as for a county, "" for what has none."""
    if question.ceiling is None:
        return ""
    most = ceiling_of(question, facts_of(county))
    if value == 0:
        return NONE
    return FULL if value == most else PART if value < most else ABOVE
