import datetime

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from assessments.yearbook import actions, documents, queries
from assessments.yearbook.models import Release
from assessments.yearbook.permissions import authorities_of, can_read_together, can_release
from barnratt.accounts.models import Role
from barnratt.core.access import require
from barnratt.core.errors import RuleBroken
from barnratt.core.tables import as_file
from barnratt.documents.files import as_download

FORM = ["GET", "HEAD", "POST"]
YEARS = range(2020, 2200)


def _authority_or_404(user, key, year):
    found = next((one for one in authorities_of(user) if one.key == key), None)
    if found is None or year not in YEARS:
        raise Http404
    return found


@require_safe
def yearbook_list(request):
    """The years of the person's own authorities, and of the municipality or region whose strategist the person is."""
    authorities = authorities_of(request.user)
    releases = {(one.authority_id, one.year): one for one in Release.objects.filter(authority__in=authorities)}
    own = [(one, [(year, releases.get((one.pk, year))) for year in queries.years_of(one)]) for one in authorities]
    above = request.user.organisations_with(Role.STRATEGIST)
    handed_over = Release.objects.filter(authority__parent__in=above).select_related("authority__parent")
    years = {(one.year, one.authority.parent) for one in handed_over}
    context = {"own": own, "together": sorted(years, key=lambda pair: (-pair[0], pair[1].name))}
    return render(request, "yearbook/list.html", context)


@require_safe
def yearbook(request, year, key):
    """An authority's own yearbook, live and true: the authority counts its own assessments."""
    authority = _authority_or_404(request.user, key, year)
    numbers = queries.counted(authority, year)
    if file := as_file(request, lambda: documents.yearbook_table(authority, year, numbers)):
        return file
    released = Release.objects.filter(authority=authority, year=year).first()
    year_ended = timezone.make_aware(datetime.datetime(year + 1, 1, 1))
    context = {
        "authority": authority,
        "year": year,
        "numbers": numbers,
        "tables": queries.listed(numbers),
        "crossed": queries.crossed(numbers),
        "articles": documents.articles_in_words(numbers),
        "words": queries.in_words(numbers),
        "is_closed": queries.is_closed(year),
        "late": queries.changed_since(authority, year, year_ended) if queries.is_closed(year) else 0,
        "released": released,
        "late_since_release": queries.changed_since(authority, year, released.at) if released else 0,
        "can_release": can_release(request.user, authority, year),
    }
    return render(request, "yearbook/yearbook.html", context)


@require_safe
def yearbook_file(request, year, key, form):
    """An authority's own yearbook for Word or as PDF."""
    authority = _authority_or_404(request.user, key, year)
    document = documents.yearbook_document(authority, year, queries.counted(authority, year))
    return as_download(document, form, name=f"barnbokslut-{year}-{key}")


@require_http_methods(FORM)
def release(request, year, key):
    """Shows what would leave the authority, and hands it over."""
    authority = _authority_or_404(request.user, key, year)
    require(can_release(request.user, authority, year))
    if request.method == "POST":
        try:
            made = actions.release(authority, year, by=request.user)
        except RuleBroken as error:
            messages.error(request, str(error))
            return redirect("yearbook:yearbook", year, key)
        messages.success(request, f"Barnbokslutet för {year} är utlämnat.")
        return redirect(made)
    numbers = queries.released_numbers(queries.counted(authority, year))
    context = {
        "authority": authority,
        "year": year,
        "numbers": numbers,
        "tables": queries.listed(numbers),
        "articles": documents.articles_in_words(numbers),
    }
    return render(request, "yearbook/release.html", context)


def _release_or_404(user, year, key):
    seen = Release.objects.visible_to(user).select_related("authority__parent")
    return get_object_or_404(seen, year=year, authority__key=key)


def _require_may_read(user, found):
    """Those of the authority, and the strategist above it."""
    if found.authority not in user.organisations:
        require(can_read_together(user, found.authority.parent))


@require_safe
def released(request, year, key):
    """A yearbook as it was handed over."""
    found = _release_or_404(request.user, year, key)
    _require_may_read(request.user, found)
    numbers = queries.from_json(found.numbers)
    if file := as_file(request, lambda: documents.yearbook_table(found.authority, year, numbers, release=found)):
        return file
    context = {
        "release": found,
        "authority": found.authority,
        "year": year,
        "numbers": numbers,
        "tables": queries.listed(numbers),
        "articles": documents.articles_in_words(numbers),
        "words": queries.in_words(numbers),
    }
    return render(request, "yearbook/released.html", context)


@require_safe
def released_file(request, year, key, form):
    """What was handed over for Word or as PDF."""
    found = _release_or_404(request.user, year, key)
    _require_may_read(request.user, found)
    numbers = queries.from_json(found.numbers)
    document = documents.yearbook_document(found.authority, year, numbers, release=found)
    return as_download(document, form, name=f"barnbokslut-{year}-{key}")


@require_safe
def together(request, year, key):
    """What the authorities of a municipality or region have handed over, beside each other and added up."""
    organisation = next((one for one in request.user.organisations if one.key == key), None)
    if organisation is None or year not in YEARS:
        raise Http404
    require(can_read_together(request.user, organisation))
    parts = queries.parts_of(organisation, year)
    rows = queries.together(parts)
    if file := as_file(request, lambda: documents.together_table(organisation, year, parts, rows)):
        return file
    context = {
        "organisation": organisation,
        "year": year,
        "handed_over": [part for part in parts if part.release],
        "waiting": [part.authority for part in parts if not part.release],
        "constructed": any(part.release and part.release.constructed for part in parts),
        "rows": rows,
    }
    return render(request, "yearbook/together.html", context)
