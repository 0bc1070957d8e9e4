from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, Prefetch, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from barnratt.core.swedish_order import SwedishOrder
from barnratt.core.tables import as_file
from barnratt.search.spelling import fold
from initiatives.cards import cards_of
from initiatives.catalogue import search
from initiatives.models import Initiative
from regions.places import maps, peers
from regions.places.models import County, Municipality, Organisation, OrganisationContact
from regions.profiles import documents
from regions.statistics.documents import lagesbild_table
from regions.statistics.lagesbild import county_setting, lagesbild, municipality_setting
from regions.statistics.rendered import addressing, lagesbild_context
from regions.surveys.queries import public_answers

SHOWN = 4
OF_THE_WHOLE_COUNTY = (Organisation.Kind.COUNTY_BOARD, Organisation.Kind.REGION, Organisation.Kind.NETWORK)


@login_not_required
@require_safe
def county_list(request):
    """The map of Sweden's counties with the same as a list beside it."""
    published = Count("initiatives", filter=Q(initiatives__state=Initiative.State.PUBLISHED))
    counties = list(County.objects.annotate(number=published).in_order())
    if file := as_file(request, lambda: documents.county_table(request, counties)):
        return file
    context = {
        "counties": counties,
        "areas": maps.areas(maps.county_shapes(), counties),
        "view_box": maps.whole_country(),
        "national": Initiative.objects.visible_to(request.user).filter(scope=Initiative.Scope.NATIONAL).count(),
    }
    return render(request, "profiles/counties.html", context)


@login_not_required
@require_safe
def county(request, slug):
    """A county: who works there, its municipalities and what the catalogue holds from it."""
    place = get_object_or_404(County, slug=slug)
    published = Count("initiatives", filter=Q(initiatives__state=Initiative.State.PUBLISHED))
    municipalities = list(place.municipalities.current().annotate(number=published).in_order())
    setting = county_setting(place, municipalities)
    if file := as_file(request, lambda: lagesbild_table(lagesbild(setting))):
        return file
    hits = search(None, {"lan": [place.code]}, size=SHOWN, with_counts=False)
    theirs = place.organisations.filter(kind__in=OF_THE_WHOLE_COUNTY).in_order()
    by_kind = {kind: [one for one in theirs if one.kind == kind] for kind in OF_THE_WHOLE_COUNTY}
    shown = lagesbild_context(setting, request, county=place)
    initiatives, addressed = cards_of(hits.pks, addressing(shown["picture"]))
    context = {
        **shown,
        "addressing": addressed,
        "county": place,
        "board": next(iter(by_kind[Organisation.Kind.COUNTY_BOARD]), None),
        "region": next(iter(by_kind[Organisation.Kind.REGION]), None),
        "networks": by_kind[Organisation.Kind.NETWORK],
        "contact_ways": _contact_ways(organisation__county=place, organisation__kind__in=OF_THE_WHOLE_COUNTY),
        "municipalities": municipalities,
        "former": place.municipalities.exclude(valid_to=None).select_related("successor__county").in_order(),
        "areas": maps.areas(maps.municipality_shapes(place.code), municipalities),
        "view_box": maps.county_view_box(place.code),
        "initiatives": initiatives,
        "survey": public_answers(place),
        "total": hits.total,
        "catalogue_url": f"{reverse('initiatives:catalogue')}?{urlencode({'lan': place.code})}",
    }
    return render(request, "profiles/county.html", context)


@login_not_required
@require_safe
def municipality_list(request):
    """All 290 municipalities by county. `?q=` leads on to the one that is meant, when there is only one."""
    text = request.GET.get("q", "").strip()
    counties = County.objects.in_order()
    current = Municipality.objects.current().in_order()
    if text:
        # A genitive and the word "kommun" are how people write it: "Tidaholms kommun".
        name = text.lower().removesuffix(" kommun").removesuffix(" stad").strip()
        wanted = Q(short_name__istartswith=name) | Q(code=text[:4]) | Q(name__istartswith=name)
        current = current.filter(wanted) or _spelt_without_dots(name)
    if file := as_file(request, lambda: documents.municipality_table(request, _with_numbers(current), text=text)):
        return file
    if text and len(current) == 1:
        return redirect(current[0])
    counties = counties.filter(municipalities__in=current).distinct()
    context = {
        "text": text,
        "counties": counties.prefetch_related(Prefetch("municipalities", current, to_attr="current")),
        "number": len(current),
    }
    return render(request, "profiles/municipalities.html", context)


def _contact_ways(**where):
    """How one reaches those who work with children's rights there."""
    ways = OrganisationContact.objects.filter(**where).select_related("organisation")
    return ways.order_by(SwedishOrder("organisation__name"), SwedishOrder("role"), "pk")


def _with_numbers(municipalities):
    published = Count("initiatives", filter=Q(initiatives__state=Initiative.State.PUBLISHED))
    return municipalities.select_related("county").annotate(number=published)


def _spelt_without_dots(name):
    """The municipalities meant by somebody who writes "goteborg" or "vaxjo"."""
    meant = [place.pk for place in Municipality.objects.current() if fold(place.short_name).startswith(fold(name))]
    return Municipality.objects.filter(pk__in=meant).in_order()


@login_not_required
@require_safe
def municipality(request, code):
    """A municipality: facts, what it has done, and what others like it have done."""
    place = get_object_or_404(Municipality.objects.select_related("county", "successor"), code=code)
    if place.successor:
        return redirect(place.successor)
    weights = peers.read_weights(request.GET)
    near = peers.nearest(place, weights, number=peers.WIDER)
    alike = peers.by_name(near[: peers.NUMBER])
    setting = municipality_setting(place, [peer.place for peer in alike])
    if file := as_file(request, lambda: lagesbild_table(lagesbild(setting))):
        return file
    own = search(None, {"kommun": [place.code]}, size=SHOWN, with_counts=False)
    like_codes = [other.pk for other in near]
    others = search(None, {"kommun": like_codes}, size=SHOWN, with_counts=False).pks if near else []
    shown = lagesbild_context(setting, request, municipality=place)
    initiatives, like_initiatives, addressed = cards_of(own.pks, others, addressing(shown["picture"]))
    context = {
        **shown,
        "addressing": addressed,
        "peers": alike,
        "weights": peers.described(weights),
        "wider": peers.WIDER,
        "own_share": peers.share_of_children(place),
        "municipality": place,
        "contact_ways": _contact_ways(organisation__municipality=place),
        "predecessors": place.predecessors.select_related("county"),
        "initiatives": initiatives,
        "total": own.total,
        "catalogue_url": f"{reverse('initiatives:catalogue')}?{urlencode({'kommun': place.code})}",
        "like_initiatives": like_initiatives,
    }
    return render(request, "profiles/municipality.html", context)
