import datetime

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from barnratt.accounts.models import Role
from barnratt.core.access import Denied, require
from barnratt.pages import health, open_data
from barnratt.pages.gallery import gallery_context
from initiatives.cards import cards
from initiatives.catalogue import search
from initiatives.contributing.permissions import can_see_queue
from initiatives.following.queries import mine
from initiatives.matchmaking.models import Contact
from initiatives.queries import questions_with_counts
from regions.places import maps
from regions.places.models import County, Organisation
from regions.surveys.models import counties_of, sees_every_county

# When the statement was last held against the pages as they are. Change it only after testing again.
ACCESSIBILITY_ASSESSED = datetime.date(2026, 11, 22)
# When the page on personal data was last held against what is kept.
PRIVACY_CHANGED = datetime.date(2026, 11, 23)

# So many stand on the start page; the rest are a click away.
QUESTIONS = 6
NEWEST = 3
ASKED = 5


@login_not_required
@require_safe
def start(request):
    hits = search(None, {}, sort="nyast", size=NEWEST)
    context = {
        "total": hits.total,
        **(_mine(request.user) if request.user.is_authenticated else {}),
        "questions": questions_with_counts()[:QUESTIONS],
        "steps": hits.facets.get("steg", []),
        "newest": cards(hits.pks),
        "areas": maps.areas(maps.county_shapes(), _counties_with_counts(hits)),
        "view_box": maps.whole_country(),
    }
    return render(request, "pages/start.html", context)


def _mine(user):
    at_work = {one.kind for one in user.organisations_with(Role.MEMBER)}
    surveyed = sees_every_county(user) or bool(counties_of(user))
    return {
        "mine": mine(user),
        "asked": Contact.objects.waiting_for(user).with_all().order_by("asked_at", "pk")[:ASKED],
        "sees_queue": bool(can_see_queue(user)),
        "sees_survey": surveyed,
        "sees_commentaries": surveyed or Organisation.Kind.MUNICIPALITY in at_work,
    }


def _counties_with_counts(hits):
    """The counties, each with the `number` of entries that the search counted."""
    numbers = {option.value: option.count for option in hits.facets.get("lan", [])}
    counties = list(County.objects.all())
    for county in counties:
        county.number = numbers.get(county.code, 0)
    return counties


@login_not_required
@require_safe
def about(request):
    return render(request, "pages/about.html")


@login_not_required
@require_safe
def accessibility(request):
    return render(
        request,
        "pages/accessibility.html",
        {"assessed": ACCESSIBILITY_ASSESSED, "contact_email": settings.CONTACT_EMAIL},
    )


@login_not_required
@require_safe
def privacy(request):
    return render(request, "pages/privacy.html", {"changed": PRIVACY_CHANGED})


@require_safe
def gallery(request):
    """Every component with its arguments, for those who build and test pages."""
    require(request.user.is_staff or Denied("Komponentgalleriet är till för dem som arbetar med portalen."))
    return render(request, "pages/gallery.html", gallery_context())


@login_not_required
@require_safe
@never_cache
def healthz(request):
    healthy, found = health.report()
    return JsonResponse({"status": "ok" if healthy else "failing", **found}, status=200 if healthy else 503)


@login_not_required
@require_safe
def api(request):
    """The open data, for people who are to use them."""
    context = {
        "introduction": open_data.INTRODUCTION,
        "credit": open_data.CREDIT,
        "endpoints": open_data.ENDPOINTS,
        "schemas": open_data.SCHEMAS.items(),
    }
    return render(request, "pages/api.html", context)
