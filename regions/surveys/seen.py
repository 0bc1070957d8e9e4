"""What an address of the survey leads to, for somebody who may see it; a stranger gets 404."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from regions.places.models import County
from regions.surveys.models import CountyResponse, Round, counties_of, sees_every_county


def seen_round(request, slug):
    return get_object_or_404(Round.objects.visible_to(request.user).with_definition(), slug=slug)


def seen_place(request, slug, county):
    """(round, county) that the person may see, begun or not."""
    survey_round = seen_round(request, slug)
    place = get_object_or_404(County, slug=county)
    if not (sees_every_county(request.user) or place.pk in counties_of(request.user)):
        raise Http404
    return survey_round, place


def seen_answers(request, slug, county):
    """The county's answers, if they are begun and the person may see them."""
    survey_round, place = seen_place(request, slug, county)
    seen = CountyResponse.objects.visible_to(request.user).select_related("response__version")
    found = get_object_or_404(seen.defer("response__version__content"), round=survey_round, county=place)
    found.round, found.county = survey_round, place
    return found


def step_or_404(found, key):
    try:
        return found.response.version.definition.step(key)
    except KeyError as error:
        raise Http404 from error
