"""Municipalities that are like one another, by criteria that the reader sees and can weigh in the address."""

import math
from typing import NamedTuple

from barnratt.core.swedish_order import swedish_key
from regions.places.models import Municipality

NUMBER = 7  # whose numbers stand beside one's own
WIDER = 20  # where there may be initiatives: few municipalities have any
MOST = 3
CHOICES = [("0", "räknas inte"), ("1", "väger lite"), ("2", "väger"), ("3", "väger mycket")]
CRITERIA = {"grupp": "Kommungrupp (SKR)", "folkmangd": "Folkmängd", "alder": "Andel 0–19 år"}
# What is compared with where nothing else is asked for.
DEFAULT = {"grupp": 2, "folkmangd": 2, "alder": 1}
# What counts as wholly unlike: ten times as many inhabitants, and ten percentage points more children.
TENFOLD = math.log(10)
SHARE_APART = 0.10


class Peer(NamedTuple):
    place: Municipality
    share: float  # of the inhabitants that are 0–19 years


class Weight(NamedTuple):
    key: str
    label: str
    value: str
    choices: list


def read_weights(query):
    """The weights of an address, "?grupp=2&folkmangd=3"; what cannot be understood is as if it were not there."""
    told = {key: query.get(key, "") for key in CRITERIA}
    weights = {key: int(text) if text in dict(CHOICES) else DEFAULT[key] for key, text in told.items()}
    return weights if any(weights.values()) else dict(DEFAULT)


def described(weights):
    """The weights as fields of a form."""
    return [Weight(key, label, str(weights[key]), CHOICES) for key, label in CRITERIA.items()]


def share_of_children(municipality):
    return municipality.population_0_19 / municipality.population if municipality.population else None


def nearest(municipality, weights=DEFAULT, *, number):
    """
    The other municipalities that are most like one, the most like first. Two statements.

    weights: {"grupp": 0–3, "folkmangd": 0–3, "alder": 0–3}, not all 0. Each criterion is a distance from 0, the same,
    to 1: another SKR group (half of that within the same letter); ten times the population or a tenth; a share of
    children ten percentage points away. What is asked for is the least weighted sum.
    """
    if not municipality.population:
        return []
    own = share_of_children(municipality)
    others = Municipality.objects.current().exclude(pk=municipality.pk).exclude(population=None)

    def distance(other):
        code, group_code, population, children = other
        same_letter = group_code[:1] == municipality.group_code[:1]
        apart = {
            "grupp": 0 if group_code == municipality.group_code else 0.5 if same_letter else 1,
            "folkmangd": min(abs(math.log(population / municipality.population)) / TENFOLD, 1),
            "alder": min(abs(children / population - own) / SHARE_APART, 1),
        }
        return sum(weights[key] * apart[key] for key in CRITERIA), code

    told = others.values_list("pk", "group_code", "population", "population_0_19")
    codes = [code for code, *_ in sorted(told, key=distance)[:number]]
    found = others.select_related("county").in_bulk(codes)
    return [found[code] for code in codes]


def by_name(places):
    """Peers of some municipalities, in the order of their names: they are not ranked."""
    ordered = sorted(places, key=lambda one: swedish_key(one.short_name))
    return [Peer(place, share_of_children(place)) for place in ordered]


def alike(municipality, weights=DEFAULT, *, number=NUMBER):
    """The municipalities most like one, in the order of their names. See nearest()."""
    return by_name(nearest(municipality, weights, number=number))
