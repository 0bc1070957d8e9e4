from django.contrib.auth.decorators import login_not_required
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from barnratt.core.open_data import shared
from barnratt.core.tables import as_csv, as_xlsx
from initiatives import documents, queries
from initiatives.cards import cards
from initiatives.catalogue import SORTS, search
from initiatives.contributing import queries as contributing
from initiatives.following import queries as following
from initiatives.freshness import queries as freshness
from initiatives.matchmaking import queries as matchmaking
from initiatives.models import Initiative, StartingQuestion
from initiatives.parts import read_parts
from initiatives.selection import read_selection
from regions.places.models import Municipality

MOST_COMPARED = 3


@login_not_required
@require_safe
def catalogue(request):
    """The list. The same address answers as JSON, CSV, Excel and Atom."""
    selection = read_selection(request.GET)
    answer = FORMATS.get(_format(request), _page)
    response = answer(request, selection)
    patch_vary_headers(response, ["HX-Request", "Accept"])
    return response


def _format(request):
    if name := request.GET.get("format"):
        if name not in FORMATS:
            raise Http404("Det formatet finns inte. Välj json, csv, xlsx eller atom.")
        return name
    return "json" if request.get_preferred_type(["text/html", "application/json"]) == "application/json" else "html"


def _page(request, selection):
    selection, hits = _search_existing_page(selection)
    context = {
        "selection": selection,
        "hits": hits,
        "initiatives": cards(hits.pks, with_body=bool(selection.words)),
        "facets": queries.shown_facets(selection, hits),
        "sorts": [(key, label, key == selection.sort) for key, label in SORTS.items()],
        "nearest": cards(queries.nearest(selection, hits), with_body=True),
        "rescue": None if hits.total else queries.rescue(selection, hits),
    }
    if not request.headers.get("HX-Request"):
        return render(request, "initiatives/catalogue.html", context)
    response = render(request, "initiatives/catalogue.html#catalogue", context)
    # The address without what is empty or default, so that it can be shared.
    query = selection.query_string()
    response["HX-Push-Url"] = f"{request.path}?{query}" if query else request.path
    return response


def _json(request, selection):
    selection, hits = _search_existing_page(selection)
    return shared(documents.catalogue_json(request, selection, hits, cards(hits.pks)))


def _csv(request, selection):
    return as_csv(_table(request, selection))


def _xlsx(request, selection):
    return as_xlsx(_table(request, selection))


def _table(request, selection):
    return documents.catalogue_table(request, selection, queries.all_of(selection, user=request.user))


def _atom(request, selection):
    hits = search(selection.words, selection.chosen, sort="nyast", page=1)
    return documents.catalogue_atom(request, selection, cards(hits.pks))


FORMATS = {"html": _page, "json": _json, "csv": _csv, "xlsx": _xlsx, "atom": _atom}


def _search_existing_page(selection):
    """Search; a page number past the end becomes the last page."""
    hits = search(selection.words, selection.chosen, sort=selection.sort, page=selection.page)
    if selection.page > hits.pages:
        selection = selection.on_page(hits.pages)
        hits = search(selection.words, selection.chosen, sort=selection.sort, page=selection.page)
    return selection, hits


@login_not_required
@require_safe
def suggestions(request):
    """What the search field offers while one is typing."""
    text = read_selection(request.GET).text
    return render(request, "initiatives/_suggestions.html", {"suggestions": queries.suggestions(text)})


@login_not_required
@require_safe
def detail(request, slug):
    found = Initiative.objects.visible_to(request.user).select_related("kind", "organisation")
    initiative = read_parts(get_object_or_404(found, slug=slug))
    code = request.GET.get("kommun", "")[:4]
    mine = Municipality.objects.current().filter(code=code).first() if code else None
    sections, not_told = queries.sections_of(initiative)
    context = {
        "initiative": initiative,
        "sections": sections,
        "not_told": not_told,
        "tag_groups": queries.tag_groups(initiative),
        "reasons": queries.editorial_reasons(initiative),
        "similar": queries.similar(initiative),
        "municipalities": Municipality.objects.current().in_order().values_list("code", "short_name"),
        "mine": mine,
        "similar_for_mine": queries.similar(initiative, like=mine) if mine else [],
        "contributing": contributing.on_entry(initiative, request.user),
        "matchmaking": matchmaking.on_entry(initiative, request.user),
        "following": following.on_entry(initiative, request.user),
        "json_ld": documents.json_ld(request, initiative),
        "freshness": freshness.on_entry(initiative, request.user),
    }
    return render(request, "initiatives/detail.html", context)


@login_not_required
@require_safe
def compare(request):
    """Two or three entries side by side."""
    slugs = list(dict.fromkeys(request.GET.getlist("i")))
    found = Initiative.objects.visible_to(request.user).for_detail().filter(slug__in=slugs[:20])
    found = sorted(found, key=lambda initiative: slugs.index(initiative.slug))
    context = {
        "initiatives": found[:MOST_COMPARED],
        "rows": queries.comparison(found[:MOST_COMPARED]),
        "missing": len(set(slugs[:20])) - len(found),
        "too_many": len(found) > MOST_COMPARED,
    }
    return render(request, "initiatives/compare.html", context)


@login_not_required
@require_safe
def question_list(request):
    return render(request, "initiatives/questions.html", {"questions": queries.questions_with_counts()})


@login_not_required
@require_safe
def question(request, slug):
    """A question to begin from, with its first hits."""
    asked = get_object_or_404(StartingQuestion, slug=slug)
    selection = read_selection(QueryDict(asked.query))
    hits = search(selection.words, selection.chosen)
    context = {
        "question": asked,
        "selection": selection,
        "hits": hits,
        "initiatives": cards(hits.pks, with_body=bool(selection.words)),
        "others": StartingQuestion.objects.exclude(pk=asked.pk).order_by("position", "pk"),
    }
    return render(request, "initiatives/question.html", context)
