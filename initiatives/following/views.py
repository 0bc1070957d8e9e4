from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from barnratt.core.access import Denied, require
from barnratt.core.errors import RuleBroken
from barnratt.core.rate_limit import A_DAY, place_of, within_limit
from barnratt.core.tables import as_file
from initiatives.following import actions, documents, queries
from initiatives.following.actions import SOMEBODY
from initiatives.following.forms import (
    AnswerForm,
    CollectionForm,
    NeedForm,
    NoteForm,
    RhythmForm,
    SaveForm,
    UseForm,
    WatchForm,
)
from initiatives.following.links import collection_path, read_collection, read_watch
from initiatives.following.models import Collection, CollectionItem, Need, UseCount, Watch
from initiatives.following.permissions import can_change, can_handle, can_see_use, counties_to_see_use_of
from initiatives.models import Initiative
from initiatives.selection import read_selection
from regions.places.models import County

FORM = ["GET", "HEAD", "POST"]
AN_HOUR = 3600
PAGE_SIZE = 30
MOST_SAVED = 50
TOO_MANY = "Det har kommit många svar eller förfrågningar härifrån på kort tid. Försök igen om en stund."


def _actor(request):
    return request.user if request.user.is_authenticated else SOMEBODY


# Saved searches


@login_not_required
@require_http_methods(FORM)
def watch_new(request):
    """Watch a search: at once for who is signed in, for others after a letter has been answered."""
    selection = read_selection(QueryDict(request.POST.get("sokning", "")) if request.method == "POST" else request.GET)
    form = (RhythmForm if request.user.is_authenticated else WatchForm)(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        begin = _save_search if request.user.is_authenticated else _ask_to_watch
        try:
            return begin(request, selection, **form.cleaned_data)
        except RuleBroken as error:
            form.add_error(None, str(error))
            status = 429 if str(error) == TOO_MANY else 200
    context = {"selection": selection, "lines": queries.in_words(selection), "form": form}
    return render(request, "initiatives/following/watch_new.html", context, status=status)


def _save_search(request, selection, *, rhythm):
    watch, new = actions.save_search(selection.stored, rhythm=rhythm, by=request.user)
    told = "Nu bevakar du sökningen." if new else "Du bevakar redan sökningen."
    messages.success(request, f"{told} Är det något nytt får du ett brev {watch.get_rhythm_display()}.")
    return redirect(f"{reverse('initiatives:catalogue')}?{watch.query}")


def _ask_to_watch(request, selection, *, email, rhythm):
    if not within_limit("watch", place_of(request), most=20, seconds=AN_HOUR):
        raise RuleBroken(TOO_MANY)
    # The answer is the same whether the address is known or not, and whether it has had enough letters or not.
    if within_limit("watch-of", email, most=10, seconds=A_DAY):
        actions.ask_to_watch(email, selection.stored, rhythm=rhythm, by=SOMEBODY)
    return redirect("following:watch_asked")


@login_not_required
@require_safe
def watch_asked(request):
    return render(request, "initiatives/following/watch_asked.html")


@require_safe
def watch_list(request):
    """What somebody who is signed in watches."""
    watches = list(Watch.objects.visible_to(request.user).defer("known").order_by("-created_at", "-pk"))
    read = queries.read_watches(watches)
    if file := as_file(request, lambda: documents.watch_table(request, queries.shown_watches(watches, read=read))):
        return file
    news = queries.news_of([watch for watch in watches if watch.is_running], read=read)
    context = {"watches": queries.shown_watches(watches, read=read, news=news), "rhythms": Watch.RHYTHMS}
    return render(request, "initiatives/following/watch_list.html", context)


@require_POST
def watch_change(request, pk):
    watch = get_object_or_404(Watch.objects.visible_to(request.user).defer("known"), pk=pk)
    _change_watch(request, watch, by=request.user)
    return redirect("following:watches")


@login_not_required
@require_safe
def watch_link(request, token):
    """Where the links in letters lead: a watch that waits is started here, the others are paused and stopped."""
    watch = read_watch(token)
    if watch is None:
        return _watch_gone(request)
    if watch.is_waiting:
        shown = queries.shown_watches([watch])[0]
        return render(request, "initiatives/following/watch_confirm.html", {"shown": shown, "token": token})
    watches = list(Watch.objects.of_address(watch.address).defer("known").order_by("-created_at", "-pk"))
    context = {"watches": queries.shown_watches(watches), "rhythms": Watch.RHYTHMS, "token": token}
    return render(request, "initiatives/following/watch_list.html", context | {"address": watch.address})


@login_not_required
@require_POST
def watch_link_change(request, token, pk):
    watch = read_watch(token)
    if watch is None:
        return _watch_gone(request)
    own = get_object_or_404(Watch.objects.of_address(watch.address).defer("known"), pk=pk)
    _change_watch(request, own, by=own.user or SOMEBODY)
    return redirect("following:watch_link", token)


CHANGES = {
    "starta": (actions.confirm_watch, "Bevakningen är igång."),
    "pausa": (actions.pause_watch, "Bevakningen är pausad. Det som kommer under tiden får du veta när du fortsätter."),
    "fortsatt": (actions.resume_watch, "Bevakningen är igång igen."),
    "sluta": (actions.stop_watch, "Bevakningen är avslutad. Du får inga fler brev om den."),
}


def _change_watch(request, watch, *, by):
    what = request.POST.get("gor", "")
    try:
        if what in dict(Watch.RHYTHMS):
            changed = actions.set_rhythm(watch, rhythm=what, by=by)
            messages.success(request, f"Du får brev {changed.get_rhythm_display()} när det finns något nytt.")
        elif what in CHANGES:
            change, told = CHANGES[what]
            change(watch, by=by)
            messages.success(request, told)
        else:
            raise BadRequest("Okänt val.")
    except RuleBroken as error:
        messages.error(request, str(error))


@login_not_required
@require_http_methods(FORM)
def watch_stop(request, token):
    """Stops one watch. Opening the link does nothing; the page's one button does."""
    watch = read_watch(token)
    if watch is None:
        return _watch_gone(request)
    if request.method == "POST":
        actions.stop_watch(watch, by=watch.user or SOMEBODY)
        messages.success(request, CHANGES["sluta"][1])
        return redirect("following:watch_link", token)
    context = {"shown": queries.shown_watches([watch]), "everything": False}
    return render(request, "initiatives/following/watch_stop.html", context)


@csrf_exempt  # a mail program has no cookie (RFC 8058); the signed link shows that it may
@login_not_required
@require_http_methods(FORM)
def watch_stop_all(request, token):
    """Stops all letters to an address: by the page's one button, or by the mail program's own (List-Unsubscribe)."""
    watch = read_watch(token)
    if watch is None:
        return _watch_gone(request)
    if request.method == "POST":
        actions.stop_all_watches(watch, by=watch.user or SOMEBODY)
        if "List-Unsubscribe" in request.POST:
            return HttpResponse("Du får inga fler brev om det du bevakar.", content_type="text/plain; charset=utf-8")
        messages.success(request, "Alla dina bevakningar är avslutade. Du får inga fler brev om dem.")
        return redirect("following:watch_link", token)
    there = Watch.objects.of_address(watch.address).there().defer("known").order_by("-created_at", "-pk")
    context = {"shown": queries.shown_watches(list(there)), "everything": True}
    return render(request, "initiatives/following/watch_stop.html", context)


def _watch_gone(request):
    return render(request, "initiatives/following/watch_gone.html", status=404)


# Collections


@require_http_methods(FORM)
def collection_list(request):
    """One's own collections, and those that others have opened to one's organisations."""
    form = CollectionForm(request.POST or None, organisations=request.user.organisations)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.create_collection(**form.cleaned_data, by=request.user)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Samlingen ”{made}” är skapad. Spara initiativ i den från deras sidor.")
            return redirect(made)
    visible = Collection.objects.visible_to(request.user).with_numbers().order_by("-changed_at", "-pk")
    others = visible.exclude(owner=request.user).select_related("owner", "organisation")
    if file := as_file(request, lambda: documents.collections_table(request, visible.select_related("owner"))):
        return file
    context = {
        "own": visible.filter(owner=request.user),
        "page": Paginator(others, PAGE_SIZE).get_page(request.GET.get("sida")),
        "form": form,
    }
    return render(request, "initiatives/following/collection_list.html", context)


@require_safe
def collection(request, pk):
    visible = Collection.objects.visible_to(request.user).select_related("owner", "organisation")
    return _collection(request, get_object_or_404(visible, pk=pk))


@login_not_required
@require_safe
def collection_link(request, token):
    """A collection for whoever has its link."""
    shared = read_collection(token)
    if shared is None:
        return render(request, "initiatives/following/collection_gone.html", status=404)
    return _collection(request, shared)


def _collection(request, shown):
    held = queries.held_in(shown, request.user)
    if file := as_file(request, lambda: documents.collection_table(request, shown, held)):
        return file
    shared = shown.access == Collection.Access.LINK
    context = {
        "collection": shown,
        "held": held,
        "can_change": can_change(request.user, shown),
        "link": request.build_absolute_uri(collection_path(shown)) if shared else "",
    }
    return render(request, "initiatives/following/collection.html", context)


@require_http_methods(FORM)
def collection_edit(request, pk):
    changed = _own_collection(request, pk)
    organisations = list(dict.fromkeys([*request.user.organisations, *filter(None, [changed.organisation])]))
    form = CollectionForm(request.POST or None, instance=_own_collection(request, pk), organisations=organisations)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_collection(changed, fields=form.cleaned_data, revision=_revision(request), by=request.user)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Samlingen är sparad.")
            return redirect(changed)
    # The revision is that of now: who has been told of the other window's change and saves again means it.
    context = {"collection": changed, "form": form, "revision": changed.revision}
    return render(request, "initiatives/following/collection_edit.html", context)


@require_http_methods(FORM)
def collection_delete(request, pk):
    """Removes a collection. The page asks first."""
    removed = _own_collection(request, pk)
    if request.method != "POST":
        number = removed.items.count()
        return render(
            request, "initiatives/following/collection_delete.html", {"collection": removed, "number": number}
        )
    actions.delete_collection(removed, by=request.user)
    messages.success(request, f"Samlingen ”{removed}” är borttagen.")
    return redirect("following:collections")


@require_http_methods(FORM)
def collection_save(request):
    """Keeps chosen entries in a collection. The same address as a page lets one choose which, or begin a new one."""
    given = request.POST if request.method == "POST" else request.GET
    chosen = _chosen_entries(request, given.getlist("i"))
    collections = list(Collection.objects.filter(owner=request.user).order_by("-changed_at", "-pk"))
    form = SaveForm(request.POST or None, collections=collections)
    if request.method == "POST" and chosen and form.is_valid():
        try:
            kept = _collection_to_save_in(request, form.cleaned_data, collections)
            new = actions.collect(kept, chosen, by=request.user)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            told = f"Sparat i samlingen ”{kept}”." if new else f"Fanns redan i samlingen ”{kept}”."
            messages.success(request, told)
            return redirect(chosen[0] if len(chosen) == 1 else kept)
    return render(request, "initiatives/following/collection_save.html", {"chosen": chosen, "form": form})


def _chosen_entries(request, slugs):
    slugs = list(dict.fromkeys(slugs))[:MOST_SAVED]
    found = Initiative.objects.visible_to(request.user).readable().filter(slug__in=slugs)
    return sorted(found, key=lambda initiative: slugs.index(initiative.slug))


def _collection_to_save_in(request, cleaned, collections):
    if cleaned["collection"] == SaveForm.NEW:
        return actions.create_collection(cleaned["title"], by=request.user)
    return next(each for each in collections if str(each.pk) == cleaned["collection"])


@require_http_methods(FORM)
def item_note(request, pk, item):
    """Why an entry is in the collection."""
    noted = _own_item(request, pk, item)
    form = NoteForm(request.POST or None, instance=_own_item(request, pk, item))
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_note(noted, note=form.cleaned_data["note"], revision=_revision(request), by=request.user)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Anteckningen är sparad.")
            return redirect(noted.collection)
    initiative = Initiative.objects.visible_to(request.user).filter(pk=noted.initiative_id).first()
    context = {"collection": noted.collection, "initiative": initiative, "form": form, "revision": noted.revision}
    return render(request, "initiatives/following/item_note.html", context)


@require_POST
def item_change(request, pk, item):
    """Moves an entry in its collection, or takes it out."""
    changed = _own_item(request, pk, item)
    what = request.POST.get("gor", "")
    if what not in ("upp", "ner", "ta-bort"):
        raise BadRequest("Okänt val.")
    try:
        if what == "ta-bort":
            actions.remove_item(changed, by=request.user)
            messages.success(request, "Initiativet är borttaget ur samlingen.")
        else:
            actions.move_item(changed, steps=-1 if what == "upp" else 1, by=request.user)
    except RuleBroken as error:
        messages.error(request, str(error))
    return redirect(f"{changed.collection.get_absolute_url()}#ordning")


def _own_collection(request, pk):
    visible = Collection.objects.visible_to(request.user).select_related("organisation")
    own = get_object_or_404(visible, pk=pk)
    require(can_change(request.user, own))
    return own


def _own_item(request, pk, item):
    own = _own_collection(request, pk)
    return get_object_or_404(CollectionItem.objects.select_related("collection"), pk=item, collection=own)


def _revision(request):
    text = request.POST.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


# Whether the entries are of use


@login_not_required
@require_http_methods(FORM)
def use(request, slug):
    """ "Hade du nytta av detta?" The answer is added to a count; nothing about who answers is kept."""
    initiative = get_object_or_404(Initiative.objects.visible_to(request.user).readable(), slug=slug)
    asked = request.GET.get("svar", "")
    initial = {"answer": asked} if asked in UseCount.Answer.values else {}
    form = UseForm(request.POST or None, initial=initial)
    status = 200
    if request.method == "POST" and form.is_valid():
        place = place_of(request)
        # An office shares an address, so a few more than one, but not enough to drown what others say.
        if within_limit(f"use:{initiative.pk}", place, most=5, seconds=A_DAY) and within_limit(
            "use", place, most=60, seconds=A_DAY
        ):
            actions.count_use(initiative, **form.cleaned_data)
            messages.success(request, "Tack! Ditt svar är räknat.")
            return redirect(initiative)
        form.add_error(None, TOO_MANY)
        status = 429
    return render(request, "initiatives/following/use.html", {"initiative": initiative, "form": form}, status=status)


@require_safe
def use_report(request):
    """The answers of a year for those who evaluate, for a county or the whole country; also as CSV and Excel."""
    require(can_see_use(request.user))
    counties, is_all = _counties_of(request.user)
    county = _chosen_county(request, counties, may_be_all=is_all)
    years, year = _years(request)
    report = queries.use_report(request.user, year=year, county=county)
    if file := as_file(request, lambda: documents.use_table(request, report, year=year, county=county)):
        return file
    context = {
        "report": report,
        "page": Paginator(report.rows, PAGE_SIZE).get_page(request.GET.get("sida")),
        "year": year,
        "years": [(str(year), year) for year in years],
        "county": county,
        "counties": [(county.code, county.name) for county in counties],
        "all_counties": is_all,
        "about": documents.about_use(report, year=year, county=county),
        "chosen": f"ar={year}&lan={county.code if county else ''}",
    }
    return render(request, "initiatives/following/use_report.html", context)


@require_safe
def use_by_county(request):
    """The same answers, summed for each county; the page has a year of them, the files all years."""
    require(can_see_use(request.user))
    counties, is_all = _counties_of(request.user)
    years, year = _years(request)
    rows = queries.use_by_county(counties, years=years, whole=is_all)
    if file := as_file(request, lambda: documents.county_use_table(rows)):
        return file
    context = {
        "rows": [row for row in rows if row.year == year],
        "year": year,
        "years": [(str(year), year) for year in years],
        "about": [documents.retrieved(), *documents.about_county_use()],
    }
    return render(request, "initiatives/following/use_by_county.html", context)


def _counties_of(user):
    """The counties whose answers somebody sees, and whether that is the whole country."""
    own = counties_to_see_use_of(user)
    counties = County.objects.in_order()
    return list(counties if own is None else counties.filter(pk__in=own)), own is None


def _years(request):
    """The years that there are, and the one that is asked for, else the latest."""
    years = queries.years_with_use(timezone.localdate())
    return years, next((year for year in years if str(year) == request.GET.get("ar")), years[0])


def _chosen_county(request, counties, *, may_be_all):
    code = request.GET.get("lan", "")
    if not code:
        return None if may_be_all else counties[0]
    county = get_object_or_404(County, code=code[:2])
    require(county in counties or Denied("Du kan bara se svaren för ditt eget län."))
    return county


# Unmet needs


@login_not_required
@require_http_methods(FORM)
def need_new(request):
    """Tell that something is missing in the catalogue, from a search that found nothing."""
    posted = request.method == "POST"
    selection = read_selection(QueryDict(request.POST.get("sokning", "")) if posted else request.GET)
    organisations = request.user.organisations if request.user.is_authenticated else []
    form = NeedForm(request.POST or None, initial=_suggested(selection, organisations), organisations=organisations)
    status = 200
    if posted and form.is_valid():
        signed_in = request.user.is_authenticated
        if signed_in or within_limit("need", place_of(request), most=10, seconds=AN_HOUR):
            _register_need(request, selection, form.cleaned_data)
            told = "Tack! Du får veta när någon har svarat." if signed_in else "Tack! Behovet är anmält."
            messages.success(request, told)
            return redirect("initiatives:catalogue")
        form.add_error(None, TOO_MANY)
        status = 429
    context = {"selection": selection, "lines": queries.in_words(selection), "form": form}
    return render(request, "initiatives/following/need_new.html", context, status=status)


def _suggested(selection, organisations):
    """What the search and the organisation already tell."""
    county, municipality = selection.chosen.get("lan", ()), selection.chosen.get("kommun", ())
    first = organisations[0] if organisations else None
    return {
        "words": selection.text,
        "county": county[0] if county else first and first.county_id,
        "municipality": municipality[0] if municipality else None,
        "organisation": first,
    }


def _register_need(request, selection, cleaned):
    fields = {name: cleaned[name] for name in ("words", "details", "county", "municipality")}
    actions.register_need(
        **fields,
        organisation=cleaned.get("organisation"),
        query=selection.stored,
        key=queries.key_of(selection, cleaned["words"]),
        by=_actor(request),
    )


STATES = {"nya": "Nya", "hanterade": "Hanterade", "alla": "Alla"}
NEED_SORTS = {"senaste": "Senast anmälda", "flest": "Flest anmälningar"}


@require_safe
def need_list(request):
    """What is missing: a county's for those who answer for it, all for the national coordinator, else one's own."""
    visible = Need.objects.visible_to(request.user)
    counties = list(County.objects.filter(needs__in=visible).distinct().order_by("name", "pk"))
    state = _one_of(STATES, request.GET.get("lage"))
    sort = _one_of(NEED_SORTS, request.GET.get("sort"))
    county = next((county for county in counties if county.code == request.GET.get("lan")), None)
    needs = visible.filter(county=county) if county else visible
    if state != "alla":
        needs = needs.filter(state=Need.State.NEW if state == "nya" else Need.State.HANDLED)
    order = ["-number", "-latest", "-pk"] if sort == "flest" else ["-latest", "-pk"]
    groups = queries.grouped_needs(needs).order_by(*order)
    if file := as_file(request, lambda: documents.need_table(request, groups, county=county)):
        return file
    context = {
        "page": Paginator(groups, PAGE_SIZE).get_page(request.GET.get("sida")),
        "states": STATES.items(),
        "state": state,
        "sorts": NEED_SORTS.items(),
        "sort": sort,
        "counties": [(county.code, county.name) for county in counties],
        "county": county.code if county else "",
        "any": visible.exists(),
    }
    return render(request, "initiatives/following/need_list.html", context)


def _one_of(choices, text):
    return text if text in choices else next(iter(choices))


@require_http_methods(FORM)
def need(request, pk):
    """A need with those that ask for the same thing. Who answers for the county answers here."""
    visible = Need.objects.visible_to(request.user)
    shown = get_object_or_404(visible.select_related("county", "municipality", "answer_initiative"), pk=pk)
    may_handle = can_handle(request.user, shown)
    alike = visible.filter(key=shown.key).exclude(pk=pk).select_related("county", "municipality", "organisation")
    form = AnswerForm(request.POST or None, user=request.user)
    if request.method == "POST":
        require(may_handle)
        if form.is_valid() and _handle(request, shown, alike, form):
            return redirect(shown)
    selection = read_selection(QueryDict(shown.query))
    context = {
        "need": shown,
        "alike": alike.order_by("-created_at", "-pk")[:PAGE_SIZE],
        "lines": queries.in_words(selection),
        "selection": selection,
        "can_handle": may_handle,
        "form": form,
    }
    return render(request, "initiatives/following/need.html", context)


def _handle(request, shown, alike, form):
    needs = [shown]
    if form.cleaned_data["all_alike"]:
        needs += [other for other in alike if can_handle(request.user, other)]
    try:
        number = actions.handle_needs(
            [need.pk for need in needs],
            answer=form.cleaned_data["answer"],
            initiative=form.cleaned_data["initiative"],
            by=request.user,
        )
    except RuleBroken as error:
        form.add_error(None, str(error))
        return False
    told = "Behovet är hanterat." if number == 1 else f"{number} anmälningar är hanterade."
    messages.success(request, told)
    return True
