"""What the picker offers: references to the survey's questions with what they say now, and phrases to begin from."""

from collections import Counter
from typing import NamedTuple

from regions.reports.figures import ANSWERED, DIFFERENCE, SUM, resolve
from regions.reports.ledger import TOTAL
from regions.reports.references import Reference
from regions.surveys.counting import option_labels

MOST = 6  # questions shown at a time
BLOCKS = {"tabell": "Tabell", "diagram": "Diagram", "rangordning": "Rangordning"}
OWN = "Rapportens egna uppgifter"


class Offer(NamedTuple):
    """label: what it tells. written: what is put into the text. shown: what it says now."""

    label: str
    written: str
    shown: str


class Offered(NamedTuple):
    question: object
    offers: list


def offered(facts, words):
    """([Offered] of the questions that hold the words, how many there are)."""
    wanted = words.lower().split()
    found = [result for result in facts.results.values() if _holds(result.question, wanted)]
    return [Offered(result.question, _offers(result, facts)) for result in found[:MOST]], len(found)


def own_numbers(facts, words=""):
    """[Offer] of the accounts and of what else the survey does not hold, if its name has the words."""
    told = facts.ledger
    entries = [*told.get("rows", ()), *told.get("facts", ())]
    named = {"Bokslutet som tabell": Reference("bokslut"), "Bokslutets summa": Reference("post", (TOTAL,))}
    named |= {one["label"]: Reference("post", (one["key"],)) for one in entries}
    named["Skillnaden mellan bokslutet och enkäten"] = Reference("post", (DIFFERENCE,))
    wanted = words.lower().split()
    found = [_one(label, one, facts) for label, one in named.items() if all(word in label.lower() for word in wanted)]
    return [one for one in found if one is not None]


def _holds(question, words):
    text = " ".join([question.key, question.text, *option_labels(question).values()]).lower()
    return all(word in text for word in words)


def _together(result):
    """{values joined by +: label} of the options that an earlier year is known of only together."""
    labels = option_labels(result.question)
    known = {told for point in result.points for told in point.counts if isinstance(told, tuple)}
    return {"+".join(told): " eller ".join(labels[one] for one in told) for told in sorted(known)}


def _offers(result, facts):
    found, question = _quotes(result.question, facts), result.question
    for value, label in (_together(result) | option_labels(question)).items():
        found += [
            _phrase(question, value, facts),
            _one(label, Reference("av", (f"{question.key}.{value}",)), facts),
            _one(f"{label}, andel", Reference("andel", (f"{question.key}.{value}",)), facts),
            _over_years(label, f"{question.key}.{value}", result, facts),
        ]
    if question.type != "choice":
        found += [
            _phrase(question, SUM, facts),
            _one("Summan", Reference("tal", (f"{question.key}.{SUM}",)), facts),
            _over_years("Summan", f"{question.key}.{SUM}", result, facts),
        ]
    found.append(_one("Hur många som svarat", Reference("av", (f"{question.key}.{ANSWERED}",)), facts))
    found += [_one(label, Reference(verb, (question.key,)), facts) for verb, label in BLOCKS.items()]
    found.append(_one("Länens kommuner", Reference("kommuner", (question.key,)), facts))
    return [one for one in found if one is not None]


def _quotes(question, facts):
    """What the counties have written themselves and let be used."""
    found, seen = [], Counter()
    for code, _ in facts.texts.get(question.key, ()):
        seen[code] += 1
        label = f"Citat, {facts.counties[code]}" if code else "Citat utan länets namn"
        found.append(_one(label, Reference("citat", (code, question.key, seen[code])), facts))
    return found


def _over_years(label, name, result, facts):
    """A table of the years, where there is more than one."""
    return _one(f"{label}, år för år", Reference("tidsserie", (name,)), facts) if result.points else None


def _one(label, reference, facts):
    figure = resolve(reference, facts)
    return None if figure.problem else Offer(label, str(reference), figure.text)


def _phrase(question, measure, facts):
    """A whole sentence with its change since the year before, where there is a year to compare with."""
    name = f"{question.key}.{measure}"
    change, part = Reference("ändring", (name,)), Reference("av", (name,))
    told = [resolve(part, facts), resolve(change, facts)]
    if any(one.problem for one in told):
        return None
    if measure == SUM and question.type == "municipalities":
        sentence = "Det gäller {} kommuner, {}."
    elif measure == SUM:
        return None
    else:
        labels = option_labels(question)
        said = " eller ".join(f"”{labels[value]}”" for value in measure.split("+"))
        # "10 av de 13 som svarade" says itself who they are.
        whom = "" if " av de " in told[0].text else "län "
        sentence = f"{{}} {whom}har svarat {said}, {{}}."
    return Offer("Mening", sentence.format(part, change), sentence.format(told[0].text, told[1].text))
