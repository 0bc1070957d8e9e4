"""What a county gets out of the survey: the empty form, its answers as files, what differs, and the country beside."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from barnratt.core.access import require
from barnratt.documents.files import FORMS, as_download
from regions.surveys import changes, papers, queries
from regions.surveys.in_the_country import in_the_country
from regions.surveys.models import CountyResponse, Round
from regions.surveys.permissions import can_see_results
from regions.surveys.seen import seen_answers, seen_place, seen_round


@require_safe
def blank(request, slug, county=None):
    """The empty form as a page to print: a county's, or the round's for whoever sees it."""
    survey_round, place = _asked_of(request, slug, county)
    context = {"round": survey_round, "county": place, "document": papers.blank(survey_round, place)}
    return render(request, "surveys/blank.html", context)


@require_safe
def blank_file(request, slug, form, county=None):
    """The empty form as a Word or PDF document."""
    survey_round, place = _asked_of(request, slug, county)
    return _file(papers.blank(survey_round, place), form, name=f"blankett-{survey_round.title}")


def _asked_of(request, slug, county):
    return seen_place(request, slug, county) if county else (seen_round(request, slug), None)


@require_safe
def answers_file(request, slug, county, form):
    """The answers as they are now, as a Word or PDF document."""
    found = seen_answers(request, slug, county)
    return _file(papers.filled(found), form, name=f"svar-{found.round.slug}-{found.county.slug}")


@require_safe
def receipt_file(request, slug, county, number, form):
    """What was sent in, as a Word or PDF document."""
    return _file(papers.sent(_sent(request, slug, county, number)), form, name=f"kvitto-{slug}-{county}-{number}")


@require_safe
def differences(request, slug, county, number):
    """What is not the same in what was sent in as in what was sent in before that."""
    sent = _sent(request, slug, county, number)
    found = sent.county_response
    earlier = get_object_or_404(found.submissions.select_related("version"), number=number - 1)
    municipalities = queries.municipalities_of(found.county, found.round)
    context = {
        "round": found.round,
        "found": found,
        "submission": sent,
        "earlier": earlier,
        "rows": changes.between(earlier, sent, municipalities),
    }
    return render(request, "surveys/differences.html", context)


def _sent(request, slug, county, number):
    found = seen_answers(request, slug, county)
    sent = get_object_or_404(found.submissions.select_related("version"), number=number)
    sent.county_response = found
    return sent


@require_safe
def beside(request, slug, county):
    """The county's own answers beside those of the country, when the round is closed."""
    survey_round, place = seen_place(request, slug, county)
    require(can_see_results(request.user, survey_round))
    if survey_round.state not in (Round.State.CLOSED, Round.State.PUBLISHED):
        raise Http404
    found = CountyResponse.objects.filter(round=survey_round, county=place).first()
    sent = found.submissions.current().first() if found else None
    context = {
        "round": survey_round,
        "county": place,
        "sent": sent,
        "sections": in_the_country(survey_round, place, sent.answers if sent else {}),
    }
    return render(request, "surveys/beside.html", context)


def _file(document, form, *, name):
    if form not in FORMS:
        raise Http404
    return as_download(document, form, name=name)
