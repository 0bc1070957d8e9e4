from csp.constants import NONE, UNSAFE_INLINE
from csp.decorators import csp, csp_replace
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from barnratt.core.tables import as_file
from barnratt.documents.charts import png
from initiatives.cards import cards
from regions.statistics import documents
from regions.statistics.atlas import LEVELS, atlas
from regions.statistics.charts import KINDS
from regions.statistics.chosen import wording
from regions.statistics.document_views import limited
from regions.statistics.lagesbild import country_setting, findings_of, lagesbild, setting_of
from regions.statistics.measured import sources, sources_among
from regions.statistics.models import Drawing, Indicator, Observation
from regions.statistics.own_chart import MOST_LINES, chart_of
from regions.statistics.own_table import MOST_CELLS, area_names, have_ages, read_choice, rows_of
from regions.statistics.queries import REASONS
from regions.statistics.rendered import addressing, lagesbild_context
from regions.statistics.sentences import direction

# A chart's address holds a hash of what it shows: it never changes, so browsers and proxies may keep it.
OF_PICTURE = {"default-src": [NONE], "style-src": [UNSAFE_INLINE], "font-src": ["data:"], "frame-ancestors": [NONE]}
FOR_EVER = "public, max-age=31536000, immutable"


@login_not_required
@require_safe
def country(request):
    """The lägesbild of Sweden."""
    setting = country_setting()
    if file := as_file(request, lambda: documents.lagesbild_table(lagesbild(setting))):
        return file
    context = lagesbild_context(setting, request)
    context["addressing"] = cards(addressing(context["picture"]))
    return render(request, "statistics/country.html", context)


@login_not_required
@require_safe
def about(request):
    """How the lägesbild is to be read: what is called a change and a difference, what is missing, the sources."""
    return render(request, "statistics/about.html", {"sources": sources(), "reasons": REASONS.values()})


@login_not_required
@require_safe
def own_table(request):
    """A table of the indicators, areas, years and sexes that the address asks for; without any, all indicators."""
    names = area_names()
    choice = read_choice(request.GET, names)
    shown = _shown(choice)
    if form := shown["chart"] and PICTURES.get(request.GET.get("format")):
        return form(request, shown["chart"])
    if file := shown["rows"] and as_file(request, lambda: documents.own_table(shown["rows"])):
        return file
    indicators = Indicator.objects.select_related("cluster").order_by("cluster__position", "title", "pk")
    query = choice.query
    context = {
        **shown,
        "most": MOST_CELLS,
        "most_lines": MOST_LINES,
        "indicators": [(one, wording(one)) for one in indicators],
        "names": names.items(),
        "sexes": Observation.Sex.choices,
        "births": Observation.BirthRegion.choices,
        "query": query,
        "embedded": request.build_absolute_uri(f"{reverse('statistics:embedded')}?{query}"),
    }
    return render(request, "statistics/own_table.html", context)


@login_not_required
@require_safe
@csp_replace({"frame-ancestors": ["*"]})
@xframe_options_exempt
def embedded(request):
    """The reader's own table for a page of another site: the only address of ours that may stand in a frame."""
    choice = read_choice(request.GET, area_names())
    shown = _shown(choice)
    if not shown["rows"]:
        raise Http404("Det finns inga värden att visa.")
    return render(request, "statistics/embedded.html", {**shown, "query": choice.query})


def _shown(choice):
    """What the reader's own table shows: rows, sources, and a chart where they make one."""
    fits = choice.cells <= MOST_CELLS
    rows = rows_of(choice) if choice.cells and fits else []
    found = sources_among({one.dataset for row in rows for one in row.readings if one.dataset})
    return {
        "choice": choice,
        "fits": fits,
        "rows": rows,
        "have_ages": have_ages(rows),
        "sources": found,
        "constructed": any(one.constructed for one in found),
        "chart": chart_of(rows, found),
    }


@login_not_required
@require_safe
def indicator(request, key):
    """An indicator on the map of Sweden for a year, by county or municipality, with the same as a table."""
    found = get_object_or_404(Indicator.objects.select_related("cluster", "replaced_by"), pk=key)
    year = request.GET.get("ar", "")
    drawn = atlas(
        found,
        age_group=wording(found).age_group,
        level=request.GET.get("niva", ""),
        year=int(year) if year.isdecimal() else None,
    )
    if file := drawn and as_file(request, lambda: documents.atlas_table(found, drawn)):
        return file
    sources = sources_among(drawn.datasets) if drawn else []
    context = {
        "indicator": found,
        "sources": sources,
        "constructed": any(one.constructed for one in sources),
        "has_parts": not drawn and Observation.objects.current().filter(indicator=found).exists(),
        "wording": wording(found),
        "direction": direction(found),
        "atlas": drawn,
        "year_choices": [(year, year) for year in reversed(drawn.years)] if drawn else [],
        "level_choices": LEVELS.items(),
    }
    return render(request, "statistics/indicator.html", context)


@login_not_required
@require_safe
@csp(OF_PICTURE)
def chart(request, kind, indicator, code, key):
    """A chart as SVG. An address whose numbers have changed since leads to the chart as it is now."""
    if kind not in KINDS:
        raise Http404("Diagrammet finns inte.")
    kept = Drawing.objects.filter(pk=key).first()
    if kept:
        return _as_svg(kept.svg)
    found = get_object_or_404(Indicator.objects.prefetch_related("articles"), pk=indicator)
    try:
        setting = setting_of(code, request.GET.get("med", ""))
    except ObjectDoesNotExist as none:
        raise Http404("Området finns inte.") from none
    finding = findings_of(setting, indicators=[found])[0]
    drawn = finding.charts.get(kind)
    if drawn is None:
        raise Http404("Det finns inga värden att visa.")
    return _as_svg(drawn.svg()) if drawn.key == key else redirect(drawn.url)


def _as_svg(text, kept=FOR_EVER):
    return HttpResponse(text, content_type="image/svg+xml", headers={"Cache-Control": kept})


@csp(OF_PICTURE)
def _own_svg(request, chart):
    return _as_svg(chart.svg(), "no-cache")


@limited
def _own_png(request, chart):
    return HttpResponse(png(chart.svg()), content_type="image/png", headers={"Cache-Control": "no-cache"})


PICTURES = {"svg": _own_svg, "png": _own_png}
