"""The published report, for anyone."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from barnratt.core.tables import Column, Table, as_file
from barnratt.documents.files import FORMS, as_download
from barnratt.documents.tree import from_data
from regions.reports import content
from regions.reports.models import Publication, Report, edits_reports
from regions.surveys.models import Round


def _publication(year, number=None):
    """The version that anyone may read: the latest, or one of the earlier."""
    found = Publication.objects.public().filter(report__year=year).select_related("report")
    found = found if number is None else found.filter(number=number)
    return get_object_or_404(found.latest_first()[:1])


def _document(publication):
    return content.with_errata(from_data(publication.document), publication.errata.order_by("at", "pk"))


@login_not_required
@require_safe
def report_list(request):
    """The published reports; for those who write them also what is being written."""
    publications = Publication.objects.public().latest_first().select_related("report")
    newest = {}
    for one in publications.defer("document", "figures", "tables", "chapters"):
        newest.setdefault(one.report.year, one)
    if file := as_file(request, lambda: _table(newest.values())):
        return file
    writes = edits_reports(request.user)
    context = {
        "publications": list(newest.values()),
        "writes": writes,
        "reports": Report.objects.visible_to(request.user).latest_first(),
        "rounds": Round.objects.filter(report=None, is_test=False).latest_first() if writes else [],
    }
    return render(request, "reports/list.html", context)


def _table(publications):
    columns = [
        Column("Verksamhetsår", lambda one: one.report.year, "year", 14),
        Column("Titel", lambda one: one.title, "title", 50),
        Column("Version", lambda one: one.number, "version", 10),
        Column("Publicerad", lambda one: one.date, "date", 14),
        Column("Diarienummer", lambda one: one.dnr, "dnr", 24),
        Column("Konstruerade svar", lambda one: one.constructed, "constructed", 18),
    ]
    return Table("rapporter", "Nationella rapporter", columns, list(publications))


@login_not_required
@require_safe
def report(request, year, number=None):
    """A published report as a page, with its contents list and what has been corrected since."""
    found = _publication(year, number)
    document = _document(found)
    versions = Publication.objects.public().filter(report=found.report).order_by("-number")
    context = {
        "publication": found,
        "document": document,
        "contents": [part for part in document.parts if part.kind == "heading" and part.level <= 2],
        "versions": versions.defer("document", "figures", "tables", "chapters"),
        "errata": found.errata.order_by("at", "pk"),
        "writes": edits_reports(request.user),
    }
    return render(request, "reports/report.html", context)


@login_not_required
@require_safe
def report_file(request, year, form, number=None):
    """A published report as PDF, Word or an Excel workbook with its tables."""
    found = _publication(year, number)
    if form == "xlsx":
        return content.workbook(found)
    if form not in FORMS:
        raise Http404
    return as_download(_document(found), form, name=f"{found.title} version {found.number}")
