"""Small numbers in own uploads are kept back before anybody sees them, and so much more that none can be computed.

A data set with `smallest_count` has the rule. It is kept for one indicator and year at a time, over place × sex × age ×
birth region with their totals, each time that something of it is read in, corrected or taken away: what an upload said
lies in Withheld, so that the whole table can be judged anew. A share is judged by its count (Observation.count); one
without a count cannot be judged and is shown. See barnratt.core.suppression for what it does not answer for.
"""

import itertools
import re
from collections import defaultdict

from barnratt.core.suppression import TOTAL, CannotProtect, suppress, with_totals
from barnratt.imports.reading import Refused
from regions.places.models import Municipality
from regions.statistics.models import Dataset, Observation, Withheld

NUMBERS = ("value", "count", "denominator", "low", "high")
COUNTRY = "00"
AGES = re.compile(r"([0-9]+)(?:-([0-9]+))?")


def judged(datasets):
    """Those of some data sets, as keys, that have the rule."""
    return set(Dataset.objects.filter(pk__in=datasets).exclude(smallest_count=None).values_list("pk", flat=True))


def withhold(dataset, indicator, year):
    """
    Judge a table anew and keep back what must be. Call it within the transaction that wrote the table.

    dataset, indicator: keys. Raises Refused when the totals of the table are not the sums of its parts, since nobody
    can say then what can be computed from it.
    """
    smallest = Dataset.objects.get(pk=dataset).smallest_count
    found = Observation.objects.filter(dataset=dataset, indicator=indicator, year=year)
    observations = list(found.select_related("indicator", "withheld").order_by("pk"))
    give_back(observations)
    if smallest is None:
        return
    counted, unknown = {}, False
    for one in observations:
        count = one.value if one.indicator.is_count else one.count
        if count is not None:
            counted[one.area, one.sex, one.age_group, one.birth_region] = int(count)
        unknown = unknown or one.status in Observation.WITHOUT_VALUE
    if not any(0 < count < smallest for count in counted.values()):
        return
    if unknown:
        raise Refused(
            f"Tabellen för {indicator} {year} har små tal, och celler som redan saknar värde. Då går det inte att "
            "avgöra vad som måste hållas inne. Läs in alla tal, så håller portalen inne det som behövs."
        )
    hidden = _hidden(counted, smallest, f"{indicator} {year}")
    _keep_back([one for one in observations if (one.area, one.sex, one.age_group, one.birth_region) in hidden])


def give_back(observations):
    """Let observations be as they were uploaded, in the database and in memory."""
    kept = [one for one in observations if hasattr(one, "withheld")]
    for one in kept:
        for name in (*NUMBERS, "status"):
            setattr(one, name, getattr(one.withheld, name))
    Observation.objects.bulk_update(kept, [*NUMBERS, "status"], batch_size=500)
    Withheld.objects.filter(pk__in=[one.pk for one in kept]).delete()
    for one in kept:
        one._state.fields_cache["withheld"] = None


def _keep_back(observations):
    Withheld.objects.bulk_create(
        Withheld(observation=one, **{name: getattr(one, name) for name in (*NUMBERS, "status")}) for one in observations
    )
    Observation.objects.filter(pk__in=[one.pk for one in observations]).update(
        **dict.fromkeys(NUMBERS), status=Observation.Status.SUPPRESSED
    )


def _hidden(counted, smallest, name):
    """The keys (place, sex, age, birth region) to keep back."""
    counties = {key: count for key, count in counted.items() if len(key[0]) == 2 and key[0] != COUNTRY}
    country = {key: count for key, count in counted.items() if key[0] == COUNTRY}
    below = {key: count for key, count in counted.items() if len(key[0]) == 4}
    if below and country and not counties:
        return _of_table(below, country, smallest, name)
    hidden = _of_table(counties or country, country if counties else {}, smallest, name)
    by_county = defaultdict(dict)
    for key, count in below.items():
        by_county[key[0][:2]][key] = count
    for county, parts in by_county.items():
        totals = {key: count for key, count in counties.items() if key[0] == county}
        if totals.keys() & hidden:
            # A county's number that is kept back could be added up from its parts: then none of them is shown.
            hidden |= parts.keys()
        elif totals or _are_all(county, {key[0] for key in parts}):
            hidden |= _of_table(parts, totals, smallest, name, total_is_known=True)
        else:
            for place in {key[0] for key in parts}:
                hidden |= _of_table({key: parts[key] for key in parts if key[0] == place}, {}, smallest, name)
    return hidden


def _are_all(county, codes):
    """Whether these are all the municipalities of a county. What they come to counts as known: others publish it."""
    return set(Municipality.objects.current().filter(county=county).values_list("code", flat=True)) <= codes


def _of_table(parts, totals, smallest, name, *, total_is_known=False):
    """
    The keys to keep back of places and of what they come to: one table of all dimensions.

    total_is_known: what the places come to is shown, whatever that costs among the places.
    """
    places = {key: [key[0], *_inner(key)] for key in parts} | {key: [TOTAL, *_inner(key)] for key in totals}
    _refuse_overlapping({place[2] for place in places.values()}, name)
    used = [len({place[number] for place in places.values()}) > 1 for number in range(4)]
    used[0] = used[0] or total_is_known
    counts = parts | totals
    if not any(used):
        return {key for key, count in counts.items() if 0 < count < smallest}
    cells = {key: tuple(itertools.compress(place, used)) for key, place in places.items()}
    innermost = {cell: counts[key] for key, cell in cells.items() if TOTAL not in cell}
    sums = with_totals(innermost) if innermost else {}
    for key, cell in cells.items():
        if sums.get(cell) != counts[key]:
            raise Refused(
                f"Tabellen för {name} går inte ihop: summan ({', '.join(key)}) är {counts[key]}, men delarna blir "
                f"{sums.get(cell, 0)}. Då går det inte att avgöra vad som måste hållas inne för att små tal inte ska "
                "kunna räknas ut. Läs in alla delar, eller bara summorna."
            )
    shown = [cell for cell in sums if cell[0] is TOTAL and not 0 < sums[cell] < smallest] if total_is_known else ()
    try:
        result = suppress(innermost, threshold=smallest, shown=shown)
    except CannotProtect:
        return set(parts) if total_is_known else set(counts)
    return {key for key, cell in cells.items() if cell in result.hidden}


def _inner(key):
    """Sex, age and birth region, totals as TOTAL."""
    _, sex, age, birth = key
    return (TOTAL if sex == "T" else sex), (TOTAL if age == "total" else age), (TOTAL if birth == "total" else birth)


def _refuse_overlapping(ages, name):
    """Ages that overlap are no parts of a whole: 0–17 and 0–19 give those of 18 and 19 together."""
    spans = sorted((int(match[1]), int(match[2] or match[1])) for age in ages if age and (match := AGES.fullmatch(age)))
    for (_, end), (start, _) in itertools.pairwise(spans):
        if start <= end:
            raise Refused(f"Tabellen för {name} har åldersgrupper som går i varandra. Läs in dem var för sig.")
