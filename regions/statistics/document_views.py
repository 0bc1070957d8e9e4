"""The lägesbild of a place as files to print, write on and count with."""

import functools

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from barnratt.core.rate_limit import place_of, within_limit_here
from barnratt.core.tables import as_xlsx
from barnratt.documents.files import as_attachment, as_download
from regions.commentary.queries import published
from regions.commentary.subjects import WHOLE, subject_or_404
from regions.places import peers
from regions.places.models import Municipality
from regions.statistics import kommunblad, papers
from regions.statistics.documents import figures_table, lagesbild_table
from regions.statistics.lagesbild import lagesbild, municipality_setting, setting_of

DOCUMENTS = ("pdf", "docx")
MOST, SECONDS = 30, 60  # documents for one place of asking, since each takes a second or more to make


def limited(view):
    """A view that makes a document, for who does not ask for too many at a time."""

    @functools.wraps(view)
    def wrapped(request, *args, **kwargs):
        if not within_limit_here("documents", place_of(request), most=MOST, seconds=SECONDS):
            return render(request, "429.html", status=429)
        return view(request, *args, **kwargs)

    return wrapped


@login_not_required
@require_safe
@limited
def lagesbild_file(request, code, form):
    """All of the lägesbild of the country, a county or a municipality."""
    picture = _picture(code, request.GET)
    if form == "xlsx":
        return as_xlsx(lagesbild_table(picture))
    _require(form)
    document = papers.lagesbild_document(picture, published(subject_or_404(code, WHOLE)))
    return as_download(document, form, name=f"lagesbild-{picture.setting.place.short_name}")


@login_not_required
@require_safe
@limited
def talking_points(request, code, form):
    """One page to bring to a visit or a meeting."""
    _require(form)
    picture = _picture(code, request.GET)
    return as_download(papers.talking_points(picture), form, name=f"samtal-{picture.setting.place.short_name}")


@login_not_required
@require_safe
@limited
def municipality_sheet(request, code, form):
    """The kommunblad: a municipality on one page, or the numbers on it."""
    municipality = get_object_or_404(Municipality.objects.current().select_related("county"), code=code)
    alike, picture = of_municipality(municipality, request.GET)
    sheet = kommunblad.sheet_of(municipality, picture, alike)
    if form == "xlsx":
        return as_xlsx(figures_table(picture, sheet.findings, f"kommunblad-{code}", sheet.title))
    _require(form)
    name = f"kommunblad-{municipality.short_name}"
    if form == "pdf":
        return as_attachment(kommunblad.pdf(sheet), form, name=name)
    return as_download(kommunblad.document(sheet), form, name=name)


def _require(form):
    if form not in DOCUMENTS:
        raise Http404("Dokumentet finns som pdf och docx.")


def _picture(code, query):
    if len(code) == 4:
        municipality = get_object_or_404(Municipality.objects.current().select_related("county"), code=code)
        return of_municipality(municipality, query)[1]
    try:
        return lagesbild(setting_of(code))
    except ObjectDoesNotExist as none:
        raise Http404("Området finns inte.") from none


def of_municipality(municipality, query):
    """(the Peers that the address asks for, the Lagesbild)."""
    alike = peers.alike(municipality, peers.read_weights(query))
    return alike, lagesbild(municipality_setting(municipality, [peer.place for peer in alike]))
