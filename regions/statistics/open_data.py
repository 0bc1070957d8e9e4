"""The statistics for programs: what is measured, of which areas, and the values with their status in words.

barnratt/pages/open_data.py describes these answers; a test holds them against the description.
"""

import hashlib
from functools import cache

from django.contrib.auth.decorators import login_not_required
from django.utils import timezone

from barnratt.core.open_data import Unclear, open_data
from barnratt.core.templatetags.swedish import number
from regions.places.models import County, Municipality
from regions.statistics import queries
from regions.statistics.chosen import chosen, wording
from regions.statistics.measured import COUNTRY
from regions.statistics.models import Dataset, Indicator, Observation
from regions.statistics.own_table import FIRST_YEAR, area_names

VERSION = 1  # of the answers' form
MOST = 20_000  # indicators × areas × years × sexes × birth regions of one question
ALL_COUNTIES, ALL_MUNICIPALITIES = "lan", "kommuner"


@cache
def _wordings():
    """Changes with what an indicator is called, which is in a file."""
    return hashlib.sha256(repr(sorted(chosen().items())).encode()).hexdigest()[:8]


def etag(request, *args, **kwargs):
    edition = queries.edition()
    return f'"{VERSION}-{_wordings()}-{edition.value.hex}-{timezone.localdate().isoformat()}"' if edition else None


@login_not_required
@open_data(etag)
def indicators(request):
    """All that is measured."""
    found = Indicator.objects.select_related("cluster").prefetch_related("articles")
    return {"indicators": [_indicator(one) for one in found.order_by("cluster__position", "title", "pk")]}


@login_not_required
@open_data(etag)
def areas(request):
    """The codes that observations are asked for by."""
    places = [{"code": COUNTRY.code, "name": COUNTRY.name, "level": "country", "county": None}]
    places += [
        {"code": county.code, "name": county.name, "level": "county", "county": None}
        for county in County.objects.in_order()
    ]
    places += [
        {"code": one.code, "name": one.short_name, "level": "municipality", "county": one.county_id}
        for one in Municipality.objects.current().in_order()
    ]
    return {"areas": places}


@login_not_required
@open_data(etag)
def observations(request):
    """The values of some indicators in some areas, with the reason where there is none."""
    names = area_names()
    keys = _known(request.GET, "nyckeltal", set(Indicator.objects.values_list("pk", flat=True)))
    codes = _areas(request.GET, names)
    first, last = _year(request.GET, "fran", FIRST_YEAR), _year(request.GET, "till", timezone.localdate().year)
    if first > last:
        raise Unclear("Året i fran kommer efter året i till.")
    sexes = _known(request.GET, "kon", Observation.Sex.values, otherwise=Observation.Sex.values)
    births = _known(request.GET, "fodelseregion", Observation.BirthRegion.values, otherwise=["total"])
    cells = len(keys) * len(codes) * len(sexes) * len(births) * (last - first + 1)
    if cells > MOST:
        told = f"Frågan rymmer {number(cells)} värden. Högst {number(MOST)} i taget"
        raise Unclear(f"{told}: dela den i flera, till exempel efter år.")
    found = queries.readings(keys, codes, years=(first, last), sexes=sexes, birth_regions=births)
    datasets = Dataset.objects.filter(pk__in={one.dataset for one in found}).order_by("position", "key")
    return {
        "observations": [_observation(one, names) for one in found],
        "datasets": [_dataset(one) for one in datasets],
        "statuses": {status.value: status.label for status in Observation.Status},
    }


def _indicator(one):
    return {
        "key": one.key,
        "title": one.title,
        "label": wording(one).label,
        "unit": one.unit,
        "definition": one.description,
        "direction": one.direction,
        "age_group": one.age_group or "total",
        "divided_by_sex": one.divided_by_sex,
        "theme": one.cluster.name if one.cluster else None,
        "articles": sorted(article.number for article in one.articles.all()),
        "is_count": one.is_count,
        "source": one.source,
        "has_ended": one.has_ended,
        "replaced_by": one.replaced_by_id,
    }


def _observation(one, names):
    return {
        "indicator": one.indicator,
        "area": one.area,
        "area_name": names[one.area],
        "year": one.year,
        "sex": one.sex,
        "age_group": one.age_group,
        "birth_region": one.birth_region,
        "value": _number(one.value),
        "status": one.status,
        "count": _number(one.count),
        "denominator": _number(one.denominator),
        "low": _number(one.low),
        "high": _number(one.high),
        "dataset": one.dataset,
    }


def _dataset(one):
    return {
        "key": one.key,
        "title": one.title,
        "credit": one.credit,
        "retrieved": one.retrieved,
        "licence": one.licence,
        "constructed": one.constructed,
    }


def _number(value):
    return None if value is None else float(value)


def _areas(query, names):
    """Codes, where "lan" and "kommuner" stand for all of a level."""
    asked = []
    for text in query.getlist("omrade"):
        if text == ALL_COUNTIES:
            asked += [code for code in names if len(code) == 2 and code != COUNTRY.code]
        elif text == ALL_MUNICIPALITIES:
            asked += [code for code in names if len(code) == 4]
        else:
            asked.append(text)
    return _all_known("omrade", list(dict.fromkeys(asked)), names)


def _known(query, name, known, *, otherwise=None):
    """The values of a parameter, each once. Raises Unclear for one that there is not, or when one has to be there."""
    asked = list(dict.fromkeys(query.getlist(name)))
    return otherwise if otherwise and not asked else _all_known(name, asked, known)


def _all_known(name, asked, known):
    if not asked:
        raise Unclear(f"Frågan saknar {name}. Ange minst ett värde.")
    unknown = [text for text in asked if text not in known]
    if unknown:
        raise Unclear(f"Okänt värde i {name}: {', '.join(unknown[:10])[:200]}.")
    return asked


def _year(query, name, otherwise):
    text = query.get(name, "")
    if not text:
        return otherwise
    if not (text.isascii() and text.isdecimal() and FIRST_YEAR <= int(text[:5]) <= timezone.localdate().year):
        raise Unclear(f"{name} ska vara ett år från {FIRST_YEAR} till i år.")
    return int(text)
