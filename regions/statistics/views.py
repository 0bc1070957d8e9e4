from csp.constants import NONE, UNSAFE_INLINE
from csp.decorators import csp
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from barnratt.core.tables import as_file
from regions.places.models import County, Municipality
from regions.statistics import documents
from regions.statistics.atlas import LEVELS, atlas
from regions.statistics.charts import KINDS
from regions.statistics.chosen import wording
from regions.statistics.lagesbild import (
    country_setting,
    county_setting,
    findings_of,
    lagesbild,
    lagesbild_context,
    municipality_setting,
)
from regions.statistics.measured import sources
from regions.statistics.models import Indicator
from regions.statistics.queries import COUNTRY, REASONS
from regions.statistics.sentences import direction

# A chart's address holds a hash of what it shows: it never changes, so browsers and proxies may keep it.
FOR_EVER = "public, max-age=31536000, immutable"
MOST_PLACES = 60  # as many as an address may name


@login_not_required
@require_safe
def country(request):
    """The lägesbild of Sweden."""
    picture = lagesbild(country_setting())
    if file := as_file(request, lambda: documents.lagesbild_table(picture)):
        return file
    return render(request, "statistics/country.html", lagesbild_context(picture))


@login_not_required
@require_safe
def about(request):
    """How the lägesbild is to be read: what is called a change and a difference, what is missing, the sources."""
    return render(request, "statistics/about.html", {"sources": sources(), "reasons": REASONS.values()})


@login_not_required
@require_safe
def indicator(request, key):
    """An indicator on the map of Sweden for a year, by county or municipality, with the same as a table."""
    found = get_object_or_404(Indicator.objects.select_related("cluster").prefetch_related("articles"), pk=key)
    year = request.GET.get("ar", "")
    drawn = atlas(
        found,
        age_group=wording(found).age_group,
        level=request.GET.get("niva", ""),
        year=int(year) if year.isdecimal() else None,
    )
    if file := drawn and as_file(request, lambda: documents.atlas_table(found, drawn)):
        return file
    context = {
        "indicator": found,
        "wording": wording(found),
        "direction": direction(found),
        "atlas": drawn,
        "year_choices": [(year, year) for year in reversed(drawn.years)] if drawn else [],
        "level_choices": LEVELS.items(),
    }
    return render(request, "statistics/indicator.html", context)


@login_not_required
@require_safe
@csp({"default-src": [NONE], "style-src": [UNSAFE_INLINE], "font-src": ["data:"], "frame-ancestors": [NONE]})
def chart(request, kind, indicator, code, key):
    """A chart as SVG. An address whose numbers have changed since leads to the chart as it is now."""
    if kind not in KINDS:
        raise Http404("Diagrammet finns inte.")
    found = get_object_or_404(Indicator.objects.prefetch_related("articles"), pk=indicator)
    finding = findings_of(setting_of(code, request.GET.get("med", "")), indicators=[found])[0]
    drawn = finding.charts.get(kind)
    if drawn is None:
        raise Http404("Det finns inga värden att visa.")
    if drawn.key != key:
        return redirect(drawn.url)
    response = HttpResponse(drawn.svg(), content_type="image/svg+xml")
    response["Cache-Control"] = FOR_EVER
    return response


def setting_of(code, others=""):
    """The setting that an address names: an area's code, and for a municipality the codes that it is held against."""
    if code == COUNTRY:
        return country_setting()
    if len(code) == 2:
        county = get_object_or_404(County, code=code)
        return county_setting(county, county.municipalities.current().in_order())
    municipality = get_object_or_404(Municipality.objects.select_related("county"), code=code)
    alike = Municipality.objects.current().filter(code__in=others.split()[:MOST_PLACES]).in_order()
    return municipality_setting(municipality, alike)
